"""Counts answers that did not help: the visitor objected, or asked the same again.

Reads one episode only, so that old trouble does not escalate a conversation that began anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from escalation.gauges.base import Said, merged
from escalation.gauges.patterns.objections import OBJECTIONS, SATISFACTION
from escalation.types import Reading, Span
from escalation.words import Line, line_of, word_set

GAUGE = "objections and repetitions"
VERSION = 2
_ALIKE = 0.6
"""Shared content words over all content words from which two questions count as the same."""

_ALIKE_IN_MEANING = 0.8
"""Cosine from which two questions count as the same if they share a content word too."""

_LEAST_SHARED = 2
_LEAST_WORDS = 3
"""Short replies such as "May 5th" and "May 6th" are alike and ask nothing."""
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

Alike = Callable[[str, str], float]
"""How near two texts are in meaning, -1..1."""


@dataclass(frozen=True, slots=True)
class Count:
    """Answers given in the episode, and how many in it did not help."""

    exchanges: int
    unresolved: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class Step:
    """What the visitor said in one go, the `reply` before it (empty: none), and what it means.

    `said_again`: the reply was one that stood in the episode before.
    """

    text: str
    reply: str
    said_again: bool = False
    objected: tuple[Span, ...] = ()
    repeated: bool = False
    satisfied: bool = False


def measure(history: Sequence[Said], text: str, alike: Alike | None = None) -> Count:
    """Counts over the episode so far; `text` is the newest message, not part of `history`.

    With `alike`, questions put in other words are found too.
    """
    return count(steps(history, text, alike))


def count(episode: Sequence[Step]) -> Count:
    """Counts over steps that were read before; at least one."""
    exchanges = unresolved = 0
    for step in episode:
        if not step.reply:
            continue
        exchanges += 1
        if step.objected or step.repeated:
            unresolved += 1
        elif step.satisfied:
            unresolved = 0
    spans = episode[-1].objected
    return Count(
        exchanges, unresolved, Reading("unresolved", float(unresolved), GAUGE, VERSION, spans)
    )


def steps(history: Sequence[Said], text: str, alike: Alike | None = None) -> tuple[Step, ...]:
    """The episode as the visitor's steps, the newest last."""
    found: list[Step] = []
    asked: list[tuple[str, frozenset[str]]] = []
    replies: set[str] = set()
    for run, reply in visitor_runs(history, text):
        facts = _facts(run)
        known = " ".join(reply.split()).casefold()
        found.append(
            Step(
                run,
                reply,
                said_again=bool(reply) and known in replies,
                objected=facts.objected if reply else (),
                repeated=bool(reply) and _is_repeated(run, facts.content, asked, alike),
                satisfied=facts.satisfied,
            )
        )
        asked.append((run, facts.content))
        if reply:
            replies.add(known)
    return tuple(found)


def visitor_runs(history: Sequence[Said], text: str) -> Iterable[tuple[str, str]]:
    """What the visitor said in one go, and the reply that stands between it and the last.

    The reply is empty where there is none.
    """
    run: list[str] = []
    replies: list[str] = []
    before = ""
    for said in history:
        if said.by_visitor:
            if not run:
                before = "\n".join(replies)
            run.append(said.text)
        elif run:
            yield "\n".join(run), before
            run, replies = [], [said.text]
        elif replies:
            replies.append(said.text)
    # A run that nobody answered yet is part of the newest message.
    yield text, before if run else "\n".join(replies)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the words of one step say by themselves."""

    content: frozenset[str]
    objected: tuple[Span, ...]
    satisfied: bool


@lru_cache(maxsize=2048)
def _facts(run: str) -> _Facts:
    """Remembered: the steps of an episode are read again at each of its turns."""
    line = line_of(run[:_READ_CHARS])
    return _Facts(_content(line), _objection(run, line), _is_satisfied(line))


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


def _is_repeated(
    text: str,
    content: frozenset[str],
    asked: Sequence[tuple[str, frozenset[str]]],
    alike: Alike | None,
) -> bool:
    if any(_is_same(content, earlier) for _, earlier in asked):
        return True
    if alike is None or len(content) < _LEAST_WORDS:
        return False
    return any(
        len(earlier) >= _LEAST_WORDS
        and bool(content & earlier)
        and alike(text, other) >= _ALIKE_IN_MEANING
        for other, earlier in asked
    )


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
