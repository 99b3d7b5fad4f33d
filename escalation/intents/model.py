"""Learns categories from a few examples each and says which one a message belongs to, if any.

Likeness is meaning (vectors) plus words plus pieces of words; a ridge regression turns it into one
number for each category, and what left-out examples get turns those into a score from 0 to 1 that
means the same for small sets and large ones. Deterministic; a fitted model never changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from escalation.intents.background import BACKGROUND
from escalation.intents.closer import Members, look_closer
from escalation.intents.confusions import Confusion
from escalation.intents.learning import Kind, Learned, learn
from escalation.intents.likeness import encoded
from escalation.intents.types import Encode, Example, Floats, Match, Neighbour

VERSION = 1
"""Of how categories are learned; it goes into readings."""

NONE_FITS = 0.05
"""Below this score a match names no category; chosen so that hardly any right one is lost."""

_NEAREST = 3


@dataclass(frozen=True, slots=True)
class IntentModel:
    """Fitted categories, safe to share between threads."""

    _learned: Learned
    _members: Members
    _encode: Encode

    @classmethod
    def fit(
        cls,
        examples: Sequence[Example],
        encode: Encode,
        background: Sequence[str] = BACKGROUND,
        names: Mapping[str, str] | None = None,
    ) -> IntentModel:
        """Learns the categories that the examples name.

        Examples without a category, and `background`, show what fits nowhere. `names`: what a
        category is called, where that says more than its key; a name is one more example of it.
        """
        learned = learn(examples, encode, background, names or {})
        category = np.array([row.category for row in learned.rows], dtype=np.int64)
        members = [np.flatnonzero(category == one) for one in range(len(learned.intents))]
        return cls(learned, members, encode)

    @property
    def intents(self) -> tuple[str, ...]:
        """The categories in order of name: the columns of `scores`."""
        return self._learned.intents

    @property
    def confusions(self) -> tuple[Confusion, ...]:
        """Pairs of categories that are hard to tell apart, worst first."""
        return self._learned.confusions

    def scores(self, texts: Sequence[str]) -> Floats:
        """Shape (len(texts), len(intents)), 0..1: how surely each text fits each category."""
        return self._learned.scale.score(self._values(texts)[0])

    def classify(self, texts: Sequence[str]) -> list[Match]:
        """The best category of each text, in order."""
        if not self.intents:
            return [Match(None, 0.0) for _ in texts]
        values, plain = self._values(texts)
        scores = self._learned.scale.score(values)
        return [self._match(*row) for row in zip(scores, plain, strict=True)]

    def nearest(self, text: str, intent: str) -> tuple[Neighbour, ...]:
        """The examples of a category that are most like a text, best first.

        Raises ValueError for a category that the model does not know.
        """
        return self._nearest(self._values([text])[1][0], self.intents.index(intent))

    def _values(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """The regression's numbers, and the likeness of each text with each row."""
        known = self._learned
        if not texts or not known.intents:
            return np.zeros((len(texts), len(known.intents))), np.zeros((len(texts), 0))
        compared = known.likeness.to(texts, encoded(self._encode, texts))
        values = compared.bent @ known.weights
        own = known.likeness.own
        return look_closer(values, self._members, known.among, compared.plain, own), compared.plain

    def _match(self, scores: Floats, plain: Floats) -> Match:
        best = int(np.argmax(scores))
        score = float(scores[best])
        intent = self.intents[best] if score >= NONE_FITS else None
        return Match(intent, score, self._nearest(plain, best))

    def _nearest(self, plain: Floats, category: int) -> tuple[Neighbour, ...]:
        known = self._learned
        rows = [row for row in self._members[category] if known.rows[row].kind is Kind.EXAMPLE]
        best = sorted(rows, key=lambda row: (-plain[row], row))[:_NEAREST]
        return tuple(
            Neighbour(
                known.rows[row].text,
                known.intents[category],
                float(np.clip(plain[row] / known.likeness.own, 0.0, 1.0)),
            )
            for row in best
        )
