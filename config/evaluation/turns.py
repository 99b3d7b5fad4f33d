"""One question as a turn: the same steps in the same order as in a conversation, without one.

`flows/turn.py` is what visitors get; a step that is added there belongs here too.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Unpack

from django.utils import timezone

from config.evaluation.desk import Desk
from escalation.gauges.base import Said
from escalation.measuring import measure
from escalation.services import Case, judge
from escalation.services.deciding import clean
from escalation.types import Action, Snapshot, Stage, Verdict
from flows.episodes import HISTORY_MESSAGES
from flows.turn import NewFacts
from knowledge.evaluation.answers import MOST_RETRIEVED, Answered
from knowledge.language import detect
from knowledge.retrieval import retrieve_from
from knowledge.searchable import SearchableBase
from knowledge.services import stream_answer
from knowledge.types import (
    Answer,
    AnsweringFailed,
    AnswerRequest,
    Assessment,
    Delta,
    HistoryTurn,
    Retrieval,
)

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is put to the desk. `history`: oldest first, without the question."""

    id: str
    text: str
    history: tuple[HistoryTurn, ...] = ()
    topic: str = ""


@dataclass(slots=True)
class _Turn:
    """What a running turn knows so far."""

    case: Case
    verdict: Verdict | None = None
    assessment: Assessment | None = None
    answer: Answer | None = None
    shown: str = ""

    def escalates(self, stage: Stage, **facts: Unpack[NewFacts]) -> bool:
        """Judges with what is newly known; the verdict that brings in a person stays."""
        self.case, self.verdict = judge(self.case, stage, **facts)
        return self.verdict.action is Action.ESCALATE


async def play(asked: Asked, bases: Sequence[SearchableBase], desk: Desk) -> Answered:
    """What a visitor who asks this would get.

    The search runs, and is reported, also where a rule asks for a person before it.
    """
    started = time.perf_counter()
    request = AnswerRequest(
        question=asked.text,
        history=asked.history[-HISTORY_MESSAGES:],
        language=detect(asked.text, asked.history, (desk.language,)),
        topic=asked.topic,
        profile_id=desk.profile.id or None,
    )
    turn = _Turn(_case(asked, request.language, desk))
    is_over = turn.escalates(Stage.BEFORE_ANSWER)
    searching = time.perf_counter()
    found = replace(retrieve_from(bases, request, desk.knots), knots=desk.knots)
    retrieval_ms = (time.perf_counter() - searching) * 1000
    if not is_over:
        await _answer(turn, request, found, desk)
    total_ms = (time.perf_counter() - started) * 1000
    return _answered(asked.id, turn, found, retrieval_ms, total_ms)


def _case(asked: Asked, language: str, desk: Desk) -> Case:
    """What the rules may look at, as `escalation.snapshot` reads it of a conversation."""
    text = clean(asked.text)
    said = [Said(one.author == "visitor", one.text) for one in asked.history]
    measured = measure(text, said, language=language, taught=desk.taught)
    snapshot = Snapshot(
        now=timezone.now(),
        stage=Stage.BEFORE_ANSWER,
        text=text,
        language=language,
        exchanges=measured.exchanges,
        unresolved=measured.unresolved,
        readings=measured.readings,
    )
    return Case(conversation_id=0, turn_id=None, policy=desk.policy, snapshot=snapshot)


async def _answer(turn: _Turn, request: AnswerRequest, found: Retrieval, desk: Desk) -> None:
    if turn.escalates(Stage.AFTER_RETRIEVAL, retrieval=found):
        return
    try:
        if not await _stream(turn, request, found, desk):
            turn.escalates(Stage.AFTER_ANSWER, answer=turn.answer)
    except AnsweringFailed as error:
        turn.assessment = error.assessment or turn.assessment
        turn.escalates(
            Stage.FAILED,
            failure=error.code,
            withheld=error.withheld,
            assessment=turn.assessment,
        )


async def _stream(turn: _Turn, request: AnswerRequest, found: Retrieval, desk: Desk) -> bool:
    """Whether a rule stopped the answer before its end."""
    async with aclosing(stream_answer(request, found, desk.profile)) as items:
        async for item in items:
            if isinstance(item, Assessment):
                turn.assessment = item
                if turn.escalates(Stage.AFTER_ANSWER, assessment=item):
                    return True
            elif isinstance(item, Delta):
                if turn.assessment is not None and _is_stopped(turn, item, turn.assessment):
                    return True
                turn.shown += item.text
            else:
                turn.answer = item
    return False


def _is_stopped(turn: _Turn, delta: Delta, assessment: Assessment) -> bool:
    """Whether a rule that reads answers forbids these words."""
    so_far = Answer(turn.shown + delta.text, (), assessment, "", "", "")
    return turn.escalates(Stage.AFTER_ANSWER, answer=so_far)


def _answered(
    id_: str, turn: _Turn, found: Retrieval, retrieval_ms: float, total_ms: float
) -> Answered:
    verdict, answer = turn.verdict, turn.answer
    escalated = verdict is not None and verdict.action is Action.ESCALATE
    refs = {one.document_id: one.document_ref for one in found.passages}
    is_given = answer is not None and not escalated
    cited = [refs[one.document_id] for one in answer.citations] if answer and is_given else []
    known = turn.case.snapshot.confidence
    return Answered(
        id=id_,
        retrieved=_once([one.document_ref for one in found.passages])[:MOST_RETRIEVED],
        answer=(answer.text or None) if answer and is_given else None,
        cited=_once(cited),
        confidence=round(found.confidence.value if known is None else known, _DIGITS),
        decision=_decision(verdict),
        reason=verdict.primary.reason.value if escalated and verdict and verdict.primary else None,
        retrieval_ms=round(retrieval_ms, 3),
        total_ms=round(total_ms, 3),
    )


def _decision(verdict: Verdict | None) -> str:
    if verdict is None:
        return Action.ESCALATE.value
    return "answer" if verdict.action is Action.REPLY else verdict.action.value


def _once(refs: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(refs))
