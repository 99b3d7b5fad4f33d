"""Who waits, at which place, and what they should be told about it.

One pass costs the same few queries whether three visitors wait or five hundred.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from agents import hours as rules
from agents.capacity import free_slots
from agents.models import Queue, QueueEntry
from agents.selectors.figures import handling_s
from agents.selectors.hours import queue_hours
from agents.selectors.people import people_online
from agents.standing import Desk, told
from agents.types import Candidate, WaitEnd, WaitEstimate
from agents.wait import NEWEST_PAIRS, correction, estimate, leaving
from chat.frames import WaitingFrame
from chat.statements import fetch_all
from chat.types import State

T = TypeVar("T")

_KEPT_S = 30.0
"""How long past talks and waits are kept in mind: they change slowly, who waits does not."""
_PAST = timedelta(days=30)
_NEWEST_ENDED = 300
"""Twice as many as correct the estimate: most end at once and say little (docs/waiting.md)."""

_WAITING = """
    SELECT entry.id, talk.public_id, entry.queue_id, queue.team_id, others.id, others.team_id,
        entry.told, entry.shown_at IS NULL, queue.honest_limit_s, queue.fallbacks
    FROM agents_queueentry AS entry
    JOIN chat_conversation AS talk ON talk.id = entry.conversation_id
    JOIN agents_queue AS queue ON queue.id = entry.queue_id
    LEFT JOIN agents_queue AS others
        ON others.id = queue.overflow_to_id AND entry.overflowed_at IS NOT NULL
    WHERE entry.left_at IS NULL AND NOT entry.is_message AND talk.state = %(queued)s
    ORDER BY queue.team_id, entry.priority DESC, entry.entered_at, entry.id
"""


@dataclass(frozen=True, slots=True)
class News:
    """What one visitor is to be told, because it differs from what they were told last.

    `estimate` is None where none is shown; `is_first`: none was shown before.
    """

    entry_id: int
    public_id: str
    told: dict[str, Any]
    estimate: WaitEstimate | None
    is_first: bool

    @property
    def frame(self) -> WaitingFrame:
        """As it travels."""
        return frame_of(self.public_id, self.told)


@dataclass(frozen=True, slots=True)
class _Row:
    """A wait. `spare_id`, `others_id`: the queue whose people are asked too, and their team."""

    entry_id: int
    public_id: str
    queue_id: int
    team_id: int
    spare_id: int | None
    others_id: int | None
    told: dict[str, Any]
    is_first: bool
    limit_s: int
    ladder: list[str]

    @property
    def teams(self) -> frozenset[int]:
        """Whose people are asked: the queue's, and once it took too long those of another."""
        return frozenset(
            {self.team_id} if self.others_id is None else {self.team_id, self.others_id}
        )


@dataclass(frozen=True, slots=True)
class _Past:
    """What a team's last weeks teach about its waits."""

    handling_s: list[float]
    correction: float
    leaving_per_s: float


@dataclass(frozen=True, slots=True)
class _People:
    """Who could come now, in places."""

    online: int
    free: int
    slots: int


def frame_of(public_id: str, parts: Mapping[str, Any]) -> WaitingFrame:
    """The frame with these parts, as `QueueEntry.told` holds them."""
    return WaitingFrame(conversation=public_id, **parts)


def wait_of(conversation_id: int, public_id: str) -> WaitingFrame | None:
    """What the visitor of this conversation was last told; None when they do not wait."""
    parts = (
        QueueEntry.objects.filter(
            conversation=conversation_id, left_at__isnull=True, is_message=False
        )
        .values_list("told", flat=True)
        .first()
    )
    return frame_of(public_id, parts) if parts else None


def opens_at(_site_id: int) -> datetime | None:
    """When the default queue's team can be reached again; None while it can."""
    now = timezone.now()
    hours: rules.Hours | None = _kept(("default hours", 0), lambda: _default_hours(now))
    if hours is None or rules.is_open(hours, now):
        return None
    return rules.next_opening(hours, now)


def _default_hours(now: datetime) -> rules.Hours | None:
    queue = Queue.objects.filter(is_default=True, team__hours__isnull=False).first()
    return queue_hours(queue.pk, now) if queue is not None else None


def news(now: datetime) -> list[News]:
    """Everybody who waits and whose place, range or note has changed since they were told."""
    rows = [_row(columns) for columns in fetch_all(_WAITING, {"queued": State.QUEUED.value})]
    if not rows:
        return []
    online = people_online(now)
    people = {teams: _people(teams, online) for teams in {row.teams for row in rows}}
    pasts = {team: _past(team, now) for team in {row.team_id for row in rows}}
    desks = {
        key: _desk(row, people[row.teams], now)
        for key, row in {(row.queue_id, row.teams): row for row in rows}.items()
    }
    places: dict[int, int] = defaultdict(int)
    found = []
    for row in rows:
        places[row.team_id] += 1
        desk, past = desks[row.queue_id, row.teams], pasts[row.team_id]
        one = _news(row, places[row.team_id], people[row.teams], past, desk)
        if one is not None:
            found.append(one)
    return found


