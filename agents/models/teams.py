"""Rows of who answers: teams, their queues, agents."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.models.hours import BusinessHours
from agents.types import FallbackKind, LanguageRule, Presence, RoutingRule

_ROUTING = (
    (RoutingRule.LEAST_LOAD.value, _("whoever has the fewest conversations")),
    (RoutingRule.LONGEST_IDLE.value, _("whoever has been free longest")),
    (RoutingRule.ROUND_ROBIN.value, _("one after the other")),
)
_LANGUAGE = (
    (LanguageRule.ANY.value, _("does not matter")),
    (LanguageRule.PREFER.value, _("whoever speaks it is asked first")),
    (LanguageRule.REQUIRE.value, _("only whoever speaks it is asked")),
)


def _choices() -> list[tuple[str, str]]:
    return [(kind.value, kind.value.replace("_", " ")) for kind in Presence]


def check_languages(codes: object) -> None:
    """Raises ValidationError unless these are language codes such as "de" or "pt-br"."""
    if not isinstance(codes, list) or not all(
        isinstance(code, str) and re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})?", code)
        for code in codes
    ):
        raise ValidationError(_("Write codes of languages, such as en or pt-br."))


def check_fallbacks(kinds: object) -> None:
    """Raises ValidationError unless these are different rungs of the ladder."""
    known = {kind.value for kind in FallbackKind}
    if not isinstance(kinds, list) or not all(kind in known for kind in kinds):
        raise ValidationError(_("A step of the ladder is not known."))
    if len(set(kinds)) != len(kinds):
        raise ValidationError(_("A step stands twice in the ladder."))


class Skill(models.Model):
    """Something that some agents can do, such as Linux or Contracts."""

    name = models.CharField(
        _("name"), max_length=80, unique=True, help_text=_("Shown to staff, for example Linux.")
    )
    slug = models.SlugField(
        _("slug"), max_length=80, unique=True, help_text=_("Short name used by rules and flows.")
    )

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People who can help with the same kind of question."""

    name = models.CharField(
        _("name"), max_length=80, unique=True, help_text=_("Shown to staff, for example Sales.")
    )
    slug = models.SlugField(
        _("slug"), max_length=80, unique=True, help_text=_("Short name used by rules and flows.")
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("What this team takes care of. Shown to staff.")
    )
    hours = models.ForeignKey(
        BusinessHours,
        on_delete=models.PROTECT,
        related_name="teams",
        null=True,
        blank=True,
        verbose_name=_("business hours"),
        help_text=_("When the team can be reached. Empty: at any time."),
    )
    email = models.EmailField(
        _("e-mail"),
        blank=True,
        help_text=_(
            "Gets a mail when a visitor waits and nobody of the team has the inbox open, when a "
            "message was left, and when a promise is overdue. Empty: the members get it."
        ),
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Queue(models.Model):
    """A line of waiting conversations, served by one team."""

    name = models.CharField(
        _("name"), max_length=80, unique=True, help_text=_("Shown to staff in the inbox.")
    )
    slug = models.SlugField(
        _("slug"), max_length=80, unique=True, help_text=_("Short name used by rules and flows.")
    )
    team = models.ForeignKey(
        Team,
        on_delete=models.PROTECT,
        related_name="queues",
        verbose_name=_("team"),
        help_text=_("Whose members are offered the conversations of this queue."),
    )
    priority = models.SmallIntegerField(
        _("usual priority"),
        default=0,
        validators=[MinValueValidator(-100), MaxValueValidator(100)],
        help_text=_(
            "For conversations whose rule names none. Higher ones are served first; "
            "equal ones in the order in which they began to wait."
        ),
    )
    offer_timeout_s = models.PositiveIntegerField(
        _("time to accept, seconds"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(600)],
        help_text=_("An offer that is not accepted in this time goes to the next agent."),
    )
    max_wait_s = models.PositiveIntegerField(
        _("longest wait, seconds"),
        default=300,
        validators=[MinValueValidator(10), MaxValueValidator(24 * 3600)],
        help_text=_(
            "A visitor who has waited this long for a person is caught by the fallback "
            "of the escalation policy."
        ),
    )
    routing = models.CharField(
        _("who is asked first"),
        max_length=16,
        choices=_ROUTING,
        default=RoutingRule.LEAST_LOAD.value,
        help_text=_("Of the agents who are available and have a free slot."),
    )
    offers_by_itself = models.BooleanField(
        _("offer conversations to agents"),
        default=True,
        help_text=_("Off: agents claim what waits by hand, nobody is asked."),
    )
    is_sticky = models.BooleanField(
        _("the last agent first"),
        default=False,
        help_text=_("Whoever talked with the visitor last is asked before everybody else."),
    )
    language_rule = models.CharField(
        _("the visitor's language"),
        max_length=8,
        choices=_LANGUAGE,
        default=LanguageRule.PREFER.value,
        help_text=_("Agents without named languages count as speaking all of them."),
    )
    skills = models.ManyToManyField(
        Skill,
        related_name="queues",
        blank=True,
        verbose_name=_("skills asked for"),
        help_text=_("Only agents with all of these are asked."),
    )
    overflow_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="overflows_from",
        null=True,
        blank=True,
        verbose_name=_("overflow to"),
        help_text=_(
            "When nobody can be asked, or after the time below, the people of this queue are asked "
            "too. The place in the queue stays."
        ),
    )
    overflow_after_s = models.PositiveIntegerField(
        _("overflow after, seconds"),
        default=120,
        validators=[MaxValueValidator(24 * 3600)],
        help_text=_("So long only the queue's own people are asked while any of them are there."),
    )
    max_waiting = models.PositiveIntegerField(
        _("longest queue"),
        default=0,
        validators=[MaxValueValidator(10_000)],
        help_text=_("When so many wait, others are caught by the ladder at once. 0: no limit."),
    )
    honest_limit_s = models.PositiveIntegerField(
        _("longest wait to ask of visitors, seconds"),
        default=600,
        validators=[MinValueValidator(30), MaxValueValidator(24 * 3600)],
        help_text=_(
            "When the wait may become longer than this, or the team closes before, visitors are "
            "offered the other ways at once."
        ),
    )
    fallbacks = models.JSONField(
        _("when nobody is there"),
        default=list,
        blank=True,
        validators=[check_fallbacks],
        help_text=_("Steps in order. Empty: what the escalation policy says."),
    )
    follow_up_s = models.PositiveIntegerField(
        _("answer left messages within, seconds"),
        default=4 * 3600,
        validators=[MinValueValidator(60), MaxValueValidator(14 * 24 * 3600)],
        help_text=_("Of the team's business hours. Later than this a promise is overdue."),
    )
    closed_at = models.DateTimeField(
        _("closed by hand since"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Newcomers are caught by the ladder; who waits already is still served."),
    )
    closed_by = models.CharField(_("closed by"), max_length=120, blank=True, editable=False)
    is_default = models.BooleanField(
        _("default queue"),
        default=False,
        help_text=_("Receives every conversation for which no rule names a queue. Only one can."),
    )

    class Meta:
        verbose_name = _("queue")
        verbose_name_plural = _("queues")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="queue_default_once",
                violation_error_message=_("There is another default queue. Unmark it first."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class AgentProfile(models.Model):
    """A user who answers visitors. Its key is the user's, so both can be named by one number."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="agent_profile",
        verbose_name=_("user"),
        help_text=_("The account with which this person signs in."),
    )
    display_name = models.CharField(
        _("name shown"), max_length=80, help_text=_("Visitors and colleagues see this name.")
    )
    capacity = models.PositiveSmallIntegerField(
        _("conversations at once"),
        default=3,
        validators=[MaxValueValidator(50)],
        help_text=_("How many conversations this person may have at the same time. 0: none."),
    )
    teams = models.ManyToManyField(
        Team,
        related_name="agents",
        blank=True,
        verbose_name=_("teams"),
        help_text=_("Whose queues this person serves. Without a team nothing is offered."),
    )
    skills = models.ManyToManyField(
        Skill,
        related_name="agents",
        blank=True,
        verbose_name=_("skills"),
        help_text=_("What this person can do; queues and flows may ask for it."),
    )
    languages = models.JSONField(
        _("languages"),
        default=list,
        blank=True,
        validators=[check_languages],
        help_text=_('Codes of languages, such as ["en", "de"]. Empty: every language.'),
    )
    gets_mail = models.BooleanField(
        _("mail when nobody has the inbox open"),
        default=True,
        help_text=_("To the address of the account, where the team has none of its own."),
    )
    presence = models.CharField(
        _("presence"),
        max_length=10,
        choices=_choices(),
        default=Presence.OFFLINE.value,
        editable=False,
        help_text=_("What the person says about being there."),
    )
    lost_presence = models.CharField(
        max_length=10,
        choices=_choices(),
        blank=True,
        editable=False,
        help_text=_("The presence that comes back with the next sign of life; else empty."),
    )
    presence_since = models.DateTimeField(_("present since"), null=True, editable=False)
    last_beat_at = models.DateTimeField(
        _("last sign of life"),
        null=True,
        editable=False,
        help_text=_("When an inbox page of this person was last heard of."),
    )
    idle_since = models.DateTimeField(
        null=True, editable=False, help_text=_("When the person's last conversation ended.")
    )
    asked_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When something was offered to the person last.")
    )

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents")
        ordering = ("display_name",)

    def __str__(self) -> str:
        return self.display_name
