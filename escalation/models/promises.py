"""Promises to visitors: a call, an answer to a message, somebody who follows up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.models import AgentProfile, Queue
from chat.models import Conversation
from escalation.models.handoffs import Handoff
from escalation.types import PromiseKind, PromiseState


class Promise(models.Model):
    """What we owe one visitor: with an owner or a queue that finds one, and a deadline.

    A conversation has at most one open promise.
    """

    KINDS = (
        (PromiseKind.CALLBACK.value, _("call back")),
        (PromiseKind.MESSAGE.value, _("answer a message")),
        (PromiseKind.FOLLOW_UP.value, _("follow up")),
    )
    STATES = (
        (PromiseState.OPEN.value, _("open")),
        (PromiseState.KEPT.value, _("kept")),
        (PromiseState.DROPPED.value, _("dropped")),
    )

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="promises"
    )
    handoff = models.ForeignKey(
        Handoff, on_delete=models.SET_NULL, related_name="promises", null=True
    )
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    state = models.CharField(
        _("state"), max_length=8, choices=STATES, default=PromiseState.OPEN.value
    )
    queue = models.ForeignKey(
        Queue, on_delete=models.PROTECT, related_name="promises", verbose_name=_("queue")
    )
    owner = models.ForeignKey(
        AgentProfile,
        on_delete=models.SET_NULL,
        related_name="promises",
        null=True,
        blank=True,
        verbose_name=_("owner"),
        help_text=_("Empty: the people of the queue."),
    )
    priority = models.SmallIntegerField(_("priority"), default=0)
    made_at = models.DateTimeField(_("made"))
    at = models.DateTimeField(
        _("at"), null=True, blank=True, help_text=_("The time that the visitor chose for a call.")
    )
    due_at = models.DateTimeField(_("due"), help_text=_("Later than this it is overdue."))
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)
    alarmed_at = models.DateTimeField(
        _("alarm"), null=True, editable=False, help_text=_("When it was told to be overdue.")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    ended_by = models.CharField(_("ended by"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ("due_at", "pk")
        permissions = (
            ("view_board", _("Can look at the board")),
            ("act_on_board", _("Can assign, move, close and promise on the board")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(state=PromiseState.OPEN.value),
                name="promise_open_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at"],
                condition=Q(state=PromiseState.OPEN.value),
                name="promise_by_due",
            ),
        )

    def __str__(self) -> str:
        return f"Promise {self.pk}"
