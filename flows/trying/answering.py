"""A turn of the assistant in a talk that is made up: judged by the same rules, stored nowhere.

The order is that of `flows.turn`: hard rules before any model, the search before the model, the
assessment before the words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from asgiref.sync import async_to_sync
from django.utils.translation import gettext as _

from chat import wishes
from chat.types import AuthorKind
from escalation.services import Case, judge
from escalation.services.made_up import (
    MadeUpTurn,
    made_up_case,
    notice_of,
    policy_of_assistant,
)
from escalation.types import Action, Fired, ReasonCode, Stage, Urgency, Verdict
from flows.assistants import Assistant
from flows.episodes import HISTORY_MESSAGES
from flows.lone_turns import DOUBTS
from flows.trying.world import MadeUpWorld
from flows.turn_store import RESOLVING
from flows.types import GraphError
from knowledge import services as knowledge
from knowledge.language import detect
from knowledge.selectors import base_ids, bases_for, default_profile, profile_by_slug
from knowledge.small_talk import small_talk
from knowledge.types import (
    Answer,
    AnswerDecision,
    AnsweringFailed,
    AnswerRequest,
    Assessment,
    Confidence,
    HistoryTurn,
    Profile,
    Retrieval,
)

LONGEST_S = 60.0
"""After this a real answer counts as failed: somebody waits in front of the screen."""

SURE = 0.9
"""The confidence of a recorded answer for which none was set."""


class Ended(StrEnum):
    """How a turn ended."""

    ANSWERED = "answered"
    DECLINED = "declined"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    LIMIT = "limit"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Turned:
    """What a turn came to. `why`: one sentence; `inputs`: what it was decided from.

    `notice`: what the visitor reads when a person is asked for.
    """

    ended: Ended
    why: str
    text: str = ""
    sources: tuple[Mapping[str, str], ...] = ()
    confidence: float | None = None
    reason: str = ""
    urgency: str = ""
    intent: str = ""
    notice: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Turn:
    """A turn under way."""

    world: MadeUpWorld
    assistant: Assistant
    profile: Profile
    request: AnswerRequest
    case: Case
    assessment: Assessment | None = None
    verdict: Verdict | None = None

    @property
    def override(self) -> float | None:
        return self.world.form.confidence

    def escalates(self, stage: Stage, **facts: Any) -> bool:
        self.case, self.verdict = judge(self.case, stage, **facts)
        return self.verdict.action is Action.ESCALATE


def take_turn(world: MadeUpWorld, assistant: Assistant) -> Turned:
    """What the assistant makes of the words that wait for it. Raises GraphError without a profile.

    The talk itself is not changed, but for the language that the visitor is found to write in.
    """
    turn = _begin(world, assistant)
    if assistant.is_alone:
        if wishes.for_a_person() in world.talk.unanswered:
            return _asked_for(turn)
    elif turn.escalates(Stage.BEFORE_ANSWER):
        return _stopped(turn)
    if not world.form.ai_works:
        return _failed(turn, "unavailable")
    if world.form.ai == "recorded":
        return _recorded(turn)
    return async_to_sync(_real)(turn)


def _begin(world: MadeUpWorld, assistant: Assistant) -> _Turn:
    talk = world.talk
    profile = (profile_by_slug(assistant.profile) if assistant.profile else None) or (
        default_profile()
    )
    if profile is None:
        raise GraphError(_("There is no assistant profile yet, so nobody can answer here."))
    text = "\n".join(talk.unanswered)
    earlier = talk.of_episode()[: -len(talk.unanswered) or None]
    history = tuple(HistoryTurn(one.who, one.text) for one in earlier[-HISTORY_MESSAGES:])
    talk.language = detect(text, history, (world.language(),))
    bases = assistant.knowledge_bases
    chosen = base_ids(bases) if bases else profile.knowledge_bases
    queue = world.queue("")
    policy = policy_of_assistant(assistant.policy, is_alone=assistant.is_alone)
    made_up = MadeUpTurn(
        text=text,
        now=world.now,
        language=talk.language,
        said=tuple(
            (one.who == AuthorKind.VISITOR, one.text)
            for one in earlier
            if one.who in {AuthorKind.VISITOR, AuthorKind.ASSISTANT}
        ),
        attributes=world.attributes(),
        start_url=world.form.page,
        pages=(world.form.page,) if world.form.page else (),
        human_available=queue.online > 0,
        hours_open=queue.is_open,
    )
    request = AnswerRequest(
        question=text,
        history=history,
        language=talk.language,
        knowledge_bases=bases_for(chosen, talk.language),
        profile_id=profile.id,
    )
    return _Turn(world, assistant, profile, request, made_up_case(made_up, policy))


def _recorded(turn: _Turn) -> Turned:
    """The answer that was given beforehand; only the rules are real."""
    if _settles(turn, small_talk(turn.request.question)):
        return _resolved(turn)
    if _is_at_limit(turn):
        return _limit(turn)
    text = turn.world.form.answer or _("This is where the answer stands.")
    sure = Confidence(SURE if turn.override is None else turn.override)
    turn.assessment = Assessment(AnswerDecision.ANSWER, sure)
    answer = Answer(text, (), turn.assessment, "recorded", "", "end_turn")
    if turn.escalates(Stage.AFTER_ANSWER, assessment=turn.assessment, answer=answer):
        return _stopped(turn)
    return _answered(turn, answer)


async def _real(turn: _Turn) -> Turned:
    """What the assistant finds and says now; what a model is asked for costs what it costs."""
    try:
        async with asyncio.timeout(LONGEST_S):
            return await _answer(turn)
    except AnsweringFailed as error:
        turn.assessment = error.assessment or turn.assessment
        return _failed(turn, error.code, error.withheld)
    except TimeoutError:
        return _failed(turn, "timeout")


async def _answer(turn: _Turn) -> Turned:
    found = _overridden(await knowledge.retrieve(turn.request), turn.override)
    if turn.escalates(Stage.AFTER_RETRIEVAL, retrieval=found):
        return _stopped(turn)
    if _settles(turn, found.small_talk):
        return _resolved(turn)
    if _is_at_limit(turn):
        return _limit(turn)
    answer: Answer | None = None
    async with aclosing(knowledge.stream_answer(turn.request, found, turn.profile)) as items:
        async for item in items:
            if isinstance(item, Assessment):
                turn.assessment = _assessed(item, turn.override)
                if turn.escalates(Stage.AFTER_ANSWER, assessment=turn.assessment):
                    return _stopped(turn)
            elif isinstance(item, Answer):
                answer = item
    if answer is None:
        raise AnsweringFailed("no_answer")
    if turn.assessment is not None:
        answer = replace(answer, assessment=turn.assessment)
    if turn.escalates(Stage.AFTER_ANSWER, answer=answer):
        return _stopped(turn)
    return _answered(turn, answer)


def _overridden(found: Retrieval, confidence: float | None) -> Retrieval:
    if confidence is None or found.small_talk:
        return found
    return replace(found, confidence=replace(found.confidence, value=confidence))


def _assessed(assessment: Assessment, confidence: float | None) -> Assessment:
    if confidence is None or assessment.decision is AnswerDecision.SMALL_TALK:
        return assessment
    return replace(assessment, confidence=replace(assessment.confidence, value=confidence))


def _settles(turn: _Turn, talk: str) -> bool:
    """Whether the visitor's words say that what was answered is settled."""
    return talk in RESOLVING and turn.case.snapshot.exchanges > 0


