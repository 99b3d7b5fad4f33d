"""Waiting conversations find their agents: strictly by priority, then by waiting time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from agents.choose import choose
from agents.models import Assignment, QueueEntry
from agents.selectors import candidates_online
from agents.services.locks import live_entry
from agents.services.offers import offer
from agents.types import AssignmentState, Candidate, EndReason, Waiting
from chat import services as chat
from chat.types import Audience, EntryKind, State

_ROUTING_LOCK = 0x6261_746F_6E01  # any number that nothing else in this database locks
_MAX_STALE_TRIES = 50
"""How often in a row a plan may be overtaken by people before the sweep is left to go on."""


class _Step(Enum):
    MADE = auto()
    STALE = auto()  # somebody was faster: look again
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class _Board:
    """Who waits, who is online, and who already said no to whom; of one moment."""

    waiting: Sequence[Waiting]
    by_team: dict[int, list[Candidate]]
    refused: frozenset[tuple[int, int]]  # (conversation, agent)

    def candidates(self, waiting: Waiting) -> list[Candidate]:
        """The online agents of the team, those who said no marked so."""
        return [
            replace(one, declined=(waiting.conversation_id, one.agent_id) in self.refused)
            for one in self.by_team.get(waiting.team_id, ())
        ]


def route(*, queue_id: int | None = None, now: datetime | None = None) -> int:
    """Every waiting conversation that an agent has room for is offered; returns how many.

    Call it after commit. Any number of processes may route at once: offers are made one by one
    under a lock of their own, so the order is strict. Where nobody is left to ask (no one online,
    or all of them said no), `offers.exhausted` is recorded once per wait.
    """
    now = now or timezone.now()
    made = stale = 0
    while stale < _MAX_STALE_TRIES:
        step = _offer_next(queue_id, now)
        if step is _Step.NOTHING:
            break
        made += step is _Step.MADE
        stale = stale + 1 if step is _Step.STALE else 0
    _report_exhausted(queue_id, now)
    return made


@transaction.atomic
def _offer_next(queue_id: int | None, now: datetime) -> _Step:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ROUTING_LOCK])
    by_team = candidates_online(now)
    teams = [team for team, people in by_team.items() if choose(people) is not None]
    if not teams:
        return _Step.NOTHING
    waiting = _waiting(queue_id).filter(queue__team__in=teams)
    board = _board(waiting, by_team)
    for one in board.waiting:
        chosen = choose(board.candidates(one))
        if chosen is None:
            continue
        conversation_id, agent_id = one.conversation_id, chosen.agent_id
        made = offer(conversation_id=conversation_id, agent_id=agent_id, now=now)
        return _Step.MADE if made else _Step.STALE
    return _Step.NOTHING


def _waiting(queue_id: int | None) -> QuerySet[QueueEntry]:
    """Live waits of conversations that nobody is being asked about, the most urgent first."""
    rows = QueueEntry.objects.filter(left_at__isnull=True, conversation__state=State.QUEUED)
    if queue_id is not None:
        rows = rows.filter(queue_id=queue_id)
    return rows.order_by("-priority", "entered_at", "pk")


def _board(waiting: QuerySet[QueueEntry], by_team: dict[int, list[Candidate]]) -> _Board:
    rows = waiting.values_list("conversation_id", "queue_id", "queue__team_id")
    return _Board([Waiting(*row) for row in rows], by_team, _refusals())


def _refusals() -> frozenset[tuple[int, int]]:
    """Who, of all waits under way, said no, let the offer run out, or passed it on."""
    during_this_wait = Assignment.objects.filter(
        conversation__queue_entries__left_at__isnull=True,
        ended_at__gte=F("conversation__queue_entries__entered_at"),
    )
    said_no = Q(state__in=[AssignmentState.DECLINED, AssignmentState.EXPIRED])
    refused = during_this_wait.filter(said_no | Q(end_reason=EndReason.TRANSFERRED))
    return frozenset(refused.values_list("conversation_id", "agent_id"))


def _report_exhausted(queue_id: int | None, now: datetime) -> None:
    unreported = _waiting(queue_id).filter(exhausted_at__isnull=True)
    if not unreported.exists():
        return
    board = _board(unreported, candidates_online(now))
    for one in board.waiting:
        if not _anybody_left(board.candidates(one)):
            give_up_asking(conversation_id=one.conversation_id, now=now)


def _anybody_left(candidates: Iterable[Candidate]) -> bool:
    """Whether somebody online may still be asked, now or when a slot comes free."""
    return any(one.capacity > 0 and not one.declined for one in candidates)


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
