"""The words that made rules fire, found again in the messages in which they stand; pure."""

from __future__ import annotations

from collections.abc import Sequence

from chat.models import Message
from escalation.brief.packet import Quote
from escalation.types import Fired, Span

_QUOTES = 12


def quotes(fired: Sequence[Fired], asked: Sequence[Message]) -> list[Quote]:
    """Each piece of evidence once, with message and offsets; most important rule first.

    `asked`: the visitor's messages, oldest first. A turn judges several messages as one text, one
    on a line, so that its offsets count from the first of them.
    """
    spans = [span for one in fired for span in one.evidence]
    found = dict.fromkeys(_quote(span, asked) for span in spans if span.text.strip())
    return list(found)[:_QUOTES]


def _quote(span: Span, asked: Sequence[Message]) -> Quote:
    return _by_offset(span, asked) or _by_words(span, asked) or Quote(text=span.text)


def _by_offset(span: Span, asked: Sequence[Message]) -> Quote | None:
    """The place by counting: the turn's text ends with the newest message."""
    for first in range(len(asked) - 1, -1, -1):
        joined = "\n".join(one.text for one in asked[first:])
        if joined[span.start : span.end] == span.text:
            return _in_lines(span, asked[first:])
        if len(joined) > span.end + len(asked[-1].text) + 4000:
            return None
    return None


def _in_lines(span: Span, messages: Sequence[Message]) -> Quote | None:
    start = 0
    for message in messages:
        end = start + len(message.text)
        if start <= span.start and span.end <= end:
            return _place(span.text, message, span.start - start)
        start = end + 1
    return None


def _by_words(span: Span, asked: Sequence[Message]) -> Quote | None:
    for message in reversed(asked):
        at = message.text.find(span.text)
        if at >= 0:
            return _place(span.text, message, at)
    return None


def _place(text: str, message: Message, start: int) -> Quote:
    return Quote(text=text, seq=message.seq, start=start, end=start + len(text))