def _is_at_limit(turn: _Turn) -> bool:
    assistant = turn.assistant
    given = assistant.answers if assistant.is_alone else turn.case.snapshot.exchanges
    return 0 < assistant.max_answers <= given


# How turns end


def _inputs(turn: _Turn) -> dict[str, Any]:
    """What the rules saw, as whoever tries it wants to know."""
    seen = turn.case.snapshot
    readings = {one.name: round(one.value, 3) for one in seen.readings if one.value >= 0.01}
    return {
        "question": seen.text,
        "language": seen.language,
        "confidence": None if seen.confidence is None else round(seen.confidence, 3),
        "answers before": seen.exchanges,
        **readings,
    }


def _answered(turn: _Turn, answer: Answer) -> Turned:
    sure = answer.assessment.confidence.value
    return Turned(
        Ended.ANSWERED,
        _("The assistant answers: no rule asks for a person (confidence %(share)s %%).")
        % {"share": round(sure * 100)},
        text=answer.text,
        sources=tuple({"title": one.title, "url": one.url} for one in answer.citations),
        confidence=sure,
        intent=answer.assessment.intent,
        inputs=_inputs(turn),
    )


def _resolved(turn: _Turn) -> Turned:
    why = _("The visitor says that it is settled.")
    return Turned(Ended.RESOLVED, why, inputs=_inputs(turn))


def _limit(turn: _Turn) -> Turned:
    why = _("The flow lets the assistant give %(most)s answers at most.") % {
        "most": turn.assistant.max_answers
    }
    if turn.assistant.is_alone:
        return Turned(Ended.LIMIT, why, inputs=_inputs(turn))
    return _escalated(turn, ReasonCode.UNRESOLVED_LIMIT, why)


def _asked_for(turn: _Turn) -> Turned:
    return _escalated(
        turn, ReasonCode.HUMAN_REQUESTED, _("The visitor pressed “Talk to a person”.")
    )


def _failed(turn: _Turn, code: str, withheld: tuple[str, ...] = ()) -> Turned:
    """The rules have the last word on failures too; without one a person is asked for."""
    assessment = turn.assessment
    if turn.escalates(Stage.FAILED, failure=code, withheld=withheld, assessment=assessment):
        return _stopped(turn, code)
    return _could_not(turn, ReasonCode.AI_ERROR, _("The assistant could not finish its answer."))


def _stopped(turn: _Turn, failure: str = "") -> Turned:
    """A rule asks for a person; an assistant that answers alone declines, or has failed."""
    verdict = turn.verdict
    if verdict is None or verdict.primary is None:
        raise ValueError("a turn is stopped by a rule")
    primary = verdict.primary
    if turn.assistant.chat is None:
        return _escalated(turn, primary.reason, primary.sentence, primary)
    if failure not in DOUBTS:
        return _could_not(turn, primary.reason, primary.sentence)
    return Turned(
        Ended.DECLINED,
        primary.sentence,
        text=turn.assistant.chat.decline_in(turn.request.language),
        confidence=turn.case.snapshot.confidence,
        inputs=_inputs(turn),
    )


def _could_not(turn: _Turn, reason: ReasonCode, why: str) -> Turned:
    if turn.assistant.chat is None:
        return _escalated(turn, reason, why)
    return Turned(Ended.FAILED, why, reason=reason.value, inputs=_inputs(turn))


def _escalated(turn: _Turn, reason: ReasonCode, why: str, primary: Fired | None = None) -> Turned:
    number = primary.urgency if primary is not None else Urgency.NORMAL.priority
    reached = [level for level in Urgency if number >= level.priority] or [Urgency.LOW]
    return Turned(
        Ended.ESCALATED,
        why,
        confidence=turn.case.snapshot.confidence,
        reason=reason.value,
        urgency=max(reached, key=lambda level: level.priority).value,
        notice=notice_of(turn.case.policy, reason, turn.request.language, primary),
        inputs=_inputs(turn),
    )
