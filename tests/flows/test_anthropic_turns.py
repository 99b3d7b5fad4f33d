"""The model's answerer through the official SDK: each fault ends in an answer or with a person.

A local server speaks the wire format; silence is the one outcome that must not happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from chat.types import AuthorKind, State
from escalation.models import Handoff
from flows.types import TurnState
from knowledge.budget import check_budget
from knowledge.models import AnswerRecord, AssistantProfile
from knowledge.types import Profile
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


# The budget of the day


def spent(profile: AssistantProfile, tokens: int, at: datetime | None = None) -> None:
    """Somebody else's answer used so many tokens."""
    record = AnswerRecord.objects.create(profile=profile, question="?", tokens=tokens)
    if at is not None:
        AnswerRecord.objects.filter(pk=record.pk).update(created_at=at)


def test_when_the_budget_is_used_up_a_person_gets_the_conversation(
    stage: Stage, model: AssistantProfile, stub: StubAnthropic
) -> None:
    model.daily_token_budget = 1000
    spent(model, 1000)
    assert ask_with(stage, model, "", stub) == "budget_limit"
    assert stub.requests == []
    record = AnswerRecord.objects.latest("pk")
    assert [attempt["code"] for attempt in record.attempts] == ["budget_limit"]
    assert record.tokens == 0


def test_every_answer_counts_until_the_budget_is_used_up(
    stage: Stage, model: AssistantProfile, stub: StubAnthropic
) -> None:
    model.daily_token_budget = 1
    assert ask_with(stage, model, "", stub).startswith("Backups are kept")
    record = AnswerRecord.objects.latest("pk")
    assert record.tokens == record.usage["input_tokens"] + record.usage["output_tokens"] > 1
    assert ask_with(stage, model, "", stub) == "budget_limit"
    assert len(stub.requests) == 1


def test_yesterday_and_other_assistants_do_not_count(
    stage: Stage, model: AssistantProfile, stub: StubAnthropic
) -> None:
    model.daily_token_budget = 1000
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    spent(model, 5000, at=midnight - timedelta(seconds=1))
    spent(AssistantProfile.objects.create(name="Other", slug="other"), 5000)
    assert ask_with(stage, model, "", stub).startswith("Backups are kept")


def test_what_costs_nothing_answers_on(
    stage: Stage, model: AssistantProfile, stub: StubAnthropic
) -> None:
    model.providers, model.daily_token_budget = ["anthropic_messages", "extractive"], 1000
    spent(model, 1000)
    ask_with(stage, model, "", stub)
    record = AnswerRecord.objects.latest("pk")
    assert stub.requests == []
    assert record.provider == "extractive"


def test_a_second_try_is_not_made_with_tokens_that_the_first_one_used_up(
    stage: Stage, model: AssistantProfile, stub: StubAnthropic
) -> None:
    model.daily_token_budget = 1
    stub.replies = [stub_anthropic.reply(answer="Backups are kept for 99 days. [1]")] * 4
    assert ask_with(stage, model, "", stub) == "ungrounded_answer"
    assert len(stub.requests) == 1
    record = AnswerRecord.objects.latest("pk")
    assert [attempt["code"] for attempt in record.attempts] == ["ungrounded", "budget_limit"]
    assert record.withheld, "the agent reads the draft"
    assert record.tokens > 0


def test_a_budget_of_nothing_is_no_limit_and_asks_the_database_nothing(
    stage: Stage, model: AssistantProfile, stub: StubAnthropic
) -> None:
    spent(model, 10**9)
    with CaptureQueriesContext(connection) as queries:
        assert async_to_sync(check_budget)(Profile(model.pk, "one"), ()) is None
    assert not queries.captured_queries
    assert ask_with(stage, model, "", stub).startswith("Backups are kept")
