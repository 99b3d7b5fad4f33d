"""How alike texts are with the rows of a model: by meaning, by words, by pieces of words; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from escalation.intents.types import Encode, Floats
from escalation.intents.words import Alike

_SHARPNESS = 4.0
"""Of vectors: exp(sharpness x (cosine - 1)). From 3 to 5 all sets do equally well."""

_WORDS, _PIECES = 0.3, 0.1
"""Of words and of pieces of words beside vectors."""

_WORDS_ALONE, _PIECES_ALONE = 0.7, 0.7
"""The same where no embedder serves the language."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Both of shape (texts, rows). `bent`: for the regression. `plain`: 0..`Likeness.own`."""

    bent: Floats
    plain: Floats


@dataclass(frozen=True, slots=True)
class Likeness:
    """Compares texts with rows. `vectors`: None where words alone have to do."""

    vectors: Floats | None
    words: Alike
    pieces: Alike

    @classmethod
    def of(cls, texts: Sequence[str], encode: Encode) -> Likeness:
        """Ready for these rows."""
        return cls(encoded(encode, texts), Alike(texts, pieces=False), Alike(texts, pieces=True))

    @property
    def own(self) -> float:
        """The plain likeness of a text with itself."""
        if self.vectors is None:
            return _WORDS_ALONE + _PIECES_ALONE
        return 1.0 + _WORDS + _PIECES

    def to(self, texts: Sequence[str], vectors: Floats | None) -> Compared:
        """Texts with rows. `vectors`: of the texts, from the same embedder."""
        words, pieces = self.words.to(texts), self.pieces.to(texts)
        if vectors is None or self.vectors is None:
            both = _WORDS_ALONE * words + _PIECES_ALONE * pieces
            return Compared(both, both)
        cosines = vectors @ self.vectors.T
        spoken = _WORDS * words + _PIECES * pieces
        return Compared(np.exp(_SHARPNESS * (cosines - 1)) + spoken, cosines + spoken)


def encoded(encode: Encode, texts: Sequence[str]) -> Floats | None:
    """The vectors in double precision, so that sums do not depend on their order."""
    found = encode(texts)
    return None if found is None else np.asarray(found, dtype=np.float64)
