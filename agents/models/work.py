"""Rows of what is done: waits, assignments, prepared texts, how far somebody has read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.models.teams import AgentProfile, Queue, Team
from agents.types import LIVE_ASSIGNMENTS, AssignmentState, WaitEnd
from chat.models import Conversation

_LIVE = sorted(state.value for state in LIVE_ASSIGNMENTS)


def _choices() -> list[tuple[str, str]]:
    return [(kind.value, kind.value.replace("_", " ")) for kind in AssignmentState]


class QueueEntry(models.Model):
    """One wait of one conversation in one queue. Its place is priority, then `entered_at`.

    A left message or a promised call waits too, without its visitor: `is_message`, from `ready_at`
    on. Of equal priority whoever is there goes first.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="queue_entries"
    )
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="entries")
    priority = models.SmallIntegerField(
        _("priority"), default=0, help_text=_("Higher ones are served first.")
    )
    entered_at = models.DateTimeField(_("waiting since"))
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    reason_text = models.CharField(_("reason in words"), max_length=300, blank=True)
    exhausted_at = models.DateTimeField(
        _("nobody to ask since"),
        null=True,
        help_text=_("When it became clear that nobody is there who could be asked."),
    )
    left_at = models.DateTimeField(_("left the queue"), null=True)
    ended = models.CharField(
        _("how it ended"),
        max_length=10,
        choices=[(kind.value, kind.value) for kind in WaitEnd],
        blank=True,
    )
    is_message = models.BooleanField(
        _("message"), default=False, help_text=_("The visitor is not expected to be there.")
    )
    ready_at = models.DateTimeField(
        _("not before"),
        null=True,
        help_text=_("The earliest time to look at a message."),
    )
    skills = models.JSONField(
        _("skills asked for"), default=list, help_text=_("Slugs, beside those of the queue.")
    )
    wanted_agent = models.ForeignKey(
        AgentProfile,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        verbose_name=_("asked first"),
        help_text=_("Somebody was named, or knows the visitor."),
    )
    overflowed_at = models.DateTimeField(
        _("others are asked since"), null=True, help_text=_("The people of the overflow queue too.")
    )
    shown_at = models.DateTimeField(_("estimate first shown"), null=True)
    shown_s = models.PositiveIntegerField(
        _("wait shown first, seconds"), null=True, help_text=_("From that moment on.")
    )
    shown_plain_s = models.PositiveIntegerField(
        null=True, help_text=_("Before past waits corrected it: what the next is corrected by.")
    )
    shown_low_s = models.PositiveIntegerField(null=True)
    shown_high_s = models.PositiveIntegerField(null=True)
    told = models.JSONField(
        default=dict, help_text=_("What the visitor was last told: position and range.")
    )

    class Meta:
        verbose_name = _("queue entry")
        verbose_name_plural = _("queue entries")
        constraints = (
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(left_at__isnull=True),
                name="queue_entry_live_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["-priority", "entered_at"],
                condition=Q(left_at__isnull=True),
                name="queue_entry_in_order",
            ),
            models.Index(
                fields=["queue", "-left_at"],
                condition=Q(left_at__isnull=False, is_message=False),
                name="queue_entry_ended",
            ),
        )

    def __str__(self) -> str:
        return f"Queue entry {self.pk}"


class Assignment(models.Model):
    """The bond between an agent and a conversation, from the offer to its end."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="assignments"
    )
    agent = models.ForeignKey(
        AgentProfile,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("agent"),
    )
    queue = models.ForeignKey(
        Queue,
        on_delete=models.PROTECT,
        related_name="assignments",
        null=True,
        verbose_name=_("queue"),
        help_text=_("Empty when the agent stepped in while nobody was waiting."),
    )
    queue_entry = models.ForeignKey(
        QueueEntry,
        on_delete=models.SET_NULL,
        related_name="assignments",
        null=True,
        help_text=_("The wait that this ended; its place is kept should the agent be lost."),
    )
    state = models.CharField(_("state"), max_length=10, choices=_choices())
    offered_at = models.DateTimeField(_("offered"))
    deadline_at = models.DateTimeField(
        _("to be accepted until"), null=True, help_text=_("Empty when the agent stepped in.")
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    end_reason = models.CharField(_("how it ended"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = (
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(state__in=_LIVE),
                name="assignment_live_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["agent"], condition=Q(state__in=_LIVE), name="assignment_live_of_agent"
            ),
            models.Index(
                fields=["deadline_at"],
                condition=Q(state=AssignmentState.OFFERED.value),
                name="assignment_open_offers",
            ),
            models.Index(
                fields=["queue", "-accepted_at"],
                condition=Q(state=AssignmentState.ENDED.value),
                name="assignment_ended_talks",
            ),
        )

    def __str__(self) -> str:
        return f"Assignment {self.pk}"


class CannedReply(models.Model):
    """A prepared text that agents insert with a few keys."""

    title = models.CharField(
        _("title"), max_length=80, help_text=_("Found by typing / in a reply.")
    )
    shortcut = models.SlugField(
        _("shortcut"), max_length=40, unique=True, help_text=_("Typed after /, for example refund.")
    )
    text = models.TextField(_("text"), help_text=_("Inserted as it is; the agent can change it."))
    team = models.ForeignKey(
        Team,
        on_delete=models.CASCADE,
        related_name="canned_replies",
        null=True,
        blank=True,
        verbose_name=_("team"),
        help_text=_("Only this team sees it. Empty: everybody."),
    )

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class ReadMark(models.Model):
    """How far one agent has read one conversation."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="read_marks"
    )
    agent = models.ForeignKey(AgentProfile, on_delete=models.CASCADE, related_name="read_marks")
    seq = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("read mark")
        verbose_name_plural = _("read marks")
        constraints = (
            models.UniqueConstraint(fields=["conversation", "agent"], name="read_mark_once"),
        )

    def __str__(self) -> str:
        return f"Read mark {self.pk}"
