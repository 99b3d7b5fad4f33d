"""One past conversation of the demo, judged turn by turn by the real rules and then dated back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import User
from django.db import transaction

from agents.models import Assignment
from agents.services import reply, resolve, take_over
from chat.models import Conversation, Site, Visitor
from chat.services import move, open_conversation, post_assistant_message, post_visitor_message
from chat.types import VISITOR, Move
from config.demo.past import SECONDS_BETWEEN, date_back
from config.demo.people import Cast
from config.demo.reviews import NotIndexedYet, Review
from escalation.models import Decision, Handoff
from escalation.services import Case, begin, escalate, judge, store_decision
from escalation.types import Action, Stage, Verdict
from flows.models import Turn
from knowledge import selectors
from knowledge.models import AnswerRecord, KnowledgeBase, LabelSource
from knowledge.providers.extractive import Extractive
from knowledge.retrieval import retrieve_now
from knowledge.services import label_answer, record_answer
from knowledge.types import Answer, AnswerRequest, Retrieval

_CAME_AFTER = timedelta(seconds=25)


@dataclass(frozen=True, slots=True)
class Line:
    """What the visitor says. `review`: the question behind it, with the article that answers it."""

    text: str
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that is to be played. `reviewed`: whether the manager judges its answers."""

    MARK: ClassVar[str] = "demo-history-"

    number: int
    began: datetime
    lines: tuple[Line, ...]
    reviewed: bool

    def client_id(self, place: int) -> str:
        """Of its line at that place; the first one tells whether it was played."""
        return f"{self.MARK}{self.number:04d}-{place}"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where it happens, and who is there."""

    site: Site
    cast: Cast
    base: KnowledgeBase
    manager: User
    replies: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Judged:
    """What came of a line."""

    case: Case
    verdict: Verdict
    found: Retrieval | None
    answer: Answer | None
    request: AnswerRequest


@transaction.atomic
def play(talk: Talk, desk: Desk) -> None:
    """The conversation is in the past, closed, with its decisions. Raises NotIndexedYet."""
    visitor = Visitor.objects.create(site=desk.site)
    conversation = open_conversation(
        site=desk.site, visitor=visitor, start_url="/help/", start_title="Help", language="en"
    )
    times: dict[int, datetime] = {}
    at = talk.began
    for place, line in enumerate(talk.lines):
        entry = post_visitor_message(
            conversation_id=conversation.pk, client_id=talk.client_id(place), text=line.text
        )
        at = talk.began + timedelta(seconds=SECONDS_BETWEEN * entry.seq)
        decision, is_over = _turn(conversation, line, at, talk, desk)
        times[decision] = at
        if is_over:
            break
    else:
        move(
            conversation_id=conversation.pk,
            move=Move.CLOSE,
            actor=VISITOR,
            reason="visitor_ended",
            outcome="resolved",
        )
    Turn.objects.filter(conversation=conversation).delete()
    date_back(conversation.pk, talk.began)
    for pk, decided in times.items():
        Decision.objects.filter(pk=pk).update(created_at=decided)
        AnswerRecord.objects.filter(decisions=pk).update(created_at=decided)
    _take_their_time(conversation, at)


def _take_their_time(conversation: Conversation, asked: datetime) -> None:
    """The agent came a little after the person was asked for, and stayed until the end."""
    conversation.refresh_from_db(fields=["closed_at"])
    came = asked + _CAME_AFTER
    Handoff.objects.filter(conversation=conversation).update(requested_at=asked, connected_at=came)
    Assignment.objects.filter(conversation=conversation).update(
        offered_at=asked, accepted_at=came, ended_at=conversation.closed_at
    )


def _turn(
    conversation: Conversation, line: Line, at: datetime, talk: Talk, desk: Desk
) -> tuple[int, bool]:
    """The decision about it, and whether a person has ended the conversation."""
    judged = _judged(conversation, line.text, at, desk)
    record = _recorded(conversation, judged)
    decision = store_decision(judged.case, judged.verdict, answer_record_id=record)
    if record is not None and talk.reviewed and line.review is not None and judged.found:
        label_answer(
            answer_id=record,
            source=LabelSource.REVIEWER,
            right=line.review.is_right(judged.found),
            by_id=desk.manager.pk,
        )
    primary = judged.verdict.primary
    if primary is None:
        _say(conversation, judged, decision)
        return decision.pk, False
    escalate(
        conversation_id=conversation.pk,
        epoch=None,
        reason=primary.reason,
        sentence=primary.sentence,
        fired=judged.verdict.fired,
        decision_id=decision.pk,
    )
    _attend(conversation, talk, desk)
    return decision.pk, True


def _judged(conversation: Conversation, text: str, at: datetime, desk: Desk) -> _Judged:
    """The line before every stage that a live turn goes through."""
    profile = selectors.default_profile()
    request = AnswerRequest(
        question=text,
        language=desk.base.language,
        knowledge_bases=(desk.base.pk,),
        profile_id=profile.id if profile else None,
    )
    case = begin(conversation=conversation, text=text, turn_id=None, now=at)
    case, verdict = judge(case, Stage.BEFORE_ANSWER)
    if verdict.action is Action.ESCALATE or profile is None:
        return _Judged(case, verdict, None, None, request)
    found = retrieve_now(request)
    if found.degraded:
        raise NotIndexedYet(found.degraded)
    case, verdict = judge(case, Stage.AFTER_RETRIEVAL, retrieval=found)
    if verdict.action is Action.ESCALATE:
        return _Judged(case, verdict, found, None, request)
    answer = asyncio.run(_quoted(Extractive(profile), request, found))
    case, verdict = judge(case, Stage.AFTER_ANSWER, assessment=answer.assessment)
    if verdict.action is not Action.ESCALATE:
        case, verdict = judge(case, Stage.AFTER_ANSWER, answer=answer)
    return _Judged(case, verdict, found, answer, request)


async def _quoted(answerer: Extractive, request: AnswerRequest, found: Retrieval) -> Answer:
    async for item in answerer.stream(request, found):
        if isinstance(item, Answer):
            return item
    raise ValueError("the answerer ended without an answer")


def _recorded(conversation: Conversation, judged: _Judged) -> int | None:
    if judged.found is None:
        return None
    return record_answer(
        request=judged.request,
        found=judged.found,
        answer=judged.answer,
        conversation_public_id=conversation.public_id,
    )


def _say(conversation: Conversation, judged: _Judged, decision: Decision) -> None:
    answer = judged.answer
    if answer is None or not answer.text:
        return
    post_assistant_message(
        conversation_id=conversation.pk,
        text=answer.text,
        epoch=Conversation.objects.values_list("epoch", flat=True).get(pk=conversation.pk),
        name="Assistant",
        citations=[
            {"title": one.title, "url": one.url, "quote": one.quote} for one in answer.citations
        ],
        detail={"decision": decision.pk, "confidence": round(decision.confidence or 0.0, 4)},
    )


def _attend(conversation: Conversation, talk: Talk, desk: Desk) -> None:
    """An agent takes it, says something and resolves it, before anybody else hears of it."""
    agent = (desk.cast.ada, desk.cast.abel)[talk.number % 2].pk
    take_over(agent_id=agent, conversation_id=conversation.pk)
    reply(
        agent_id=agent,
        conversation_id=conversation.pk,
        client_id=f"{talk.client_id(0)}-reply",
        text=desk.replies[talk.number % len(desk.replies)],
    )
    resolve(agent_id=agent, conversation_id=conversation.pk, outcome="resolved")
