"""Counts answers that did not help: the visitor objected, or asked the same again.

Reads one episode only, so that old trouble does not escalate a conversation that began anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from escalation.gauges.base import Said, merged
from escalation.gauges.patterns.objections import OBJECTIONS, SATISFACTION
from escalation.types import Reading, Span
from escalation.words import Line, line_of, word_set

GAUGE = "objections and repetitions"
VERSION = 1
_ALIKE = 0.6
"""Shared content words over all content words from which two questions count as the same."""

_LEAST_SHARED = 2
_READ_CHARS = 1000
"""Of each message: objections stand at the beginning, and long stories cost time."""

_SHORT_WORDS = 12
"""A thank-you in a longer message usually introduces the next question."""

_FUNCTION_WORDS = word_set(
    "a an the i im ive my me you your we our it its is are was be been do does did dont have has",
    "had can could will would should how what when where which who why to of in on at for from",
    "with and or but if so not no yes please hi hello hey there this that these those any some",
    "get want need know tell still again just about also as by thats right correct fine sure ok",
    "okay thank thanks good great works sounds bye goodbye proceed yeah nope looking like more",
    "ich du sie wir es der die das ein eine einen einem ist sind war habe hat kann wie was wann wo",
    "warum und oder aber nicht kein mein meine mit von zu im am fur auf bitte noch immer",
    "el la los las un una de que en y o no mi como cuando donde por para con es son puedo quiero",
    "le les des je vous est sont ne pas mon ma comment quand ou pour avec sur puis peux",
)


@dataclass(frozen=True, slots=True)
class Count:
    """Answers given in the episode, and how many in it did not help."""

    exchanges: int
    unresolved: int
    reading: Reading


def measure(history: Sequence[Said], text: str) -> Count:
    """Counts over the episode so far; `text` is the newest message, not part of `history`."""
    questions: list[frozenset[str]] = []
    exchanges = unresolved = 0
    spans: tuple[Span, ...] = ()
    for run, answered in _visitor_runs(history, text):
        exchanges += answered
        line = line_of(run[:_READ_CHARS])
        content = _content(line)
        spans = ()
        if answered:
            spans = _objection(run, line)
            if spans or any(_is_same(content, earlier) for earlier in questions):
                unresolved += 1
            elif _is_satisfied(line):
                unresolved = 0
        questions.append(content)
    reading = Reading("unresolved", float(unresolved), GAUGE, VERSION, spans)
    return Count(exchanges, unresolved, reading)


def _visitor_runs(history: Sequence[Said], text: str) -> Iterable[tuple[str, bool]]:
    """What the visitor said in one go, and whether an answer stands between it and the last."""
    run: list[str] = []
    answered = pending_answer = False
    for said in history:
        if said.by_visitor:
            if not run:
                answered = pending_answer
            run.append(said.text)
        elif run:
            yield "\n".join(run), answered
            run, pending_answer = [], True
    # A run that nobody answered yet is part of the newest message.
    yield text, answered if run else pending_answer


def _objection(text: str, line: Line) -> tuple[Span, ...]:
    found = [
        line.span(match.start(), match.end())
        for phrasing in OBJECTIONS
        for match in phrasing.pattern.finditer(line.text)
    ]
    return merged(text, found)


def _is_satisfied(line: Line) -> bool:
    if len(line.tokens) > _SHORT_WORDS:
        return False
    return any(phrasing.pattern.search(line.text) for phrasing in SATISFACTION)


def _content(line: Line) -> frozenset[str]:
    words = (token.text for token in line.tokens if not token.is_break)
    return frozenset(_stem(word) for word in words if word not in _FUNCTION_WORDS)


def _stem(word: str) -> str:
    """The word without the commonest endings, enough to see a rewording."""
    for ending in ("ing", "ed", "en", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            stem = word[: -len(ending)]
            return stem[:-1] if stem[-1] == stem[-2] else stem  # "resetting"
    return word


def _is_same(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= _LEAST_SHARED and shared / len(one | other) >= _ALIKE
