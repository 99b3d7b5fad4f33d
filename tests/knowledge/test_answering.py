"""Falling back from one answerer to the next."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from knowledge import answering
from knowledge.answering import stream_answer
from knowledge.providers.base import ProviderError, ProviderRefused
from knowledge.types import (
    Answer,
    AnsweringFailed,
    AnswerRequest,
    Assessment,
    Confidence,
    Delta,
    Evidence,
    Profile,
    Retrieval,
    StreamItem,
)
from tests.fakes import SCRIPTED, ScriptedProvider, spoken

FOUND = Retrieval("hi", (), Evidence(), Confidence(1.0), small_talk="greeting")
RETRYABLE = ProviderError("overloaded", retryable=True)


@pytest.fixture(autouse=True)
def _scripted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ANSWER_PROVIDERS = {"scripted": SCRIPTED}
    monkeypatch.setattr(answering, "FIRST_PAUSE_S", 0.0)


async def heard(*providers: str) -> list[StreamItem]:
    profile = Profile(1, "assistant", providers=providers)
    return [item async for item in stream_answer(AnswerRequest("hi"), FOUND, profile)]


async def failure(*providers: str) -> AnsweringFailed:
    with pytest.raises(AnsweringFailed) as caught:
        await heard(*providers)
    return caught.value


async def test_an_answer_passes_through_as_it_is() -> None:
    ScriptedProvider.says(spoken("Yes. ", "No."))
    assert await heard("scripted") == spoken("Yes. ", "No.")


async def test_a_retryable_failure_is_tried_once_more() -> None:
    ScriptedProvider.says([RETRYABLE], spoken("Yes."))
    assert await heard("scripted") == spoken("Yes.")
    assert len(ScriptedProvider.calls) == 2


async def test_after_two_failures_the_next_answerer_is_asked() -> None:
    ScriptedProvider.says([RETRYABLE])
    items = await heard("scripted", "extractive")
    assert isinstance(items[-1], Answer)
    assert items[-1].provider == "extractive"
    assert len(ScriptedProvider.calls) == 2


async def test_a_failed_try_leaves_no_trace() -> None:
    lost_assessment = spoken("Yes.")[0]
    ScriptedProvider.says([lost_assessment, ProviderError("cut", retryable=False)])
    items = await heard("scripted", "extractive")
    assert sum(isinstance(item, Assessment) for item in items) == 1
    assert items[0] != lost_assessment


async def test_after_the_first_word_nobody_else_takes_over() -> None:
    ScriptedProvider.says([*spoken("Yes, ")[:2], ProviderError("cut", retryable=True)])
    failed = await failure("scripted", "extractive")
    assert (failed.code, failed.released) == ("cut", "Yes, ")
    assert len(ScriptedProvider.calls) == 1


async def test_a_refusal_goes_to_a_person_and_to_no_other_answerer() -> None:
    ScriptedProvider.says([ProviderRefused()])
    failed = await failure("scripted", "extractive")
    assert failed.code == "refused"
    assert [attempt.provider for attempt in failed.attempts] == ["scripted"]


async def test_when_all_fail_it_is_said_which_and_why() -> None:
    ScriptedProvider.says([ProviderError("ungrounded", retryable=False, withheld=("Wrong.",))])
    failed = await failure("nobody", "scripted")
    assert [attempt.code for attempt in failed.attempts] == ["unknown_provider", "ungrounded"]
    assert (failed.code, failed.withheld) == ("ungrounded", ("Wrong.",))


async def test_a_profile_without_answerers_fails_clearly() -> None:
    assert (await failure()).code == "no_provider"


async def test_a_long_wait_is_not_waited_for() -> None:
    ScriptedProvider.says([ProviderError("rate_limited", retryable=True, retry_after_s=60.0)])
    assert (await heard("scripted", "extractive"))[-1] is not None
    assert len(ScriptedProvider.calls) == 1


async def test_a_stream_that_ends_in_silence_counts_as_cut() -> None:
    ScriptedProvider.says([Delta("Yes.")])
    failed = await failure("scripted")
    assert (failed.code, failed.released) == ("cut", "Yes.")
