"""Mails that are to leave the house: a row before commit, sent afterwards, tried again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.models.teams import AgentProfile, Team
from chat.models import Conversation


class Notice(models.Model):
    """One mail to one address. `key` names what it is about, so that it is written once."""

    class Kind(models.TextChoices):
        """What it tells."""

        WAITING = "waiting", _("a visitor waits")
        MESSAGE = "message", _("a message was left")
        CALL_DUE = "call_due", _("a call is due")
        OVERDUE = "overdue", _("a promise is overdue")
        REPLY = "reply", _("an answer for the visitor")

    class State(models.TextChoices):
        """Where it is on its way."""

        PENDING = "pending", _("to be sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")
        DROPPED = "dropped", _("not needed any more")

    key = models.CharField(_("about"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.PENDING.value
    )
    conversation = models.ForeignKey(
        Conversation,
        on_delete=models.CASCADE,
        related_name="notices",
        null=True,
        verbose_name=_("conversation"),
    )
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="notices", null=True, verbose_name=_("team")
    )
    agent = models.ForeignKey(
        AgentProfile,
        on_delete=models.CASCADE,
        related_name="notices",
        null=True,
        verbose_name=_("agent"),
    )
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=12, blank=True)
    seq = models.PositiveIntegerField(
        null=True,
        editable=False,
        help_text=_("For the visitor: the newest of the agent's words that it carries."),
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    not_before = models.DateTimeField(
        _("not before"), help_text=_("Sent from then on; also when it is tried again.")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["not_before"], condition=Q(state="pending"), name="notice_due"),
        )

    def __str__(self) -> str:
        return f"Notice {self.pk}"
