"""Measuring how well the best passage fits the question; pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from knowledge.types import Evidence, Passage
from knowledge.weighing import Rarities, covered, wanted_stems
from knowledge.words import stems, words

MISSING_WORDS = 5

_DENIAL = re.compile(
    r"\b(?:not|no|never|cannot|without|neither|nor|none|nothing|nobody|unable|impossible|except|"
    r"lack\w*|fail\w*|refus\w*|least|stop\w*|prevent\w*|\w+n['’]t)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WHY = re.compile(r"\bwhy\b", re.IGNORECASE)
# Words of people who ask what something is like, not what it is.
_OPINION = re.compile(
    r"\b(?:good|nice|great|best|worth|clean|comfortable|comfy|quiet|noisy|friendly|tasty|delicious|"
    r"beautiful|well|enough|decent|pleasant|spacious|cozy|modern|dirty|helpful|fresh|rude|bad|"
    r"lovely|enjoy|like|recommend|reviews?|reviewers?|said|say|mention|people|guests?|customers?|"
    r"opinions?|experiences?|atmosphere|vibe|ambiance|large|big|small|fast|slow|quality|think|feel|"
    r"overall|impress\w*|attentive|selection|views?|size|portions?)\b",
    re.IGNORECASE,
)


def measure(
    question: str,
    query: str,
    passages: Sequence[Passage],
    base: Rarities,
    *,
    strength: float,
    crowd: float,
    opinion: float,
    centroid: float,
    lexical_only: bool,
) -> Evidence:
    """The evidence for the best of the passages.

    `passages`: best first, at least one. `query`: the question as it was searched for. `strength`
    and `crowd`: as search says. `opinion`: how much the question's vector says so, 0..1.
    """
    best = passages[0]
    known = _stems((best.title, best.heading, *best.questions, best.text), base)
    # The visitor's own words where there are any: what was put in front of a follow-up question is
    # found easily and would hide that its one new word is missing.
    wanted = wanted_stems(question, base) or wanted_stems(query, base)
    sentence = _stems((best.title, best.heading, best.best_sentence), base)
    others = (one.score for one in passages[1:] if one.document_id != best.document_id)
    denies = _denies(question)
    return Evidence(
        top_score=best.score,
        cosine=max(0.0, min(1.0, best.cosine)),
        lexical=min(1.0, best.lexical),
        coverage=covered(wanted, known),
        sentence_coverage=covered(wanted, sentence),
        margin=max(0.0, min(1.0, best.score - max(others, default=0.0))),
        strength=strength,
        centroid=max(0.0, centroid),
        crowd=crowd,
        pairs=_pairs(question, best.best_sentence, base.language),
        opinion=opinion if _OPINION.search(question) else 0.0,
        denies=float(denies),
        denial_differs=float(denies != _denies(best.best_sentence)),
        numbers_missing=_numbers_missing(question, best),
        asks_why=float(bool(_WHY.search(question))),
        passages=len(passages),
        missing_words=_missing(question, known, base),
        lexical_only=lexical_only,
    )


def _stems(texts: Iterable[str], base: Rarities) -> set[str]:
    return {stem for text in texts for stem in stems(text, base.language)}


def _denies(text: str) -> bool:
    return bool(_DENIAL.search(text))


def _pairs(question: str, sentence: str, language: str) -> float:
    """Share of the question's neighbouring stems that are neighbours in the sentence, 0..1.

    Who swaps a name or turns a relation round keeps the words and breaks the pairs. A half where
    the question has none.
    """
    asked = stems(question, language)
    said = stems(sentence, language)
    pairs = list(itertools.pairwise(asked))
    if not pairs:
        return 0.5
    there = set(itertools.pairwise(said))
    return sum(pair in there for pair in pairs) / len(pairs)


def _numbers_missing(question: str, passage: Passage) -> float:
    asked = _NUMBER.findall(question)
    if not asked:
        return 0.0
    there = set(_NUMBER.findall(f"{passage.title} {passage.heading} {passage.text}"))
    return sum(number not in there for number in asked) / len(asked)


def _missing(question: str, known: set[str], base: Rarities) -> tuple[str, ...]:
    """The rarest words of the question that the passage does not have, in the question's order."""
    missing: dict[str, float] = {}
    for word in words(question):
        for stem in stems(word, base.language):
            if stem not in known:
                missing.setdefault(word, base.rarity(stem))
    rarest = sorted(missing, key=lambda word: -missing[word])[:MISSING_WORDS]
    return tuple(word for word in missing if word in rarest)
