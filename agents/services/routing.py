"""Waiting conversations find their agents: strictly by priority, then by waiting time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from agents.asking import Board, Line, Waiting
from agents.models import QueueEntry
from agents.selectors import waitlist
from agents.services.locks import live_entry
from agents.services.offers import offer
from chat import services as chat
from chat.types import Audience, EntryKind, State

_ROUTING_LOCK = 0x6261_746F_6E01  # any number that nothing else in this database locks
_MAX_STALE_TRIES = 50
"""How often in a row a plan may be overtaken by people before the sweep is left to go on."""

_PAGE, _LONG_PAGE = 20, 200
"""So many waits are looked at together: mostly the first has somebody, and an offer follows."""


class _Step(Enum):
    MADE = auto()
    STALE = auto()  # somebody was faster: look again
    NOTHING = auto()


@dataclass(slots=True)
class _Pass:
    """One run over all queues. `lines` and hours are read once, people anew for every offer.

    `board`: as they were last. `passed_over`: waits for which nobody was found; they are looked at
    again only when somebody has room who had none, so that a long queue is not read anew for each
    offer.
    """

    now: datetime
    lines: Mapping[int, Line]
    board: Board | None = None
    passed_over: set[int] = field(default_factory=set)
    had_room: frozenset[int] = frozenset()

    def look(self) -> Board:
        """Who is there now."""
        self.board = waitlist.board(self.lines, self.now)
        have_room = self.board.with_room()
        if not have_room <= self.had_room:
            self.passed_over.clear()
        self.had_room = have_room
        return self.board

    def next_page(self, board: Board) -> list[Waiting]:
        """The first waits, in order, for whom somebody may have room."""
        own, others = board.queues_with_room()
        rows = waitlist.to_offer(self.now).filter(
            Q(queue__in=own)
            | Q(queue__in=others, overflowed_at__isnull=False)
            | Q(wanted_agent__in=self.had_room),
            queue__in=self.lines,
        )
        if not board.asks_about_messages():
            rows = rows.filter(is_message=False)  # a pile of them is not read in vain
        size = _PAGE
        if self.passed_over:
            rows, size = rows.exclude(pk__in=self.passed_over), _LONG_PAGE
        return waitlist.page(rows[:size], self.lines, self.now)


def route(*, queue_id: int | None = None, now: datetime | None = None) -> int:
    """Every waiting conversation that an agent has room for is offered; returns how many.

    Call it after commit. Any number of processes may route at once: offers are made one by one
    under a lock of their own, so the order is strict, across all queues. `queue_id`: only if
    somebody waits there. Where nobody of the queue can be asked, or it takes too long, the overflow
    queue's people are asked too. Where nobody is left at all, `offers.exhausted` is recorded once
    per wait; left messages just stay.
    """
    now = now or timezone.now()
    waits = QueueEntry.objects.filter(left_at__isnull=True)
    if not (waits if queue_id is None else waits.filter(queue=queue_id)).exists():
        return 0
    run = _Pass(now, waitlist.lines(now))
    _widen_all(run)
    made = _offer_all(run)
    _report_exhausted(run)
    return made


def _offer_all(run: _Pass) -> int:
    made = stale = 0
    while stale < _MAX_STALE_TRIES:
        step = _offer_next(run)
        if step is _Step.NOTHING:
            break
        made += step is _Step.MADE
        stale = stale + 1 if step is _Step.STALE else 0
    return made


@transaction.atomic
def _offer_next(run: _Pass) -> _Step:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ROUTING_LOCK])
    board = run.look()
    while run.had_room and (found := run.next_page(board)):
        for one in found:
            chosen = board.next_for(one)
            if chosen is not None:
                made = offer(
                    conversation_id=one.conversation_id, agent_id=chosen.agent_id, now=run.now
                )
                return _Step.MADE if made else _Step.STALE
            run.passed_over.add(one.entry_id)
    return _Step.NOTHING


def _widen_all(run: _Pass) -> None:
    """Waits whose own people cannot be asked, or take too long, are open to the overflow queue's.

    Only while some of those are there: before that, nothing would have changed.
    """
    for line in run.lines.values():
        if line.overflow_to is None:
            continue
        for conversation_id in _to_widen(line, run):
            widen(conversation_id=conversation_id, now=run.now)


def _to_widen(line: Line, run: _Pass) -> list[int]:
    rows = waitlist.visitors_waiting().filter(queue=line.queue_id, overflowed_at__isnull=True)
    if not rows.exists():
        return []
    board = run.board or run.look()

    def is_left_alone(one: Waiting) -> bool:
        return board.has_others(one) and not board.has_own(one)

    late = rows.filter(entered_at__lte=run.now - timedelta(seconds=line.overflow_after_s))
    alone = waitlist.conversations_where(rows, run.lines, is_left_alone, run.now)
    overdue = waitlist.conversations_where(late, run.lines, board.has_others, run.now)
    return list(dict.fromkeys([*overdue, *alone]))


@transaction.atomic
def widen(*, conversation_id: int, now: datetime) -> bool:
    """The people of the overflow queue are asked too, at the same place; colleagues see it.

    False when they are already, or it does not wait for its own queue's people any more.
    """
    conversation = chat.lock(conversation_id)
    entry = live_entry(conversation_id)
    if conversation.state != State.QUEUED or entry is None or entry.overflowed_at is not None:
        return False
    to = entry.queue.overflow_to
    if to is None:
        return False
    entry.overflowed_at = now
    entry.save(update_fields=["overflowed_at"])
    chat.record(
        conversation_id=conversation_id,
        kind=EntryKind.QUEUE_WIDENED,
        payload={"queue": {"id": to.pk, "name": to.name}},
        audience=Audience.STAFF,
    )
    return True


def _report_exhausted(run: _Pass) -> None:
    board = run.board or run.look()
    unreported = waitlist.visitors_waiting().filter(exhausted_at__isnull=True)
    hopeless = waitlist.conversations_where(unreported, run.lines, board.is_hopeless, run.now)
    if not hopeless:
        return
    # People are read again after the waits: somebody may have come before one of these began.
    board = waitlist.board(run.lines, run.now)
    still = unreported.filter(conversation__in=hopeless)
    for conversation_id in waitlist.conversations_where(
        still, run.lines, board.is_hopeless, run.now
    ):
        give_up_asking(conversation_id=conversation_id, now=run.now)


@transaction.atomic
def give_up_asking(*, conversation_id: int, now: datetime) -> bool:
    """Nobody is expected to come any more, and whoever reacts to that knows; once per wait.

    False when that is known already, somebody is being asked, or the conversation does not wait.
    """
    conversation = chat.lock(conversation_id)
    entry = live_entry(conversation_id)
    if conversation.state != State.QUEUED or entry is None or entry.exhausted_at is not None:
        return False
    entry.exhausted_at = now
    entry.save(update_fields=["exhausted_at"])
    chat.record(
        conversation_id=conversation_id,
        kind=EntryKind.OFFERS_EXHAUSTED,
        payload={"queue": entry.queue.slug},
        audience=Audience.STAFF,
    )
    return True
