"""How turns end where the assistant answers alone: nobody is asked for, nothing doubtful is shown.

One transaction each. Lock order: the conversation's row first, then the turn's.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from chat.services import post_assistant_message
from escalation.services import escalate, store_decision
from escalation.types import ReasonCode
from flows.episodes import PASSED_ON
from flows.services import tell
from flows.turn_ends import Result, close_turn, detail_of, keep_record, plan_next
from flows.turn_store import Claim, pass_on
from flows.types import Happening, HappeningKind, TurnState

DOUBTS = frozenset({"", "ungrounded"})
"""Codes of a failed turn that doubt the answer; with any other there was none."""


@transaction.atomic
def finish_declined(claim: Claim, result: Result) -> None:
    """Instead of a doubtful answer the visitor reads that there is none. Raises Superseded.

    The answer's record and the decision against it are kept. Segments that were shown before had
    been checked, and stay.
    """
    close_turn(claim, TurnState.ANSWERED, result)
    chat, verdict = claim.assistant.chat, result.verdict
    if chat is None or verdict is None:
        raise ValueError("a declined turn has a verdict and the settings of an AI Agent Chat")
    record_id = keep_record(claim, result) if result.retrieval else None
    decision = store_decision(claim.case, verdict, answer_record_id=record_id, told_as="decline")
    _keep_shown(claim, result)
    post_assistant_message(
        conversation_id=claim.conversation_id,
        text=chat.decline_in(claim.request.language),
        epoch=claim.epoch,
        name=claim.profile.display_name,
        detail=detail_of(claim, result, decision.pk),
        turn_id=claim.turn_id,
    )
    _tell(claim, HappeningKind.ANSWERED, facts={"declined": True})
    plan_next(claim)


@transaction.atomic
def finish_failed(claim: Claim, result: Result) -> None:
    """The flow goes on by its error. Raises Superseded."""
    close_turn(claim, TurnState.FAILED, result)
    verdict = result.verdict
    if verdict is None or verdict.primary is None:
        raise ValueError("a failed turn has a verdict with a reason")
    record_id = keep_record(claim, result) if result.retrieval else None
    store_decision(claim.case, verdict, answer_record_id=record_id, told_as="fail")
    _keep_shown(claim, result)
    _tell(claim, HappeningKind.FAILED, learned={"reason": verdict.primary.reason.value})
    pass_on(claim.conversation_id, claim.turn_id, claim.upto_seq)


@transaction.atomic
def finish_at_limit(claim: Claim, result: Result) -> None:
    """The assistant has answered as often as it may: the flow goes on. Raises Superseded."""
    close_turn(claim, TurnState.ANSWERED, replace(result, failure=PASSED_ON))
    if result.verdict is not None:
        store_decision(claim.case, result.verdict)
    _tell(claim, HappeningKind.LIMIT)
    pass_on(claim.conversation_id, claim.turn_id, claim.upto_seq)


@transaction.atomic
def finish_asked_for(claim: Claim, result: Result) -> None:
    """The visitor pressed "Talk to a person": that is granted here too. Raises Superseded."""
    close_turn(claim, TurnState.ESCALATED, result)
    escalate(
        conversation_id=claim.conversation_id,
        epoch=claim.epoch,
        reason=ReasonCode.HUMAN_REQUESTED,
        sentence="The visitor pressed “Talk to a person”.",
        fired=(),
    )


def _keep_shown(claim: Claim, result: Result) -> None:
    if result.shown:
        post_assistant_message(
            conversation_id=claim.conversation_id,
            text=result.shown,
            epoch=claim.epoch,
            name=claim.profile.display_name,
            turn_id=claim.turn_id,
        )


def _tell(claim: Claim, kind: HappeningKind, **known: dict[str, object]) -> None:
    tell(conversation_id=claim.conversation_id, happening=Happening(kind, **known))
