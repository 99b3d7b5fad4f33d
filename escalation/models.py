"""Rows of deciding and handing over: policies, decisions, handoffs."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.models import AgentProfile, Queue
from chat.models import Conversation
from escalation.rules import make_trigger
from escalation.triggers import TRIGGERS
from escalation.types import (
    OPEN_STATES,
    Action,
    CapturedBasis,
    HandoffOrigin,
    HandoffState,
    PolicyError,
    PublishedVersionError,
    ReasonCode,
    Stage,
)
from knowledge.models import AnswerRecord

_OPEN = sorted(state.value for state in OPEN_STATES)
_FALLBACK_CHOICES = (
    ("offline_form", _("Ask for a message at once")),
    ("wait", _("Keep waiting, then ask for a message")),
)


def _choices(
    kinds: type[Stage] | type[Action] | type[HandoffState] | type[HandoffOrigin],
) -> list[tuple[str, str]]:
    return [(kind.value, kind.value.replace("_", " ")) for kind in kinds]


def reason_choices() -> list[tuple[str, str]]:
    """Every reason with its label."""
    return [(code.value, code.label) for code in ReasonCode]


def trigger_choices() -> list[tuple[str, str]]:
    """Every trigger with its label; a function, so that a new trigger needs no migration."""
    return [(kind, str(_(trigger.label))) for kind, trigger in TRIGGERS.items()]


class Policy(models.Model):
    """Rules that say when a person is needed: a draft here, and its published versions."""

    name = models.CharField(_("name"), max_length=120, unique=True, help_text=_("Shown to staff."))
    slug = models.SlugField(
        _("slug"), max_length=80, unique=True, help_text=_("Short name used by flows and commands.")
    )
    is_default = models.BooleanField(
        _("default"), default=False, help_text=_("Used where a flow names no policy.")
    )
    deadline_s = models.PositiveIntegerField(
        _("time to find a person, seconds"),
        default=120,
        validators=[MinValueValidator(10), MaxValueValidator(86400)],
        help_text=_(
            "After this long without an agent the waiting visitor is looked after: agents who are "
            "there are asked again until the queue's longest wait; after that the fallback begins."
        ),
    )
    fallback = models.CharField(
        _("when nobody is there"),
        max_length=20,
        choices=_FALLBACK_CHOICES,
        default="offline_form",
        help_text=_("What the visitor is offered when no agent is online."),
    )
    form_deadline_s = models.PositiveIntegerField(
        _("time to leave a message, seconds"),
        default=1800,
        validators=[MinValueValidator(60), MaxValueValidator(86400)],
        help_text=_("After this the conversation itself counts as the message."),
    )
    notices = models.JSONField(
        _("notices to the visitor"),
        default=dict,
        blank=True,
        help_text=_(
            'What the visitor reads when a person takes over, by language and reason: {"en": '
            '{"default": "...", "keyword": "..."}}. What is missing here has a standard text.'
        ),
    )
    form_texts = models.JSONField(
        _("texts of the message form"),
        default=dict,
        blank=True,
        help_text=_('By language: {"en": {"title": "...", "text": "...", "email": "..."}}.'),
    )

    class Meta:
        verbose_name = _("escalation policy")
        verbose_name_plural = _("escalation policies")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="policy_default_once",
                violation_error_message=_("There is another default policy. Unmark it first."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """One rule of a policy's draft; what it says takes effect with the next publication."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="rules")
    trigger = models.CharField(
        _("when"), max_length=40, choices=trigger_choices, help_text=_("What brings in a person.")
    )
    fields = models.JSONField(_("details"), default=dict, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("priority"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_(
            "0 to 100. When several rules speak, the highest gives the reason; higher ones are "
            "also served first."
        ),
    )
    is_active = models.BooleanField(_("active"), default=True)
    queue = models.ForeignKey(
        Queue,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="rules",
        verbose_name=_("queue"),
        help_text=_("Whose agents are asked. Empty: the default queue."),
    )
    message = models.CharField(
        _("notice to the visitor"),
        max_length=500,
        blank=True,
        help_text=_("Shown instead of the standard notice when this rule gives the reason."),
    )

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ("policy", "-priority", "pk")

    def __str__(self) -> str:
        try:
            sentence = make_trigger(self.trigger, self.fields).sentence()
        except PolicyError as error:
            return gettext("Cannot be used: %(why)s") % {"why": error}
        return gettext("If %(condition)s, a person takes over") % {"condition": sentence}

    def clean(self) -> None:
        """A draft holds only rules that can be published."""
        try:
            make_trigger(self.trigger, self.fields)
        except PolicyError as error:
            raise ValidationError(str(error)) from error


class PolicyVersion(models.Model):
    """A published policy. It never changes, neither here nor in the database."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    rules = models.JSONField(_("rules"), default=list)
    settings = models.JSONField(_("settings"), default=dict)
    note = models.CharField(_("note"), max_length=300, blank=True)
    author = models.ForeignKey(
        django_settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="policy_versions",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published"))

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ("policy", "-number")
        constraints = (
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_number_once"),
        )

    def __str__(self) -> str:
        return gettext("version %(number)d") % {"number": self.number}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new version. Raises PublishedVersionError for one that is stored."""
        if not self._state.adding:
            raise PublishedVersionError("a published version never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never: decisions point here. Raises PublishedVersionError."""
        raise PublishedVersionError("a published version is kept")


class Decision(models.Model):
    """What was decided about a turn, with all that the rules saw, so that it can be replayed."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="decisions"
    )
    turn_id = models.BigIntegerField(_("turn"), null=True, blank=True, db_index=True)
    stage = models.CharField(_("stage"), max_length=20, choices=_choices(Stage))
    snapshot = models.JSONField(_("snapshot"))
    fired = models.JSONField(_("rules that spoke"), default=list)
    action = models.CharField(_("action"), max_length=10, choices=_choices(Action))
    reason = models.CharField(
        _("reason"), max_length=40, choices=reason_choices, blank=True, db_index=True
    )
    confidence = models.FloatField(_("confidence"), null=True, help_text=_("From 0 to 1."))
    policy_version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("policy")
    )
    answer_record = models.ForeignKey(
        AnswerRecord,
        null=True,
        on_delete=models.SET_NULL,
        related_name="decisions",
        verbose_name=_("answer"),
    )
    created_at = models.DateTimeField(_("decided"), db_index=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=["conversation", "-id"], name="decision_by_conversation"),)

    def __str__(self) -> str:
        reason = f": {self.get_reason_display()}" if self.reason else ""
        return f"{self.get_action_display()}{reason}"


class Handoff(models.Model):
    """The way of a conversation to a person, from the request to its end.

    Open ones have a deadline, and a conversation has at most one of them. Written in the
    transaction that takes the assistant off the conversation.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="handoffs"
    )
    decision = models.ForeignKey(
        Decision,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="handoffs",
        verbose_name=_("decision"),
    )
    policy_version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="handoffs", verbose_name=_("policy")
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=_choices(HandoffState),
        default=HandoffState.PENDING.value,
    )
    origin = models.CharField(
        _("opened by"),
        max_length=12,
        choices=_choices(HandoffOrigin),
        default=HandoffOrigin.ESCALATED.value,
    )
    reason = models.CharField(_("reason"), max_length=40, choices=reason_choices)
    sentence = models.CharField(_("reason in words"), max_length=500)
    queue = models.ForeignKey(
        Queue,
        null=True,
        on_delete=models.SET_NULL,
        related_name="handoffs",
        verbose_name=_("queue"),
    )
    episode = models.PositiveIntegerField(_("episode"))
    epoch = models.PositiveIntegerField(_("epoch"), help_text=_("Of the move that began it."))
    notice = models.TextField(_("notice to the visitor"), blank=True)
    notice_seq = models.PositiveIntegerField(null=True)
    requested_at = models.DateTimeField(_("requested"))
    deadline_at = models.DateTimeField(
        _("to be looked after by"), null=True, help_text=_("Empty once it is settled.")
    )
    extended = models.BooleanField(
        _("deadline extended"), default=False, help_text=_("To the queue's longest wait, once.")
    )
    connected_at = models.DateTimeField(_("connected"), null=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    agent = models.ForeignKey(
        AgentProfile,
        null=True,
        on_delete=models.SET_NULL,
        related_name="handoffs",
        verbose_name=_("agent"),
    )
    form_id = models.CharField(max_length=64, blank=True)
    captured = models.JSONField(
        _("left message"), default=dict, blank=True, help_text=_("What the form was filled with.")
    )
    captured_basis = models.CharField(
        _("what is known"),
        max_length=12,
        choices=[(CapturedBasis.FORM, _("form")), (CapturedBasis.CONVERSATION, _("conversation"))],
        blank=True,
    )
    reassured_at = models.DateTimeField(
        _("told that words are kept"), null=True, help_text=_("When the visitor wrote again.")
    )
    followed_up_at = models.DateTimeField(
        _("followed up"), null=True, help_text=_("When an agent took the left message up.")
    )

    class Meta:
        verbose_name = _("handoff")
        verbose_name_plural = _("handoffs")
        ordering = ("-requested_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(state__in=_OPEN), name="handoff_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_OPEN) | Q(deadline_at__isnull=False),
                name="handoff_open_has_deadline",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in HandoffState]),
                name="handoff_state_known",
            ),
        )
        indexes = (
            models.Index(
                fields=["deadline_at"], condition=Q(state__in=_OPEN), name="handoff_by_deadline"
            ),
            models.Index(fields=["conversation", "-id"], name="handoff_by_conversation"),
        )

    def __str__(self) -> str:
        return f"Handoff {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look after it."""
        return self.state in OPEN_STATES
