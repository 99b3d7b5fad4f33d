"""What a waiting visitor is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.standing import Desk, told, ways
from agents.types import FallbackKind, WaitEstimate

MORNING = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


def desk(**fields: Any) -> Desk:
    usual: dict[str, Any] = {
        "is_open": True,
        "online": 2,
        "closes_in_s": None,
        "opens_at": None,
        "limit_s": 600,
        "ladder": (),
    }
    return Desk(**{**usual, **fields})


def estimate(low_s: int, high_s: int) -> WaitEstimate:
    return WaitEstimate(3, (low_s + high_s) // 2, low_s, high_s)


def test_place_and_range_in_steps_that_do_not_jump() -> None:
    parts = told(3, estimate(95, 287), desk())
    assert (parts["position"], parts["low_s"], parts["high_s"]) == (3, 90, 300)
    assert (parts["note"], parts["ways"]) == ("", [])


def test_without_a_basis_there_is_a_place_and_no_number() -> None:
    parts = told(3, None, desk())
    assert (parts["position"], parts["low_s"], parts["high_s"]) == (3, None, None)
    assert parts["ways"] == []


@pytest.mark.parametrize(
    ("note", "how"),
    [
        ("long", desk(limit_s=200)),
        ("closing", desk(closes_in_s=250.0)),
        ("nobody", desk(online=0)),
        ("closed", desk(is_open=False, opens_at=MORNING)),
    ],
)
def test_ways_out_are_offered_at_once_when_waiting_is_too_much_to_ask(note: str, how: Desk) -> None:
    parts = told(3, estimate(95, 287), how)
    assert parts["note"] == note
    assert parts["ways"] == [FallbackKind.OFFLINE_FORM, FallbackKind.ASSISTANT_NOTE]
    assert (parts["high_s"] is None) == (note in {"nobody", "closed"}), "no number for nobody"
    assert parts["opens_at"] == (MORNING.isoformat() if note == "closed" else None)


def test_ways_follow_the_ladder_and_waiting_is_none_of_them() -> None:
    ladder = [FallbackKind.WAIT, FallbackKind.CALLBACK, FallbackKind.OFFLINE_FORM]
    assert ways(ladder) == ["callback", "offline_form"]


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_what_is_told_holds_the_range_and_little_more(low_s: int, wide_s: int) -> None:
    parts = told(1, estimate(low_s, low_s + wide_s), desk(limit_s=10**6))
    assert 0 <= parts["low_s"] <= low_s
    assert low_s + wide_s <= parts["high_s"] <= max(30, 2 * (low_s + wide_s))
