"""Who is asked: pure."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.capacity import free_slots, has_room, is_eligible
from agents.choose import choose
from agents.types import Candidate

NINE, TEN = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 10))


def candidate(
    agent_id: int,
    load: int = 0,
    *,
    capacity: int = 3,
    free_since: datetime | None = None,
    declined: bool = False,
) -> Candidate:
    return Candidate(agent_id, load, capacity, free_since, declined)


def chosen(*candidates: Candidate) -> int | None:
    found = choose(candidates)
    return found.agent_id if found is not None else None


def test_nobody_is_chosen_from_nobody() -> None:
    assert chosen() is None


def test_least_loaded_is_asked_first() -> None:
    assert chosen(candidate(1, 2), candidate(2, 1, free_since=TEN), candidate(3, 2)) == 2


def test_of_equally_loaded_the_one_idle_longest_is_asked() -> None:
    assert chosen(candidate(1, free_since=TEN), candidate(2, free_since=NINE)) == 2


def test_whoever_never_had_a_conversation_is_idle_longest() -> None:
    assert chosen(candidate(1, free_since=NINE), candidate(2)) == 2


def test_of_equals_the_lowest_id_is_asked() -> None:
    assert chosen(candidate(7, free_since=NINE), candidate(3, free_since=NINE)) == 3


def test_full_agents_and_those_who_declined_are_passed_over() -> None:
    assert chosen(candidate(1, 3), candidate(2, declined=True), candidate(3, 2)) == 3
    assert chosen(candidate(1, 3), candidate(2, declined=True)) is None


def test_agent_without_capacity_is_never_asked() -> None:
    assert chosen(candidate(1, 0, capacity=0)) is None


@pytest.mark.parametrize(
    ("load", "capacity", "free"), [(0, 3, 3), (2, 3, 1), (3, 3, 0), (5, 3, 0), (0, 0, 0)]
)
def test_free_slots_are_never_negative(load: int, capacity: int, free: int) -> None:
    assert free_slots(load, capacity) == free
    assert has_room(load, capacity) is (free > 0)


candidates = st.builds(
    Candidate,
    agent_id=st.integers(1, 9),
    load=st.integers(0, 5),
    capacity=st.integers(0, 5),
    free_since=st.none() | st.sampled_from([NINE, TEN]),
    declined=st.booleans(),
)


@given(st.lists(candidates))
def test_the_chosen_one_is_eligible_and_nobody_eligible_has_less(people: list[Candidate]) -> None:
    found = choose(people)
    eligible = [one for one in people if is_eligible(one)]
    assert (found is None) == (not eligible)
    if found is not None:
        assert found in eligible
        assert found.load == min(one.load for one in eligible)


@given(st.lists(candidates, unique_by=lambda one: one.agent_id), st.randoms())
def test_order_of_the_candidates_does_not_matter(people: list[Candidate], random: object) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(shuffled) == choose(people)
