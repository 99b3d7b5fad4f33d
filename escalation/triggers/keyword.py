"""Fires when the visitor uses one of the listed words or phrases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from escalation.triggers.base import Hints, Trigger, option, quoted
from escalation.types import Fired, ReasonCode, Snapshot, Span, gettext_noop
from escalation.words import Token, is_unspaced, line_text, tokens_of, word_set, words_of

_NEGATION_WINDOW = 3
"""How many words before the phrase a "not" may stand: "I do not want to cancel"."""

_NEGATORS = word_set(
    "not dont doesnt didnt never no without wont isnt arent wasnt havent hasnt nicht kein keine",
    "keinen keinem keiner keines nie niemals ohne nunca sin jamas pas jamais sans aucun aucune",
    "لا لم لن ليس بدون",
)
_QUESTION_OPENERS = word_set(
    "isnt arent wasnt didnt doesnt havent hasnt why warum wieso pourquoi",
)
"""At the head of a clause these ask instead of denying: "isn't the server down?"."""

_UNDENIABLE = frozenset({"can", "could", "only", "nur"})
"""Beside "not" they complain or add: "I can not cancel my account", "not only"."""


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a phrase in its spellings; `open_ended` also takes longer forms.

    `within`: it may stand inside longer words, in scripts without spaces.
    """

    spellings: tuple[str, ...]
    open_ended: bool
    within: bool

    def fits(self, token: str) -> bool:
        """Whether this token is the word, in one of its spellings."""
        if self.open_ended:
            return token.startswith(self.spellings)
        if self.within:
            return self.spellings[0] in token
        return token in self.spellings

    def may_be_in(self, present: frozenset[str]) -> bool:
        """False when the word surely is not there: most phrases are done with so."""
        if self.open_ended or self.within:
            return True
        return not present.isdisjoint(self.spellings)


@dataclass(frozen=True)
class Keyword(Trigger):
    """Words in order, whole words only; `*` at the end of a word takes its longer forms."""

    kind: ClassVar[str] = "keyword"
    label: ClassVar[str] = gettext_noop("Keyword or phrase")
    reason: ClassVar[ReasonCode] = ReasonCode.KEYWORD
    default_priority: ClassVar[int] = 80

    words: tuple[str, ...] = option(
        (),
        Hints(
            gettext_noop("Words and phrases"),
            gettext_noop(
                "One a line. “cancel account” also finds “cancel my account”, never “cancellation "
                "policy”. End a word with * to find longer forms: “kündig*”."
            ),
            needed=True,
        ),
    )
    gap: int = option(
        2,
        Hints(
            gettext_noop("Words in between"),
            gettext_noop("How many other words may stand between two words of a phrase."),
            minimum=0,
            maximum=10,
        ),
    )
    ignore_negated: bool = option(
        True,
        Hints(
            gettext_noop("Not when denied"),
            gettext_noop("“I don't want to cancel my account” does not count."),
        ),
    )

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires with every phrase found as evidence."""
        present = frozenset(line_text(snapshot.text).split())
        spans: list[Span] = []
        for phrase in _candidates(self.words, present):
            found = self._find(phrase, tokens_of(snapshot.text))
            if found is not None:
                start, end = found
                spans.append(Span(start, end, snapshot.text[start:end]))
        if not spans:
            return None
        evidence = tuple(sorted(set(spans), key=lambda span: (span.start, span.end)))
        said = ", ".join(quoted(span.text) for span in evidence)
        return self.fired(f"The visitor wrote {said}.", evidence)

    def sentence(self) -> str:
        """As in: the visitor writes “data loss” or “server down”."""
        shown = [quoted(word) for word in self.words[:4]]
        more = len(self.words) - len(shown)
        return "the visitor writes " + " or ".join(shown) + (f" or {more} more" if more else "")

    def _find(self, phrase: tuple[_Word, ...], tokens: tuple[Token, ...]) -> tuple[int, int] | None:
        """The original offsets of the first place where the phrase stands undenied."""
        if not phrase:
            return None
        for first in range(len(tokens)):
            at = self._match(phrase, tokens, first)
            if at is None or (self.ignore_negated and _is_denied(tokens, at)):
                continue
            return tokens[at[0]].start, tokens[at[-1]].end
        return None

    def _match(
        self, phrase: tuple[_Word, ...], tokens: tuple[Token, ...], first: int
    ) -> list[int] | None:
        """The places of the phrase's words when it begins at `first`; None if it does not."""
        if not phrase[0].fits(tokens[first].text):
            return None
        places = [first]
        for word in phrase[1:]:
            reach = range(places[-1] + 1, min(places[-1] + 2 + self.gap, len(tokens)))
            following = _next(word, tokens, reach)
            if following is None:
                return None
            places.append(following)
        return places


