"""How a queue stands at one moment: who is there, who waits, how long it will take."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from agents import hours as rules
from agents.capacity import free_slots
from agents.models import Assignment, Queue, QueueEntry
from agents.selectors.hours import queue_hours
from agents.selectors.people import candidates_online, default_queue, queue_by_slug
from agents.types import AssignmentState, QueueState
from agents.wait import expected_wait_s
from chat.types import State

_SAMPLES = 50
_SAMPLES_SINCE = timedelta(days=7)


def figures(slug: str, now: datetime, *, conversation_id: int | None = None) -> QueueState:
    """How the queue of that short name stands, else the default one.

    `conversation_id`: who asks. Where it waits in this queue already, only those before it count.
    """
    queue = (queue_by_slug(slug) if slug else None) or default_queue()
    people = candidates_online(now).get(queue.team_id, [])
    free = sum(free_slots(one.load, one.capacity) for one in people)
    slots = sum(max(one.load, one.capacity) for one in people)
    hours = queue_hours(queue.pk, now)
    ahead = _ahead(queue, conversation_id)
    talks = handling_s(queue.team_id, now) if slots and ahead >= free else []
    return QueueState(
        slug=queue.slug,
        is_open=hours is None or rules.is_open(hours, now),
        online=len(people),
        free=free,
        waiting=ahead,
        expected_wait_s=expected_wait_s(free=free, slots=slots, ahead=ahead, handling_s=talks),
        hours=hours,
    )


def _ahead(queue: Queue, conversation_id: int | None) -> int:
    """Who waits there; whoever is being asked about has a place already."""
    waits = QueueEntry.objects.filter(
        queue=queue, left_at__isnull=True, conversation__state=State.QUEUED.value
    )
    if conversation_id is None:
        return waits.count()
    own = QueueEntry.objects.filter(conversation=conversation_id, left_at__isnull=True).first()
    waits = waits.exclude(conversation=conversation_id)
    if own is not None and own.queue_id == queue.pk:
        before = Q(priority=own.priority, entered_at__lt=own.entered_at)
        waits = waits.filter(Q(priority__gt=own.priority) | before)
    return waits.count()


def handling_s(team_id: int, now: datetime) -> list[float]:
    """How long the team's newest talks took, in seconds."""
    ended = Assignment.objects.filter(
        queue__team=team_id,
        state=AssignmentState.ENDED.value,
        accepted_at__gte=now - _SAMPLES_SINCE,
        ended_at__isnull=False,
    )
    newest = ended.order_by("-pk").values_list("accepted_at", "ended_at")[:_SAMPLES]
    return [
        (end - start).total_seconds()
        for start, end in newest
        if start is not None and end is not None
    ]
