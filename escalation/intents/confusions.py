"""Which categories are hard to tell apart, judged by examples that were left out; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from escalation.intents.types import Floats

_SHARE = 0.2
_LEAST = 2
"""Of the examples of two categories that must be taken for the other one; a single slip is none."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two categories, in order of name. `texts`: examples that are taken for the other one."""

    one: str
    other: str
    texts: tuple[str, ...]


def confusions(
    left_out: Floats,
    category: npt.NDArray[np.int64],
    texts: Sequence[str],
    intents: Sequence[str],
) -> tuple[Confusion, ...]:
    """Pairs that are mixed up often, worst first.

    `left_out`: (rows, categories), values of each example without itself; `category`: of each row.
    """
    taken: dict[tuple[int, int], list[str]] = {}
    for values, own, text in zip(left_out, category, texts, strict=True):
        best = int(np.argmax(values))
        if best != own:
            taken.setdefault((min(best, own), max(best, own)), []).append(text)
    found = []
    for (one, other), mixed in taken.items():
        size = int(np.sum((category == one) | (category == other)))
        if len(mixed) >= max(_LEAST, _SHARE * size):
            found.append((len(mixed) / size, Confusion(intents[one], intents[other], tuple(mixed))))
    found.sort(key=lambda item: (-item[0], item[1].one, item[1].other))
    return tuple(confusion for _, confusion in found)
