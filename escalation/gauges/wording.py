"""Phrases that a visitor writes word for word: no head is asked about them; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from escalation.gauges.patterns.english import ENGLISH
from escalation.gauges.patterns.french import FRENCH
from escalation.gauges.patterns.german import GERMAN
from escalation.gauges.patterns.spanish import SPANISH
from escalation.gauges.phrases.base import ExamplePhrase
from escalation.words import Token, as_line, tokens_of, word_set

_POLITE = word_set(
    "please pls plz hi hello hey thanks thank you thx ok okay yes no well so now just kindly bitte "
    "hallo danke ja nein por favor gracias hola si bonjour merci oui svp",
)
_LEAST_WORDS = 2
"""Of a phrase inside a longer message; a single word inside it says too little."""

Words = tuple[str, ...]


class Wording:
    """The managers' phrases of one gauge, as folded words."""

    def __init__(self, phrases: Iterable[ExamplePhrase]) -> None:
        self._sides: dict[bool, frozenset[Words]] = {}
        rows = [(one.counts, _words(one.text)) for one in phrases]
        for side in (True, False):
            self._sides[side] = frozenset(words for own, words in rows if own is side and words)

    def verdict(self, text: str) -> bool | None:
        """Whether the whole message always, or never, counts; None: no phrase says so.

        Where both sides name it, it never counts: quieting is what managers do last.
        """
        for words in {_words(text), _bare(_words(text))}:
            for side in (False, True):
                if words in self._sides[side] or words in _bared(self._sides[side]):
                    return side
        return None

    def said(self, tokens: Sequence[Token], *, counts: bool) -> list[tuple[int, int]]:
        """Where phrases of one side stand in a message: original offsets, whole words.

        Phrases that count do not where a "not" comes before them.
        """
        words = [token for token in tokens if not token.is_break]
        plain = tuple(token.text for token in words)
        found: list[tuple[int, int]] = []
        for phrase in self._sides[counts]:
            if len(phrase) < _LEAST_WORDS:
                continue
            for at in range(len(plain) - len(phrase) + 1):
                if plain[at : at + len(phrase)] != phrase:
                    continue
                if not (counts and _is_denied(tokens, words[at])):
                    found.append((words[at].start, words[at + len(phrase) - 1].end))
        return found


def overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Whether the span shares a character with one of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)


def _is_denied(tokens: Sequence[Token], first: Token) -> bool:
    before: list[Token] = []
    for token in tokens:
        if token.start >= first.start:
            break
        before = [] if token.is_break else [*before, token]
    clause = f"{as_line(before).text} " if before else ""
    return any(language.is_denied(clause) for language in (ENGLISH, GERMAN, SPANISH, FRENCH))


@lru_cache(maxsize=1024)
def _words(text: str) -> Words:
    return tuple(token.text for token in tokens_of(text) if not token.is_break)


def _bare(words: Words) -> Words:
    """Without the polite words around it; all of it where it is nothing but polite."""
    start, end = 0, len(words)
    while start < end and words[start] in _POLITE:
        start += 1
    while end > start and words[end - 1] in _POLITE:
        end -= 1
    return words[start:end] or words


@lru_cache(maxsize=64)
def _bared(phrases: frozenset[Words]) -> frozenset[Words]:
    return frozenset(_bare(words) for words in phrases)
