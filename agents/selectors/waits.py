"""Who waits, at which place, and what they should be told about it.

One pass costs the same few queries whether three visitors wait or five hundred.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.utils import timezone

from agents import hours as rules
from agents.capacity import free_slots
from agents.models import Queue, QueueEntry
from agents.selectors.figures import handling_s
from agents.selectors.hours import queue_hours
from agents.selectors.people import candidates_online
from agents.standing import Desk, told
from agents.types import Candidate, WaitEnd
from agents.wait import correction, estimate
from chat.frames import WaitingFrame
from chat.statements import fetch_all
from chat.types import State

T = TypeVar("T")

_KEPT_S = 30.0
"""How long past talks and waits are kept in mind: they change slowly, who waits does not."""
_PAIRS = 150
_PAIRS_SINCE = timedelta(days=30)

_WAITING = """
    SELECT entry.id, talk.public_id, entry.queue_id, queue.team_id,
        entry.told, entry.shown_at IS NULL, queue.honest_limit_s, queue.fallbacks
    FROM agents_queueentry AS entry
    JOIN chat_conversation AS talk ON talk.id = entry.conversation_id
    JOIN agents_queue AS queue ON queue.id = entry.queue_id
    WHERE entry.left_at IS NULL AND NOT entry.is_message AND talk.state = %(queued)s
    ORDER BY queue.team_id, entry.priority DESC, entry.entered_at, entry.id
"""


@dataclass(frozen=True, slots=True)
class News:
    """What one visitor is to be told, because it differs from what they were told last.

    `expected_s` is None where no estimate is shown; `is_first`: none was shown before.
    """

    entry_id: int
    public_id: str
    told: dict[str, Any]
    expected_s: int | None
    low_s: int | None
    high_s: int | None
    is_first: bool

    @property
    def frame(self) -> WaitingFrame:
        """As it travels."""
        return frame_of(self.public_id, self.told)


@dataclass(frozen=True, slots=True)
class _Row:
    entry_id: int
    public_id: str
    queue_id: int
    team_id: int
    told: dict[str, Any]
    is_first: bool
    limit_s: int
    ladder: list[str]


@dataclass(frozen=True, slots=True)
class _Team:
    """What the estimates of everybody who waits for one team have in common."""

    online: int
    free: int
    slots: int
    handling_s: list[float]
    correction: float


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
    people = candidates_online(now)
    teams = {team: _team(team, people.get(team, []), now) for team in {row.team_id for row in rows}}
    desks = {row.queue_id: _desk(row, teams[row.team_id], now) for row in rows}
    places: dict[int, int] = defaultdict(int)
    found = []
    for row in rows:
        places[row.team_id] += 1
        one = _news(row, places[row.team_id], teams[row.team_id], desks[row.queue_id])
        if one is not None:
            found.append(one)
    return found


def _row(columns: tuple[Any, ...]) -> _Row:
    *keys, parts, is_first, limit_s, ladder = columns
    entry_id, public_id, queue_id, team_id = keys
    return _Row(
        entry_id=entry_id,
        public_id=str(public_id),
        queue_id=queue_id,
        team_id=team_id,
        told=json.loads(parts),
        is_first=is_first,
        limit_s=limit_s,
        ladder=json.loads(ladder),
    )


def _team(team_id: int, people: list[Candidate], now: datetime) -> _Team:
    return _Team(
        online=len(people),
        free=sum(free_slots(one.load, one.capacity) for one in people),
        slots=sum(max(one.load, one.capacity) for one in people),
        handling_s=_kept(("handling", team_id), lambda: handling_s(team_id, now)),
        correction=_kept(("correction", team_id), lambda: correction(_pairs(team_id, now))),
    )


def _pairs(team_id: int, now: datetime) -> list[tuple[float, float]]:
    """(shown, actual) seconds of the team's newest waits that ended with a person."""
    waits = QueueEntry.objects.filter(
        queue__team=team_id,
        shown_s__isnull=False,
        shown_at__isnull=False,
        ended=WaitEnd.ANSWERED.value,
        left_at__gte=now - _PAIRS_SINCE,
    )
    newest = waits.order_by("-left_at").values_list("shown_s", "shown_at", "left_at")[:_PAIRS]
    return [
        (float(shown), (left - at).total_seconds())
        for shown, at, left in newest
        if shown is not None and at is not None and left is not None
    ]


def _desk(row: _Row, team: _Team, now: datetime) -> Desk:
    hours = _kept(("hours", row.queue_id), lambda: queue_hours(row.queue_id, now))
    is_open = hours is None or rules.is_open(hours, now)
    change = rules.next_change(hours, now) if hours is not None else None
    return Desk(
        is_open=is_open,
        online=team.online,
        closes_in_s=(change - now).total_seconds() if is_open and change is not None else None,
        opens_at=change if not is_open else None,
        limit_s=row.limit_s,
        ladder=row.ladder,
    )


def _news(row: _Row, position: int, team: _Team, desk: Desk) -> News | None:
    found = estimate(
        position=position,
        free=team.free,
        slots=team.slots,
        handling_s=team.handling_s,
        correction=team.correction,
    )
    parts = told(position, found, desk)
    if parts == row.told:
        return None
    shown = found if parts["high_s"] is not None else None
    return News(
        entry_id=row.entry_id,
        public_id=row.public_id,
        told=parts,
        expected_s=shown.expected_s if shown else None,
        low_s=shown.low_s if shown else None,
        high_s=shown.high_s if shown else None,
        is_first=row.is_first and shown is not None,
    )


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
