"""How turns end: what was said, recorded and decided, one transaction each.

Lock order: the conversation's row first, then the turn's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chat.locking import hold
from chat.models import Message
from chat.services import post_assistant_message
from chat.types import AuthorKind, Superseded
from escalation.services import escalate, store_decision
from escalation.types import BriefContext, ReasonCode, Verdict
from flows.models import Turn
from flows.services import plan_turn, tell
from flows.turn_store import Claim
from flows.types import Happening, HappeningKind, TurnState
from knowledge.services import record_answer
from knowledge.types import Answer, Assessment, Attempt, Retrieval


@dataclass(frozen=True, slots=True)
class Result:
    """What a turn came to."""

    retrieval: Retrieval | None
    assessment: Assessment | None
    answer: Answer | None
    verdict: Verdict | None
    shown: str = ""
    withheld: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    failure: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)


def close_turn(claim: Claim, state: TurnState, result: Result) -> None:
    """Compare-and-set under the conversation's lock. Raises Superseded."""
    hold(claim.conversation_id)
    running = Turn.objects.filter(pk=claim.turn_id, state=TurnState.RUNNING.value)
    finished = running.update(
        state=state.value,
        finished_at=timezone.now(),
        lease_until=None,
        failure=result.failure,
        timings=dict(result.timings),
    )
    if not finished:
        raise Superseded("the turn is over")


@transaction.atomic
def finish_answered(claim: Claim, result: Result) -> None:
    """The answer is in the transcript, with its record and decision. Raises Superseded.

    Where the assistant answers alone, the run counts it.
    """
    close_turn(claim, TurnState.ANSWERED, result)
    answer = result.answer
    if answer is None or result.verdict is None:
        raise ValueError("an answered turn has an answer and a verdict")
    record_id = keep_record(claim, result)
    decision = store_decision(claim.case, result.verdict, answer_record_id=record_id)
    post_assistant_message(
        conversation_id=claim.conversation_id,
        text=answer.text,
        epoch=claim.epoch,
        name=claim.profile.display_name,
        citations=[
            {"title": one.title, "url": one.url, "quote": one.quote} for one in answer.citations
        ],
        detail=detail_of(claim, result, decision.pk),
        turn_id=claim.turn_id,
    )
    if claim.assistant.is_alone:
        tell(conversation_id=claim.conversation_id, happening=Happening(HappeningKind.ANSWERED))
    plan_next(claim)


@transaction.atomic
def finish_resolved(claim: Claim, result: Result) -> None:
    """The flow has the next word: it says goodbye. Raises Superseded."""
    close_turn(claim, TurnState.ANSWERED, result)
    if result.verdict is not None:
        store_decision(claim.case, result.verdict)
    tell(
        conversation_id=claim.conversation_id,
        happening=Happening(HappeningKind.RESOLVED, learned={"outcome": "resolved"}),
    )


def plan_next(claim: Claim) -> None:
    """Words that came while this answer was being shown get a turn of their own."""
    newest = (
        Message.objects.filter(
            conversation=claim.conversation_id, author_kind=AuthorKind.VISITOR.value
        )
        .order_by("-seq")
        .values_list("seq", "created_at")
        .first()
    )
    if newest is not None and newest[1] > claim.newest_at:
        plan_turn(conversation_id=claim.conversation_id, upto_seq=newest[0])


def detail_of(claim: Claim, result: Result, decision_id: int) -> dict[str, Any]:
    """What staff read under an answer."""
    answer = result.answer
    assessment = answer.assessment if answer else result.assessment
    confidence = assessment.confidence if assessment else None
    passages = result.retrieval.passages[:5] if result.retrieval else ()
    return {
        "turn": claim.turn_id,
        "decision": decision_id,
        "confidence": round(confidence.value, 4) if confidence else None,
        "calibrated": confidence.calibrated if confidence else False,
        "own_calibration": bool(result.retrieval and result.retrieval.calibration_id),
        "support": assessment.support if assessment else None,
        "confidence_parts": dict(confidence.parts) if confidence else {},
        "provider": answer.provider if answer else "",
        "passages": [
            {"title": one.title, "url": one.url, "score": round(one.score, 3)} for one in passages
        ],
    }


def keep_record(claim: Claim, result: Result) -> int:
    return record_answer(
        request=claim.request,
        found=result.retrieval,
        answer=result.answer,
        conversation_public_id=UUID(claim.public_id),
        turn_id=claim.turn_id,
        attempts=result.attempts,
        timings=result.timings,
        error=result.failure,
        assessment=result.assessment,
        withheld=result.withheld,
    )


@transaction.atomic
def finish_at_limit(claim: Claim, result: Result) -> None:
    """A person is asked for, because the assistant has answered as often as the flow lets it."""
    close_turn(claim, TurnState.ESCALATED, result)
    sentence = f"The flow lets the assistant give {claim.assistant.max_answers} answers at most."
    escalate(
        conversation_id=claim.conversation_id,
        epoch=claim.epoch,
        reason=ReasonCode.UNRESOLVED_LIMIT,
        sentence=sentence,
        fired=(),
        context=BriefContext(retrieval=result.retrieval),
    )


@transaction.atomic
def finish_escalated(claim: Claim, result: Result) -> None:
    """A person is asked for; words that were shown already stay in the transcript before it."""
    close_turn(claim, TurnState.ESCALATED, result)
    verdict = result.verdict
    if verdict is None or verdict.primary is None:
        raise ValueError("an escalated turn has a verdict with a reason")
    record_id = keep_record(claim, result) if result.retrieval else None
    decision = store_decision(claim.case, verdict, answer_record_id=record_id)
    if result.shown:
        post_assistant_message(
            conversation_id=claim.conversation_id,
            text=result.shown,
            epoch=claim.epoch,
            name=claim.profile.display_name,
            turn_id=claim.turn_id,
        )
    escalate(
        conversation_id=claim.conversation_id,
        epoch=claim.epoch,
        reason=verdict.primary.reason,
        sentence=verdict.primary.sentence,
        fired=verdict.fired,
        decision_id=decision.pk,
        context=BriefContext(
            retrieval=result.retrieval,
            assessment=result.assessment,
            answer=result.answer,
            withheld=result.withheld,
        ),
    )
