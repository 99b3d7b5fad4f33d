"""A closer look at the best categories: only what tells their examples apart counts; pure.

"How much have I got left" and "how much have I used" share their subject; among all categories
that is what is seen, between these two it is not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from escalation.intents.types import Floats

CANDIDATES = 2
_STIFFNESS = 0.5
_WEIGHT = 0.4
"""Beside what all categories together say; 0.3 to 0.6 are alike on all sets."""

_SMALL = 1e-6

Members = Sequence[npt.NDArray[np.int64]]


def look_closer(
    values: Floats, members: Members, among: Floats, to_rows: Floats, own: float
) -> Floats:
    """The values with the numbers of the best categories exchanged where a closer look says so.

    `values`: (texts, categories). `members`: rows of each category. `among`: likeness of rows with
    rows, `to_rows`: of texts with rows, `own`: of a text with itself.
    """
    if values.shape[1] < CANDIDATES:
        return values
    changed = values.copy()
    order = np.argsort(-values, axis=1, kind="stable")[:, :CANDIDATES]
    for index, best in enumerate(order):
        rows = np.concatenate([members[one] for one in best])
        sides = np.repeat(np.arange(len(best)), [len(members[one]) for one in best])
        near = _between(among[np.ix_(rows, rows)], to_rows[index, rows], own, sides)
        second = values[index, best] + _WEIGHT * near
        places = np.argsort(-second, kind="stable")
        changed[index, best[places]] = values[index, best]
    return changed


def _between(among: Floats, to_rows: Floats, own: float, sides: npt.NDArray[np.int64]) -> Floats:
    """What a regression on these rows alone says, seen from their middle."""
    mean, middle = among.mean(axis=0), among.mean()
    rows = among - mean[None, :] - mean[:, None] + middle
    text = to_rows - to_rows.mean() - mean + middle
    lengths = np.sqrt(np.maximum(np.diag(rows), _SMALL))
    length = np.sqrt(max(own - 2 * to_rows.mean() + middle, _SMALL))
    targets = np.eye(sides.max() + 1)[sides]
    targets -= targets.mean(axis=0)
    rows = rows / lengths[:, None] / lengths[None, :]
    fitted = np.linalg.solve(rows + _STIFFNESS * np.eye(len(sides)), targets)
    return np.asarray((text / lengths / length) @ fitted)
