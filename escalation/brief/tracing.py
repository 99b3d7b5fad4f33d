"""Where each field of a brief comes from: messages by number, or what else was looked at; pure."""

from __future__ import annotations

from collections.abc import Iterable

from chat.models import Message
from escalation.brief.packet import Brief, Source, Trace
from escalation.brief.reading import Material
from escalation.types import BriefContext


def traces(
    brief: Brief, known: Material, matter: Message | None, context: BriefContext
) -> dict[str, Trace]:
    """Field -> its origin, for every field that holds something."""
    asked = sorted({one.seq for one in known.asked})
    newest = asked[-1:]
    judged: Source = "assistant" if context.assessment is not None else "search"
    if context.assessment is None and context.retrieval is None:
        judged = "rule"
    evidence = _seqs(brief.evidence)
    told = [one.seq for one in (known.first, *known.answers) if one is not None]
    summed: Source = "messages"
    if context.assessment is not None and context.assessment.summary:
        summed = "assistant"
    origins: dict[str, tuple[Source, Iterable[int]]] = {
        "why": ("rule", evidence or newest),
        "reason": ("rule", evidence or newest),
        "reason_label": ("rule", evidence or newest),
        "evidence": ("messages", evidence),
        "wants": ("messages", [matter.seq] if matter is not None else []),
        "summary": (summed, told or newest),
        "intent": ("assistant", newest),
        "sentiment": ("assistant", newest),
        "facts": ("messages", {seq for fact in brief.facts for seq in fact.seqs}),
        "asked": ("messages", _seqs(brief.asked)),
        "answers": ("messages", _seqs(brief.answers)),
        "promised": ("messages", _seqs(brief.promised)),
        "tried": ("messages", _seqs(brief.tried)),
        "looked_up": ("search", newest),
        "missing": (judged, newest),
        "confidence": (judged, newest),
        "mood": ("messages", _seqs(brief.mood)),
        "suggestion": ("assistant" if context.withheld or context.answer else "search", newest),
        "reply": ("template", brief.reply.seqs if brief.reply is not None else []),
        "canned": ("canned_replies", [matter.seq] if matter is not None else []),
        "visitor": ("website", []),
        "waiting_since": ("clock", []),
    }
    return {
        name: Trace(source=source, seqs=sorted(set(seqs)))
        for name, (source, seqs) in origins.items()
        if getattr(brief, name)
    }


def _seqs(parts: Iterable[object]) -> list[int]:
    """The numbers of the messages that these parts quote."""
    found = {int(getattr(part, "seq", 0)) for part in parts}
    return sorted(found - {0})