def _next(word: _Word, tokens: tuple[Token, ...], reach: range) -> int | None:
    for index in reach:
        if tokens[index].is_break:
            return None
        if word.fits(tokens[index].text):
            return index
    return None


def _is_denied(tokens: tuple[Token, ...], places: list[int]) -> bool:
    """Whether a negation stands shortly before the phrase, or in its gaps, in the same clause.

    A "not" that belongs to the phrase itself denies nothing.
    """
    first, last = places[0], places[-1]
    begin = first
    while begin > 0 and not tokens[begin - 1].is_break:
        begin -= 1
    if tokens[begin].text in _QUESTION_OPENERS:
        return False
    for index in range(max(begin, first - _NEGATION_WINDOW), last):
        around = {tokens[near].text for near in (index - 1, index + 1) if 0 <= near < len(tokens)}
        if index in places:
            continue
        if tokens[index].text in _NEGATORS and not around & _UNDENIABLE:
            return True
    return False


def _candidates(words: tuple[str, ...], present: frozenset[str]) -> list[tuple[_Word, ...]]:
    """The phrases that may be there: one look for each word of the text instead of each phrase."""
    index, anywhere = _indexed(words)
    if not anywhere and present.isdisjoint(index):
        return []
    found = dict.fromkeys(anywhere)
    for word in index.keys() & present:
        found.update(dict.fromkeys(index[word]))
    return [phrase for phrase in found if all(word.may_be_in(present) for word in phrase)]


@lru_cache(maxsize=256)
def _indexed(
    words: tuple[str, ...],
) -> tuple[dict[str, list[tuple[_Word, ...]]], list[tuple[_Word, ...]]]:
    """Phrases by the spellings of their first word, and those that begin with part of a word."""
    index: dict[str, list[tuple[_Word, ...]]] = {}
    anywhere: list[tuple[_Word, ...]] = []
    for phrase in filter(None, map(_parsed, words)):
        if phrase[0].open_ended or phrase[0].within:
            anywhere.append(phrase)
            continue
        for spelling in phrase[0].spellings:
            index.setdefault(spelling, []).append(phrase)
    return index, anywhere


@lru_cache(maxsize=4096)
def _parsed(phrase: str) -> tuple[_Word, ...]:
    parsed: list[_Word] = []
    for raw in phrase.split():
        open_ended = raw.endswith("*")
        folded = words_of(raw.rstrip("*"))
        umlauts = words_of(_spelled_out(raw.rstrip("*")))
        for index, text in enumerate(folded):
            spellings = (text, umlauts[index]) if len(umlauts) == len(folded) else (text,)
            is_last = index == len(folded) - 1
            longer = open_ended and is_last
            within = not longer and is_unspaced(text)
            parsed.append(_Word(tuple(dict.fromkeys(spellings)), longer, within))
    return tuple(parsed)


def _spelled_out(text: str) -> str:
    """Umlauts as people type them without the keys: "kündigen" as "kuendigen"."""
    lowered = text.casefold()
    return lowered.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
