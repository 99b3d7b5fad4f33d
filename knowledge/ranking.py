"""Which of the candidates answers best: a weighted sum of what speaks for each; pure.

The weights were fitted on public question sets (see `knowledge/learned.json` for their origin, and
`docs/knowledge-quality.md` for what each signal adds).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(slots=True)
class Signals:
    """What speaks for a candidate; all about 0..1, and 0 where it was not measured.

    The visitor's own words and the search text differ where a follow-up leans on an earlier
    question: the search text then begins with that question.
    """

    own: float = 0.0  # cosine of the search text and the nearest sentence or heading
    alone: float = 0.0  # the same for the visitor's own words
    centroid: float = 0.0  # cosine of the search text and the mean of the piece's sentences
    about: float = 0.0  # cosine of the search text and the document's title or questions
    lexical: float = 0.0  # BM25 of the search text / summed idf
    coverage: float = 0.0  # share of the question's rarity that the piece has
    document_coverage: float = 0.0  # that all candidates of the document have together
    opening: float = 0.0  # 1 for the first piece of a document
    topic: float = 0.0  # share of the page's topic that title, address and category name
    asked_before: float = 0.0  # BM25 of the visitor's message before
    said_before: float = 0.0  # BM25 of the answer before

    def to_dict(self) -> dict[str, float]:
        """By name."""
        return {name: getattr(self, name) for name in NAMES}


NAMES = tuple(field.name for field in fields(Signals))
# What the page a visitor is on says about the question is no evidence that a passage answers it.
CIRCUMSTANCES = ("topic",)


def rank(signals: Signals, weights: Mapping[str, float]) -> float:
    """The score that candidates are ordered by; about 0..25, comparable across questions."""
    return float(sum(weight * getattr(signals, name) for name, weight in weights.items()))


def strength(signals: Signals, weights: Mapping[str, float]) -> float:
    """As `rank`, from what speaks for the passage itself, circumstances left out."""
    kept = {name: weight for name, weight in weights.items() if name not in CIRCUMSTANCES}
    return rank(signals, kept)
