"""Figures, each worked out by hand, and the same from their definitions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.evaluation import figures

values = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=30)


def test_the_area_is_how_often_the_right_one_lies_above() -> None:
    assert figures.area([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert figures.area([0.1], [0.9]) == 0.0
    assert figures.area([0.5, 0.5], [0.5]) == 0.5
    assert figures.area([0.9, 0.4], [0.5, 0.4]) == (2 + 0.5) / 4
    assert figures.area([], [0.5]) is None
    assert figures.area([0.5], []) is None


@given(values, values)
def test_the_area_is_its_definition(good: list[float], bad: list[float]) -> None:
    won = sum((one > other) + (one == other) / 2 for one in good for other in bad)
    assert figures.area(good, bad) == pytest.approx(won / (len(good) * len(bad)))


@given(values)
def test_above_the_level_lies_no_more_than_the_share(bad: list[float]) -> None:
    level = figures.level(bad)
    assert level is not None
    assert sum(one > level for one in bad) <= figures.LET_THROUGH * len(bad)
    lower = [one for one in bad if one < level]
    if lower:  # no lower value would do
        assert sum(one > max(lower) for one in bad) > figures.LET_THROUGH * len(bad)


def test_the_level_lets_one_of_twenty_through() -> None:
    assert figures.level([n / 100 for n in range(1, 21)]) == 0.19
    assert figures.level([0.3]) == 0.3
    assert figures.level([]) is None


def test_means_and_shares_leave_out_what_is_not_known() -> None:
    assert figures.mean([1.0, None, 3.0]) == 2.0
    assert figures.mean([None]) is None
    assert figures.share([True, False, False, True]) == 0.5
    assert figures.share([]) is None


def test_percentiles_are_values_that_were_measured() -> None:
    times = [float(n) for n in range(1, 101)]
    assert figures.percentile(times, 50) == 50.0
    assert figures.percentile(times, 95) == 95.0
    assert figures.percentile([7.0], 95) == 7.0
    assert figures.percentile([], 50) is None
