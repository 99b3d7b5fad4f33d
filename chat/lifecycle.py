"""The table of legal moves of a conversation; pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from chat.types import IllegalTransition, Move, State

LEGAL_MOVES: Mapping[tuple[State, Move], State] = MappingProxyType(
    {
        (State.ASSISTANT, Move.ESCALATE): State.QUEUED,
        (State.ASSISTANT, Move.TAKE_OVER): State.WITH_AGENT,
        (State.ASSISTANT, Move.DEFER): State.DEFERRED,
        (State.ASSISTANT, Move.CLOSE): State.CLOSED,
        (State.QUEUED, Move.OFFER): State.OFFERED,
        (State.QUEUED, Move.TAKE_OVER): State.WITH_AGENT,
        (State.QUEUED, Move.RETURN_TO_ASSISTANT): State.ASSISTANT,
        (State.QUEUED, Move.DEFER): State.DEFERRED,
        (State.QUEUED, Move.CLOSE): State.CLOSED,
        (State.OFFERED, Move.ACCEPT): State.WITH_AGENT,
        (State.OFFERED, Move.DECLINE): State.QUEUED,
        (State.OFFERED, Move.TAKE_OVER): State.WITH_AGENT,
        (State.OFFERED, Move.RETURN_TO_ASSISTANT): State.ASSISTANT,
        (State.OFFERED, Move.CLOSE): State.CLOSED,
        (State.WITH_AGENT, Move.TRANSFER): State.QUEUED,
        (State.WITH_AGENT, Move.RETURN_TO_ASSISTANT): State.ASSISTANT,
        (State.WITH_AGENT, Move.CLOSE): State.CLOSED,
        (State.DEFERRED, Move.OFFER): State.OFFERED,
        (State.DEFERRED, Move.TAKE_OVER): State.WITH_AGENT,
        (State.DEFERRED, Move.REOPEN): State.ASSISTANT,
        (State.DEFERRED, Move.CLOSE): State.CLOSED,
        (State.CLOSED, Move.REOPEN): State.ASSISTANT,
    }
)

HUMAN_STATES = frozenset({State.QUEUED, State.OFFERED, State.WITH_AGENT})
"""States in which a person owns the next word, or is being looked for: the assistant is silent."""


def next_state(state: State, move: Move) -> State:
    """The state that `move` leads to. Raises IllegalTransition for any pair not in the table."""
    try:
        return LEGAL_MOVES[(state, move)]
    except KeyError:
        raise IllegalTransition(f"{move.value} is not possible while {state.value}") from None


def is_legal(state: State, move: Move) -> bool:
    """Whether the table knows this move from this state."""
    return (state, move) in LEGAL_MOVES
