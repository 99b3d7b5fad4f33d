"""Turning scores into probabilities, and showing how far they can be believed; pure.

A calibration is a rising line through knots: log-odds of the model and the share of answers that
were right there. Between knots it is straight in log-odds, so it never leaves 0..1 and never turns.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Knots = tuple[tuple[float, float], ...]

# Nothing is so sure that it could not be wrong once in a hundred answers, or right once.
LEAST, MOST = 0.01, 0.99
BANDS = 10
# Beyond the outer knots nothing was seen: more evidence still counts, but a quarter.
OUTER_SLOPE = 0.25


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer that somebody or something judged. `weight`: how often it counts."""

    value: float  # log-odds or confidence, as the function says
    right: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Band:
    """Answers whose confidence lies between two values: how sure, and how often right."""

    low: float
    high: float
    count: int
    mean_confidence: float
    share_right: float


def calibrated(odds: float, knots: Knots) -> float:
    """The probability at these log-odds, LEAST..MOST; beyond the outer knots it rises slowly."""
    places = [place for place, _ in knots]
    after = bisect_right(places, odds)
    if after in (0, len(knots)):
        place, share = knots[0] if after == 0 else knots[-1]
        beyond = logistic(log_odds(share) + OUTER_SLOPE * (odds - place))
        return min(MOST, max(LEAST, beyond))
    (left, low), (right, high) = knots[after - 1], knots[after]
    part = (odds - left) / (right - left)
    return logistic(log_odds(low) * (1 - part) + log_odds(high) * part)


def fit_knots(outcomes: Sequence[Outcome], count: int = 8) -> Knots:
    """Knots for these outcomes (`value`: log-odds): shares in bands of equal weight, made rising.

    Pool-adjacent-violators (Ayer et al. 1955) on `count` bands. Raises ValueError without outcomes.
    """
    if not outcomes:
        raise ValueError("There is nothing to fit a calibration on.")
    pools = [
        _pool(band) for band in _equal_bands(sorted(outcomes, key=lambda one: one.value), count)
    ]
    rising: list[tuple[float, float, float]] = []  # weight, place, share
    for pool in pools:
        rising.append(pool)
        while len(rising) > 1 and rising[-2][2] >= rising[-1][2]:
            rising[-2:] = [_merged(rising[-2], rising[-1])]
    return tuple((place, min(MOST, max(LEAST, share))) for _, place, share in rising)


def shifted(knots: Knots, outcomes: Sequence[Outcome], prior: float) -> Knots:
    """The knots moved towards what these outcomes say (`value`: log-odds), by Platt's scaling.

    Fits a slope and an offset to the log-odds of the calibrated probabilities. `prior`: how many
    outcomes of its own opinion the old calibration is worth.
    """
    slope, offset = _platt(
        [(log_odds(calibrated(one.value, knots)), one) for one in outcomes], prior
    )
    return tuple(
        (place, min(MOST, max(LEAST, logistic(slope * log_odds(share) + offset))))
        for place, share in knots
    )


def bands(outcomes: Iterable[Outcome], count: int = BANDS) -> list[Band]:
    """The reliability table (`value`: confidence): bands of equal width, empty ones left out."""
    filled: dict[int, list[Outcome]] = {}
    for one in outcomes:
        filled.setdefault(min(count - 1, int(one.value * count)), []).append(one)
    return [
        _band(number / count, (number + 1) / count, filled[number]) for number in sorted(filled)
    ]


def expected_error(outcomes: Sequence[Outcome], count: int = BANDS) -> float:
    """Expected calibration error (Guo et al. 2017): mean gap of confidence and share, by weight."""
    total = sum(one.weight for one in outcomes)
    if not total:
        return 0.0
    gaps: dict[int, float] = {}
    for one in outcomes:
        number = min(count - 1, int(one.value * count))
        gaps[number] = gaps.get(number, 0.0) + one.weight * (one.value - one.right)
    return sum(abs(gap) for gap in gaps.values()) / total


def logistic(odds: float) -> float:
    """The probability of these log-odds."""
    return 1 / (1 + math.exp(-odds)) if odds > -500 else 0.0


def log_odds(probability: float) -> float:
    """The log-odds of a probability, kept away from 0 and 1."""
    bounded = min(MOST, max(LEAST, probability))
    return math.log(bounded / (1 - bounded))


def _equal_bands(outcomes: Sequence[Outcome], count: int) -> list[list[Outcome]]:
    total = sum(one.weight for one in outcomes)
    parts: list[list[Outcome]] = [[]]
    weight = 0.0
    for one in outcomes:
        if parts[-1] and weight >= total * len(parts) / count:
            parts.append([])
        parts[-1].append(one)
        weight += one.weight
    return parts


def _pool(outcomes: Sequence[Outcome]) -> tuple[float, float, float]:
    weight = sum(one.weight for one in outcomes)
    place = sum(one.weight * one.value for one in outcomes) / weight
    # One made-up answer of each kind: a band of three right ones is no proof of certainty.
    mean = sum(one.weight for one in outcomes) / len(outcomes)
    share = (sum(one.weight * one.right for one in outcomes) + mean) / (weight + 2 * mean)
    return weight, place, share


def _merged(
    one: tuple[float, float, float], other: tuple[float, float, float]
) -> tuple[float, float, float]:
    weight = one[0] + other[0]
    place = (one[0] * one[1] + other[0] * other[1]) / weight
    return weight, place, (one[0] * one[2] + other[0] * other[2]) / weight


def _platt(outcomes: Sequence[tuple[float, Outcome]], prior: float) -> tuple[float, float]:
    """Slope (at least 0) and offset, by Newton steps; the prior pulls towards 1 and 0."""
    slope, offset = 1.0, 0.0
    for _ in range(50):
        gradient = [prior * (slope - 1.0), prior * offset * 0.25]
        curve = [[prior, 0.0], [0.0, prior * 0.25]]
        for odds, one in outcomes:
            share = logistic(slope * odds + offset)
            error, spread = one.weight * (share - one.right), one.weight * share * (1 - share)
            gradient[0] += error * odds
            gradient[1] += error
            curve[0][0] += spread * odds * odds
            curve[0][1] += spread * odds
            curve[1][1] += spread
        curve[1][0] = curve[0][1]
        determinant = curve[0][0] * curve[1][1] - curve[0][1] * curve[1][0]
        if determinant < 1e-9:
            break
        step_slope = (gradient[0] * curve[1][1] - gradient[1] * curve[0][1]) / determinant
        step_offset = (gradient[1] * curve[0][0] - gradient[0] * curve[1][0]) / determinant
        slope, offset = slope - step_slope, offset - step_offset
        if abs(step_slope) + abs(step_offset) < 1e-6:
            break
    return max(0.0, slope), offset


def _band(low: float, high: float, outcomes: Sequence[Outcome]) -> Band:
    weight = sum(one.weight for one in outcomes)
    return Band(
        low=low,
        high=high,
        count=len(outcomes),
        mean_confidence=sum(one.weight * one.value for one in outcomes) / weight,
        share_right=sum(one.weight * one.right for one in outcomes) / weight,
    )
