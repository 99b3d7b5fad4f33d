"""Rows of who answers: teams, their queues, agents."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.models.hours import BusinessHours
from agents.types import Presence


def _choices() -> list[tuple[str, str]]:
    return [(kind.value, kind.value.replace("_", " ")) for kind in Presence]


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
    presence = models.CharField(
        _("presence"),
        max_length=8,
        choices=_choices(),
        default=Presence.OFFLINE.value,
        editable=False,
        help_text=_("What the person says about being there."),
    )
    lost_presence = models.CharField(
        max_length=8,
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

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents")
        ordering = ("display_name",)

    def __str__(self) -> str:
        return self.display_name
