"""A turn ends in an answer or in a person, and never in words that came too late."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Conversation, Message
from chat.services import move
from chat.types import SYSTEM, AuthorKind, Move, State
from escalation.models import Decision, Handoff
from flows import runner
from flows.models import FlowRun, Turn
from flows.starter import ensure_default_flow
from flows.turn import run_turn
from flows.types import TurnState
from knowledge.models import AnswerRecord
from knowledge.providers.base import ProviderError
from tests.flows.staging import (
    Script,
    ScriptedAnswers,
    Stage,
    found,
    turn_states,
    words_of,
)

ASSISTANT = AuthorKind.ASSISTANT


def test_an_answer_is_posted_with_its_source_record_and_decision(stage: Stage) -> None:
    conversation = stage.ask("How long do you keep backups?")
    assert words_of(conversation, ASSISTANT) == ["Hi!", "Backups are kept for 14 days."]
    message = Message.objects.filter(conversation=conversation).latest("seq")
    assert message.data["citations"][0]["url"] == "https://shop.example/help/backups"
    assert message.data["detail"]["confidence"] == pytest.approx(0.9)
    assert AnswerRecord.objects.get().provider == "scripted"
    assert Decision.objects.get().action == "reply"


def test_the_conversation_takes_on_the_language_of_the_visitors_words(stage: Stage) -> None:
    conversation = stage.ask("Wie lange bewahrt ihr die Sicherungskopien auf?")
    assert conversation.language == "de"
    assert [request.language for request in ScriptedAnswers.requests] == ["de"]
    stage.ask("ok 14 backups")
    conversation.refresh_from_db()
    assert conversation.language == "de", "too short to tell"
    assert [request.language for request in ScriptedAnswers.requests] == ["de", "de"]


def test_a_keyword_goes_to_a_person_before_any_model_is_asked(stage: Stage) -> None:
    conversation = stage.ask("The server is down! server down!")
    assert ScriptedAnswers.requests == []
    handoff = Handoff.objects.get(conversation=conversation)
    assert handoff.reason == "keyword"
    assert conversation.state != State.ASSISTANT
    assert FlowRun.objects.get().node == "human"


def test_a_request_for_a_person_is_granted(stage: Stage) -> None:
    conversation = stage.ask("Can I talk to a human, please?")
    assert Handoff.objects.get(conversation=conversation).reason == "human_requested"


def test_a_question_without_a_passage_is_not_answered(stage: Stage) -> None:
    stage.found = found(confidence=0.02, passages=0)
    conversation = stage.ask("Do you rent out GPU servers?")
    assert words_of(conversation, ASSISTANT) == ["Hi!"]
    assert Handoff.objects.get().reason == "missing_knowledge"


def test_an_unsure_answer_is_never_shown(stage: Stage) -> None:
    ScriptedAnswers.play(Script(confidence=0.4))
    conversation = stage.ask("How long do you keep backups?")
    assert words_of(conversation, ASSISTANT) == ["Hi!"]
    assert Handoff.objects.get().reason == "low_confidence"


def test_a_model_that_always_fails_makes_one_handoff_and_then_quiet(stage: Stage) -> None:
    error = ProviderError("server_error", retryable=False)
    ScriptedAnswers.play(Script(error=error))
    conversation = stage.ask("How long do you keep backups?")
    stage.ask("Hello?")
    stage.ask("Anybody?")
    assert Handoff.objects.get().reason == "ai_error"
    assert turn_states(conversation) == ["escalated"]


def test_thanks_after_an_answer_lead_to_goodbye_and_survey(stage: Stage) -> None:
    stage.ask("How long do you keep backups?")
    stage.found = found(small_talk="thanks")
    conversation = stage.ask("thanks!")
    assert words_of(conversation, ASSISTANT)[-1] == "Glad to help!"
    assert FlowRun.objects.get().node == "survey"


def test_an_answer_is_dropped_when_a_human_has_taken_over(stage: Stage) -> None:
    conversation = stage.say("How long do you keep backups?")

    def take_over() -> None:
        move(conversation_id=conversation.pk, move=Move.TAKE_OVER, actor=SYSTEM)

    ScriptedAnswers.play(Script(before_words=take_over))
    assert stage.run(conversation) is TurnState.SUPERSEDED
    assert words_of(conversation, ASSISTANT) == ["Hi!"]


def test_a_take_over_while_words_are_shown_keeps_them_out_of_the_transcript(stage: Stage) -> None:
    conversation = stage.say("How long do you keep backups?")

    def take_over() -> None:
        move(conversation_id=conversation.pk, move=Move.TAKE_OVER, actor=SYSTEM)

    ScriptedAnswers.play(Script(words=("Backups ", "stay."), between_words=take_over))
    assert stage.run(conversation) is TurnState.SUPERSEDED
    assert words_of(conversation, ASSISTANT) == ["Hi!"]


def test_five_quick_messages_get_one_answer_that_covers_all(stage: Stage) -> None:
    for text in ("hi", "my backup", "is gone", "I think", "how long do you keep them?"):
        conversation = stage.say(text)
    assert stage.run(conversation) is TurnState.ANSWERED
    assert stage.run(conversation) is None
    assert len(words_of(conversation, ASSISTANT)) == 2
    assert ScriptedAnswers.requests[0].question.splitlines()[0] == "hi"
    assert len(ScriptedAnswers.requests[0].question.splitlines()) == 5
    assert turn_states(conversation) == ["superseded"] * 4 + ["answered"]


def test_words_that_come_before_the_first_shown_ones_supersede_the_turn(stage: Stage) -> None:
    conversation = stage.say("How long")
    ScriptedAnswers.play(Script(before_words=lambda: stage.say("do you keep backups?")), Script())
    assert stage.run(conversation) is TurnState.SUPERSEDED
    assert stage.run(conversation) is TurnState.ANSWERED
    assert len(words_of(conversation, ASSISTANT)) == 2


def test_words_that_come_while_an_answer_is_shown_get_a_turn_of_their_own(stage: Stage) -> None:
    conversation = stage.say("How long do you keep backups?")
    script = Script(words=("Backups ", "stay."), between_words=lambda: stage.say("And mail?"))
    ScriptedAnswers.play(script, Script(words=("Mail too.",)))
    assert stage.run(conversation) is TurnState.ANSWERED
    assert stage.run(conversation) is TurnState.ANSWERED
    assert words_of(conversation, ASSISTANT) == ["Hi!", "Backups stay.", "Mail too."]
    first, second = ScriptedAnswers.requests
    assert (first.question, second.question) == ("How long do you keep backups?", "And mail?")
    assert "And mail?" not in [turn.text for turn in second.history]


def test_a_turn_whose_process_died_is_tried_again_and_then_given_to_a_person(
    stage: Stage,
) -> None:
    conversation = stage.say("How long do you keep backups?")
    for attempt in range(1, 3):
        Turn.objects.update(
            state=TurnState.RUNNING.value, attempts=attempt, lease_until="2020-01-01T00:00Z"
        )
        Turn.objects.update(created_at="2020-01-01T00:00Z")
        waiting = runner.sweep()
        assert bool(waiting) is (attempt == 1)
    assert turn_states(conversation) == ["failed"]
    assert Handoff.objects.get().reason == "ai_error"


def test_forgotten_words_are_planned_by_the_sweep(stage: Stage) -> None:
    conversation = stage.say("How long do you keep backups?")
    Turn.objects.all().delete()
    conversation.last_message_at = "2020-01-01T00:00Z"
    conversation.save(update_fields=["last_message_at"])
    runner.sweep()
    assert turn_states(conversation) == ["pending"]


def test_words_that_a_turn_dealt_with_are_not_planned_again(stage: Stage) -> None:
    conversation = stage.ask("How long do you keep backups?")
    long_ago = timezone.now() - timedelta(minutes=5)
    Turn.objects.update(created_at=long_ago)
    Conversation.objects.update(last_message_author="visitor", last_message_at=long_ago)
    runner.sweep()
    assert turn_states(conversation) == ["answered"]


def test_running_a_turn_twice_changes_nothing(stage: Stage) -> None:
    conversation = stage.say("How long do you keep backups?")
    turn = Turn.objects.get()
    stage.run(conversation)
    assert asyncio.run(run_turn(turn.pk)) is TurnState.SUPERSEDED
    assert len(words_of(conversation, ASSISTANT)) == 2
    assert Turn.objects.get().state == "answered"


def test_a_site_that_chooses_no_flow_begins_with_the_default_one(stage: Stage) -> None:
    stage.site.flow_choice.delete()
    ensure_default_flow()
    conversation = stage.ask("How long do you keep backups?")
    assert FlowRun.objects.get().version.flow.slug == "ai-triage"
    assert words_of(conversation, ASSISTANT)[-1] == "Backups are kept for 14 days."


def test_without_any_flow_everybody_is_sent_to_a_person(stage: Stage) -> None:
    stage.site.flow_choice.delete()
    conversation = stage.ask("Hello")
    assert Handoff.objects.get(conversation=conversation).reason == "ai_error"


def test_words_that_were_shown_stay_when_the_rest_fails(stage: Stage) -> None:
    def fail() -> None:
        raise ProviderError("cut", retryable=True)

    ScriptedAnswers.play(Script(words=("Backups are kept. ", "For long."), between_words=fail))
    conversation = stage.ask("How long do you keep backups?")
    assert words_of(conversation, ASSISTANT) == ["Hi!", "Backups are kept. "]
    assert Handoff.objects.get(conversation=conversation).reason in {"ai_error", "ai_timeout"}
