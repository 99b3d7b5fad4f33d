"""What one message says: a request for a person, frustration, abuse. Patterns win over heads."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from escalation.gauges import human_request
from escalation.gauges.base import merged
from escalation.gauges.cues import cues_of
from escalation.gauges.head import Floats
from escalation.gauges.panel import Panel
from escalation.gauges.patterns.base import Phrasing
from escalation.gauges.patterns.moods import ABUSE, FRUSTRATION
from escalation.gauges.phrases import GAUGES, ExamplePhrase
from escalation.gauges.recent import Recent
from escalation.gauges.wording import Wording, overlaps
from escalation.types import Reading, Span
from escalation.words import Token, as_line, tokens_of

__all__ = ["GAUGES", "MessageGauges", "Read"]

_SHOWN_FROM = 0.3
"""Below this a reading says no, and there is nothing to quote for it."""

WITHOUT_A_WORD = 0.45
"""What a head may say at most of a message that names neither a person nor talking to one."""

_READ_CHARS = 2000  # of the beginning and of the end
_CERTAIN = 0.98
_QUOTED = 160  # characters of a message without a telling word
_TELLING = {
    "human_request": ("you",),
    "frustration": ("rage", "annoyed", "disgust", "sad", "swearing", "insult"),
    "abuse": ("insult", "swearing", "sexual", "threat", "disgust"),
}
_REMEMBERED = 8192
_PATTERNS: dict[str, tuple[Phrasing, ...]] = {"frustration": FRUSTRATION, "abuse": ABUSE}
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


@dataclass(frozen=True, slots=True)
class Read:
    """A reading and what it rests on: "phrase", "pattern", "denied" or "head".

    `said`: the words of a phrase or pattern.
    """

    reading: Reading
    rests_on: str
    said: tuple[Span, ...] = ()


_reads: Recent[tuple[int, str, str, bool, str], Read] = Recent(_REMEMBERED)


def alone(text: str, likely: float) -> float:
    """What a head's word for a request is worth where no pattern heard one: less.

    Patterns hear nearly every request, so most of what a head finds beside them is none.
    """
    squared = likely * likely
    return squared if human_request.mentions(text) else min(squared, WITHOUT_A_WORD)


class MessageGauges:
    """The gauges that read a single message."""

    def __init__(self, panel: Panel, phrases: Sequence[ExamplePhrase]) -> None:
        self.panel = panel
        self._wording = _wording(tuple(phrases))

    def read(self, gauge: str, text: str, vector: Floats | None) -> Read:
        """One gauge on one message. `vector`: of the message; None: words alone are read.

        Remembered: the messages of an episode are asked about at each of its turns.
        """
        key = (self.panel.version, self.panel.language, gauge, vector is not None, text)
        known = _reads.get(key)
        if known is None:
            known = self._read(gauge, text, vector)
            _reads.put(key, known)
        return known

    def _read(self, gauge: str, text: str, vector: Floats | None) -> Read:
        wording = self._wording[gauge]
        verdict = wording.verdict(text)
        if verdict is not None:
            return self._made(gauge, float(verdict), "phrase", _whole(text) if verdict else ())
        tokens = _read_tokens(text)
        added = wording.said(tokens, counts=True)
        if added:
            return self._made(gauge, 1.0, "phrase", merged(text, added))
        quieted = wording.said(tokens, counts=False)
        value, found = _patterns(gauge, text, tokens)
        said = tuple(one for one in found if not overlaps((one.start, one.end), quieted))
        if found and not said:
            return self._made(gauge, 0.0, "phrase", ())
        if said:
            return self._made(gauge, value, "pattern", said)
        if gauge == "human_request" and human_request.is_denied(text):
            return self._made(gauge, 0.0, "denied", ())
        likely = self._likely(gauge, text, vector)
        evidence = self._evidence(gauge, text) if likely >= _SHOWN_FROM else ()
        return self._made(gauge, likely, "head", evidence)

    def frustration_odds(self, text: str, vector: Floats | None) -> float:
        """The frustration of a message as log-odds, the same scale for all languages."""
        likely = self.read("frustration", text, vector).reading.value
        held = min(max(likely, 1 - _CERTAIN), _CERTAIN)
        return math.log(held / (1 - held))

    def _likely(self, gauge: str, text: str, vector: Floats | None) -> float:
        if gauge != "human_request":
            return self.panel.probability(gauge, text, vector)
        if vector is None or not self.panel.space:
            return 0.0  # mood shows in single words, a request does not
        likely = self.panel.probability(gauge, text, vector)
        return alone(text, likely)

    def _made(self, gauge: str, value: float, rests_on: str, evidence: tuple[Span, ...]) -> Read:
        version = self.panel.version
        reading = Reading(gauge, round(value, 4), f"{gauge} by {rests_on}", version, evidence)
        return Read(reading, rests_on, () if rests_on == "head" else evidence)

    def _evidence(self, gauge: str, text: str) -> tuple[Span, ...]:
        """The telling words; where no single word tells, the sentence with most of them."""
        found = cues_of(text, self.panel.language).words
        tokens = [token for group in _TELLING[gauge] for token in found.get(group, ())]
        if gauge != "human_request" and tokens:
            return merged(text, [(token.start, token.end) for token in tokens])
        return _whole(text)


@lru_cache(maxsize=16)
def _wording(phrases: tuple[ExamplePhrase, ...]) -> dict[str, Wording]:
    return {gauge: Wording(one for one in phrases if one.gauge == gauge) for gauge in GAUGES}


def _read_tokens(text: str) -> tuple[Token, ...]:
    return tuple(
        token
        for token in tokens_of(text)
        if token.end <= _READ_CHARS or token.start >= len(text) - _READ_CHARS
    )


def _patterns(gauge: str, text: str, tokens: Sequence[Token]) -> tuple[float, tuple[Span, ...]]:
    """How clearly the message says it outright, and in which words."""
    if gauge == "human_request":
        found = human_request.measure(text)
        return found.value, found.evidence
    line = as_line(tokens)
    clarity = 0.0
    spans: list[tuple[int, int]] = []
    for phrasing in _PATTERNS[gauge]:
        for match in phrasing.pattern.finditer(line.text):
            clarity = max(clarity, phrasing.clarity)
            spans.append(line.span(match.start(), match.end()))
    return clarity, merged(text, spans)


def _whole(text: str) -> tuple[Span, ...]:
    """The message itself, or its first sentence where it is long."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if end - start > _QUOTED:
        first = _SENTENCE.match(text, start)
        end = min(first.end() if first else end, start + _QUOTED)
    return merged(text, [(start, end)]) if end > start else ()
