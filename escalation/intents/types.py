"""Values of sorting messages into categories; plain Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Encode = Callable[[Sequence[str]], npt.NDArray[np.float32] | None]
"""Texts to rows of length 1, in order; None where no embedder serves the language."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of a category; `intent` None: it belongs to no category."""

    text: str
    intent: str | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An example that a result rests on. `similarity`: 0..1, 1 for the same words."""

    text: str
    intent: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Match:
    """`intent`: the category, None when clearly none fits. `score`: 0..1, how surely it fits.

    `score` orders all rows alike, those without a category too: 0.5 is where sentences of the
    categories and sentences about other things are equally likely. `nearest`: best first.
    """

    intent: str | None
    score: float
    nearest: tuple[Neighbour, ...] = ()
