"""Decisions about turns, with all that the rules saw."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models import Conversation
from escalation.models.choices import choices, reason_choices
from escalation.models.policies import PolicyVersion
from escalation.types import Action, Stage
from knowledge.models import AnswerRecord


class Decision(models.Model):
    """What was decided about a turn, with all that the rules saw, so that it can be replayed."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="decisions"
    )
    turn_id = models.BigIntegerField(_("turn"), null=True, blank=True, db_index=True)
    stage = models.CharField(_("stage"), max_length=20, choices=choices(Stage))
    snapshot = models.JSONField(_("snapshot"))
    fired = models.JSONField(_("rules that spoke"), default=list)
    action = models.CharField(_("action"), max_length=10, choices=choices(Action))
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
