"""How a queue stands at one moment: who is there, who waits, how long it will take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from agents import hours as rules
from agents.capacity import free_slots
from agents.models import Assignment, Queue, QueueEntry
from agents.selectors import waitlist
from agents.selectors.hours import closed_hours, queue_hours
from agents.selectors.people import candidates_online, default_queue, queue_by_slug
from agents.types import AssignmentState, QueueState
from agents.wait import expected_wait_s

_SAMPLES = 50
_SAMPLES_SINCE = timedelta(days=7)


def figures(slug: str, now: datetime, *, conversation_id: int | None = None) -> QueueState:
    """How the queue of that short name stands, else the default one.

    `conversation_id`: who asks. Where it waits in this queue already, only those before it count.
    Open is a queue whose team can be reached and that nobody has closed by hand.
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
        is_open=queue.closed_at is None and (hours is None or rules.is_open(hours, now)),
        online=len(people),
        free=free,
        waiting=ahead,
        expected_wait_s=expected_wait_s(free=free, slots=slots, ahead=ahead, handling_s=talks),
        hours=hours,
        is_closed=queue.closed_at is not None,
        is_full=is_full(queue, conversation_id),
    )


def takes_newcomers(queue_id: int, now: datetime, *, conversation_id: int | None = None) -> str:
    """ "" when a person can be expected for somebody who comes to this queue now; else why not.

    "closed" by hand, "closed_hours" while neither its team nor that of the overflow queue can be
    reached, "full" when too many wait, "nobody" when none of those people is online.
    `conversation_id`: who comes; it does not count if it waits there already.
    """
    queue = _queue_with_teams(queue_id)
    if queue.closed_at is not None:
        return "closed"
    teams = _open_teams(queue, now)
    if not teams:
        return "closed_hours"
    if is_full(queue, conversation_id):
        return "full"
    return "" if _anybody_online(teams, now) else "nobody"


def has_online(queue_id: int, now: datetime | None = None) -> bool:
    """Whether anybody is online who is asked for this queue, free or not.

    That is its team, and that of its overflow queue, each while it can be reached.
    """
    now = now or timezone.now()
    return _anybody_online(_open_teams(_queue_with_teams(queue_id), now), now)


def _queue_with_teams(queue_id: int) -> Queue:
    return Queue.objects.select_related("team", "overflow_to__team").get(pk=queue_id)


def _open_teams(queue: Queue, now: datetime) -> list[int]:
    """The keys of the teams that are asked at this moment."""
    places = (queue, queue.overflow_to)
    hours = {one.team_id: one.team.hours_id for one in places if one is not None}
    closed = closed_hours({one for one in hours.values() if one is not None}, now)
    return [team_id for team_id, hours_id in hours.items() if hours_id not in closed]


def _anybody_online(teams: Iterable[int], now: datetime) -> bool:
    online = candidates_online(now)
    return any(online.get(team_id) for team_id in teams)


def is_full(queue: Queue, conversation_id: int | None = None) -> bool:
    """Whether as many wait there as may; `conversation_id` does not count."""
    if not queue.max_waiting:
        return False
    others = waitlist.visitors_waiting().filter(queue=queue).exclude(conversation=conversation_id)
    return others.count() >= queue.max_waiting


def _ahead(queue: Queue, conversation_id: int | None) -> int:
    """Who waits there; whoever is being asked about has a place already."""
    waits = waitlist.visitors_waiting().filter(queue=queue)
    if conversation_id is None:
        return waits.count()
    own = QueueEntry.objects.filter(conversation=conversation_id, left_at__isnull=True).first()
    waits = waits.exclude(conversation=conversation_id)
    if own is not None and own.queue_id == queue.pk:
        waits = waits.filter(waitlist.before(own))
    return waits.count()


def handling_s(team_id: int, now: datetime) -> list[float]:
    """How long the team's newest talks took, in seconds."""
    ended = Assignment.objects.filter(
        queue__team=team_id,
        state=AssignmentState.ENDED.value,
        accepted_at__gte=now - _SAMPLES_SINCE,
        ended_at__isnull=False,
    )
    newest = ended.order_by("-accepted_at").values_list("accepted_at", "ended_at")[:_SAMPLES]
    return [
        (end - start).total_seconds()
        for start, end in newest
        if start is not None and end is not None
    ]
