"""Builds the brief: why now, what is wanted and known, what was said, promised and tried.

The transcript is not copied; everything quoted names its number in it. Each query has a limit, so
the packet costs the same for five messages and for fifteen hundred.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from chat.models import Message
from escalation.brief import opening, patterns, tracing, wants
from escalation.brief.evidence import quotes
from escalation.brief.known import facts_of
from escalation.brief.packet import (
    AnswerPart,
    Brief,
    CannedPart,
    ConfidencePart,
    Fact,
    FirstReply,
    LookedUp,
    Mood,
    PromisePart,
    SaidPart,
    SourcePart,
    Suggestion,
    VisitorPart,
)
from escalation.brief.reading import ASKED, Material, material
from escalation.brief.telling import cut, label_of, missing, summary
from escalation.gauges.patterns import promises
from escalation.models import Decision, Handoff
from escalation.types import BriefContext, Fired, ReasonCode
from knowledge.types import Citation, Passage

_LOOKED_UP = 5
_TEXT_CHARS = 600
_SUGGESTION_CHARS = 2000
_READ_CHARS = 2000
_PROMISES = 6
_TRIED = 6
_MOODS = 20
_MATTER_MESSAGES = 3

_ANGER = frozenset({ReasonCode.FRUSTRATION, ReasonCode.ABUSE, ReasonCode.UNRESOLVED_LIMIT})

_SUGGEST_FROM = 0.4
"""Confidence of search from which its best passage is worth an agent's eye: no longer very low."""


def build(
    handoff: Handoff,
    *,
    fired: Sequence[Fired],
    decision: Decision | None,
    context: BriefContext | None,
) -> Brief:
    """The packet. Parts that nobody knows are empty, never guessed."""
    context = context or BriefContext()
    known = material(handoff)
    episode = [one for one in known.asked if one.episode == handoff.episode]
    complaints = _complaints(fired)
    place = wants.matter([one.text for one in episode], complaints)
    matter = episode[place] if place is not None else None
    wanted = cut(wants.core(matter.text), _TEXT_CHARS) if matter is not None else ""
    facts = facts_of(known)
    suggestion = _suggestion(context)
    assessment = context.assessment
    brief = Brief(
        why=handoff.sentence,
        reason=handoff.reason,
        reason_label=ReasonCode(handoff.reason).label,
        evidence=quotes(fired, known.asked),
        wants=wanted,
        summary=summary(known, context, matter),
        intent=assessment.intent if assessment is not None else "",
        sentiment=assessment.sentiment if assessment is not None else "",
        facts=facts,
        asked=[_said(one) for one in known.asked[-ASKED:]],
        answers=[_answer(one) for one in known.answers],
        promised=_promised(known.spoken),
        tried=_tried(known.asked),
        looked_up=[_looked_up(one) for one in _articles(context)[:_LOOKED_UP]],
        missing=missing(context),
        confidence=_confidence(decision, context),
        mood=_mood(known),
        suggestion=suggestion,
        reply=_reply(handoff, matter, wanted, complaints, facts, suggestion),
        canned=_canned(known, matter),
        visitor=VisitorPart.model_validate(known.visitor),
        waiting_since=handoff.requested_at.isoformat(),
        traces={},
    )
    return brief.model_copy(update={"traces": tracing.traces(brief, known, matter, context)})


def _complaints(fired: Sequence[Fired]) -> set[str]:
    """The words that a rule read as anger."""
    return {span.text for one in fired if one.reason in _ANGER for span in one.evidence}


def _said(message: Message) -> SaidPart:
    return SaidPart(seq=message.seq, text=cut(message.text, _TEXT_CHARS))


def _answer(message: Message) -> AnswerPart:
    detail = message.data.get("detail") or {}
    return AnswerPart(
        seq=message.seq,
        text=cut(message.text, _TEXT_CHARS),
        confidence=detail.get("confidence"),
        sources=[
            SourcePart(title=one.get("title", ""), url=one.get("url", ""))
            for one in message.data.get("citations") or ()
        ],
    )


def _promised(spoken: Sequence[Message]) -> list[PromisePart]:
    """Sentences of the assistant that bind: a person who comes, and what will be done by when."""
    found: list[PromisePart] = []
    for message in spoken:
        read = message.text[:_READ_CHARS]
        person = promises.find(read)
        for sentence in patterns.sentences(read):
            is_person = person is not None and person in sentence
            if is_person or patterns.is_commitment(sentence):
                kind: Literal["person", "outcome"] = "person" if is_person else "outcome"
                text = cut(sentence, _TEXT_CHARS)
                found.append(PromisePart(seq=message.seq, text=text, kind=kind))
    return found[-_PROMISES:]


