"""How alike texts are by their words and by pieces of words; pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from escalation.intents.types import Floats
from escalation.words import words_of

_PIECES = (3, 4)
"""Letters in a piece: endings, slips of the keyboard and compounds still share some."""

_MOST_WORDS = 120
"""Of a text; visitors say what they want in fewer."""


class Alike:
    """Cosines of weighted counts with a fixed list of texts; rare features weigh more."""

    def __init__(self, texts: Sequence[str], *, pieces: bool) -> None:
        self._pieces = pieces
        rows = [_features(text, pieces=pieces) for text in texts]
        self._size = len(rows)
        found = Counter(feature for row in rows for feature in row)
        self._rarity = {one: self._rarity_of(count) for one, count in found.items()}
        self._unseen = self._rarity_of(0)
        postings: dict[str, tuple[list[int], list[float]]] = {}
        for index, row in enumerate(rows):
            for feature, weight in self._weighted(row):
                places, weights = postings.setdefault(feature, ([], []))
                places.append(index)
                weights.append(weight)
        self._lists = {
            feature: (np.array(places), np.array(weights))
            for feature, (places, weights) in postings.items()
        }

    def to(self, texts: Sequence[str]) -> Floats:
        """Shape (len(texts), size of the list), 0..1."""
        alike = np.zeros((len(texts), self._size))
        for index, text in enumerate(texts):
            found = [
                (self._lists[feature], weight)
                for feature, weight in self._weighted(_features(text, pieces=self._pieces))
                if feature in self._lists
            ]
            if found:  # one sum for all features: a hundred small ones take ten times as long
                places = np.concatenate([listed[0] for listed, _ in found])
                weights = np.concatenate([weight * listed[1] for listed, weight in found])
                alike[index] = np.bincount(places, weights, self._size)
        return alike

    def _weighted(self, counts: Counter[str]) -> list[tuple[str, float]]:
        raw = [
            (one, (1 + math.log(count)) * self._rarity.get(one, self._unseen))
            for one, count in counts.items()
        ]
        length = math.sqrt(sum(weight * weight for _, weight in raw)) or 1.0
        return [(one, weight / length) for one, weight in raw]

    def _rarity_of(self, count: int) -> float:
        return math.log((1 + self._size) / (1 + count)) + 1


def folded(text: str) -> str:
    """Equal for texts of the same words, whatever their case, accents and punctuation."""
    return " ".join(_words(text)) or text.strip()


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return words_of(text)[:_MOST_WORDS]


def _features(text: str, *, pieces: bool) -> Counter[str]:
    words = _words(text)
    if not pieces:
        return Counter((*words, *(f"{one} {two}" for one, two in pairwise(words))))
    return Counter(
        padded[at : at + size]
        for padded in (f" {word} " for word in words)
        for size in _PIECES
        for at in range(len(padded) - size + 1)
    )
