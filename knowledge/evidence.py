"""Measuring how well the best passage fits the question; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from knowledge.types import Evidence, Passage
from knowledge.words import is_case_word, stems, words

MISSING_WORDS = 5
# A visitor's "three" or "Tuesday" is seldom in an article that answers all the same.
CASE_WORD_WEIGHT = 0.25


class Base(Protocol):
    """What tells how telling a word is in a knowledge base."""

    @property
    def language(self) -> str:
        """Of the knowledge base."""
        ...

    def rarity(self, term: str) -> float:
        """Rarity of a stem; a stem that occurs nowhere counts as the rarest."""
        ...


def measure(
    question: str, query: str, passages: Sequence[Passage], base: Base, *, lexical_only: bool
) -> Evidence:
    """The evidence for the best of the passages.

    `passages`: best first, at least one. `query`: the question as it was searched for.
    """
    best = passages[0]
    known = _stems((best.title, best.heading, *best.questions, best.text), base)
    # The visitor's own words where there are any: what was put in front of a follow-up question is
    # found easily and would hide that its one new word is missing.
    wanted = _wanted(question, base) or _wanted(query, base)
    sentence = _stems((best.title, best.heading, best.best_sentence), base)
    others = (one.score for one in passages[1:] if one.document_id != best.document_id)
    return Evidence(
        top_score=best.score,
        cosine=max(0.0, min(1.0, best.cosine)),
        lexical=min(1.0, best.lexical),
        coverage=_covered(wanted, known),
        sentence_coverage=_covered(wanted, sentence),
        margin=max(0.0, min(1.0, best.score - max(others, default=0.0))),
        passages=len(passages),
        missing_words=_missing(question, known, base),
        lexical_only=lexical_only,
    )


def _stems(texts: Iterable[str], base: Base) -> set[str]:
    return {stem for text in texts for stem in stems(text, base.language)}


def _wanted(question: str, base: Base) -> dict[str, float]:
    """The question's stems and how much each tells."""
    return {
        stem: base.rarity(stem) * (CASE_WORD_WEIGHT if is_case_word(word) else 1.0)
        for word in words(question)
        for stem in stems(word, base.language)
    }


def _covered(wanted: Mapping[str, float], known: set[str]) -> float:
    """Share of what the question wants that is known, 0..1; 0 when nothing is wanted."""
    total = sum(wanted.values())
    return sum(wanted[stem] for stem in wanted.keys() & known) / total if total else 0.0


def _missing(question: str, known: set[str], base: Base) -> tuple[str, ...]:
    """The rarest words of the question that the passage does not have, in the question's order."""
    missing: dict[str, float] = {}
    for word in words(question):
        for stem in stems(word, base.language):
            if stem not in known:
                missing.setdefault(word, base.rarity(stem))
    rarest = sorted(missing, key=lambda word: -missing[word])[:MISSING_WORDS]
    return tuple(word for word in missing if word in rarest)
