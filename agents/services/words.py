"""What an agent says, notes and reads."""

from __future__ import annotations

from django.db import transaction

from agents import selectors
from agents.models import AgentProfile, ReadMark
from agents.services.locks import author_of, lock_conversation_of
from agents.types import NotPossibleError
from chat import ratings
from chat import services as chat
from chat.ratings import Verdict


def reply(*, agent_id: int, conversation_id: int, client_id: str, text: str) -> int:
    """The agent's words are in the transcript, once per `client_id`; returns their number.

    Words that arrived and are sent again (the answer was lost) keep their number, whoever has the
    conversation now. Raises NotPossibleError("not_yours"), and what the kernel raises for empty
    words.
    """
    try:
        return _reply(agent_id, conversation_id, client_id, text)
    except NotPossibleError:
        earlier = chat.entry_of_client_id(conversation_id, client_id)
        if earlier is None:
            raise
        return earlier.seq


@transaction.atomic
def _reply(agent_id: int, conversation_id: int, client_id: str, text: str) -> int:
    assignment, _conversation = lock_conversation_of(agent_id, conversation_id)
    entry = chat.post_agent_message(
        conversation_id=conversation_id,
        agent=author_of(assignment.agent),
        text=text,
        client_id=client_id,
    )
    return entry.seq


def note(*, agent_id: int, conversation_id: int, client_id: str, text: str) -> int:
    """A note for colleagues is in the timeline, once per `client_id`; returns its number."""
    agent = AgentProfile.objects.get(pk=agent_id)
    entry = chat.add_note(
        conversation_id=conversation_id, agent=author_of(agent), text=text, client_id=client_id
    )
    return entry.seq


def rate_answer(*, agent_id: int, conversation_id: int, turn: int, verdict: Verdict) -> int:
    """The agent's verdict on the assistant's answer is this one; "" withdraws it.

    Returns the number of its entry, 0 when nothing changed. Raises RefusedMessageError.
    """
    agent = AgentProfile.objects.get(pk=agent_id)
    entry = ratings.rate_answer(
        conversation_id=conversation_id, turn=turn, author=author_of(agent), verdict=verdict
    )
    return entry.seq if entry is not None else 0


def show_typing(*, agent_id: int, conversation_id: int, public_id: str, on: bool) -> None:
    """Fleeting: the visitor sees that the agent in charge is writing. Others' keys show nothing."""
    agent = selectors.owner_of(conversation_id)
    if agent is not None and agent.pk == agent_id:
        chat.show_typing(public_id=public_id, author=author_of(agent), on=on)


@transaction.atomic
def mark_read(*, agent_id: int, conversation_id: int, seq: int) -> None:
    """The agent has read up to this number at least; a lower one than before changes nothing."""
    mark, made = ReadMark.objects.get_or_create(
        conversation_id=conversation_id, agent_id=agent_id, defaults={"seq": seq}
    )
    if not made:
        ReadMark.objects.filter(pk=mark.pk, seq__lt=seq).update(seq=seq)
