"""A turn's case: read once, judged at each stage, stored, and replayed."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from agents import services as agents
from chat import services as chat
from chat.models import Conversation
from chat.types import SYSTEM, EntryKind, Move
from escalation import replay, selectors, services
from escalation.models import Decision, Handoff
from escalation.services import Case
from escalation.types import Action, ReasonCode, Snapshot, Stage, Verdict
from knowledge.types import AnswerDecision
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db

SURE = make.assessment(0.9)


def begin(conversation: Conversation, text: str) -> Case:
    conversation.refresh_from_db()
    return services.begin(conversation=conversation, text=text, turn_id=7, now=timezone.now())


def judged(text: str, stage: Stage = Stage.BEFORE_ANSWER, **facts: Any) -> Verdict:
    case = begin(make.conversation(text), text)
    return services.judge(case, stage, **facts)[1]


def reason_of(verdict: Verdict) -> ReasonCode | None:
    return verdict.primary.reason if verdict.primary is not None else None


def test_a_question_is_left_to_the_assistant() -> None:
    assert judged("How do backups work?").action is Action.REPLY


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("can I talk to a human", ReasonCode.HUMAN_REQUESTED),
        ("our server is down", ReasonCode.KEYWORD),
        ("cancel my account", ReasonCode.KEYWORD),
    ],
)
def test_hard_rules_speak_before_any_model(text: str, reason: ReasonCode) -> None:
    assert reason_of(judged(text)) is reason


def test_the_gate_closes_when_nothing_is_found() -> None:
    verdict = judged("q", Stage.AFTER_RETRIEVAL, retrieval=make.nothing_found())
    assert reason_of(verdict) is ReasonCode.MISSING_KNOWLEDGE


def test_a_greeting_needs_no_passage() -> None:
    greeting = make.nothing_found()
    found = make.retrieval(0.0, small_talk="greeting")
    assert judged("hello", Stage.AFTER_RETRIEVAL, retrieval=found).action is Action.REPLY
    assert judged("hello", Stage.AFTER_RETRIEVAL, retrieval=greeting).action is Action.ESCALATE


@pytest.mark.parametrize(
    ("assessment", "action"),
    [
        (make.assessment(0.7), Action.REPLY),
        (make.assessment(0.69), Action.ESCALATE),
        (make.assessment(0.2, AnswerDecision.ASK_BACK), Action.ASK_BACK),
        (make.assessment(0.2, AnswerDecision.SMALL_TALK), Action.REPLY),
        (make.assessment(0.9, AnswerDecision.NO_ANSWER), Action.ESCALATE),
    ],
)
def test_the_assessment_is_judged_before_the_words(assessment: Any, action: Action) -> None:
    assert judged("q", Stage.AFTER_ANSWER, assessment=assessment).action is action


def test_an_answer_that_promises_a_person_brings_one() -> None:
    """T2: the promise is recognised, a person is asked for, and the log says so."""
    conversation = make.conversation("refund?")
    case = begin(conversation, "refund?")
    case, verdict = services.judge(case, Stage.AFTER_ANSWER, assessment=SURE)
    assert verdict.action is Action.REPLY
    promise = make.answer("I am transferring you to a colleague.")
    case, verdict = services.judge(case, Stage.AFTER_ANSWER, answer=promise)
    assert reason_of(verdict) is ReasonCode.UNGROUNDED_ANSWER
    decision = services.store_decision(case, verdict)
    assert verdict.primary is not None
    make.escalate(
        conversation,
        reason=verdict.primary.reason,
        sentence=verdict.primary.sentence,
        fired=verdict.fired,
        decision_id=decision.pk,
    )
    (logged,) = make.entries(conversation, EntryKind.ANSWER_JUDGED)
    assert logged["fired"][0]["kind"] == "empty_promise"
    assert make.handoff_of(conversation).decision_id == decision.pk


def test_an_answer_without_words_is_not_shown() -> None:
    verdict = judged("q", Stage.AFTER_ANSWER, answer=make.answer(""))
    assert reason_of(verdict) is ReasonCode.UNGROUNDED_ANSWER


def test_the_first_assessment_stays_when_the_answer_comes() -> None:
    case = begin(make.conversation("q"), "q")
    case, _ = services.judge(case, Stage.AFTER_ANSWER, assessment=make.assessment(0.8))
    case, _ = services.judge(case, Stage.AFTER_ANSWER, answer=make.answer(confidence=0.3))
    assert case.snapshot.confidence == 0.8


def test_a_failed_turn_goes_to_a_person_once_and_then_is_quiet() -> None:
    """T23: a model that always fails makes one handoff, whatever is tried again."""
    conversation = make.conversation("q")
    for _ in range(4):
        case = begin(conversation, "q")
        case, verdict = services.judge(case, Stage.FAILED, failure="server_error")
        assert reason_of(verdict) is ReasonCode.AI_ERROR
        assert verdict.primary is not None
        make.escalate(
            conversation,
            reason=verdict.primary.reason,
            sentence=verdict.primary.sentence,
            fired=verdict.fired,
        )
    assert Handoff.objects.count() == 1
    assert len(make.notices(conversation)) == 1


def test_three_answers_that_did_not_help_are_enough() -> None:
    conversation = make.conversation("how do I restore a backup?")
    for words in ("that didn't help", "still not working"):
        make.reply(conversation)
        assert begin(conversation, words).snapshot.unresolved < 3
        make.say(conversation, words)
    make.reply(conversation)
    make.say(conversation, "no, same problem")
    verdict = services.judge(begin(conversation, "no, same problem"), Stage.BEFORE_ANSWER)[1]
    assert reason_of(verdict) is ReasonCode.UNRESOLVED_LIMIT


@pytest.mark.parametrize("ending", ["closed", "handed_back"])
def test_counters_begin_anew_with_the_episode(ending: str) -> None:
    """T4: what went wrong before does not escalate an easy question afterwards."""
    conversation = make.conversation("how do I restore a backup?")
    for words in ("that didn't help", "still not working", "talk to a human", "no, same problem"):
        make.reply(conversation)
        make.say(conversation, words)
    if ending == "closed":
        chat.move(conversation_id=conversation.pk, move=Move.CLOSE, actor=SYSTEM)
    else:
        ada = make.agent()
        make.escalate(conversation)
        agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
        agents.hand_back(agent_id=ada.pk, conversation_id=conversation.pk)
    make.say(conversation, "where are the prices?")
    case = begin(conversation, "where are the prices?")
    assert (case.snapshot.exchanges, case.snapshot.unresolved) == (0, 0)
    assert services.judge(case, Stage.BEFORE_ANSWER)[1].action is Action.REPLY


def test_a_stored_decision_replays_exactly() -> None:
    """Promise 4, over every stage that a turn can end at."""
    texts = ("hello", "our server is down, I want a human", "q")
    for text in texts:
        case = begin(make.conversation(text), text)
        services.store_decision(*services.judge(case, Stage.BEFORE_ANSWER))
        grown, verdict = services.judge(
            case, Stage.AFTER_RETRIEVAL, retrieval=make.retrieval(0.123456789012345)
        )
        services.store_decision(grown, verdict)
        services.store_decision(
            *services.judge(grown, Stage.AFTER_ANSWER, assessment=make.assessment(0.1 + 0.2))
        )
        services.store_decision(*services.judge(grown, Stage.FAILED, failure="timeout"))
    assert Decision.objects.count() == 12
    for row in Decision.objects.select_related("policy_version"):
        again = replay.replay(row.snapshot, selectors.as_policy(row.policy_version).rules)
        assert [one.to_json() for one in again.fired] == row.fired
        assert again.action == row.action
        assert Snapshot.from_json(row.snapshot).to_json() == row.snapshot


def test_the_decision_keeps_what_the_rules_saw() -> None:
    case = begin(make.conversation("data loss"), "data loss")
    case, verdict = services.judge(case, Stage.BEFORE_ANSWER)
    row = services.store_decision(case, verdict)
    assert row.snapshot["text"] == "data loss"
    assert row.snapshot["attributes"] == {"plan": "pro"}
    assert row.snapshot["start_url"] == "https://shop.example/pricing"
    assert row.snapshot["human_available"] is False
    assert (row.action, row.reason, row.turn_id) == ("escalate", "keyword", 7)


def test_somebody_online_is_seen() -> None:
    make.agent()
    assert begin(make.conversation("q"), "q").snapshot.human_available is True


def test_characters_that_no_column_holds_are_dropped() -> None:
    case = begin(make.conversation("q"), "q\x00 \ud800?")
    case, verdict = services.judge(
        case, Stage.AFTER_ANSWER, answer=make.answer("Backups\x00 run every night.")
    )
    services.store_decision(case, verdict)
    assert Decision.objects.get().snapshot["text"] == "q ?"


def test_a_policy_published_meanwhile_changes_no_turn_under_way() -> None:
    case = begin(make.conversation("data loss"), "data loss")
    policy_id = case.policy.policy_id
    services.publish(policy_id=policy_id, note="again")
    assert case.policy.number == 1
    assert begin(make.conversation("q"), "q").policy.number == 2
