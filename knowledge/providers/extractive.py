"""The answerer that needs no model: it quotes the best passages word for word, with citations."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence
from typing import ClassVar

from django.utils.translation import gettext as _

from knowledge.phrases import phrase, phrase_for_small_talk
from knowledge.quoting import quote
from knowledge.types import (
    Answer,
    AnswerDecision,
    AnswerRequest,
    Assessment,
    Citation,
    Confidence,
    Delta,
    Passage,
    Profile,
    Retrieval,
    StreamItem,
    Usage,
)
from knowledge.words import stems

# Below this the best passage is most likely about something else.
ANSWER_FROM = 0.40
# A best passage that has so little of the question says nothing about it, whatever the number a
# desk's own calibration makes of that. Of 28 questions to the demo's help centre, those it answers
# are covered to 0.41 and more.
DOUBTFUL_BELOW = 0.50
HARDLY_COVERED = 0.35
# Between these, two articles that are equally near mean that the question is too short.
ASK_BACK_BELOW = 0.70
ASK_BACK_FROM = 0.30
EQUALLY_NEAR = 0.05  # difference of fused scores
ASK_BACK_WORDS = 4  # a longer question has said what it is about
# A single telling word names a field, not a question: any other article in sight is as likely.
ONE_WORD_NEAR = 0.2
# A second article is quoted only if it is nearly as near as the first and adds something.
SECOND_PASSAGE = 0.04
VERSION = "extractive-1"


class Extractive:
    """Quotes; the same question over the same passages always gives the same answer."""

    spends_tokens: ClassVar[bool] = False

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    async def stream(
        self, request: AnswerRequest, found: Retrieval
    ) -> AsyncGenerator[StreamItem, None]:
        """One Assessment, one Delta a paragraph, one Answer; never fails."""
        started = time.perf_counter()
        assessment, paragraphs, sources = self._reply(request, found)
        yield assessment
        deltas = [text if not i else f"\n\n{text}" for i, text in enumerate(paragraphs)]
        for text in deltas:
            yield Delta(text)
        yield Answer(
            text="".join(deltas),
            citations=_citations(sources, paragraphs),
            assessment=assessment,
            provider="extractive",
            model="",
            stop_reason="end_turn",
            usage=Usage(elapsed_ms=(time.perf_counter() - started) * 1000),
            prompt_version=VERSION,
        )

    def _reply(
        self, request: AnswerRequest, found: Retrieval
    ) -> tuple[Assessment, list[str], Sequence[Passage]]:
        """What to do, the paragraphs to show, and the passages they rest on."""
        confidence = found.confidence
        if found.small_talk:
            assessment = Assessment(AnswerDecision.SMALL_TALK, confidence, intent=found.small_talk)
            return assessment, [self._small_talk(found.small_talk, request.language)], ()
        choices = _equally_near(request, found)
        if choices:
            assessment = Assessment(AnswerDecision.ASK_BACK, confidence, summary=request.question)
            return assessment, [_which(choices, request.language)], ()
        if _is_missing(found):
            return _no_answer(found, confidence), [], ()
        sources = _sources(found.passages)
        paragraphs = [
            quote(request.question, one.text, one.best_sentence, one.sentences) for one in sources
        ]
        assessment = Assessment(AnswerDecision.ANSWER, confidence, summary=request.question)
        return assessment, paragraphs, sources

    def _small_talk(self, kind: str, language: str) -> str:
        if kind == "greeting" and self._profile.greeting:
            return self._profile.greeting
        return phrase_for_small_talk(kind, language)


def _equally_near(request: AnswerRequest, found: Retrieval) -> list[Passage]:
    """The best passages of two or three documents between which a short question cannot choose."""
    value = found.confidence.value
    if value < ASK_BACK_FROM or len(request.question.split()) > ASK_BACK_WORDS:
        return []
    # "And on Starter?" is one word too, but was asked about something.
    stands_alone = found.query == request.question
    if stands_alone and len(set(stems(request.question, request.language))) <= 1:
        near = ONE_WORD_NEAR
    elif value < ASK_BACK_BELOW:
        near = EQUALLY_NEAR
    else:
        return []
    nearest: dict[int, Passage] = {}
    for passage in found.passages:
        if passage.score >= found.passages[0].score - near:
            nearest.setdefault(passage.document_id, passage)
    return list(nearest.values())[:3] if len(nearest) > 1 else []


def _is_missing(found: Retrieval) -> bool:
    """Whether the knowledge bases hold nothing about this, rather than too little."""
    if not found.passages or found.confidence.value < ANSWER_FROM:
        return True
    return found.confidence.value < DOUBTFUL_BELOW and found.evidence.coverage < HARDLY_COVERED


def _which(choices: Sequence[Passage], language: str) -> str:
    lines = "\n".join(f"- {passage.title}" for passage in choices)
    return f"{phrase('which', language)}\n{lines}"


def _no_answer(found: Retrieval, confidence: Confidence) -> Assessment:
    words = ", ".join(found.evidence.missing_words)
    missing = _("no article mentions %(words)s") % {"words": words} if words else ""
    return Assessment(AnswerDecision.NO_ANSWER, confidence, missing=missing)


def _sources(passages: Sequence[Passage]) -> list[Passage]:
    """The best passage, and the next one of the same article when it is as near."""
    best = passages[0]
    for other in passages[1:3]:
        same = other.document_id == best.document_id
        if same and other.score >= best.score - SECOND_PASSAGE and other.text != best.text:
            # In the order in which the article tells it.
            return sorted([best, other], key=lambda passage: passage.chunk_id)
    return [best]


def _citations(sources: Sequence[Passage], paragraphs: Sequence[str]) -> tuple[Citation, ...]:
    """One citation a document, with the words that were quoted from it."""
    citations: dict[int, Citation] = {}
    for passage, paragraph in zip(sources, paragraphs, strict=False):
        citations.setdefault(
            passage.document_id,
            Citation(passage.document_id, passage.title, passage.url, paragraph),
        )
    return tuple(citations.values())
