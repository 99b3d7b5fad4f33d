"""Token buckets: so many at once, refilled evenly, each key by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat import limits
from chat.limits import RateLimit


def test_so_many_are_allowed_at_once_and_the_next_must_wait() -> None:
    limit = RateLimit(limit=3, period_s=60)
    assert [limit.take("vera", now=0.0) for _ in range(4)] == [0.0, 0.0, 0.0, 20.0]


def test_after_the_time_that_was_named_the_next_is_allowed() -> None:
    limit = RateLimit(limit=1, period_s=60)
    limit.take("vera", now=0.0)
    wait_s = limit.take("vera", now=15.0)
    assert wait_s == pytest.approx(45)
    assert limit.take("vera", now=15.0 + wait_s) == 0.0


def test_keys_do_not_share_their_limit() -> None:
    limit = RateLimit(limit=1, period_s=60)
    assert limit.take("vera", now=0.0) == limit.take("victor", now=0.0) == 0.0


def test_a_refused_event_costs_nothing() -> None:
    limit = RateLimit(limit=1, period_s=10)
    limit.take("vera", now=0.0)
    for _ in range(100):
        limit.take("vera", now=5.0)
    assert limit.take("vera", now=10.0) == 0.0


@given(st.integers(1, 20), st.lists(st.floats(0, 100), max_size=60).map(sorted))
def test_no_window_holds_more_than_the_limit_and_its_refill(
    allowed: int, moments: list[float]
) -> None:
    limit = RateLimit(limit=allowed, period_s=60)
    taken = [moment for moment in moments if limit.take("vera", now=moment) == 0.0]
    for first in range(len(taken)):
        for last in range(first, len(taken)):
            refill = (taken[last] - taken[first]) * allowed / 60
            assert last - first + 1 <= allowed + refill + 1e-6


def test_the_oldest_keys_are_forgotten_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "_MAX_BUCKETS", 2)
    limit = RateLimit(limit=1, period_s=60)
    for name in ("vera", "victor", "vivian"):
        limit.take(name, now=0.0)
    assert limit.take("vivian", now=0.0) > 0
    assert limit.take("vera", now=0.0) == 0.0


def test_everything_can_be_forgotten() -> None:
    limit = RateLimit(limit=1, period_s=60)
    limit.take("vera", now=0.0)
    limits.forget_all()
    assert limit.take("vera", now=0.0) == 0.0
