"""What an agent reads before the first word: why, what was asked, what was tried, who asks.

The transcript is not copied; everything quoted names its number in it. Each query has a limit, so
the packet costs the same for five messages and for fifteen hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agents.selectors import visitor_of
from chat.models import Message
from chat.selectors import transcript
from chat.types import Audience, AuthorKind
from escalation.models import Decision, Handoff
from escalation.types import BriefContext, Fired, ReasonCode
from knowledge.types import Citation, Passage

_ASKED = 12
_ANSWERS = 8
_TRIED = 5
_TEXT_CHARS = 600
_LINE_CHARS = 160

_SUGGEST_FROM = 0.4
"""Confidence of search from which its best passage is worth an agent's eye: no longer very low."""

_LABELS = ((0.85, "high"), (0.7, "fair"), (0.4, "low"), (0.0, "very low"))


@dataclass(frozen=True, slots=True)
class _Said:
    """The newest words of both sides, oldest first, and the visitor's very first."""

    first: Message | None
    asked: Sequence[Message]
    answers: Sequence[Message]
    answer_count: int


def build(
    handoff: Handoff,
    *,
    fired: Sequence[Fired],
    decision: Decision | None,
    context: BriefContext | None,
) -> dict[str, Any]:
    """The packet, as JSON. Parts that nobody knows are empty or None, never guessed."""
    context = context or BriefContext()
    assessment = context.assessment
    said = _said(handoff.conversation_id)
    newest = said.asked[-1].text if said.asked else ""
    return {
        "why": handoff.sentence,
        "reason": handoff.reason,
        "reason_label": ReasonCode(handoff.reason).label,
        "confidence": _confidence(decision, context),
        "evidence": [span.text for one in fired for span in one.evidence],
        "visitor": visitor_of(handoff.conversation),
        "summary": _summary(said, context),
        "wants": _cut(newest, _TEXT_CHARS),
        "intent": assessment.intent if assessment is not None else "",
        "sentiment": assessment.sentiment if assessment is not None else "",
        "asked": [{"seq": one.seq, "text": _cut(one.text, _TEXT_CHARS)} for one in said.asked],
        "answers": [_answer(one) for one in said.answers],
        "tried": [_tried(one) for one in _articles(context)[:_TRIED]],
        "suggestion": _suggestion(context),
        "missing": _missing(context),
        "waiting_since": handoff.requested_at.isoformat(),
    }


def _said(conversation_id: int) -> _Said:
    public = transcript(conversation_id).filter(audience=Audience.PUBLIC.value)
    visitor = public.filter(author_kind=AuthorKind.VISITOR.value)
    # Answers, that is: fixed words of a flow, such as its greeting, carry no detail.
    assistant = public.filter(author_kind=AuthorKind.ASSISTANT.value, data__has_key="detail")
    return _Said(
        first=visitor.order_by("seq").first(),
        asked=list(visitor.order_by("-seq")[:_ASKED])[::-1],
        answers=list(assistant.order_by("-seq")[:_ANSWERS])[::-1],
        answer_count=assistant.count(),
    )


def _answer(message: Message) -> dict[str, Any]:
    detail = message.data.get("detail") or {}
    return {
        "seq": message.seq,
        "text": _cut(message.text, _TEXT_CHARS),
        "confidence": detail.get("confidence"),
        "sources": [
            {"title": one.get("title", ""), "url": one.get("url", "")}
            for one in message.data.get("citations") or ()
        ],
    }


def _confidence(decision: Decision | None, context: BriefContext) -> dict[str, Any] | None:
    """The confidence behind the decision, with its parts; None when no answer was considered."""
    if context.assessment is not None:
        known = context.assessment.confidence
    elif context.retrieval is not None:
        known = context.retrieval.confidence
    elif decision is not None and decision.confidence is not None:
        return {"value": decision.confidence, "label": _label(decision.confidence), "parts": {}}
    else:
        return None
    return {
        "value": known.value,
        "label": _label(known.value),
        "parts": {name: round(value, 4) for name, value in known.parts.items()},
    }


def _label(value: float) -> str:
    return next(label for least, label in _LABELS if value >= least)


def _summary(said: _Said, context: BriefContext) -> str:
    """The answerer's own summary, else what the transcript says by itself."""
    if context.assessment is not None and context.assessment.summary:
        return context.assessment.summary
    if said.first is None:
        return ""
    parts = [_attempts(said, context)]
    if said.asked[-1].seq != said.first.seq:  # the newest words are told by themselves
        parts.insert(0, f"First asked: “{_cut(said.first.text, _LINE_CHARS)}”")
    return " ".join(f"{part}." for part in parts)


def _attempts(said: _Said, context: BriefContext) -> str:
    titles = [
        source.get("title", "")
        for message in said.answers
        for source in message.data.get("citations") or ()
    ]
    titles += [passage.title for passage in _passages(context)[:1]]
    shown = list(dict.fromkeys(title for title in titles if title))[:3]
    quoted = [f"“{title}”" for title in shown]
    number = said.answer_count
    given = "No answer was given"
    if number:
        given = "One answer was given" if number == 1 else f"{number} answers were given"
    return f"{given}; looked at {', '.join(quoted)}" if shown else given


def _passages(context: BriefContext) -> tuple[Passage, ...]:
    return context.retrieval.passages if context.retrieval is not None else ()


def _articles(context: BriefContext) -> list[Passage]:
    """The best passage of each article, best first: agents look for articles, not for pieces."""
    best: dict[int, Passage] = {}
    for passage in _passages(context):
        best.setdefault(passage.document_id, passage)
    return list(best.values())


def _tried(passage: Passage) -> dict[str, Any]:
    return {"title": passage.title, "url": passage.url, "score": round(passage.score, 3)}


def _suggestion(context: BriefContext) -> dict[str, Any] | None:
    """A draft that the visitor never saw, else a passage that is near; None without either."""
    drafts = [draft for draft in context.withheld if draft.strip()]
    if drafts:
        citations = context.answer.citations if context.answer is not None else ()
        return {
            "text": "\n\n".join(_cut(draft, 1000) for draft in drafts),
            "sources": [_source(one) for one in citations],
        }
    answer = context.answer
    if answer is not None and answer.text.strip():
        sources = [_source(one) for one in answer.citations]
        return {"text": _cut(answer.text, 2000), "sources": sources}
    passages = _passages(context)
    near = context.retrieval is not None and context.retrieval.confidence.value >= _SUGGEST_FROM
    if not passages or not near:
        return None
    best = passages[0]
    text = best.best_sentence or best.text
    return {"text": _cut(text, _TEXT_CHARS), "sources": [_source(best)]}


def _source(one: Citation | Passage) -> dict[str, str]:
    return {"title": one.title, "url": one.url}


def _missing(context: BriefContext) -> str:
    if context.assessment is not None and context.assessment.missing:
        missing = context.assessment.missing
        return missing[:1].upper() + missing[1:]
    if context.retrieval is None:
        return ""
    return ", ".join(context.retrieval.evidence.missing_words[:8])


def _cut(text: str, limit: int) -> str:
    """The text on one line, at most `limit` characters."""
    plain = " ".join(text.split())
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"
