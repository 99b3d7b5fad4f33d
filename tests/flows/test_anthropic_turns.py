"""The model's answerer through the official SDK: each fault ends in an answer or with a person.

A local server speaks the wire format; silence is the one outcome that must not happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import Settings

from chat.types import AuthorKind, State
from escalation.models import Handoff
from flows.types import TurnState
from knowledge.models import AnswerRecord, AssistantProfile
from tests.flows.staging import Stage, found, turn_states, words_of
from tests.knowledge import stub_anthropic
from tests.knowledge.stub_anthropic import StubAnthropic

QUESTION = "How long are backups kept?"


@pytest.fixture
def stub() -> Iterator[StubAnthropic]:
    """The server, on a loop of its own: each turn here runs on a loop that ends with it."""
    with stub_anthropic.in_thread() as server:
        yield server


@pytest.fixture
def model(stage: Stage, stub: StubAnthropic, settings: Settings) -> AssistantProfile:
    """The assistant asks the model first and has nobody to fall back on."""
    settings.ANTHROPIC_API_KEY = "test-key"
    profile = AssistantProfile.objects.get()
    profile.providers, profile.base_url = ["anthropic_messages"], stub.url
    profile.save()
    return profile


def ask_with(stage: Stage, profile: AssistantProfile, fault: str, stub: StubAnthropic) -> str:
    """How the turn ended when this goes wrong."""
    profile.base_url = f"{stub.url}/{fault}" if fault else stub.url
    if fault in {"fault/hang", "fault/slow_start"}:
        profile.timeout_s, profile.first_token_timeout_s = 1.5, 0.5
    profile.save()
    conversation = stage.ask(QUESTION)
    answers = words_of(conversation, AuthorKind.ASSISTANT)[1:]
    handoff = Handoff.objects.filter(conversation=conversation).first()
    assert answers or handoff, "silence"
    if handoff is not None:
        assert conversation.state != State.ASSISTANT
        return str(handoff.reason)
    assert turn_states(conversation) == [TurnState.ANSWERED.value]
    return answers[0]


@pytest.fixture(autouse=True)
def passages(stage: Stage) -> None:
    """Search finds the passage that answers."""
    passage = found().passages[0]
    text = "Backups are kept for 14 days. They are made every night."
    stage.found = replace(found(), passages=(replace(passage, text=text),))


def test_a_streamed_answer_carries_its_assessment_and_its_source(
    stage: Stage, model: AssistantProfile, stub: StubAnthropic
) -> None:
    answer = ask_with(stage, model, "", stub)
    assert answer.startswith("Backups are kept for 14 days.")
    record = AnswerRecord.objects.get()
    assert record.provider == "anthropic_messages"
    assert record.citations
    assert record.assessment["decision"] == "answer"
    assert stub.requests[0].body["stream"] is True


@pytest.mark.parametrize("fault", ["once/rate_limited/1", "once/overloaded", "once/cut_early"])
def test_what_passes_is_tried_again(
    stage: Stage, model: AssistantProfile, stub: StubAnthropic, fault: str
) -> None:
    assert ask_with(stage, model, fault, stub).startswith("Backups are kept")


@pytest.mark.parametrize(
    "fault",
    [
        "fault/overloaded",
        "fault/rate_limited/60",
        "fault/server_error",
        "fault/bad_key",
        "fault/cut",
        "fault/cut_early",
        "fault/error_event",
        "fault/malformed",
        "fault/malformed_reply",
        "fault/hang",
        "fault/slow_start",
        "fault/refusal",
        "fault/max_tokens",
    ],
)
def test_what_does_not_pass_ends_with_a_person(
    stage: Stage, model: AssistantProfile, stub: StubAnthropic, fault: str
) -> None:
    assert ask_with(stage, model, fault, stub) in {"ai_error", "ai_timeout", "ungrounded_answer"}


def test_without_a_key_a_person_is_asked_for(
    stage: Stage, model: AssistantProfile, stub: StubAnthropic, settings: Settings
) -> None:
    settings.ANTHROPIC_API_KEY = ""
    assert ask_with(stage, model, "", stub) == "ai_error"
    assert stub.requests == []


def test_a_model_that_knows_that_it_does_not_know_says_nothing(
    stage: Stage, model: AssistantProfile, stub: StubAnthropic
) -> None:
    stub.replies = [stub_anthropic.reply(decision="no_answer", confidence=0.1)]
    assert ask_with(stage, model, "", stub) in {"low_confidence", "missing_knowledge"}


def test_a_sentence_that_no_passage_carries_is_not_shown(
    stage: Stage, model: AssistantProfile, stub: StubAnthropic
) -> None:
    stub.replies = [stub_anthropic.reply(answer="Backups are kept for 99 days. [1]")] * 4
    reason = ask_with(stage, model, "", stub)
    assert reason in {"ungrounded_answer", "ai_error"}


def test_an_embedded_answer_steps_in_when_the_model_is_away(
    stage: Stage, model: AssistantProfile, stub: StubAnthropic
) -> None:
    model.providers = ["anthropic_messages", "scripted"]
    assert ask_with(stage, model, "fault/server_error", stub) == "Backups are kept for 14 days."
