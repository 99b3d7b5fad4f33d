"""Recording answers, reading profiles, warming up."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from django.db import IntegrityError
from pytest_django import Settings

from knowledge import checks, selectors, services
from knowledge.models import AnswerRecord, AssistantProfile, KnowledgeBase
from knowledge.retrieval import retrieve_now
from knowledge.types import Answer, AnswerRequest, Attempt

pytestmark = pytest.mark.django_db


def profile(**fields: object) -> AssistantProfile:
    return AssistantProfile.objects.create(**{"name": "Help", "slug": "help", **fields})


def test_an_answer_is_recorded_with_all_it_rests_on(help_centre: KnowledgeBase) -> None:
    row = profile()
    row.knowledge_bases.add(help_centre)
    asked = selectors.default_profile()
    assert asked is not None
    request = AnswerRequest(
        "What does shipping cost?", knowledge_bases=asked.knowledge_bases, profile_id=asked.id
    )
    found = retrieve_now(request)

    async def ask() -> Answer:
        items = [item async for item in services.stream_answer(request, found, asked)]
        assert isinstance(items[-1], Answer)
        return items[-1]

    answer = asyncio.run(ask())
    conversation = uuid4()
    pk = services.record_answer(
        request=request,
        found=found,
        answer=answer,
        conversation_public_id=conversation,
        turn_id=7,
        timings={"retrieved": 12.5},
    )
    record = AnswerRecord.objects.get(pk=pk)
    assert (record.conversation_public_id, record.turn_id) == (conversation, 7)
    assert (record.profile, record.provider, record.error) == (row, "extractive", "")
    assert record.text == answer.text
    assert record.confidence == answer.assessment.confidence.value
    assert record.passages[0]["ref"] == "shipping"
    assert record.citations[0]["title"] == "Shipping"
    assert record.assessment["decision"] == "answer"
    assert record.evidence["coverage"] > 0
    assert record.timings == {"retrieved": 12.5}


def test_a_failure_is_recorded_too() -> None:
    pk = services.record_answer(
        request=AnswerRequest("Hello?"),
        found=None,
        answer=None,
        attempts=[Attempt("anthropic_messages", "overloaded", True)],
        error="overloaded",
    )
    record = AnswerRecord.objects.get(pk=pk)
    assert (record.error, record.text, record.confidence) == ("overloaded", "", 0)
    assert record.attempts[0]["code"] == "overloaded"


def test_the_marked_profile_is_the_default_and_only_one_can_be() -> None:
    assert selectors.default_profile() is None
    first = profile()
    assert selectors.default_profile() == selectors.profile_by_id(first.pk)
    profile(name="Two", slug="two", is_default=True)
    assert selectors.default_profile() == selectors.profile_by_slug("two")
    with pytest.raises(IntegrityError):
        profile(name="Three", slug="three", is_default=True)


def test_warming_up_says_what_is_missing(settings: Settings, memory_index: None) -> None:
    settings.ANTHROPIC_API_KEY = ""
    assert services.warm_up() == {
        "embedder": "ready",
        "language": "ready",
        "index": "ready",
        "anthropic": "no key",
    }
    settings.ANTHROPIC_API_KEY = "key"
    assert services.warm_up()["anthropic"] == "ready"


def test_a_profile_that_wants_a_model_without_a_key_is_warned_about(settings: Settings) -> None:
    profile(providers=["anthropic_messages", "extractive"])
    settings.ANTHROPIC_API_KEY = ""
    assert [warning.id for warning in checks.profiles_can_answer(None)] == ["knowledge.W002"]
    settings.ANTHROPIC_API_KEY = "key"
    assert checks.profiles_can_answer(None) == []


def test_what_a_manager_sets_reaches_the_answerer() -> None:
    row = profile(hold_whole_answer=True, input_price=3.0, output_price=15.0)
    asked = selectors.profile_by_id(row.pk)
    assert asked is not None
    assert (asked.hold_whole_answer, asked.input_price, asked.output_price) == (True, 3.0, 15.0)
