"""Which of the visitor's messages says what they want; plain Python.

The newest words are often only the push that brought in a person ("a human, please", "that did not
help"); what the matter is stands before them.
"""

from __future__ import annotations

from collections.abc import Sequence

from escalation.gauges import human_request
from escalation.gauges.patterns.objections import OBJECTIONS
from escalation.words import Line, line_of

_LOOKED_AT = 8
_READ_CHARS = 1000
_TELLING_LETTERS = 4
"""Shorter words are mostly "the", "und", "que"."""

_ENOUGH = 2
"""So many telling words beside a request or an objection make a matter of their own."""

_IS_REQUEST = 0.5


def matter(texts: Sequence[str]) -> int | None:
    """The place in `texts` (oldest first) of the newest one that names a matter.

    Where none does, the one that comes nearest, the newest of those; None for none at all.
    """
    best: tuple[int, int] | None = None
    first = max(0, len(texts) - _LOOKED_AT)
    for place in range(len(texts) - 1, first - 1, -1):
        count = telling_words(texts[place])
        if count >= _ENOUGH:
            return place
        if best is None or count > best[0]:
            best = (count, place)
    return best[1] if best is not None else None


def telling_words(text: str) -> int:
    """How many words are left when the request for a person and the objections are taken away."""
    text = text[:_READ_CHARS]
    line = line_of(text)
    pushed = [*_requests(text), *_objections(line)]
    return sum(
        not token.is_break
        and len(token.text) >= _TELLING_LETTERS
        and not any(start <= token.start < end for start, end in pushed)
        for token in line.tokens
    )


def _requests(text: str) -> list[tuple[int, int]]:
    reading = human_request.measure(text)
    if reading.value < _IS_REQUEST:
        return []
    return [(span.start, span.end) for span in reading.evidence]


def _objections(line: Line) -> list[tuple[int, int]]:
    return [
        line.span(match.start(), match.end())
        for phrasing in OBJECTIONS
        for match in phrasing.pattern.finditer(line.text)
    ]
