"""The table of moves: what is drawn in the documentation, and nothing else."""

from __future__ import annotations

import itertools

import pytest

from chat.lifecycle import HUMAN_STATES, LEGAL_MOVES, is_legal, next_state
from chat.types import IllegalTransition, Move, State

DRAWN = """
    assistant   escalate            queued
    assistant   take_over           with_agent
    assistant   defer               deferred
    assistant   close               closed
    queued      offer               offered
    queued      take_over           with_agent
    queued      return_to_assistant assistant
    queued      defer               deferred
    queued      close               closed
    offered     accept              with_agent
    offered     decline             queued
    offered     take_over           with_agent
    offered     return_to_assistant assistant
    offered     close               closed
    with_agent  transfer            queued
    with_agent  return_to_assistant assistant
    with_agent  close               closed
    deferred    offer               offered
    deferred    take_over           with_agent
    deferred    reopen              assistant
    deferred    close               closed
    closed      reopen              assistant
"""
LEGAL = {tuple(line.split()) for line in DRAWN.strip().splitlines()}
PAIRS = list(itertools.product(State, Move))


@pytest.mark.parametrize(("state", "move"), PAIRS, ids=lambda one: one.value)
def test_a_move_is_legal_when_it_is_drawn(state: State, move: Move) -> None:
    drawn = [after for before, name, after in LEGAL if (before, name) == (state, move)]
    assert is_legal(state, move) == bool(drawn)
    if drawn:
        assert next_state(state, move) == drawn[0]
    else:
        with pytest.raises(IllegalTransition, match=f"{move} is not possible while {state}"):
            next_state(state, move)


def test_the_table_holds_22_moves_and_cannot_be_changed() -> None:
    assert len(LEGAL_MOVES) == len(LEGAL) == 22
    with pytest.raises(TypeError):
        LEGAL_MOVES[(State.CLOSED, Move.OFFER)] = State.OFFERED  # type: ignore[index]


def _reachable(start: State) -> set[State]:
    found, open_ends = {start}, [start]
    while open_ends:
        here = open_ends.pop()
        ahead = {after for (before, _), after in LEGAL_MOVES.items() if before is here} - found
        found |= ahead
        open_ends += ahead
    return found


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_left_for_every_other(state: State) -> None:
    assert _reachable(state) == set(State)


@pytest.mark.parametrize("state", [state for state in State if state is not State.CLOSED])
def test_every_open_conversation_can_be_closed_at_once(state: State) -> None:
    assert next_state(state, Move.CLOSE) is State.CLOSED


@pytest.mark.parametrize("state", sorted(HUMAN_STATES))
def test_a_person_can_hand_back_from_every_human_state(state: State) -> None:
    assert next_state(state, Move.RETURN_TO_ASSISTANT) is State.ASSISTANT
