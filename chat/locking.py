"""A conversation's row, locked, without reading more of it than who moves it has to know."""

from __future__ import annotations

from dataclasses import dataclass

from chat.models import Conversation
from chat.statements import fetch_one
from chat.types import State

_HOLD = """
    SELECT state, epoch, episode, last_seq FROM chat_conversation
    WHERE id = %(conversation)s FOR UPDATE
"""


@dataclass(frozen=True, slots=True)
class Held:
    """Where the conversation stands, while nobody else can move it."""

    state: State
    epoch: int
    episode: int
    last_seq: int


def hold(conversation_id: int) -> Held:
    """The row is locked until the caller's transaction ends. Raises Conversation.DoesNotExist."""
    row = fetch_one(_HOLD, {"conversation": conversation_id})
    if row is None:
        raise Conversation.DoesNotExist(f"no conversation {conversation_id}")
    state, epoch, episode, last_seq = row
    return Held(State(state), epoch, episode, last_seq)
