"""Shared by gauges: history as they see it. A gauge measures; a trigger judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from escalation.types import Span


@dataclass(frozen=True, slots=True)
class Said:
    """One earlier message: `by_visitor`, or else by the assistant."""

    by_visitor: bool
    text: str


def merged(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    """The spans in order, overlapping ones joined, with the words they cover."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(Span(start, end, text[start:end]) for start, end in joined)
