"""The logistic head: repeatable, near its prior, and moved by a single example."""

from __future__ import annotations

import numpy as np
import pytest

from escalation.gauges.cues import NAMES, cues_of
from escalation.gauges.head import Examples, Head, balanced, calibrated, fit, logistic
from escalation.gauges.learned import built_in, fingerprint, learned
from escalation.gauges.phrases import GAUGES, ExamplePhrase


def points(count: int = 200) -> Examples:
    """Two clouds of points that overlap a little."""
    random = np.random.default_rng(7)
    counts = np.arange(count) % 2 == 1
    numbers = random.normal(size=(count, 5)) + counts[:, None]
    return Examples(numbers, counts.astype(float), balanced(counts))


def test_it_separates_what_can_be_separated_and_does_so_again() -> None:
    examples = points()
    head = fit(Head(0.0, np.zeros(5)), examples, 1.0)
    right = (head.probability(examples.numbers) >= 0.5) == (examples.targets == 1)
    assert right.mean() > 0.85
    again = fit(Head(0.0, np.zeros(5)), examples, 1.0)
    assert np.array_equal(head.weights, again.weights)


def test_without_examples_it_is_its_prior() -> None:
    prior = Head(0.5, np.array([1.0, -2.0]))
    nothing = Examples(np.zeros((0, 2)), np.zeros(0), np.zeros(0))
    assert fit(prior, nothing, 1.0) is prior


def test_rows_that_hold_what_is_known_move_nothing() -> None:
    prior = Head(0.3, np.array([1.0, -2.0, 0.5, 0.0, 0.2]))
    numbers = points().numbers
    held = Examples(numbers, logistic(prior.odds(numbers)), np.ones(len(numbers)))
    assert np.allclose(fit(prior, held, 1.0).weights, prior.weights)


def test_one_weighty_example_is_heard() -> None:
    prior = Head(-3.0, np.zeros(3))
    one = Examples(np.array([[1.0, 0.0, 0.0]]), np.ones(1), np.full(1, 6.0))
    head = fit(prior, one, 0.5, hold_bias=True)
    assert head.probability(one.numbers)[0] > 0.5
    assert head.probability(np.array([[0.0, 0.0, 1.0]]))[0] < 0.1


def test_both_sides_weigh_the_same() -> None:
    counts = np.array([True, False, False, False])
    weights = balanced(counts)
    assert weights[0] == pytest.approx(weights[1:].sum())
    assert weights.mean() == pytest.approx(1)


def test_calibration_puts_scattered_odds_right() -> None:
    random = np.random.default_rng(3)
    odds = random.normal(size=4000) * 4
    counts = random.random(4000) < logistic(odds / 4)
    head = calibrated(Head(0.0, np.zeros(1)), odds, counts, np.ones(4000))
    assert head.slope == pytest.approx(0.25, abs=0.05)


def test_extreme_numbers_stay_probabilities() -> None:
    head = Head(0.0, np.array([1e6]))
    assert head.probability(np.array([[1e6], [-1e6]])).tolist() == pytest.approx([1, 0])


def test_the_shipped_numbers_fit_the_code_and_the_built_in_phrases() -> None:
    known = learned()
    assert set(known.heads) == set(known.by_words) == set(GAUGES)
    assert known.cue_mean.shape == known.cue_scale.shape == (len(NAMES),)
    width = len(known.mean) + len(NAMES)
    assert all(len(head.weights) == width for head in known.heads.values())
    assert known.phrases == fingerprint(built_in()), "run python -m bench.gauges --output"


def test_cues_name_every_number_in_every_language() -> None:
    for language in ("en", "de", "es", "fr", "xx", ""):
        assert cues_of("Das ist ¡HORRIBLE! 😡", language).values.shape == (len(NAMES),)


@pytest.mark.parametrize(("gauge", "text"), [("mood", "hm"), ("abuse", "  ")])
def test_a_phrase_that_cannot_be_used_is_refused(gauge: str, text: str) -> None:
    with pytest.raises(ValueError, match="phrase"):
        ExamplePhrase(gauge, text, True)