def _row(columns: tuple[Any, ...]) -> _Row:
    *keys, parts, is_first, limit_s, ladder = columns
    entry_id, public_id, queue_id, team_id, spare_id, others_id = keys
    return _Row(
        entry_id=entry_id,
        public_id=str(public_id),
        queue_id=queue_id,
        team_id=team_id,
        spare_id=spare_id,
        others_id=others_id,
        told=json.loads(parts),
        is_first=is_first,
        limit_s=limit_s,
        ladder=json.loads(ladder),
    )


def _people(teams: frozenset[int], online: Sequence[tuple[Candidate, frozenset[int]]]) -> _People:
    theirs = [who for who, of_teams in online if teams & of_teams]
    return _People(
        online=len(theirs),
        free=sum(free_slots(one.load, one.capacity) for one in theirs),
        slots=sum(max(one.load, one.capacity) for one in theirs),
    )


def _past(team_id: int, now: datetime) -> _Past:
    return _kept(
        ("past", team_id),
        lambda: _Past(
            handling_s=handling_s(team_id, now),
            correction=correction(_pairs(team_id, now)),
            leaving_per_s=leaving(_ended(team_id, now)),
        ),
    )


def _pairs(team_id: int, now: datetime) -> list[tuple[float, float]]:
    """(foreseen, actual) seconds of the team's newest waits that ended with a person."""
    waits = _waits_of(team_id, now).filter(
        shown_plain_s__isnull=False, shown_at__isnull=False, ended=WaitEnd.ANSWERED.value
    )
    newest = waits.order_by("-left_at").values_list("shown_plain_s", "shown_at", "left_at")
    return [
        (float(plain), (left - at).total_seconds())
        for plain, at, left in newest[:NEWEST_PAIRS]
        if plain is not None and at is not None and left is not None
    ]


def _ended(team_id: int, now: datetime) -> list[tuple[float, bool]]:
    """(seconds waited, whether the visitor left) of the team's newest waits."""
    waits = _waits_of(team_id, now).exclude(ended="")
    newest = waits.order_by("-left_at").values_list("entered_at", "left_at", "ended")
    return [
        ((left - entered).total_seconds(), ended != WaitEnd.ANSWERED)
        for entered, left, ended in newest[:_NEWEST_ENDED]
        if left is not None
    ]


def _waits_of(team_id: int, now: datetime) -> QuerySet[QueueEntry]:
    return QueueEntry.objects.filter(
        queue__team=team_id, is_message=False, left_at__gte=now - _PAST
    )


def _desk(row: _Row, people: _People, now: datetime) -> Desk:
    hours = _hours(row.queue_id, now)
    if not _is_open(hours, now) and row.spare_id is not None:
        spare = _hours(row.spare_id, now)
        hours = spare if _is_open(spare, now) else hours
    is_open = _is_open(hours, now)
    change = rules.next_change(hours, now) if hours is not None else None
    return Desk(
        is_open=is_open,
        online=people.online,
        closes_in_s=(change - now).total_seconds() if is_open and change is not None else None,
        opens_at=change if not is_open else None,
        limit_s=row.limit_s,
        ladder=row.ladder,
    )


def _hours(queue_id: int, now: datetime) -> rules.Hours | None:
    return _kept(("hours", queue_id), lambda: queue_hours(queue_id, now))


def _is_open(hours: rules.Hours | None, now: datetime) -> bool:
    return hours is None or rules.is_open(hours, now)


def _news(row: _Row, position: int, people: _People, past: _Past, desk: Desk) -> News | None:
    found = estimate(
        position=position,
        free=people.free,
        slots=people.slots,
        handling_s=past.handling_s,
        correction=past.correction,
        leaving_per_s=past.leaving_per_s,
    )
    parts = told(position, found, desk)
    if parts == row.told:
        return None
    shown = found if parts["high_s"] is not None else None
    is_first = row.is_first and shown is not None
    return News(row.entry_id, row.public_id, parts, shown, is_first)


_memory: dict[tuple[str, int], tuple[float, Any]] = {}


def _kept(key: tuple[str, int], read: Callable[[], T]) -> T:
    """What `read` said at most a while ago."""
    at, value = _memory.get(key, (-_KEPT_S, None))
    if time.monotonic() - at < _KEPT_S:
        return value  # type: ignore[no-any-return]
    value = read()
    _memory[key] = (time.monotonic(), value)
    return value


def forget() -> None:
    """Nothing is kept in mind; tests and admin call it after a change."""
    _memory.clear()
