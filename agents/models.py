"""Rows of the human side: teams, queues, agents, and who has which conversation."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.types import LIVE_ASSIGNMENTS, AssignmentState, Presence
from chat.models import Conversation

_LIVE = sorted(state.value for state in LIVE_ASSIGNMENTS)


def _choices(kinds: type[Presence] | type[AssignmentState]) -> list[tuple[str, str]]:
    return [(kind.value, kind.value.replace("_", " ")) for kind in kinds]


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
        choices=_choices(Presence),
        default=Presence.OFFLINE.value,
        editable=False,
        help_text=_("What the person says about being there."),
    )
    lost_presence = models.CharField(
        max_length=8,
        choices=_choices(Presence),
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


class QueueEntry(models.Model):
    """One wait of one conversation in one queue. Its place is priority, then `entered_at`."""

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
    state = models.CharField(_("state"), max_length=10, choices=_choices(AssignmentState))
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
