"""An agent gets a conversation, or is no longer asked about it."""

from __future__ import annotations

from datetime import datetime

from agents.models import AgentProfile, Assignment
from agents.services.locks import agent_payload, author_of
from agents.services.news import after_freeing, after_load_changed
from agents.services.waiting import leave_queue
from agents.types import AssignmentState
from chat import services as chat
from chat.types import Audience, EntryKind, Move


def take(
    agent: AgentProfile, assignment: Assignment, move: Move, now: datetime, *, by: str = ""
) -> int:
    """The assignment is accepted and the agent has joined; both rows are locked by the caller.

    `by`: who chose this for the agent, "" when it was the agent: only then it is a sign of life.
    Returns the newest number.
    """
    assignment.state, assignment.accepted_at = AssignmentState.ACCEPTED.value, now
    assignment.save()
    if not by:
        AgentProfile.objects.filter(pk=agent.pk).update(last_beat_at=now)
    leave_queue(assignment.conversation_id, now)
    chosen = {"by": by} if by else {}
    chat.move(
        conversation_id=assignment.conversation_id,
        move=move,
        actor=author_of(agent),
        reason="assigned" if by else move.value,
        extra=chosen,
    )
    after_load_changed(agent.pk)
    entry = chat.record(
        conversation_id=assignment.conversation_id,
        kind=EntryKind.AGENT_JOINED,
        payload={"agent": agent_payload(agent), **chosen},
        audience=Audience.PUBLIC,
    )
    return entry.seq


def revoke(offered: Assignment, reason: str, now: datetime) -> None:
    """The agent is no longer asked, and their slot is free. The conversation is locked."""
    offered.state, offered.ended_at = AssignmentState.REVOKED.value, now
    offered.end_reason = reason
    offered.save()
    after_freeing([offered.agent_id], now)
