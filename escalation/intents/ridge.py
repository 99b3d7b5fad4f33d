"""Kernel ridge regression, one column for each category, with what it says of left-out rows; pure.

Leaving out one row, or a whole category, has a closed form, so that a set of examples is judged
by texts that it has not seen without fitting anything twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from escalation.intents.types import Floats

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ridge:
    """`weights`: (examples, categories). `left_out`: what each example gets without itself.

    `without_category`: what each example gets while its whole category is left out, which is how
    messages about other things look; its own column there, and all of an example that belongs to
    none, is -inf.
    """

    weights: Floats
    left_out: Floats
    without_category: Floats


def fit(kernel: Floats, category: Rows, categories: int, stiffness: Floats) -> Ridge:
    """Fitted on a symmetric kernel of the examples.

    `category`: of each example, -1 for none. `stiffness`: of each example; more counts it less.
    """
    size = len(category)
    targets = np.zeros((size, categories))
    belongs = np.flatnonzero(category >= 0)
    targets[belongs, category[belongs]] = 1.0
    inverse = np.linalg.inv(kernel + np.diag(stiffness))
    weights = inverse @ targets
    left_out = targets - weights / np.diag(inverse)[:, None]
    without = np.full((size, categories), -np.inf)
    for one in range(categories):
        rows = np.flatnonzero(category == one)
        if len(rows):
            without[rows] = -np.linalg.solve(inverse[np.ix_(rows, rows)], weights[rows])
            without[rows, one] = -np.inf
    return Ridge(weights, left_out, without)
