"""One turn: from the visitor's words to an answer or to a person, one function for each step.

Order is the point: hard triggers before any model, the retrieval gate before the model, the
assessment before the words. Nothing is shown that was not judged.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from django.utils import timezone

from chat.dbthreads import in_db_thread
from chat.services import show_typing
from chat.types import Author, AuthorKind, Superseded
from escalation.services import judge
from escalation.types import Action, Stage, Verdict
from flows import lone_turns, turn_ends, turn_store
from flows.turn_store import Claim
from flows.types import TurnState
from flows.words import WordsUnderWay
from knowledge import services as knowledge
from knowledge.types import (
    Answer,
    AnsweringFailed,
    AnswerRequest,
    Assessment,
    Attempt,
    Delta,
    Retrieval,
)

logger = logging.getLogger(__name__)


class NewFacts(TypedDict, total=False):
    """What a stage adds to the case."""

    retrieval: Retrieval | None
    assessment: Assessment | None
    answer: Answer | None
    failure: str
    withheld: tuple[str, ...]


@dataclass(slots=True)
class TurnUnderWay:
    """What a running turn knows so far."""

    claim: Claim
    words: WordsUnderWay
    retrieval: Retrieval | None = None
    assessment: Assessment | None = None
    answer: Answer | None = None
    verdict: Verdict | None = None
    failure: str = ""
    withheld: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    started: float = field(default_factory=time.monotonic)
    timings: dict[str, float] = field(default_factory=dict)

    def mark(self, step: str) -> None:
        """Notes when a step was done, in milliseconds since the turn began."""
        self.timings[step] = round((time.monotonic() - self.started) * 1000, 2)


async def run_turn(turn_id: int) -> TurnState:
    """The turn is finished: answered, escalated or superseded. Never raises for a model's fault.

    Safe to call again after a crash: a claimed turn carries a lease.
    """
    claim = await in_db_thread(turn_store.claim, turn_id)
    if claim is None:
        return TurnState.SUPERSEDED
    turn = TurnUnderWay(claim, WordsUnderWay(public_id=claim.public_id, turn_id=claim.turn_id))
    try:
        state = await _run(turn)
    except Superseded:
        state = TurnState.SUPERSEDED
    finally:
        turn.words.stop()
    if state is TurnState.SUPERSEDED:
        await in_db_thread(turn_store.give_up, claim)
        turn.words.withdraw()
    return state


async def _run(turn: TurnUnderWay) -> TurnState:
    if turn.claim.assistant.is_alone:
        if turn.claim.wants_person:
            await in_db_thread(lone_turns.finish_asked_for, turn.claim, _result(turn))
            return TurnState.ESCALATED
    elif _escalates(turn, Stage.BEFORE_ANSWER):
        return await _escalate(turn)
    assistant = Author(AuthorKind.ASSISTANT, turn.claim.profile.display_name)
    show_typing(public_id=turn.claim.public_id, author=assistant, on=True)
    try:
        return await _answer(turn)
    except AnsweringFailed as error:
        turn.mark("failed")
        turn.failure, turn.withheld = error.code, error.withheld
        turn.attempts = error.attempts
        turn.assessment = error.assessment or turn.assessment
        if _escalates(
            turn,
            Stage.FAILED,
            failure=error.code,
            withheld=error.withheld,
            assessment=turn.assessment,
        ):
            return await _escalate(turn)
        raise
    finally:
        show_typing(public_id=turn.claim.public_id, author=assistant, on=False)


async def _answer(turn: TurnUnderWay) -> TurnState:
    request = turn.claim.request
    turn.retrieval = turn_store.on_page(turn.claim, await knowledge.retrieve(request))
    turn.mark("retrieved")
    if _escalates(turn, Stage.AFTER_RETRIEVAL, retrieval=turn.retrieval):
        return await _escalate(turn)
    if turn_store.settles(turn.claim, turn.retrieval):
        await _settle(turn)
        await in_db_thread(turn_ends.finish_resolved, turn.claim, _result(turn))
        return TurnState.ANSWERED
    if turn_store.is_at_limit(turn.claim):
        return await _stop_at_limit(turn)
    verdict = await _stream(turn, request, turn.retrieval)
    if verdict is not None and verdict.action is Action.ESCALATE:
        return await _escalate(turn)
    if _escalates(turn, Stage.AFTER_ANSWER, answer=turn.answer):
        return await _escalate(turn)
    await _settle(turn)
    await in_db_thread(turn_ends.finish_answered, turn.claim, _result(turn))
    return TurnState.ANSWERED


async def _stream(
    turn: TurnUnderWay, request: AnswerRequest, retrieval: Retrieval
) -> Verdict | None:
    """Reads the answer to its end, or to the verdict that stops it."""
    stream = knowledge.stream_answer(request, retrieval, turn.claim.profile)
    async with aclosing(stream) as items:
        async for item in items:
            if isinstance(item, Assessment):
                turn.assessment = item
                turn.mark("assessed")
                if _escalates(turn, Stage.AFTER_ANSWER, assessment=item):
                    return turn.verdict
            elif isinstance(item, Delta):
                if _is_stopped(turn, item):
                    return turn.verdict
                await _show(turn, item)
            else:
                turn.answer = item
                turn.mark("answered")
    return None


def _is_stopped(turn: TurnUnderWay, delta: Delta) -> bool:
    """Whether a rule that reads answers forbids these words; asked before they are shown."""
    if turn.assessment is None:
        return False
    so_far = Answer(
        text=turn.words.text + delta.text,
        citations=(),
        assessment=turn.assessment,
        provider="",
        model="",
        stop_reason="",
    )
    return _escalates(turn, Stage.AFTER_ANSWER, answer=so_far)


def _escalates(turn: TurnUnderWay, stage: Stage, **facts: Unpack[NewFacts]) -> bool:
    turn.claim.case, turn.verdict = judge(turn.claim.case, stage, **facts)
    return turn.verdict.action is Action.ESCALATE


async def _show(turn: TurnUnderWay, delta: Delta) -> None:
    """Words reach the visitor once the turn can no longer be superseded."""
    if not turn.words.text:
        await _settle(turn)
        await in_db_thread(turn_store.mark_shown, turn.claim)
        turn.mark("first_words")
    turn.words.release(delta.text)


async def _settle(turn: TurnUnderWay) -> None:
    """Waits until the visitor seems to be done: quick messages in a row get one answer."""
    due = turn.claim.newest_at.timestamp() + turn.claim.profile.settle_ms / 1000
    wait_s = due - timezone.now().timestamp()
    if not turn.words.text and wait_s > 0:
        await asyncio.sleep(wait_s)


def _result(turn: TurnUnderWay) -> turn_ends.Result:
    return turn_ends.Result(
        retrieval=turn.retrieval,
        assessment=turn.assessment,
        answer=turn.answer,
        verdict=turn.verdict,
        shown=turn.words.text,
        withheld=turn.withheld or (turn.answer.withheld if turn.answer else ()),
        attempts=turn.attempts,
        failure=turn.failure,
        timings=turn.timings,
    )


async def _escalate(turn: TurnUnderWay) -> TurnState:
    """A person is asked for; an assistant that answers alone declines, or says that it failed."""
    turn.mark("escalating")
    if not turn.claim.assistant.is_alone:
        await in_db_thread(turn_ends.finish_escalated, turn.claim, _result(turn))
        return TurnState.ESCALATED
    if turn.failure not in lone_turns.DOUBTS:
        await in_db_thread(lone_turns.finish_failed, turn.claim, _result(turn))
        return TurnState.FAILED
    await _settle(turn)
    await in_db_thread(lone_turns.finish_declined, turn.claim, _result(turn))
    return TurnState.ANSWERED


async def _stop_at_limit(turn: TurnUnderWay) -> TurnState:
    if turn.claim.assistant.is_alone:
        await in_db_thread(lone_turns.finish_at_limit, turn.claim, _result(turn))
        return TurnState.ANSWERED
    await in_db_thread(turn_ends.finish_at_limit, turn.claim, _result(turn))
    return TurnState.ESCALATED
