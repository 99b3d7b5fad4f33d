"""Scores to probabilities."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calibration import (
    LEAST,
    MOST,
    Outcome,
    bands,
    calibrated,
    expected_error,
    fit_knots,
    log_odds,
    logistic,
    shifted,
)

OUTCOMES = st.lists(
    st.builds(Outcome, st.floats(-8, 8), st.booleans(), st.floats(0.1, 3)), min_size=1, max_size=60
)


def drawn(count: int, slope: float = 1.0, offset: float = 0.0) -> list[Outcome]:
    """Answers whose chance of being right is known."""
    chance = random.Random(3)
    places = [chance.uniform(-4, 4) for _ in range(count)]
    return [Outcome(x, chance.random() < logistic(slope * x + offset)) for x in places]


@given(OUTCOMES)
def test_knots_rise_and_stay_inside(outcomes: list[Outcome]) -> None:
    knots = fit_knots(outcomes)
    for left, right in itertools.pairwise(knots):
        assert left[0] < right[0]
        assert left[1] <= right[1]
    assert all(LEAST <= share <= MOST for _, share in knots)


@given(OUTCOMES, st.floats(-20, 20), st.floats(0, 5))
def test_more_odds_are_never_less_probable(
    outcomes: list[Outcome], odds: float, more: float
) -> None:
    knots = fit_knots(outcomes)
    assert LEAST - 1e-9 <= calibrated(odds, knots) <= calibrated(odds + more, knots) + 1e-9


def test_what_is_fitted_means_what_it_says() -> None:
    knots = fit_knots(drawn(4000, slope=0.5, offset=-1), 12)
    fresh = [
        Outcome(calibrated(one.value, knots), one.right) for one in drawn(3000, 0.5, -1)[-1500:]
    ]
    assert expected_error(fresh) < 0.05


def test_a_desk_moves_the_calibration_as_far_as_its_labels_carry() -> None:
    shipped = fit_knots(drawn(4000), 12)
    own = drawn(400, offset=-1.5)
    few, many = shifted(shipped, own[:20], prior=50), shifted(shipped, own, prior=50)
    at_zero = [calibrated(0.0, knots) for knots in (shipped, few, many)]
    assert at_zero[0] > at_zero[1] > at_zero[2] > logistic(-1.9)
    assert all(left[1] <= right[1] for left, right in itertools.pairwise(many))


def test_labels_that_only_contradict_leave_a_level_line() -> None:
    shipped = ((-2.0, 0.1), (2.0, 0.9))
    upside_down = [Outcome(2.0, False), Outcome(-2.0, True)] * 200
    moved = shifted(shipped, upside_down, prior=5)
    assert moved[0][1] == pytest.approx(moved[1][1], abs=0.02)


def test_bands_say_how_sure_and_how_often_right() -> None:
    table = bands([Outcome(0.72, True), Outcome(0.78, False), Outcome(1.0, True)])
    assert [(band.low, band.count, band.share_right) for band in table] == [
        (0.7, 2, 0.5),
        (0.9, 1, 1.0),
    ]
    assert table[0].mean_confidence == pytest.approx(0.75)


def test_the_error_is_the_gap_of_confidence_and_share() -> None:
    assert expected_error([]) == 0
    assert expected_error([Outcome(0.75, True), Outcome(0.75, False)]) == pytest.approx(0.25)
    assert expected_error([Outcome(0.5, True), Outcome(0.5, False)]) == pytest.approx(0)


def test_log_odds_and_back() -> None:
    assert logistic(log_odds(0.3)) == pytest.approx(0.3)
    assert logistic(-1000) == 0


def test_nothing_to_fit_on_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to fit"):
        fit_knots([])
