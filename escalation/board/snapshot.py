"""The board at one moment, made of what the database says."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import fmean

from django.utils.translation import gettext as _

from agents import hours as rules
from agents.hours import Hours, HoursError
from agents.models import Assignment, Queue, QueueEntry
from agents.selectors.hours import hours_of
from agents.types import AssignmentState
from agents.wait import correction, estimate
from chat.types import State
from escalation.board import facts
from escalation.board.crew import Crew
from escalation.board.facts import Standing, Told, iso
from escalation.board.frames import (
    BoardAccuracy,
    BoardFrame,
    BoardPerson,
    BoardPromise,
    BoardQueue,
    BoardTold,
    BoardTotals,
    BoardWait,
    QueueStatus,
)
from escalation.models import Handoff, Promise
from escalation.types import PromiseKind, ReasonCode

logger = logging.getLogger(__name__)

LEAST_WAITS = 5
"""With fewer waits nothing is said of how well they were foretold."""


def snapshot(now: datetime) -> BoardFrame:
    """Everything on the board. `now`: aware UTC."""
    people, held = facts.agents(), facts.assignments()
    listed, standings = facts.queues(now), facts.standings(now)
    open_promises, overdue_promises = facts.promise_counts(now)
    offers = {one.conversation_id: one for one in held if one.state == AssignmentState.OFFERED}
    promises = [_promise(one, offers.get(one.conversation_id)) for one in facts.promises()]
    waiting, crew = _waits(now, offers), Crew(people, held, now)
    total = sum(one.waiting for one in standings.values())
    longest = [one.longest_since for one in standings.values() if one.longest_since is not None]
    return BoardFrame(
        now=now.isoformat(),
        totals=BoardTotals(
            waiting=total,
            longest_since=iso(min(longest, default=None)),
            overdue=facts.overdue_waits(now),
            online=len(crew.there),
            free=sum(crew.free(one) for one in crew.there),
            slots=sum(max(crew.load(one), one.capacity) for one in crew.there),
            messages=sum(one.messages for one in standings.values()),
            promises=open_promises,
            promises_overdue=overdue_promises,
        ),
        queues=_queues(listed, standings, crew, waiting, now),
        waiting=waiting,
        more_waiting=max(0, total - sum(one.state in _IN_LINE for one in waiting)),
        agents=crew.views(),
        promises=promises,
        more_promises=max(0, open_promises - len(promises)),
    )


_IN_LINE = (State.QUEUED, State.OFFERED)


# Queues


def _queues(
    listed: Sequence[Queue],
    standings: Mapping[int, Standing],
    crew: Crew,
    waiting: Sequence[BoardWait],
    now: datetime,
) -> list[BoardQueue]:
    handling = facts.handling_times(sorted({one.team_id for one in listed}), now)
    told = facts.told_waits(now)
    deadlines: dict[int, list[str]] = defaultdict(list)
    for wait in waiting:
        if wait.queue is not None and wait.deadline_at is not None and wait.state in _IN_LINE:
            deadlines[wait.queue].append(wait.deadline_at)
    return [
        _queue(
            one,
            standings.get(one.pk, Standing()),
            crew,
            min(deadlines[one.pk], default=None),
            handling.get(one.team_id, []),
            told.get(one.pk, []),
            now,
        )
        for one in listed
    ]


def _queue(
    queue: Queue,
    standing: Standing,
    crew: Crew,
    deadline_at: str | None,
    handling_s: Sequence[float],
    told: Sequence[Told],
    now: datetime,
) -> BoardQueue:
    people = crew.of_team(queue.team_id)
    free = sum(crew.free(one) for one in people)
    slots = sum(max(crew.load(one), one.capacity) for one in people)
    hours = _hours(queue)
    is_open = hours is None or rules.is_open(hours, now)
    newcomer = estimate(
        position=standing.waiting + 1,
        free=free,
        slots=slots,
        handling_s=handling_s,
        correction=correction([(one.said_s, one.actual_s) for one in told]),
    )
    return BoardQueue(
        id=queue.pk,
        name=queue.name,
        team=queue.team.name,
        status=_status(queue, is_open, standing.waiting),
        closed_by=queue.closed_by if queue.closed_at else "",
        closed_at=iso(queue.closed_at),
        opens_at=iso(None if hours is None or is_open else rules.next_opening(hours, now)),
        waiting=standing.waiting,
        messages=standing.messages,
        max_waiting=queue.max_waiting,
        longest_since=iso(standing.longest_since),
        deadline_at=deadline_at,
        expected_s=newcomer.expected_s if newcomer is not None else None,
        online=len(people),
        free=free,
        slots=slots,
        accuracy=_accuracy(told),
    )


def _status(queue: Queue, is_open: bool, waiting: int) -> QueueStatus:
    if queue.closed_at is not None:
        return "closed"
    if not is_open:
        return "out_of_hours"
    return "full" if queue.max_waiting and waiting >= queue.max_waiting else "open"


def _hours(queue: Queue) -> Hours | None:
    """None: always open, also where the hours cannot be read, as everywhere else."""
    row = queue.team.hours
    try:
        return None if row is None else hours_of(row)
    except HoursError:
        logger.exception("business hours cannot be read", extra={"queue": queue.pk})
        return None


def _accuracy(told: Sequence[Told]) -> BoardAccuracy | None:
    if len(told) < LEAST_WAITS:
        return None
    return BoardAccuracy(
        waits=len(told),
        said_s=round(fmean(one.said_s for one in told)),
        actual_s=round(fmean(one.actual_s for one in told)),
        in_range_0_1=round(fmean(one.low_s <= one.actual_s <= one.high_s for one in told), 3),
    )


# Waits


def _waits(now: datetime, offers: Mapping[int, Assignment]) -> list[BoardWait]:
    """In the order in which they are served; then those who have a form before them."""
    entries = facts.waits()
    handoffs = facts.open_handoffs(now, [one.conversation_id for one in entries])
    by_talk = {one.conversation_id: one for one in handoffs}
    rows = [
        _wait(one, by_talk.pop(one.conversation_id, None), offers.get(one.conversation_id))
        for one in entries
    ]
    return rows + [_behind(one) for one in by_talk.values()]


def _wait(entry: QueueEntry, handoff: Handoff | None, offer: Assignment | None) -> BoardWait:
    talk = entry.conversation
    limit = entry.entered_at + timedelta(seconds=entry.queue.max_wait_s)
    told = entry.told
    return BoardWait(
        conversation=str(talk.public_id),
        number=talk.pk,
        visitor=talk.visitor.display_name,
        state=State(talk.state),
        queue=entry.queue_id,
        priority=entry.priority,
        reason=_reason(entry.reason),
        sentence=entry.reason_text or (handoff.sentence if handoff else ""),
        since=entry.entered_at.isoformat(),
        deadline_at=iso(handoff.deadline_at if handoff is not None else limit),
        told=BoardTold(
            position=told["position"], low_s=told.get("low_s"), high_s=told.get("high_s")
        )
        if told
        else None,
        asked=_asked(offer),
        asked_until=iso(offer.deadline_at) if offer else None,
        wanted=entry.wanted_agent.display_name if entry.wanted_agent is not None else "",
        language=talk.language,
    )


def _behind(handoff: Handoff) -> BoardWait:
    """Somebody whom nobody could be found for yet: a form stands before them."""
    talk = handoff.conversation
    return BoardWait(
        conversation=str(talk.public_id),
        number=talk.pk,
        visitor=talk.visitor.display_name,
        state=State(talk.state),
        queue=handoff.queue_id,
        priority=0,
        reason=_reason(handoff.reason),
        sentence=handoff.sentence,
        since=handoff.requested_at.isoformat(),
        deadline_at=iso(handoff.deadline_at),
        language=talk.language,
    )


def _asked(offer: Assignment | None) -> BoardPerson | None:
    if offer is None:
        return None
    return BoardPerson(id=offer.agent_id, name=offer.agent.display_name)


def _reason(code: str) -> str:
    """A few words; codes of other makes stand for themselves."""
    try:
        return _(ReasonCode(code).label)
    except ValueError:
        return code.replace("_", " ")


# Promises


def _promise(one: Promise, offer: Assignment | None) -> BoardPromise:
    talk = one.conversation
    return BoardPromise(
        id=one.pk,
        kind=PromiseKind(one.kind),
        conversation=str(talk.public_id),
        number=talk.pk,
        visitor=talk.visitor.display_name,
        queue=one.queue_id,
        owner=BoardPerson(id=one.owner.pk, name=one.owner.display_name) if one.owner else None,
        asked=_asked(offer),
        priority=one.priority,
        made_at=one.made_at.isoformat(),
        at=iso(one.at),
        due_at=one.due_at.isoformat(),
        sentence=one.handoff.sentence if one.handoff is not None else talk.last_message_text,
    )
