"""From a regression's number to a score from 0 to 1 that means the same for every set; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from escalation.intents.types import Floats

_STEPS = 30
_FARTHEST = 30.0
_STIFFNESS = (0.02, 0.5)
"""What leaving the usual slope and offset costs; rows of both kinds weigh 10 in total."""

_TOTAL = 10.0
_UNLIKE_ANYTHING = 0.08
"""Below this value a text is like no example, whatever the set; its score runs out towards 0."""


@dataclass(frozen=True, slots=True)
class Scale:
    """score = logistic(slope x value + offset)."""

    slope: float
    offset: float

    def score(self, values: Floats) -> Floats:
        """Any shape, 0..1; it grows with the value."""
        odds = np.clip(self.slope * values + self.offset, -_FARTHEST, _FARTHEST)
        return np.asarray(np.clip(values / _UNLIKE_ANYTHING, 0, 1) / (1 + np.exp(-odds)))


USUAL = Scale(14.0, -4.2)
"""Of sets that are too small to tell: an example counts from a value of 0.3 on."""


def fitted_scale(fitting: Floats, others: Sequence[Floats]) -> Scale:
    """The scale by which texts of the categories come above 0.5 and all others below.

    `fitting`: values of left-out examples. `others`: groups of values of texts that fit nowhere;
    each group weighs the same, however large it is.
    """
    groups = [values for values in others if len(values)]
    if not len(fitting) or not groups:
        return USUAL
    values = np.concatenate([fitting, *groups])
    target = np.concatenate([np.ones(len(fitting)), np.zeros(len(values) - len(fitting))])
    weight = np.concatenate(
        [
            np.full(len(fitting), min(1.0, _TOTAL / len(fitting))),
            *(np.full(len(one), min(1.0, _TOTAL / len(groups) / len(one))) for one in groups),
        ]
    )
    return _newton(values, target, weight)


def _newton(values: Floats, target: Floats, weight: Floats) -> Scale:
    table = np.stack([values, np.ones(len(values))], axis=1)
    usual = np.array([USUAL.slope, USUAL.offset])
    found = usual.copy()
    holding = np.array(_STIFFNESS) * np.array([0.1, 0.1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(table @ found, -_FARTHEST, _FARTHEST)))
        pull = table.T @ (weight * (likely - target)) + holding * (found - usual)
        curve = (table * (weight * likely * (1 - likely))[:, None]).T @ table + np.diag(holding)
        move = np.linalg.solve(curve, pull)
        found = found - move * min(1.0, 5.0 / max(float(np.abs(move).max()), 1e-9))
        if np.abs(move).max() < 1e-9:
            break
    # A scale that falls where likeness grows would turn the order around.
    return Scale(max(float(found[0]), 1.0), float(found[1]))
