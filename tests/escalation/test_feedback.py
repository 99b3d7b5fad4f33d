"""A thumb down is a moment of decision; so are hours, and what happened in earlier episodes."""

from __future__ import annotations

import pytest
from django.utils import timezone

from chat import services as chat
from chat.ratings import rate_answer, wrong_answers
from chat.types import VISITOR, Author, AuthorKind, Move, State
from escalation import services, snapshot
from escalation.models import Decision, Handoff, Policy
from escalation.setup import ensure_defaults
from escalation.types import Action, ReasonCode, Stage
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


def answered(conversation, turn: int) -> None:  # type: ignore[no-untyped-def]
    """The assistant's answer of that turn."""
    conversation.refresh_from_db()
    chat.post_assistant_message(
        conversation_id=conversation.pk,
        text=f"Answer {turn}.",
        epoch=conversation.epoch,
        citations=[{"title": "Backups", "url": "https://help.example/backups"}],
        detail={"turn": turn},
        turn_id=turn,
    )


def test_the_second_answer_called_wrong_brings_a_person_at_once() -> None:
    conversation = make.conversation()
    for turn in (1, 2):
        answered(conversation, turn)
        rate_answer(conversation_id=conversation.pk, turn=turn, author=VISITOR, verdict="wrong")
        assert (make.state_of(conversation) == State.ASSISTANT) is (turn == 1)
    handoff = make.handoff_of(conversation)
    assert handoff.reason == ReasonCode.UNRESOLVED_LIMIT
    assert handoff.sentence == "The visitor called 2 answers wrong."
    stored = Decision.objects.filter(conversation=conversation).order_by("pk")
    assert [one.action for one in stored] == [Action.REPLY, Action.ESCALATE]
    assert {one.stage for one in stored} == {Stage.FEEDBACK}


def test_a_thumb_taken_back_no_longer_counts() -> None:
    conversation = make.conversation()
    for turn in (1, 2):
        answered(conversation, turn)
    rate_answer(conversation_id=conversation.pk, turn=1, author=VISITOR, verdict="wrong")
    rate_answer(conversation_id=conversation.pk, turn=1, author=VISITOR, verdict="")
    rate_answer(conversation_id=conversation.pk, turn=2, author=VISITOR, verdict="wrong")
    assert wrong_answers(conversation.pk, conversation.episode) == 1
    assert not Handoff.objects.filter(conversation=conversation).exists()


def test_an_agents_verdict_moves_nothing() -> None:
    conversation = make.conversation()
    answered(conversation, 1)
    ada = make.agent()
    author = Author(AuthorKind.AGENT, "Ada", str(ada.pk))
    rate_answer(conversation_id=conversation.pk, turn=1, author=author, verdict="wrong")
    assert not Decision.objects.filter(conversation=conversation).exists()


def test_a_rule_that_rests_does_not_bring_a_person_twice() -> None:
    policy = ensure_defaults().policy
    rule = {
        "key": "fire",
        "when": {"trigger": "keyword", "fields": {"words": ["fire"]}},
        "cooldown_s": 3600,
    }
    services.save_draft(policy_id=policy.pk, rules=[rule])
    services.publish(policy_id=policy.pk)
    conversation = make.conversation("fire")

    def ask() -> Action:
        case = services.begin(
            conversation=conversation, text="fire", turn_id=None, now=timezone.now()
        )
        case, verdict = services.judge(case, Stage.BEFORE_ANSWER)
        decision = services.store_decision(case, verdict)
        if verdict.primary is not None:
            make.escalate(
                conversation,
                fired=verdict.fired,
                reason=verdict.primary.reason,
                decision_id=decision.pk,
            )
        return verdict.action

    assert ask() is Action.ESCALATE
    chat.move(conversation_id=conversation.pk, move=Move.RETURN_TO_ASSISTANT, actor=VISITOR)
    conversation.refresh_from_db()
    assert conversation.episode == 2
    assert ask() is Action.REPLY
    Policy.objects.get(pk=policy.pk)


def test_a_team_without_hours_is_open() -> None:
    seen = snapshot.read(conversation=make.conversation(), text="hi", now=make.NOON)
    assert seen.hours_open is True
