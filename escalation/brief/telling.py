"""Words of a brief about what happened so far; plain sentences from what is known."""

from __future__ import annotations

from chat.models import Message
from escalation.brief.reading import Material
from escalation.types import BriefContext

_LINE_CHARS = 160
_MISSING_WORDS = 8
_LABELS = ((0.85, "high"), (0.7, "fair"), (0.4, "low"), (0.0, "very low"))


def summary(known: Material, context: BriefContext, matter: Message | None) -> str:
    """The answerer's own summary, else what the transcript says by itself."""
    if context.assessment is not None and context.assessment.summary:
        return context.assessment.summary
    if known.first is None:
        return ""
    parts = [_attempts(known, context)]
    if matter is None or matter.seq != known.first.seq:  # the matter is told by itself
        parts.insert(0, f"First asked: “{cut(known.first.text, _LINE_CHARS)}”")
    return " ".join(f"{part}." for part in parts)


def _attempts(known: Material, context: BriefContext) -> str:
    titles = [
        source.get("title", "")
        for message in known.answers
        for source in message.data.get("citations") or ()
    ]
    if context.retrieval is not None:
        titles += [passage.title for passage in context.retrieval.passages[:1]]
    shown = list(dict.fromkeys(title for title in titles if title))[:3]
    quoted = [f"“{title}”" for title in shown]
    number = known.answer_count
    given = "No answer was given"
    if number:
        given = "One answer was given" if number == 1 else f"{number} answers were given"
    return f"{given}; looked at {', '.join(quoted)}" if shown else given


def missing(context: BriefContext) -> str:
    """What the knowledge base does not say, as far as the answerer or search noticed."""
    if context.assessment is not None and context.assessment.missing:
        lacking = context.assessment.missing
        return lacking[:1].upper() + lacking[1:]
    if context.retrieval is None:
        return ""
    return ", ".join(context.retrieval.evidence.missing_words[:_MISSING_WORDS])


def label_of(value: float) -> str:
    """A confidence of 0..1 in a word."""
    return next(label for least, label in _LABELS if value >= least)


def cut(text: str, limit: int) -> str:
    """The text on one line, at most `limit` characters."""
    plain = " ".join(text.split())
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"
