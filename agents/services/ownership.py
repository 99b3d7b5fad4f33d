"""A person has a conversation: steps in, and gives it back, or up."""

from __future__ import annotations

import functools
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agents.models import AgentProfile, Assignment
from agents.services.finishing import go_away_when_done
from agents.services.locks import (
    agent_payload,
    author_of,
    live_assignment,
    live_entry,
    lock_agent,
    lock_owned,
    require_room,
)
from agents.services.news import after_commit, after_freeing
from agents.services.taking import revoke, take
from agents.services.waiting import end_wait
from agents.types import AssignmentState, EndReason, FallbackKind, NotPossibleError
from chat import services as chat
from chat.lifecycle import is_legal
from chat.models import Conversation
from chat.types import Audience, Entry, EntryKind, Move, State

_OUT_OF_HUMAN_HANDS = {
    State.CLOSED.value: EndReason.ENDED,
    State.DEFERRED.value: EndReason.ENDED,
    State.ASSISTANT.value: EndReason.HANDED_BACK,
}


@transaction.atomic
def take_over(*, agent_id: int, conversation_id: int, now: datetime | None = None) -> int:
    """The agent has the conversation, whoever owned the next word (another agent excepted).

    A person's choice beats an offer: one made to somebody else is revoked. Returns the newest
    number; taking over what one has changes nothing. Raises NotPossibleError: "owned", "full",
    "not_possible".
    """
    agent = lock_agent(agent_id)
    conversation = chat.lock(conversation_id)
    now = now or timezone.now()
    live = live_assignment(conversation_id)
    if has_already(agent_id, conversation, live):
        return conversation.last_seq
    return take(agent, claim(agent, conversation, live, now), Move.TAKE_OVER, now)


def has_already(agent_id: int, conversation: Conversation, live: Assignment | None) -> bool:
    """Whether the agent has the conversation; False when it can become theirs.

    Raises NotPossibleError: "owned", "not_possible".
    """
    if live is not None and live.state == AssignmentState.ACCEPTED:
        if live.agent_id == agent_id:
            return True
        message = _("%(name)s has this conversation.") % {"name": live.agent.display_name}
        raise NotPossibleError("owned", message)
    if not is_legal(State(conversation.state), Move.TAKE_OVER):
        raise NotPossibleError("not_possible", _("This conversation is closed."))
    return False


def claim(
    agent: AgentProfile, conversation: Conversation, offered: Assignment | None, now: datetime
) -> Assignment:
    """The agent's own offer, or a new assignment in a free slot; another's offer is revoked."""
    if offered is not None and offered.agent_id == agent.pk:
        return offered
    require_room(agent)
    if offered is not None:
        revoke(offered, "taken_over", now)
    entry = live_entry(conversation.pk)
    return Assignment(
        conversation=conversation,
        agent=agent,
        queue=entry.queue if entry is not None else None,
        queue_entry=entry,
        offered_at=now,
    )


@transaction.atomic
def hand_back(
    *, agent_id: int, conversation_id: int, brief: str = "", now: datetime | None = None
) -> int:
    """The assistant goes on; `brief` tells it what was settled.

    Returns the newest number. Raises NotPossibleError("not_yours").
    """
    assignment, _conversation = lock_owned(agent_id, conversation_id)
    leave(assignment, EndReason.HANDED_BACK, now or timezone.now())
    entry = chat.move(
        conversation_id=conversation_id,
        move=Move.RETURN_TO_ASSISTANT,
        actor=author_of(assignment.agent),
        reason=EndReason.HANDED_BACK.value,
        extra={"brief": brief},
    )
    return entry.seq


@transaction.atomic
def resolve(
    *,
    agent_id: int,
    conversation_id: int,
    outcome: str = "resolved",
    now: datetime | None = None,
) -> int:
    """The conversation is closed with this outcome.

    Returns the newest number. Raises NotPossibleError("not_yours").
    """
    assignment, _conversation = lock_owned(agent_id, conversation_id)
    leave(assignment, EndReason.RESOLVED, now or timezone.now())
    entry = chat.move(
        conversation_id=conversation_id,
        move=Move.CLOSE,
        actor=author_of(assignment.agent),
        reason=EndReason.RESOLVED.value,
        outcome=outcome,
    )
    return entry.seq


def leave(assignment: Assignment, why: EndReason, now: datetime) -> None:
    """The accepted assignment is over, and the timeline says so. The conversation is locked."""
    assignment.state, assignment.ended_at = AssignmentState.ENDED.value, now
    assignment.end_reason = why.value
    assignment.save()
    after_commit(functools.partial(go_away_when_done, assignment.agent_id, now))
    after_freeing([assignment.agent_id], now)
    chat.record(
        conversation_id=assignment.conversation_id,
        kind=EntryKind.AGENT_LEFT,
        payload={"agent": agent_payload(assignment.agent), "reason": why.value},
        audience=Audience.PUBLIC,
    )


@transaction.atomic
def release(
    conversation_id: int,
    why: EndReason = EndReason.ENDED,
    now: datetime | None = None,
    *,
    captured: bool = False,
) -> None:
    """Nobody has the conversation, nobody is asked, and it does not wait. Twice changes nothing.

    Only a left message goes on waiting while the conversation is deferred. `captured`: the wait
    ended with a promise, wherever the conversation is now.
    """
    conversation = chat.lock(conversation_id)
    now = now or timezone.now()
    end_wait(conversation, now, captured=captured)
    assignment = live_assignment(conversation_id)
    if assignment is None:
        return
    if assignment.state == AssignmentState.ACCEPTED:
        leave(assignment, why, now)
        return
    revoke(assignment, why.value, now)


def on_moved(entry: Entry) -> None:
    """Reaction in the transaction of `conversation.moved`: out of human hands means released.

    For moves that others made (the visitor ended it, a fallback took over); an agent's own steps
    have ended the assignment before they move.
    """
    why = _OUT_OF_HUMAN_HANDS.get(str(entry.payload["to"]))
    if why is not None:
        captured = entry.payload["reason"] == FallbackKind.ASSISTANT_NOTE
        release(entry.conversation_id, why, captured=captured)
