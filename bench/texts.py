"""Made-up help articles with the statistics of real ones; a number always gives the same one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from knowledge.embedders import minilm

SEED = 20_240_229
PIECES_PER_ARTICLE = 4
# A help desk's pieces have two to six sentences of about fifteen words.
SENTENCES = (2, 7)
WORDS = (8, 23)
TOPIC_WORDS = 30
TOPIC_SHARE = 0.35
COMMON = 150  # so many of the commonest words tell nothing
_FRAMES = ("How do I {}?", "why does my {}", "{} - what now?", "Is it possible to {}?", "can't {}")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of an article."""

    heading: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences as one paragraph."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Article:
    """A title and some pieces."""

    title: str
    pieces: tuple[Piece, ...]

    @property
    def body(self) -> str:
        """As Markdown."""
        return "\n\n".join(f"## {piece.heading}\n\n{piece.text}" for piece in self.pieces)


def article(number: int) -> Article:
    """The article with this number."""
    chance = np.random.default_rng((SEED, number))
    topic = chance.integers(COMMON, len(_words()[0]), TOPIC_WORDS)
    pieces = tuple(
        Piece(
            _phrase(chance, topic, 3),
            tuple(
                _sentence(chance, topic, int(length))
                for length in chance.integers(*WORDS, size=int(chance.integers(*SENTENCES)))
            ),
        )
        for _ in range(PIECES_PER_ARTICLE)
    )
    return Article(_phrase(chance, topic, 4), pieces)


def question(number: int, articles: int) -> str:
    """A question about one of so many articles, in some of its words."""
    chance = np.random.default_rng((SEED, articles, number))
    pieces = article(int(chance.integers(articles))).pieces
    sentences = pieces[int(chance.integers(len(pieces)))].sentences
    said = sentences[int(chance.integers(len(sentences)))].rstrip(".").lower().split()
    telling = [word for word in said if word not in _words()[0][:COMMON]] or said
    first = int(chance.integers(max(1, len(telling) - 4)))
    frame = _FRAMES[int(chance.integers(len(_FRAMES)))]
    return frame.format(" ".join(telling[first : first + int(chance.integers(3, 6))]))


def vectors(first: int, count: int, dim: int) -> np.ndarray:
    """Shape (count, dim), length 1: as crowded as sentences are, without a model to make them.

    Fewer directions than dimensions matter, so a search has as hard a time as with real ones.
    """
    chance = np.random.default_rng((SEED, first, count))
    made = chance.normal(size=(count, 48)) @ _directions(dim) + 2 * chance.normal(size=(count, dim))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


@cache
def _directions(dim: int) -> np.ndarray:
    return np.random.default_rng(SEED).normal(size=(48, dim))


@cache
def _words() -> tuple[Sequence[str], np.ndarray]:
    """English words, commonest first, and how likely the words up to each one are (Zipf).

    They are the whole words of the embedder's own vocabulary, which is sorted that way: so each is
    one token to it, as most words of real articles are.
    """
    words = [word for word in minilm.vocabulary() if word.isascii() and word.isalpha()]
    words = [word for word in words if len(word) > 1]
    shares = 1.0 / (np.arange(len(words)) + 2.0)
    return words, np.cumsum(shares / shares.sum())


def _sentence(chance: np.random.Generator, topic: np.ndarray, length: int) -> str:
    words, shares = _words()
    picked = np.searchsorted(shares, chance.random(length)).clip(max=len(words) - 1)
    of_topic = chance.random(length) < TOPIC_SHARE
    picked = np.where(of_topic, chance.choice(topic, length), picked)
    return " ".join(words[index] for index in picked).capitalize() + "."


def _phrase(chance: np.random.Generator, topic: np.ndarray, length: int) -> str:
    words, _ = _words()
    return " ".join(words[index] for index in chance.choice(topic, length)).capitalize()
