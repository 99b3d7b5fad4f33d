"""Handoffs: the way of a conversation to a person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.models import AgentProfile, Queue
from chat.models import Conversation
from escalation.models.choices import choices, reason_choices
from escalation.models.decisions import Decision
from escalation.models.policies import PolicyVersion
from escalation.types import OPEN_STATES, CapturedBasis, HandoffOrigin, HandoffState

_OPEN = sorted(state.value for state in OPEN_STATES)


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
        choices=choices(HandoffState),
        default=HandoffState.PENDING.value,
    )
    origin = models.CharField(
        _("opened by"),
        max_length=12,
        choices=choices(HandoffOrigin),
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
    rungs = models.JSONField(
        _("steps of the ladder"),
        default=list,
        blank=True,
        help_text=_("What was tried for a visitor for whom nobody came, in order."),
    )
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
            models.Index(
                fields=["conversation"],
                condition=Q(state=HandoffState.CAPTURED.value, followed_up_at__isnull=True),
                name="handoff_unanswered",
            ),
        )

    def __str__(self) -> str:
        return f"Handoff {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look after it."""
        return self.state in OPEN_STATES
