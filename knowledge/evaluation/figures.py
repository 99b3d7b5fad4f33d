"""The figures that answering is measured by; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby

LET_THROUGH = 0.05


def area(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """Area under the ROC curve: how often a positive lies above a negative, ties counting half.

    None where one of the two is empty.
    """
    if not positives or not negatives:
        return None
    marked = sorted([(value, 1) for value in positives] + [(value, 0) for value in negatives])
    below, won = 0, 0.0
    for _, tied in groupby(marked, key=lambda one: one[0]):
        sides = [side for _, side in tied]
        ups = sum(sides)
        downs = len(sides) - ups
        won += ups * (below + downs / 2)
        below += downs
    return won / (len(positives) * len(negatives))


def level(negatives: Sequence[float], let_through: float = LET_THROUGH) -> float | None:
    """The lowest value above which at most that share of the negatives lies; None without any."""
    if not negatives:
        return None
    falling = sorted(negatives, reverse=True)
    return falling[min(len(falling) - 1, int(len(falling) * let_through))]


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of those that are known; None when none is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def share(flags: Iterable[bool]) -> float | None:
    """Share of what is true; None of nothing."""
    return mean(float(flag) for flag in flags)


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The smallest value that at least so many percent do not exceed; None without any."""
    if not values:
        return None
    place = max(1, math.ceil(len(values) * percent / 100))
    return sorted(values)[place - 1]
