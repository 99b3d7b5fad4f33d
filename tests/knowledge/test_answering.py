"""Falling back from one answerer to the next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import Settings

from knowledge import answering
from knowledge.answering import stream_answer
from knowledge.providers.base import Draft, ProviderError, ProviderRefused
from knowledge.types import (
    Answer,
    AnswerDecision,
    AnsweringFailed,
    AnswerRequest,
    Assessment,
    Confidence,
    Delta,
    Evidence,
    HistoryTurn,
    Passage,
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


THREE = replace(
    FOUND,
    small_talk="",
    passages=tuple(
        Passage(number, document, "ref", "Title", "", "", "It takes a day.", 1.0, 0.8, 0.5)
        for number, document in ((1, 11), (2, 12), (3, 11))
    ),
)


def scripted(**fields: bool) -> Profile:
    return Profile(1, "assistant", providers=("scripted",), **fields)  # type: ignore[arg-type]


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
    ScriptedProvider.says([ProviderError("bad_key", retryable=False)])
    failed = await failure("nobody", "scripted")
    assert [attempt.code for attempt in failed.attempts] == ["unknown_provider", "bad_key"]
    assert failed.code == "bad_key"


def ungrounded(text: str, *cited: int, support: float = 0.5) -> ProviderError:
    assessment = Assessment(AnswerDecision.ANSWER, Confidence(0.9), support=support)
    draft = Draft(text, unsupported=(text,), cited=cited, assessment=assessment)
    return ProviderError("ungrounded", retryable=False, draft=draft)


async def test_an_unsupported_draft_is_tried_again_with_the_passages_it_cited() -> None:
    ScriptedProvider.says([ungrounded("It takes a year.", 2)], spoken("It takes a day."))
    request = AnswerRequest("hi", tuple(HistoryTurn("visitor", str(n)) for n in range(9)))
    items = [one async for one in stream_answer(request, THREE, scripted())]
    assert items == spoken("It takes a day.")
    (first, _), (second, narrow) = ScriptedProvider.heard
    assert (first.unsupported, len(first.history)) == ((), 9)
    assert (second.unsupported, len(second.history)) == (("It takes a year.",), 2)
    assert [one.chunk_id for one in narrow.passages] == [2]


async def test_without_citations_the_best_document_is_what_is_left() -> None:
    ScriptedProvider.says([ungrounded("It takes a year.")], spoken("It takes a day."))
    _ = [one async for one in stream_answer(AnswerRequest("hi"), THREE, scripted())]
    assert [one.chunk_id for one in ScriptedProvider.heard[1][1].passages] == [1, 3]


async def test_a_second_unsupported_draft_goes_to_a_person_with_both_drafts() -> None:
    ScriptedProvider.says([ungrounded("First.")], [ungrounded("Second.", support=0.25)])
    failed = await failure("scripted", "extractive")
    assert (failed.code, failed.withheld) == ("ungrounded", ("First.", "Second."))
    assert failed.assessment is not None
    assert failed.assessment.support == 0.25
    assert len(ScriptedProvider.calls) == 2


async def test_a_prompt_that_is_too_long_is_shortened_once() -> None:
    too_long = ProviderError("too_long", retryable=False)
    ScriptedProvider.says([too_long], spoken("It takes a day."))
    items = [one async for one in stream_answer(AnswerRequest("hi"), THREE, scripted())]
    assert items == spoken("It takes a day.")
    assert len(ScriptedProvider.heard[1][1].passages) < len(THREE.passages)
    ScriptedProvider.says([too_long])
    assert (await heard("scripted", "extractive"))[-1] is not None
    assert len(ScriptedProvider.calls) == 2


async def test_a_whole_answer_is_held_until_it_was_checked() -> None:
    ScriptedProvider.says(
        [*spoken("It takes ")[:2], ungrounded("a year.")], spoken("It takes a day.")
    )
    profile = scripted(hold_whole_answer=True)
    items = [one async for one in stream_answer(AnswerRequest("hi"), THREE, profile)]
    assert items == spoken("It takes a day.")


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
