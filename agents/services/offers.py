"""An offer to one agent: made, answered in time, or taken back. It takes a slot meanwhile."""

from __future__ import annotations

import functools
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agents.capacity import has_room
from agents.models import AgentProfile, Assignment, QueueEntry
from agents.selectors import is_online
from agents.services.locks import (
    agent_payload,
    author_of,
    live_assignment,
    live_entry,
    load_of,
    lock_agent,
)
from agents.services.news import after_commit, after_freeing, tell_offer
from agents.services.taking import take
from agents.types import AssignmentState, NotPossibleError
from chat import services as chat
from chat.types import SYSTEM, Audience, Author, EntryKind, Move, State

_QUIET = {"quiet": True}
"""On moves of a left message between agents, which are no news for a visitor who looks in."""


@transaction.atomic
def offer(*, conversation_id: int, agent_id: int, now: datetime | None = None) -> bool:
    """The waiting conversation is offered to this agent until a deadline.

    False when the agent has no slot (any more) or the conversation does not wait (any more): then
    nothing has happened. Both are decided under lock.
    """
    now = now or timezone.now()
    agent = AgentProfile.objects.select_for_update(no_key=True, of=("self",)).get(pk=agent_id)
    if not is_online(agent, now) or not has_room(load_of(agent_id), agent.capacity):
        return False
    conversation = chat.lock(conversation_id)
    entry = live_entry(conversation_id)
    if entry is None or conversation.state != _state_of_waiting(entry):
        return False
    if live_assignment(conversation_id) is not None:
        return False
    _make_offer(agent, entry, now)
    return True


def _state_of_waiting(entry: QueueEntry) -> State:
    return State.DEFERRED if entry.is_message else State.QUEUED


def _make_offer(agent: AgentProfile, entry: QueueEntry, now: datetime) -> None:
    deadline_at = now + timedelta(seconds=entry.queue.offer_timeout_s)
    Assignment.objects.create(
        conversation_id=entry.conversation_id,
        agent=agent,
        queue=entry.queue,
        queue_entry=entry,
        state=AssignmentState.OFFERED,
        offered_at=now,
        deadline_at=deadline_at,
    )
    AgentProfile.objects.filter(pk=agent.pk).update(asked_at=now)
    chat.move(
        conversation_id=entry.conversation_id,
        move=Move.OFFER,
        actor=SYSTEM,
        reason="routed",
        extra=_QUIET if entry.is_message else None,
    )
    chat.record(
        conversation_id=entry.conversation_id,
        kind=EntryKind.OFFER_MADE,
        payload={"agent": agent_payload(agent), "deadline_at": deadline_at.isoformat()},
        audience=Audience.STAFF,
    )
    after_commit(functools.partial(tell_offer, entry.conversation_id, agent.pk, deadline_at))


@transaction.atomic
def accept(*, agent_id: int, conversation_id: int, now: datetime | None = None) -> int:
    """The agent has the conversation that was offered; the visitor sees who joined.

    Returns the newest number. Accepting again changes nothing. Raises NotPossibleError:
    "not_offered", "too_late".
    """
    agent = lock_agent(agent_id)
    conversation = chat.lock(conversation_id)
    assignment = live_assignment(conversation_id)
    now = now or timezone.now()  # read under the locks: waiting for them must not save a late yes
    if assignment is None or assignment.agent_id != agent_id:
        raise NotPossibleError("not_offered", _("This conversation is no longer offered to you."))
    if assignment.state == AssignmentState.ACCEPTED:
        return conversation.last_seq
    if assignment.deadline_at is not None and assignment.deadline_at < now:
        raise NotPossibleError("too_late", _("This offer has run out. Somebody else is asked."))
    return take(agent, assignment, Move.ACCEPT, now)


@transaction.atomic
def decline(*, agent_id: int, conversation_id: int, now: datetime | None = None) -> int:
    """The agent is not asked again during this wait; the next one is, after commit.

    Returns the newest number. Raises NotPossibleError("not_offered").
    """
    agent = lock_agent(agent_id)
    chat.lock(conversation_id)
    assignment = live_assignment(conversation_id)
    if (
        assignment is None
        or assignment.agent_id != agent_id
        or assignment.state != AssignmentState.OFFERED
    ):
        raise NotPossibleError("not_offered", _("This conversation is no longer offered to you."))
    now = now or timezone.now()
    return _back_to_queue(assignment, AssignmentState.DECLINED, agent, now)


@transaction.atomic
def expire(*, assignment_id: int, now: datetime | None = None) -> bool:
    """An offer whose deadline has passed is over; the next agent is asked after commit.

    False when it was answered meanwhile or still has time.
    """
    now = now or timezone.now()
    assignment = _lock_offer(assignment_id)
    if assignment is None or assignment.deadline_at is None or assignment.deadline_at >= now:
        return False
    _back_to_queue(assignment, AssignmentState.EXPIRED, None, now)
    return True


@transaction.atomic
def withdraw(*, assignment_id: int, reason: str, now: datetime) -> bool:
    """An open offer is taken back because its agent is not there; the place in the queue is kept.

    False when it was answered meanwhile.
    """
    assignment = _lock_offer(assignment_id)
    if assignment is None:
        return False
    assignment.end_reason = reason
    _back_to_queue(assignment, AssignmentState.REVOKED, None, now)
    return True


def _lock_offer(assignment_id: int) -> Assignment | None:
    """The offer, agent and conversation locked; None when it is answered or gone."""
    found = Assignment.objects.filter(pk=assignment_id, state=AssignmentState.OFFERED).first()
    if found is None:
        return None
    AgentProfile.objects.select_for_update(no_key=True, of=("self",)).get(pk=found.agent_id)
    chat.lock(found.conversation_id)
    live = live_assignment(found.conversation_id)
    still_open = live is not None and live.state == AssignmentState.OFFERED
    return live if still_open and live is not None and live.pk == assignment_id else None


def _back_to_queue(
    assignment: Assignment, state: AssignmentState, actor: AgentProfile | None, now: datetime
) -> int:
    declined = state is AssignmentState.DECLINED
    assignment.state, assignment.ended_at = state.value, now
    assignment.save()
    reason = assignment.end_reason or state.value
    back_to_waiting(
        assignment.conversation_id, author_of(actor) if actor is not None else SYSTEM, reason
    )
    after_freeing([assignment.agent_id], now)
    entry = chat.record(
        conversation_id=assignment.conversation_id,
        kind=EntryKind.OFFER_DECLINED if declined else EntryKind.OFFER_EXPIRED,
        payload={"agent": agent_payload(assignment.agent)},
        audience=Audience.STAFF,
    )
    return entry.seq


def back_to_waiting(conversation_id: int, actor: Author, reason: str) -> None:
    """Nobody is asked any more: the conversation is queued again, a left message deferred again.

    The conversation is locked, and its assignment has ended.
    """
    entry = live_entry(conversation_id)
    is_message = entry is not None and entry.is_message
    extra = _QUIET if is_message else None
    chat.move(
        conversation_id=conversation_id, move=Move.DECLINE, actor=actor, reason=reason, extra=extra
    )
    if is_message:
        chat.move(
            conversation_id=conversation_id,
            move=Move.DEFER,
            actor=SYSTEM,
            reason=reason,
            extra=extra,
        )
