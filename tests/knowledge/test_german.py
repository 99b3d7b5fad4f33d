"""Knowledge in German: found by its words alone, and with the multilingual extra.

The shares are floors of what was measured (docs/performance.md), on texts of our own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge.bm25 import WordIndex, build
from knowledge.embedder import embedder_for
from knowledge.embedders import nano_e5
from knowledge.sentences import split_sentences
from knowledge.words import joined_stems, stems

SHELF = json.loads((Path(__file__).parents[1] / "fixtures/german_help.json").read_text("utf-8"))
ARTICLES = SHELF["articles"]
QUESTIONS = SHELF["questions"]
# The last ones use the articles' own words, the others say it as people do.
IN_OTHER_WORDS, IN_THE_SAME_WORDS = QUESTIONS[:40], QUESTIONS[40:]

Score = Callable[[str], np.ndarray]


@pytest.fixture(scope="module")
def word_index() -> WordIndex:
    texts = (joined_stems([one["title"], one["body"]], "de") for one in ARTICLES)
    return build([(row, row, text) for row, text in enumerate(texts)], "de")


def by_words(index: WordIndex) -> Score:
    return lambda question: index.scores(sorted(set(stems(question, "de"))))


def by_both(index: WordIndex) -> Score:
    embedder = embedder_for("de")
    assert embedder is not None
    shelf = [embedder.encode([one["title"], *split_sentences(one["body"])]) for one in ARTICLES]

    def score(question: str) -> np.ndarray:
        (asked,) = embedder.encode([question], kind="query")
        nearest = np.array([float((vectors @ asked).max()) for vectors in shelf])
        return nearest + embedder.lexical_weight * by_words(index)(question)

    return score


def share_found(questions: list[list[str]], score: Score, within: int) -> float:
    """The share whose article is among the best; one that nothing points at is not found."""
    found = 0
    for question, ref in questions:
        scores = score(question)
        best = [row for row in np.argsort(-scores, kind="stable")[:within] if scores[row] > 0]
        found += ref in [ARTICLES[row]["ref"] for row in best]
    return found / len(questions)


def test_words_find_what_is_asked_in_the_same_words(word_index: WordIndex) -> None:
    assert share_found(IN_THE_SAME_WORDS, by_words(word_index), 1) >= 0.95


@pytest.mark.skipif(
    not nano_e5.is_installed(), reason="needs the packages of requirements-multilingual.txt"
)
def test_the_extra_finds_what_is_asked_in_other_words(word_index: WordIndex) -> None:
    both = by_both(word_index)
    assert share_found(IN_THE_SAME_WORDS, both, 1) >= 0.95
    alone = share_found(IN_OTHER_WORDS, by_words(word_index), 5)
    together = share_found(IN_OTHER_WORDS, both, 5)
    assert together >= 0.75 > alone + 0.3
