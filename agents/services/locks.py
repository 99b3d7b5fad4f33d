"""What every step of an agent begins with: rows locked in the house's order, then read again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from agents.capacity import has_room
from agents.models import AgentProfile, Assignment, QueueEntry
from agents.types import LIVE_ASSIGNMENTS, AssignmentState, NotPossibleError
from chat import services as chat
from chat.models import Conversation
from chat.types import Author, AuthorKind


def lock_agent(agent_id: int) -> AgentProfile:
    """The agent, the row locked to the transaction's end: nobody else changes their load.

    The lock leaves foreign keys to the row alone; a stronger one would deadlock with read marks.
    Raises NotPossibleError("no_agent") for somebody who is none, or who was deactivated.
    """
    agent = (
        AgentProfile.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk=agent_id, user__is_active=True)
        .first()
    )
    if agent is None:
        raise NotPossibleError("no_agent", _("This account may not answer visitors."))
    return agent


def live_assignment(conversation_id: int) -> Assignment | None:
    """Who has the conversation or is being asked. Reliable under the conversation's lock only."""
    return (
        Assignment.objects.filter(conversation_id=conversation_id, state__in=LIVE_ASSIGNMENTS)
        .select_related("agent", "queue_entry")
        .first()
    )


def live_entry(conversation_id: int) -> QueueEntry | None:
    """The wait under way. Reliable under the conversation's lock only."""
    return (
        QueueEntry.objects.filter(conversation_id=conversation_id, left_at__isnull=True)
        .select_related("queue")
        .first()
    )


def lock_owned(agent_id: int, conversation_id: int) -> tuple[Assignment, Conversation]:
    """This agent's accepted assignment and the conversation, agent and conversation locked.

    Raises NotPossibleError("not_yours").
    """
    lock_agent(agent_id)
    return lock_conversation_of(agent_id, conversation_id)


def lock_conversation_of(agent_id: int, conversation_id: int) -> tuple[Assignment, Conversation]:
    """As `lock_owned` for steps that leave the load alone: only the conversation is locked."""
    conversation = chat.lock(conversation_id)
    assignment = live_assignment(conversation_id)
    if (
        assignment is None
        or assignment.agent_id != agent_id
        or assignment.state != AssignmentState.ACCEPTED
    ):
        raise NotPossibleError("not_yours", _("You do not have this conversation."))
    return assignment, conversation


def load_of(agent_id: int, *, besides: Assignment | None = None) -> int:
    """How many slots are taken; an offer takes one. Reliable under the agent's lock only."""
    live = Assignment.objects.filter(agent_id=agent_id, state__in=LIVE_ASSIGNMENTS)
    return live.exclude(pk=besides.pk).count() if besides is not None else live.count()


def require_room(agent: AgentProfile, *, besides: Assignment | None = None) -> None:
    """Raises NotPossibleError("full") when one more conversation would be too many."""
    load = load_of(agent.pk, besides=besides)
    if not has_room(load, agent.capacity):
        message = _("You have %(load)s of %(capacity)s conversations.")
        raise NotPossibleError("full", message % {"load": load, "capacity": agent.capacity})


def author_of(agent: AgentProfile) -> Author:
    """The agent as the kernel names who acts."""
    return Author(AuthorKind.AGENT, agent.display_name, agent.pk)


def agent_payload(agent: AgentProfile) -> dict[str, object]:
    """The agent as entries name them."""
    return {"id": agent.pk, "name": agent.display_name}
