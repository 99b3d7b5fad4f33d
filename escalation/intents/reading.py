"""A message as readings: the categories that it may be about, with the visitor's words; pure."""

from __future__ import annotations

import re

import numpy as np

from escalation.gauges.base import merged
from escalation.intents.model import IntentModel
from escalation.intents.types import Floats
from escalation.triggers.intent_category import MEASURED, PREFIX
from escalation.types import Reading, Span

GAUGE = "intent examples"

WORTH_NOTING = 0.3
MOST_NOTED = 3
"""Of a message, the best ones that reach `WORTH_NOTING`; the rest would only be noise."""

_SENTENCE = re.compile(r"[^.!?;…\n]+[.!?;…]*")
_LEAST_WORDS = 3
"""Of a sentence that is measured for itself; shorter ones are greetings and the like."""

_MOST_SENTENCES = 6
_READ_CHARS = 800
_APART = 0.95
"""What a sentence's score counts beside that of the whole message: the rest may qualify it."""

_TELLS_ALONE = 0.8
"""Of the whole message's score; a sentence that reaches it is quoted instead."""


def read(model: IntentModel, text: str, version: int) -> tuple[Reading, ...]:
    """One reading that says how many categories were measured, then the noteworthy ones.

    A message of several sentences is measured as a whole and sentence by sentence.
    """
    measured = Reading(MEASURED, float(len(model.intents)), GAUGE, version)
    if not model.intents or not text.strip():
        return (measured,)
    pieces = _pieces(text)
    scores = model.scores([piece.text for piece in pieces])
    return (measured, *_noteworthy(model, pieces, scores, version))


def _noteworthy(
    model: IntentModel, pieces: list[Span], scores: Floats, version: int
) -> list[Reading]:
    best = np.vstack([scores[:1], scores[1:] * _APART]).max(axis=0)
    order = [one for one in np.argsort(-best, kind="stable") if best[one] >= WORTH_NOTING]
    readings = []
    for one in order[:MOST_NOTED]:
        value = round(float(best[one]), 4)
        said = (_telling(pieces, scores[:, one]),)
        readings.append(Reading(PREFIX + model.intents[one], value, GAUGE, version, said))
    return readings


def _telling(pieces: list[Span], scores: Floats) -> Span:
    """The sentence that says it, where one nearly does so alone; else the whole message."""
    if len(pieces) > 1:
        best = 1 + int(scores[1:].argmax())
        if scores[best] >= _TELLS_ALONE * scores[0]:
            return pieces[best]
    return pieces[0]


def _pieces(text: str) -> list[Span]:
    """The whole message first, then its sentences where it has several."""
    start = len(text) - len(text.lstrip())
    whole = _span(text, start, min(len(text.rstrip()), start + _READ_CHARS))
    found = [_span(text, match.start(), match.end()) for match in _SENTENCE.finditer(text)]
    sentences = [one for one in found if len(one.text.split()) >= _LEAST_WORDS]
    if len(found) < 2:
        return [whole]
    kept = sentences
    if len(sentences) > _MOST_SENTENCES:  # people say what they want first or last
        kept = sentences[: _MOST_SENTENCES - 2] + sentences[-2:]
    return [whole, *kept]


def _span(text: str, start: int, end: int) -> Span:
    """Without blanks around it."""
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    (span,) = merged(text, [(begin, begin + len(piece.strip()))])
    return Span(span.start, min(span.end, span.start + _READ_CHARS), span.text[:_READ_CHARS])
