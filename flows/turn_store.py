"""The database side of a turn: claiming, and each way of finishing, one transaction each.

Lock order: the conversation's row first, then the turn's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chat.models import Conversation, Message
from chat.services import lock, note_language, post_assistant_message
from chat.types import AuthorKind, State, Superseded
from escalation.services import Case, begin, escalate, make_ready, store_decision
from escalation.types import BriefContext, Fired, ReasonCode, Verdict
from flows import episodes
from flows.episodes import Words
from flows.models import FlowRun, Turn
from flows.services import plan_turn, tell
from flows.types import Happening, HappeningKind, TurnState
from knowledge.language import DEFAULT, detect
from knowledge.selectors import bases_for, default_profile, profile_by_slug
from knowledge.services import record_answer
from knowledge.types import (
    Answer,
    AnswerRequest,
    Assessment,
    Attempt,
    HistoryTurn,
    Profile,
    Retrieval,
)

RESOLVING = frozenset({"thanks", "farewell"})
"""Small talk with which a visitor says that it is settled, once something was answered."""


@dataclass(slots=True)
class Claim:
    """A turn that this process runs, and all it needs to begin. `case` grows with each stage."""

    turn_id: int
    conversation_id: int
    public_id: str
    epoch: int
    newest_at: datetime
    request: AnswerRequest
    profile: Profile
    case: Case
    exchanges: int
    page: str


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


def lease_end(now: datetime) -> datetime:
    """Until when a running turn is believed to be alive without renewal."""
    return now + timedelta(seconds=settings.LIVE["turn_lease_s"])


def claim(turn_id: int) -> Claim | None:
    """The turn is this process's; None when there is nothing left to do for it."""
    turns = Turn.objects.filter(pk=turn_id)
    found = turns.values_list("conversation_id", "conversation__language").first()
    if found is None:
        return None
    conversation_id, language = found
    make_ready(language)  # a model that is loaded now would be loaded under the lock else
    return _claim(turn_id, conversation_id)


@transaction.atomic
def _claim(turn_id: int, conversation_id: int) -> Claim | None:
    conversation = lock(conversation_id)
    now = timezone.now()
    claimed = Turn.objects.filter(
        pk=turn_id, state=TurnState.PENDING.value, conversation__state=State.ASSISTANT.value
    ).update(
        state=TurnState.RUNNING.value,
        lease_until=lease_end(now),
        attempts=F("attempts") + 1,
    )
    if not claimed:
        _drop(turn_id, TurnState.PENDING, now)
        return None
    words = episodes.words(conversation)
    if not words.waiting:
        _drop(turn_id, TurnState.RUNNING, now)
        return None
    return _claimed(turn_id, conversation, words, now)


def _drop(turn_id: int, state: TurnState, now: datetime) -> None:
    """Nothing is left to do for a turn in this state."""
    Turn.objects.filter(pk=turn_id, state=state.value).update(
        state=TurnState.SUPERSEDED.value, finished_at=now, lease_until=None
    )


def _claimed(turn_id: int, conversation: Conversation, words: Words, now: datetime) -> Claim:
    run = FlowRun.objects.select_related("version").filter(conversation=conversation).first()
    node = _assistant_node(run)
    profile = _profile(str(node.get("profile", "")))
    text = "\n".join(message.text for message in words.waiting)
    said = tuple(HistoryTurn(message.author_kind, message.text) for message in words.history)
    language = _language(conversation, text, said)
    case = begin(
        conversation_id=conversation.pk,
        text=text,
        turn_id=turn_id,
        now=now,
        policy=str(node.get("policy", "")),
    )
    request = AnswerRequest(
        question=text,
        history=said,
        language=language,
        knowledge_bases=bases_for(profile.knowledge_bases, language),
        profile_id=profile.id,
        brief=episodes.settled(conversation),
    )
    return Claim(
        turn_id=turn_id,
        conversation_id=conversation.pk,
        public_id=str(conversation.public_id),
        epoch=conversation.epoch,
        newest_at=words.waiting[-1].created_at,
        request=request,
        profile=profile,
        case=case,
        exchanges=case.snapshot.exchanges,
        page=conversation.start_url,
    )


def _assistant_node(run: FlowRun | None) -> Mapping[str, Any]:
    """The settings of the assistant node that the run stands at; empty without one."""
    nodes = run.version.graph["nodes"] if run else ()
    here = [node.get("config", {}) for node in nodes if run and node["id"] == run.assistant_node]
    return here[0] if here else {}


def _profile(slug: str) -> Profile:
    profile = (profile_by_slug(slug) if slug else None) or default_profile()
    if profile is None:
        raise LookupError("there is no assistant profile")
    return profile


def _language(conversation: Conversation, text: str, said: tuple[HistoryTurn, ...]) -> str:
    """What the visitor writes in; the conversation takes it on, and with it our own words."""
    before = conversation.language or DEFAULT
    language = detect(text, said, (before,))
    if language != conversation.language:
        note_language(conversation_id=conversation.pk, language=language)
    return language


def renew(turn_id: int) -> bool:
    """The lease is longer; False when the turn is no longer running."""
    now = timezone.now()
    running = Turn.objects.filter(pk=turn_id, state=TurnState.RUNNING.value)
    return bool(running.update(lease_until=lease_end(now)))


