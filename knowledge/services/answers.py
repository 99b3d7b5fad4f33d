"""Finding passages, answering from them, and recording what was answered."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

from knowledge.budget import tokens_of, tokens_of_attempts
from knowledge.models import AnswerRecord
from knowledge.types import (
    Answer,
    AnswerRequest,
    Assessment,
    Attempt,
    Passage,
    Profile,
    Retrieval,
    StreamItem,
)


async def retrieve(request: AnswerRequest) -> Retrieval:
    """The passages nearest to the question, with evidence and the confidence from search alone.

    Runs in this app's own threads. Never raises because a part of the index is down: the result
    says so in `degraded`, and has no passages when nothing could be searched.
    """
    from knowledge import retrieval

    return await retrieval.retrieve(request)


def stream_answer(
    request: AnswerRequest, found: Retrieval, profile: Profile
) -> AsyncGenerator[StreamItem, None]:
    """One `Assessment`, then checked `Delta`s, then one `Answer`.

    Raises `knowledge.types.AnsweringFailed` when every provider of the profile failed, or when one
    broke off after words were released (`released` then holds them).
    """
    from knowledge import answering

    return answering.stream_answer(request, found, profile)


def record_answer(
    *,
    request: AnswerRequest,
    found: Retrieval | None,
    answer: Answer | None,
    conversation_public_id: UUID | None = None,
    turn_id: int | None = None,
    attempts: Sequence[Attempt] = (),
    timings: Mapping[str, float] | None = None,
    error: str = "",
    assessment: Assessment | None = None,
    withheld: Sequence[str] = (),
) -> int:
    """What was asked, found and said is stored; returns the primary key of the record.

    `answer`: None when answering failed; then `error` holds the code, `assessment` what was thought
    of the last draft, and `withheld` the drafts that were not shown. `timings`: milliseconds.
    """
    record = AnswerRecord(
        conversation_public_id=conversation_public_id,
        turn_id=turn_id,
        profile_id=request.profile_id,
        question=request.question,
        attempts=[asdict(attempt) for attempt in attempts],
        timings=dict(timings or {}),
        error=error,
        withheld=list(withheld),
    )
    if found is not None:
        record.query = found.query
        record.evidence = asdict(found.evidence)
        record.confidence = found.confidence.value
        record.odds = found.confidence.odds
        record.calibration_id = found.calibration_id
        record.passages = [_passage_row(passage) for passage in found.passages]
        record.degraded = found.degraded
    if assessment is not None:
        record.assessment = asdict(assessment)
        record.confidence = assessment.confidence.value
    if answer is not None:
        _fill_answer(record, answer)
    record.tokens = tokens_of_attempts(attempts) + (tokens_of(answer.usage) if answer else 0)
    record.save(force_insert=True)
    return record.pk


def warm_up() -> Mapping[str, str]:
    """What the first visitor would otherwise wait for is loaded; says what is missing.

    Takes about two seconds: call it in a thread at server start. Keys: `embedder`, `index`,
    `anthropic`; values: "ready" or the reason why not.
    """
    from knowledge import warming

    return warming.warm_up()


def _fill_answer(record: AnswerRecord, answer: Answer) -> None:
    record.provider = answer.provider
    record.model = answer.model
    record.assessment = asdict(answer.assessment)
    record.confidence = answer.assessment.confidence.value
    record.text = answer.text
    record.citations = [asdict(citation) for citation in answer.citations]
    record.withheld = list(answer.withheld)
    record.usage = asdict(answer.usage)
    record.stop_reason = answer.stop_reason
    record.prompt_version = answer.prompt_version


def _passage_row(passage: Passage) -> dict[str, object]:
    return {
        "chunk": passage.chunk_id,
        "document": passage.document_id,
        "ref": passage.document_ref,
        "title": passage.title,
        "heading": passage.heading,
        "score": round(passage.score, 4),
        "cosine": round(passage.cosine, 4),
        "lexical": round(passage.lexical, 4),
    }
