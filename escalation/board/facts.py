"""What the database says of queues, people, waits and promises: a fixed number of queries.

However many conversations wait, a board costs the same queries; a test counts them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Prefetch, Q, Window
from django.db.models.functions import RowNumber

from agents.models import AgentProfile, Assignment, DatedHours, Queue, QueueEntry
from agents.types import LIVE_ASSIGNMENTS, AssignmentState, WaitEnd
from escalation.models import Handoff, Promise
from escalation.types import OPEN_STATES, HandoffState, PromiseState

LISTED = 200
"""Rows of a list; what comes behind is counted. Nobody reads further while it changes."""

_SAMPLES = 50
_HANDLING_SINCE = timedelta(days=7)
_WAITS = 150
_WAITS_SINCE = timedelta(days=7)
# Zones differ by up to 26 hours, and what began the day before may still be open.
_DATES_FROM = timedelta(days=3)
_DATES_UNTIL = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Told:
    """One wait of which the visitor was told how long it would be, and how long it was."""

    said_s: int
    actual_s: float
    low_s: int
    high_s: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How many wait in one queue. `messages`: of people who are not there, to be looked at now."""

    waiting: int = 0
    longest_since: datetime | None = None
    messages: int = 0


def iso(at: datetime | None) -> str | None:
    """The moment as it travels."""
    return at.isoformat() if at is not None else None


def queues(now: datetime) -> list[Queue]:
    """All queues with team and hours, by name."""
    dates = DatedHours.objects.filter(
        on__gte=(now - _DATES_FROM).date(), on__lte=(now + _DATES_UNTIL).date()
    )
    rows = Queue.objects.select_related("team__hours").order_by("name", "pk")
    return list(rows.prefetch_related(Prefetch("team__hours__dates", dates)))


def standings(now: datetime) -> dict[int, Standing]:
    """How many wait in each queue, by its primary key; queues without anybody are left out."""
    there = Q(is_message=False)
    ready = Q(is_message=True) & (Q(ready_at__isnull=True) | Q(ready_at__lte=now))
    rows = (
        QueueEntry.objects.filter(left_at__isnull=True)
        .values("queue_id")
        .annotate(
            waiting=Count("pk", filter=there),
            longest=Min("entered_at", filter=there),
            messages=Count("pk", filter=ready),
        )
    )
    return {
        row["queue_id"]: Standing(row["waiting"], row["longest"], row["messages"]) for row in rows
    }


def waits() -> list[QueueEntry]:
    """The first visitors in the order in which they are served; what is owed is not among them."""
    rows = QueueEntry.objects.filter(left_at__isnull=True, is_message=False)
    rows = rows.select_related("conversation__visitor", "queue", "wanted_agent")
    return list(rows.order_by("-priority", "entered_at", "pk")[:LISTED])


def overdue_waits(now: datetime) -> int:
    """How many open handoffs are past their deadline."""
    return Handoff.objects.filter(state__in=OPEN_STATES, deadline_at__lt=now).count()


def open_handoffs(now: datetime, conversations: Iterable[int]) -> list[Handoff]:
    """Open handoffs of these conversations, those with a form before the visitor, and overdue ones.

    The most pressing first.
    """
    wanted = (
        Q(conversation__in=list(conversations))
        | Q(state=HandoffState.FALLBACK.value)
        | Q(deadline_at__lt=now)
    )
    rows = Handoff.objects.filter(wanted, state__in=OPEN_STATES)
    return list(
        rows.select_related("conversation__visitor").order_by("deadline_at", "pk")[: 2 * LISTED]
    )


def agents() -> list[AgentProfile]:
    """Everybody whose account is active, with teams, their queues and skills, by name."""
    rows = AgentProfile.objects.filter(user__is_active=True, user__is_staff=True)
    rows = rows.prefetch_related("teams__queues", "skills")
    return list(rows.order_by("display_name", "pk"))


def assignments() -> list[Assignment]:
    """What agents have or are being asked about, the oldest first."""
    rows = Assignment.objects.filter(state__in=LIVE_ASSIGNMENTS)
    return list(rows.select_related("conversation__visitor", "agent").order_by("offered_at", "pk"))


def promises() -> list[Promise]:
    """The open promises that are due first."""
    rows = Promise.objects.filter(state=PromiseState.OPEN.value)
    rows = rows.select_related("conversation__visitor", "owner", "handoff")
    return list(rows.order_by("due_at", "pk")[:LISTED])


def promise_counts(now: datetime) -> tuple[int, int]:
    """(open promises, overdue ones)."""
    found = Promise.objects.filter(state=PromiseState.OPEN.value).aggregate(
        open=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=now))
    )
    return found["open"], found["overdue"]


def handling_times(teams: Sequence[int], now: datetime) -> dict[int, list[float]]:
    """How long the newest talks of each team took, in seconds."""
    ended = Assignment.objects.filter(
        queue__team__in=teams,
        state=AssignmentState.ENDED.value,
        accepted_at__gte=now - _HANDLING_SINCE,
        ended_at__isnull=False,
    )
    place = Window(RowNumber(), partition_by=[F("queue__team")], order_by=F("pk").desc())
    rows = ended.annotate(place=place).filter(place__lte=_SAMPLES)
    found: dict[int, list[float]] = defaultdict(list)
    for team, start, end in rows.values_list("queue__team", "accepted_at", "ended_at"):
        if start is not None and end is not None:
            found[team].append((end - start).total_seconds())
    return found


def told_waits(now: datetime) -> dict[int, list[Told]]:
    """What was said of the newest waits of each queue that a person ended, and what became true."""
    ended = QueueEntry.objects.filter(
        ended=WaitEnd.ANSWERED.value,
        is_message=False,
        shown_s__isnull=False,
        left_at__gte=now - _WAITS_SINCE,
    )
    place = Window(RowNumber(), partition_by=[F("queue")], order_by=F("left_at").desc())
    rows = ended.annotate(place=place).filter(place__lte=_WAITS).order_by("-left_at")
    names = ("queue", "shown_s", "shown_low_s", "shown_high_s", "shown_at", "left_at")
    found: dict[int, list[Told]] = defaultdict(list)
    for queue, said, low, high, at, left in rows.values_list(*names):
        if said is None or at is None or left is None:
            continue
        found[queue].append(
            Told(
                said_s=said,
                actual_s=(left - at).total_seconds(),
                low_s=said if low is None else low,
                high_s=said if high is None else high,
            )
        )
    return found