def _tried(asked: Sequence[Message]) -> list[SaidPart]:
    found = {
        cut(sentence, _TEXT_CHARS): message.seq
        for message in asked
        for sentence in patterns.tried(message.text[:_READ_CHARS])
    }
    return [SaidPart(seq=seq, text=text) for text, seq in found.items()][-_TRIED:]


def _confidence(decision: Decision | None, context: BriefContext) -> ConfidencePart | None:
    """The confidence behind the decision, with its parts; None when no answer was considered."""
    if context.assessment is not None:
        known = context.assessment.confidence
    elif context.retrieval is not None:
        known = context.retrieval.confidence
    elif decision is not None and decision.confidence is not None:
        value = decision.confidence
        return ConfidencePart(value=value, label=label_of(value), parts={})
    else:
        return None
    return ConfidencePart(
        value=known.value,
        label=label_of(known.value),
        parts={name: round(value, 4) for name, value in known.parts.items()},
    )


def _mood(known: Material) -> list[Mood]:
    """How annoyed each message reads; messages without a reading are left out."""
    moods = [
        Mood(
            seq=one.seq,
            frustration=round(one.readings["frustration"], 3),
            annoyance=_rounded(one.readings.get("annoyance")),
        )
        for one in known.measured
        if "frustration" in one.readings
    ]
    return moods[-_MOODS:]


def _rounded(value: float | None) -> float | None:
    return round(value, 3) if value is not None else None


def _passages(context: BriefContext) -> tuple[Passage, ...]:
    return context.retrieval.passages if context.retrieval is not None else ()


def _articles(context: BriefContext) -> list[Passage]:
    """The best passage of each article, best first: agents look for articles, not for pieces."""
    best: dict[int, Passage] = {}
    for passage in _passages(context):
        best.setdefault(passage.document_id, passage)
    return list(best.values())


def _looked_up(passage: Passage) -> LookedUp:
    return LookedUp(title=passage.title, url=passage.url, score=round(passage.score, 3))


def _suggestion(context: BriefContext) -> Suggestion | None:
    """A draft that the visitor never saw, else a passage that is near; None without either."""
    answer = context.answer
    drafts = [draft for draft in context.withheld if draft.strip()]
    if drafts:
        text = "\n\n".join(draft.strip()[:1000] for draft in drafts)
        sources = [_source(one) for one in answer.citations] if answer is not None else []
        return Suggestion(text=text, checked=False, sources=sources)
    if answer is not None and answer.text.strip():
        sources = [_source(one) for one in answer.citations]
        text = answer.text.strip()[:_SUGGESTION_CHARS]
        return Suggestion(text=text, checked=True, sources=sources)
    passages = _passages(context)
    near = context.retrieval is not None and context.retrieval.confidence.value >= _SUGGEST_FROM
    if not passages or not near:
        return None
    best = passages[0]
    text = best.best_sentence or best.text
    return Suggestion(text=cut(text, _TEXT_CHARS), checked=True, sources=[_source(best)])


def _source(one: Citation | Passage) -> SourcePart:
    return SourcePart(title=one.title, url=one.url)


def _reply(
    handoff: Handoff,
    matter: Message | None,
    wanted: str,
    complaints: Collection[str],
    facts: Sequence[Fact],
    suggestion: Suggestion | None,
) -> FirstReply | None:
    """A first reply. Greets with the name that is known best, quotes the matter, adds the draft."""
    if matter is None:
        return None
    name = next((one for one in facts if one.kind == "name"), None)
    text = opening.first_reply(
        language=handoff.conversation.language,
        name=name.value if name is not None else "",
        matter=wanted if wants.is_matter(wanted, complaints) else "",
        known=suggestion.text if suggestion is not None else "",
        reason=ReasonCode(handoff.reason),
    )
    return FirstReply(text=text, seqs=sorted({matter.seq, *(name.seqs if name else ())}))


def _canned(known: Material, matter: Message | None) -> list[CannedPart]:
    if matter is None:
        return []
    before = [one.text for one in known.asked if one.seq <= matter.seq][-_MATTER_MESSAGES:]
    return [
        CannedPart(id=one.id, title=one.title, text=one.text[:_SUGGESTION_CHARS], score=score)
        for one, score in opening.fitting(" ".join(before), known.canned)
    ]