@transaction.atomic
def mark_shown(claim: Claim) -> None:
    """Words of this turn may be shown; from now on later messages wait for their own turn.

    Raises Superseded when the visitor wrote again, or the assistant lost the word.
    """
    conversation = lock(claim.conversation_id)
    if conversation.epoch != claim.epoch or conversation.state != State.ASSISTANT:
        raise Superseded("somebody else owns the next word")
    running = Turn.objects.filter(pk=claim.turn_id, state=TurnState.RUNNING.value)
    if not running.update(shown=True):
        raise Superseded("the visitor wrote again")


def _finish(claim: Claim, state: TurnState, result: Result) -> None:
    """Compare-and-set under the conversation's lock. Raises Superseded."""
    lock(claim.conversation_id)
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
    """The answer is in the transcript, with its record and decision. Raises Superseded."""
    _finish(claim, TurnState.ANSWERED, result)
    answer = result.answer
    if answer is None or result.verdict is None:
        raise ValueError("an answered turn has an answer and a verdict")
    record_id = _record(claim, result)
    decision = store_decision(claim.case, result.verdict, answer_record_id=record_id)
    post_assistant_message(
        conversation_id=claim.conversation_id,
        text=answer.text,
        epoch=claim.epoch,
        name=claim.profile.display_name,
        citations=[
            {"title": one.title, "url": one.url, "quote": one.quote} for one in answer.citations
        ],
        detail=_detail(claim, result, decision.pk),
        turn_id=claim.turn_id,
    )
    _plan_next(claim)


def on_page(claim: Claim, retrieval: Retrieval) -> Retrieval:
    """The retrieval with whole addresses: one without a host is a page of the visitor's site."""
    passages = tuple(
        replace(one, url=urljoin(claim.page, one.url) if one.url else "")
        for one in retrieval.passages
    )
    return replace(retrieval, passages=passages)


def settles(claim: Claim, retrieval: Retrieval) -> bool:
    """Whether the visitor's words say that what was answered in this episode is settled."""
    return retrieval.small_talk in RESOLVING and claim.exchanges > 0


@transaction.atomic
def finish_resolved(claim: Claim, result: Result) -> None:
    """The flow has the next word: it says goodbye. Raises Superseded."""
    _finish(claim, TurnState.ANSWERED, result)
    if result.verdict is not None:
        store_decision(claim.case, result.verdict)
    tell(
        conversation_id=claim.conversation_id,
        happening=Happening(HappeningKind.RESOLVED, learned={"outcome": "resolved"}),
    )


def _plan_next(claim: Claim) -> None:
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


def _detail(claim: Claim, result: Result, decision_id: int) -> dict[str, Any]:
    """What staff read under an answer."""
    answer = result.answer
    confidence = answer.assessment.confidence if answer else None
    passages = result.retrieval.passages[:5] if result.retrieval else ()
    return {
        "turn": claim.turn_id,
        "decision": decision_id,
        "confidence": round(confidence.value, 4) if confidence else None,
        "calibrated": confidence.calibrated if confidence else False,
        "own_calibration": bool(result.retrieval and result.retrieval.calibration_id),
        "support": answer.assessment.support if answer else None,
        "confidence_parts": dict(confidence.parts) if confidence else {},
        "provider": answer.provider if answer else "",
        "passages": [
            {"title": one.title, "url": one.url, "score": round(one.score, 3)} for one in passages
        ],
    }


def _record(claim: Claim, result: Result) -> int:
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
def finish_escalated(claim: Claim, result: Result) -> None:
    """A person is asked for; words that were shown already stay in the transcript before it."""
    _finish(claim, TurnState.ESCALATED, result)
    verdict = result.verdict
    if verdict is None or verdict.primary is None:
        raise ValueError("an escalated turn has a verdict with a reason")
    record_id = _record(claim, result) if result.retrieval else None
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


@transaction.atomic
def give_up(claim: Claim) -> None:
    """The turn is superseded; nothing of it remains but its row."""
    lock(claim.conversation_id)
    Turn.objects.filter(pk=claim.turn_id, state=TurnState.RUNNING.value).update(
        state=TurnState.SUPERSEDED.value, finished_at=timezone.now(), lease_until=None
    )


@transaction.atomic
def fail(turn_id: int, code: str) -> None:
    """The machine failed: a person gets the conversation. Does nothing for a finished turn."""
    conversation_id = (
        Turn.objects.filter(pk=turn_id).values_list("conversation_id", flat=True).first()
    )
    if conversation_id is None:
        return
    conversation = lock(conversation_id)
    open_turn = Turn.objects.filter(
        pk=turn_id, state__in=[TurnState.RUNNING.value, TurnState.PENDING.value]
    )
    failed = open_turn.update(
        state=TurnState.FAILED.value,
        failure=code[:40],
        finished_at=timezone.now(),
        lease_until=None,
    )
    if failed and conversation.state == State.ASSISTANT:
        sentence = "The assistant could not finish its answer."
        escalate(
            conversation_id=conversation_id,
            epoch=conversation.epoch,
            reason=ReasonCode.AI_ERROR,
            sentence=sentence,
            fired=(Fired(kind="assistant_failed", reason=ReasonCode.AI_ERROR, sentence=sentence),),
        )
