"""What is asked, and how much of it words carry; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

from knowledge.words import is_case_word, stems, words

# A visitor's "three" or "Tuesday" is seldom in an article that answers all the same.
CASE_WORD_WEIGHT = 0.25
# Below this share no document is about the page's topic, and the topic says nothing.
TOPIC_KNOWN = 0.6
_BETWEEN_WORDS = re.compile(r"[_/:.\-,?=&#]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way through the search.

    `text`: the visitor's own words. `query`: the same made self-contained. `topic`: what the page
    is about, which may have nothing to do with the question. The last messages: before this one.
    """

    text: str
    query: str
    topic: str = ""
    last_question: str = ""
    last_answer: str = ""


class Rarities(Protocol):
    """What tells how telling a word is in a knowledge base."""

    @property
    def language(self) -> str:
        """Of the knowledge base."""
        ...

    def rarity(self, term: str) -> float:
        """Rarity of a stem; a stem that occurs nowhere counts as the rarest."""
        ...


class Titled(Protocol):
    """What says what a document is about."""

    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def category(self) -> str: ...


def wanted_stems(question: str, base: Rarities) -> dict[str, float]:
    """The question's stems and how much each tells."""
    return {
        stem: base.rarity(stem) * (CASE_WORD_WEIGHT if is_case_word(word) else 1.0)
        for word in words(question)
        for stem in stems(word, base.language)
    }


def covered(wanted: Mapping[str, float], known: Set[str]) -> float:
    """Share of what the question wants that is known, 0..1; 0 when nothing is wanted."""
    total = sum(wanted.values())
    return sum(wanted[stem] for stem in wanted.keys() & known) / total if total else 0.0


def topic_share(topic: str, document: Titled, base: Rarities) -> float:
    """Share of the topic's words that title, address and category of a document name, 0..1."""
    if not topic:
        return 0.0
    wanted = wanted_stems(_BETWEEN_WORDS.sub(" ", topic), base)
    about = _BETWEEN_WORDS.sub(" ", f"{document.title} {document.url} {document.category}")
    return covered(wanted, set(stems(about, base.language)))


def weigh_topics(shares: Sequence[float]) -> list[float]:
    """The shares, or zeros when no document is about the topic at all."""
    return list(shares) if max(shares, default=0.0) >= TOPIC_KNOWN else [0.0] * len(shares)
