"""Which of the visitor's messages says what they want; plain Python.

The newest words are often only the push that brought in a person ("a human, please", "that did not
help"); what the matter is stands before them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from escalation.brief import patterns
from escalation.brief.facts import facts_in
from escalation.gauges import human_request
from escalation.gauges.patterns.moods import ABUSE, FRUSTRATION
from escalation.gauges.patterns.objections import OBJECTIONS
from escalation.words import Line, line_of, word_set

_LOOKED_AT = 8
_READ_CHARS = 1000
_TELLING_LETTERS = 4
"""Shorter words are mostly "the", "und", "que"."""

_ENOUGH = 2
"""So many telling words beside a request or an objection make a matter of their own."""

_ENOUGH_BESIDE_FACTS = 6
"""Beside a name, an address or a number: "I am at ..., my order is ..." names no matter."""

_FACTS = frozenset({"name", "email", "phone", "order", "account"})

_IS_REQUEST = 0.5
_WISHING = word_set(
    "want wants wanna need would like please hello could just really still instead finally ever",
    "möchte moechte mochte will bitte hallo jetzt endlich einfach gerne brauche wurde",
    "quiero quisiera necesito hola favor ahora solo voudrais veux bonjour juste besoin plait",
)
"""Words around a wish that say nothing of the matter."""


def matter(texts: Sequence[str], complaints: Collection[str] = ()) -> int | None:
    """The place in `texts` (oldest first) of the newest one that names a matter.

    `complaints`: words that a rule read as anger; they name none. Where no text does, the one that
    comes nearest, the newest of those; None for none at all.
    """
    best: tuple[int, int] | None = None
    first = max(0, len(texts) - _LOOKED_AT)
    for place in range(len(texts) - 1, first - 1, -1):
        kept = core(_without(texts[place], complaints))
        count = telling_words(kept)
        if count >= (_ENOUGH_BESIDE_FACTS if _tells_facts(kept) else _ENOUGH):
            return place
        if best is None or count > best[0]:
            best = (count, place)
    return best[1] if best is not None else None


def is_matter(text: str, complaints: Collection[str] = ()) -> bool:
    """Whether the text names a matter at all, rather than only anger or a wish for a person."""
    return telling_words(_without(text, complaints)) >= _ENOUGH


def _without(text: str, complaints: Collection[str]) -> str:
    for words in complaints:
        text = text.replace(words, " ")
    return text


def core(text: str) -> str:
    """The sentences that name the matter: without requests, what was tried, and who writes.

    The whole text where nothing else is in it.
    """
    kept = [one for one in patterns.sentences(text[:_READ_CHARS]) if _names_matter(one)]
    return " ".join(kept) or text


def _names_matter(sentence: str) -> bool:
    if patterns.tried(sentence):
        return False
    return telling_words(sentence) >= (_ENOUGH_BESIDE_FACTS if _tells_facts(sentence) else 1)


def says_something(text: str) -> bool:
    """Whether the words say more than that a person is wanted."""
    return telling_words(text) > 0


def telling_words(text: str) -> int:
    """How many words are left without the request for a person, objections and outcries."""
    text = text[:_READ_CHARS]
    line = line_of(text)
    pushed = [*_requests(text), *_outcries(line)]
    return sum(
        not token.is_break
        and len(token.text) >= _TELLING_LETTERS
        and token.text not in _WISHING
        and not any(start <= token.start < end for start, end in pushed)
        for token in line.tokens
    )


def _tells_facts(text: str) -> bool:
    """Whether it answers "who are you" rather than asks something."""
    return "?" not in text and any(found.kind in _FACTS for found in facts_in(text))


def _requests(text: str) -> list[tuple[int, int]]:
    reading = human_request.measure(text)
    if reading.value < _IS_REQUEST:
        return []
    return [(span.start, span.end) for span in reading.evidence]


def _outcries(line: Line) -> list[tuple[int, int]]:
    return [
        line.span(match.start(), match.end())
        for phrasing in (*OBJECTIONS, *FRUSTRATION, *ABUSE)
        for match in phrasing.pattern.finditer(line.text)
    ]
