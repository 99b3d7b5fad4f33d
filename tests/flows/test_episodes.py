"""After a hand-back or a reopening the assistant starts afresh, and knows what people settled."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from agents import services as agents
from agents.models import AgentProfile
from agents.types import Presence
from chat.models import Conversation, Message
from chat.types import AuthorKind, State
from escalation import selectors
from escalation.models import Decision, Handoff
from flows import episodes, runner
from flows.models import Turn
from flows.turn import run_turn
from tests import builders
from tests.flows.staging import Script, ScriptedAnswers, Stage, words_of

EASY = "How long do you keep backups?"


@pytest.fixture
def ada(transactional_db: None) -> AgentProfile:
    made = agents.ensure_agent(user_id=builders.person("Ada").pk, display_name="Ada")
    agents.set_presence(agent_id=made.pk, presence=Presence.ONLINE)
    return made


def helped(conversation: Conversation, ada: AgentProfile, *words: str) -> None:
    """Ada takes the conversation over and says these words."""
    agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
    for text in words:
        agents.reply(
            agent_id=ada.pk,
            conversation_id=conversation.pk,
            text=text,
            client_id=builders.client_id("ada"),
        )


def hand_back(conversation: Conversation, ada: AgentProfile, brief: str = "") -> None:
    agents.hand_back(agent_id=ada.pk, conversation_id=conversation.pk, brief=brief)
    conversation.refresh_from_db()


def asked(stage: Stage, text: str) -> Conversation:
    """The conversation after these words; the request that the answerer got is the newest."""
    ScriptedAnswers.play(Script())
    return stage.ask(text)


def test_an_easy_question_after_resolving_and_reopening_is_answered(
    stage: Stage, ada: AgentProfile
) -> None:
    """T4: the request for a person is old news."""
    conversation = stage.ask("I want to talk to a human being!")
    helped(conversation, ada, "I have sent you the refund of 24 €.")
    agents.resolve(agent_id=ada.pk, conversation_id=conversation.pk)
    conversation = asked(stage, EASY)
    assert conversation.state == State.ASSISTANT
    assert words_of(conversation, AuthorKind.ASSISTANT)[-1] == "Backups are kept for 14 days."
    assert Handoff.objects.count() == 1
    (request,) = ScriptedAnswers.requests
    assert request.question == EASY
    assert request.history == ()
    assert request.brief == "Ada (a colleague) wrote: I have sent you the refund of 24 €."


def test_escalating_and_handing_back_works_five_times_and_more(
    stage: Stage, ada: AgentProfile
) -> None:
    """T22, with an easy question answered in between."""
    for number in range(1, 6):
        conversation = stage.ask("I want to talk to a human being!")
        assert conversation.state != State.ASSISTANT
        assert Handoff.objects.count() == number
        helped(conversation, ada, f"Settled, case {number}.")
        hand_back(conversation, ada)
        conversation = asked(stage, EASY)
        assert conversation.state == State.ASSISTANT
        assert len(ScriptedAnswers.requests) == 1
        decision = Decision.objects.latest("pk")
        assert (decision.action, decision.snapshot["unresolved"]) == ("reply", 0)
    assert selectors.check(timezone.now()).counts["connected"] == 5
    brief = ScriptedAnswers.requests[0].brief.splitlines()
    assert [line[-7:] for line in brief] == ["case 3.", "case 4.", "case 5."], "the newest, bounded"


def test_counters_begin_again(stage: Stage, ada: AgentProfile) -> None:
    for text in ("Where do I see my invoices?", "That did not help", "That still does not help"):
        conversation = asked(stage, text)
    before = Decision.objects.latest("pk").snapshot
    assert before["exchanges"] > 0
    helped(conversation, ada, "It is up again.")
    hand_back(conversation, ada)
    asked(stage, EASY)
    after = Decision.objects.latest("pk").snapshot
    assert (after["exchanges"], after["unresolved"]) == (0, 0)


def test_the_note_of_the_hand_back_stands_for_what_was_said(
    stage: Stage, ada: AgentProfile
) -> None:
    conversation = stage.ask("I want to talk to a human being!")
    helped(conversation, ada, "Hi!", "Done.")
    hand_back(conversation, ada, "Refund of 24 € was sent today.")
    asked(stage, EASY)
    (request,) = ScriptedAnswers.requests
    note = "Ada (a colleague) handed back with the note: Refund of 24 € was sent today."
    assert request.brief == note


def test_a_colleagues_words_are_never_the_assistants(stage: Stage, ada: AgentProfile) -> None:
    conversation = stage.ask(EASY)
    helped(conversation, ada, "The secret password is swordfish.")
    hand_back(conversation, ada)
    asked(stage, EASY)
    asked(stage, "And weekly ones?")
    (request,) = ScriptedAnswers.requests
    assert [turn.author for turn in request.history] == ["visitor", "assistant"]
    assert "swordfish" not in "".join(turn.text for turn in request.history)
    assert "(a colleague) wrote: The secret password is swordfish." in request.brief


def test_what_the_colleague_left_without_a_reply_is_answered_at_once(
    stage: Stage, ada: AgentProfile
) -> None:
    conversation = stage.ask("I want to talk to a human being!")
    helped(conversation, ada, "How can I help?")
    stage.say(EASY)
    ScriptedAnswers.play(Script())
    hand_back(conversation, ada)
    assert stage.run(conversation) is not None
    (request,) = ScriptedAnswers.requests
    assert request.question == EASY
    conversation.refresh_from_db()
    assert conversation.state == State.ASSISTANT


def test_what_asked_for_a_person_is_not_asked_again(stage: Stage, ada: AgentProfile) -> None:
    """T4: handed back without a word; the old request must not bring a person again."""
    conversation = stage.ask("I want to talk to a human being!")
    stage.say("Hello? A human please!")
    helped(conversation, ada)
    hand_back(conversation, ada)
    long_ago = timezone.now() - timedelta(minutes=5)
    Conversation.objects.update(last_message_at=long_ago)
    Turn.objects.all().delete()
    assert runner.sweep() == []
    assert not Turn.objects.exists()
    conversation = asked(stage, EASY)
    assert conversation.state == State.ASSISTANT
    assert ScriptedAnswers.requests[0].question == EASY


def test_a_turn_without_words_to_answer_is_dropped(stage: Stage) -> None:
    conversation = stage.ask(EASY)
    turn = Turn.objects.create(
        conversation=conversation, state="pending", upto_seq=1, created_at=timezone.now()
    )
    asyncio.run(run_turn(turn.pk))
    turn.refresh_from_db()
    assert turn.state == "superseded"
    assert len(words_of(conversation, AuthorKind.ASSISTANT)) == 2


def test_the_brief_is_bounded_and_costs_a_few_queries(
    stage: Stage, ada: AgentProfile, django_assert_max_num_queries: object
) -> None:
    conversation = stage.ask("I want to talk to a human being!")
    helped(conversation, ada)
    Message.objects.bulk_create(
        Message(
            conversation=conversation,
            seq=1000 + number,
            epoch=1,
            episode=1,
            author_kind="agent",
            author_name="Ada",
            text=f"word {number} " * 200,
            created_at=timezone.now(),
        )
        for number in range(1500)
    )
    Conversation.objects.update(last_seq=3000)
    hand_back(conversation, ada)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        brief = episodes.settled(conversation)
    assert "word 1499" in brief
    assert len(brief) < 2500
