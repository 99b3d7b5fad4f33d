"""How well messages were sorted, on rows where the right category is known; pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_RECALL = 0.8
_THRESHOLDS = tuple(step / 20 for step in range(1, 20))


@dataclass(frozen=True, slots=True)
class Sorted:
    """One row. `right`: None for a message that no category is for. `score`: 0..1."""

    right: str | None
    intent: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Figures:
    """`accuracy`: of rows that have a category; the rest is None where no row fits nowhere.

    `accuracy_kept`: the same among them when the score must be above what keeps out 80 % of the
    rows that fit nowhere. `area`: how often a row that fits somewhere scores above one that does
    not. `mcc`: Matthews correlation over all categories and none, best of all thresholds;
    `mcc_as_given`: without a threshold.
    """

    rows: int
    fitting: int
    accuracy: float | None
    accuracy_kept: float | None = None
    area: float | None = None
    mcc: float | None = None
    mcc_threshold: float | None = None
    mcc_as_given: float | None = None


def measure(rows: Sequence[Sorted]) -> Figures:
    """The figures of these rows."""
    fitting = [row for row in rows if row.right is not None]
    others = [row for row in rows if row.right is None]
    accuracy = _share([row.right == row.intent for row in fitting])
    if not fitting or not others:
        return Figures(len(rows), len(fitting), accuracy)
    best, threshold = max((correlation(rows, one), -one) for one in _THRESHOLDS)
    return Figures(
        len(rows),
        len(fitting),
        accuracy,
        _accuracy_kept(fitting, others),
        _area([row.score for row in fitting], [row.score for row in others]),
        best,
        -threshold,
        correlation(rows, 0.0),
    )


def correlation(rows: Sequence[Sorted], threshold: float) -> float:
    """Matthews correlation when a score below the threshold means that no category fits."""
    said = [row.intent if row.score >= threshold else None for row in rows]
    right = [row.right for row in rows]
    hits = sum(one == other for one, other in zip(said, right, strict=True))
    count_said, count_right = Counter(said), Counter(right)
    size = len(rows)
    expected = sum(count * count_right[one] for one, count in count_said.items())
    spread = (size**2 - sum(count**2 for count in count_said.values())) * (
        size**2 - sum(count**2 for count in count_right.values())
    )
    return (hits * size - expected) / math.sqrt(spread) if spread else 0.0


def _accuracy_kept(fitting: Sequence[Sorted], others: Sequence[Sorted]) -> float:
    scores = sorted(row.score for row in others)
    limit = scores[math.ceil(_RECALL * len(scores)) - 1]
    kept = [row.right == row.intent and row.score > limit for row in fitting]
    return sum(kept) / len(kept)


def _area(above: Sequence[float], below: Sequence[float]) -> float:
    """The area under the curve, ties counted half."""
    wins = seen = 0.0
    ours, theirs = Counter(above), Counter(below)
    for score in sorted({*ours, *theirs}):
        wins += ours[score] * (seen + theirs[score] / 2)
        seen += theirs[score]
    return wins / (len(above) * len(below))


def _share(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None
