"""Fitting a calibration on this desk's own labels, and measuring it on labels it did not see; pure.

The shipped calibration is moved, not thrown away: with few labels it keeps most of its say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.calibration import Band, Knots, Outcome, bands, calibrated, expected_error, shifted

FOLDS = 5
# Of how many labels the shipped calibration counts: a fifth of the least that is fitted on.
PRIOR = 20.0


class Judged(Protocol):
    """A verdict on an answer, as `knowledge.reliability.Label`."""

    @property
    def answer_id(self) -> int:
        """Verdicts on the same answer are never in two folds."""

    @property
    def odds(self) -> float:
        """Log-odds before calibration."""

    @property
    def right(self) -> bool:
        """What was said."""

    @property
    def weight(self) -> float:
        """How much it counts, 0..1."""

    @property
    def lexical_only(self) -> bool:
        """Whether another model judged it, for want of vectors."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """The calibrations of the models that ship: with vectors compared, and by words alone."""

    knots: Knots
    knots_by_words: Knots

    def of(self, judged: Judged) -> Knots:
        """The one that this answer's confidence came from."""
        return self.knots_by_words if judged.lexical_only else self.knots


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration; errors 0..1: as shipped, and with it on labels that it did not see."""

    knots: Knots
    error_before: float
    error_after: float

    @property
    def is_no_worse(self) -> bool:
        """Whether it may take the place of the shipped one."""
        return self.error_after <= self.error_before


def fit(judged: Sequence[Judged], shipped: Shipped) -> Fitted:
    """The shipped calibration moved towards these verdicts. Raises ValueError without any."""
    if not judged:
        raise ValueError("There is nothing to fit a calibration on.")
    by_words = sum(one.lexical_only for one in judged)
    # One calibration serves both models: it begins from that of most answers.
    base = shipped.knots_by_words if by_words > len(judged) / 2 else shipped.knots
    unseen: list[Outcome] = []
    for number in range(FOLDS):
        train = [one for one in judged if _fold(one) != number]
        knots = _moved(base, train) if train else base
        test = [one for one in judged if _fold(one) == number]
        unseen += confidences(test, lambda _, knots=knots: knots)  # type: ignore[misc]
    return Fitted(
        knots=_moved(base, judged),
        error_before=expected_error(confidences(judged, shipped.of)),
        error_after=expected_error(unseen),
    )


def confidences(judged: Sequence[Judged], knots_of: Callable[[Judged], Knots]) -> list[Outcome]:
    """What each verdict says of the confidence (`value`) that these knots give its answer."""
    return [Outcome(calibrated(one.odds, knots_of(one)), one.right, one.weight) for one in judged]


def _moved(base: Knots, judged: Sequence[Judged]) -> Knots:
    return shifted(base, [Outcome(one.odds, one.right, one.weight) for one in judged], PRIOR)


def _fold(judged: Judged) -> int:
    """By answer, the same every time, and without regard to the order in which they came."""
    digest = hashlib.blake2b(str(judged.answer_id).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") % FOLDS


@dataclass(frozen=True, slots=True)
class Curve:
    """How far confidences can be believed: by band, and the mean gap (0..1)."""

    bands: tuple[Band, ...]
    error: float


def curve(judged: Sequence[Judged], knots_of: Callable[[Judged], Knots]) -> Curve:
    """The reliability of these answers with the confidences that these knots give them."""
    outcomes = confidences(judged, knots_of)
    return Curve(tuple(bands(outcomes)), expected_error(outcomes))
