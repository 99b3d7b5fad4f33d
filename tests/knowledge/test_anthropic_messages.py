"""The language model answerer, through the official SDK against a server of our own."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from pytest_django import Settings

from knowledge import answering
from knowledge.answering import stream_answer
from knowledge.types import (
    Answer,
    AnswerDecision,
    AnsweringFailed,
    AnswerRequest,
    Assessment,
    Confidence,
    Delta,
    Evidence,
    Passage,
    Profile,
    Retrieval,
)
from tests.knowledge.stub_anthropic import StubAnthropic, reply

TEXT = "You can return goods within 30 days. The refund takes 5 working days. It is free."
FOOD = "Opened food cannot be returned."
PASSAGES = (
    Passage(1, 11, "returns", "Returns", "", "/help/returns", TEXT, 1.2, 0.8, 0.6),
    Passage(2, 12, "food", "Food", "", "/help/food", FOOD, 0.9, 0.6, 0.4),
)
FOUND = Retrieval(
    "return",
    PASSAGES,
    Evidence(1.2, 0.8, 0.6, 0.9, 0.8, passages=2),
    Confidence(0.9),
)
QUESTION = AnswerRequest("When do I get the refund for returned goods?")


@pytest.fixture(autouse=True)
def _key(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ANTHROPIC_API_KEY = "test-key"
    monkeypatch.setattr(answering, "FIRST_PAUSE_S", 0.0)


def profile(stub: StubAnthropic, fault: str = "", **fields: Any) -> Profile:
    defaults: dict[str, Any] = {
        "providers": ("anthropic_messages",),
        "model": "claude-test",
        "base_url": f"{stub.url}/{fault}" if fault else stub.url,
    }
    return Profile(1, "assistant", **{**defaults, **fields})


async def answered(asked: Profile) -> tuple[Assessment, list[str], Answer]:
    items = [item async for item in stream_answer(QUESTION, FOUND, asked)]
    assessment, *deltas, answer = items
    assert isinstance(assessment, Assessment)
    assert isinstance(answer, Answer)
    texts = [item.text for item in deltas if isinstance(item, Delta)]
    assert "".join(texts) == answer.text
    return assessment, texts, answer


async def failed(asked: Profile) -> AnsweringFailed:
    with pytest.raises(AnsweringFailed) as caught:
        await answered(asked)
    return caught.value


async def test_the_answer_comes_sentence_by_sentence_with_its_sources(stub: StubAnthropic) -> None:
    stub.replies = [
        reply(
            answer="You have 30 days. [1] The refund takes 5 working days [1]. "
            "Opened food cannot be returned. [2]",
            sentiment="positive",
        )
    ]
    assessment, texts, answer = await answered(profile(stub))
    assert texts == [
        "You have 30 days. ",
        "The refund takes 5 working days. ",
        "Opened food cannot be returned.",
    ]
    assert [citation.url for citation in answer.citations] == ["/help/returns", "/help/food"]
    assert (assessment.decision, assessment.sentiment) == (AnswerDecision.ANSWER, "positive")
    assert assessment.confidence.value > 0.5
    assert (answer.provider, answer.stop_reason) == ("anthropic_messages", "end_turn")
    assert answer.usage.input_tokens > 0


async def test_what_is_sent_is_what_the_interface_accepts(stub: StubAnthropic) -> None:
    await answered(profile(stub, effort="low", instructions="Be formal."))
    (request,) = stub.requests
    assert request.headers["authorization"] == "Bearer test-key"
    assert request.body["stream"] is True
    assert request.body["output_config"]["effort"] == "low"
    assert request.body["output_config"]["format"]["type"] == "json_schema"
    assert request.body["system"][0]["cache_control"] == {"type": "ephemeral"}
    assert "Be formal." in request.body["system"][0]["text"]
    assert not {"temperature", "top_p", "top_k"} & set(request.body)
    assert QUESTION.question in json.dumps(request.body["messages"])


WRONG = "The refund takes 2 hours. [1]"
RIGHT = "The refund takes 5 working days. [1]"


async def test_an_unsupported_draft_is_answered_anew_before_a_word_is_shown(
    stub: StubAnthropic,
) -> None:
    stub.replies = [reply(answer=f"{WRONG} It is free. [1]"), reply(answer=RIGHT)]
    assessment, texts, _ = await answered(profile(stub))
    assert texts == ["The refund takes 5 working days."]
    assert assessment.support == 1.0
    first, second = (json.dumps(request.body["messages"]) for request in stub.requests)
    assert "<unsupported>" not in first
    assert "- The refund takes 2 hours." in second
    assert FOOD not in second  # the draft did not cite it


async def test_two_unsupported_drafts_are_kept_for_the_agent(stub: StubAnthropic) -> None:
    stub.replies = [reply(answer=f"{WRONG} It is free. [1]"), reply(answer=WRONG)]
    error = await failed(profile(stub, providers=("anthropic_messages", "extractive")))
    assert error.code == "ungrounded"
    assert error.withheld == ("The refund takes 2 hours. It is free.", "The refund takes 2 hours.")
    assert error.assessment is not None
    assert error.assessment.support == 0.0
    assert [attempt.usage is not None for attempt in error.attempts] == [True, True]


async def test_after_an_unsupported_sentence_nothing_more_is_shown(stub: StubAnthropic) -> None:
    stub.replies = [reply(answer=f"You have 30 days. [1] {WRONG} It is free. [1]")]
    error = await failed(profile(stub))
    assert (error.code, error.released) == ("ungrounded", "You have 30 days. ")
    assert error.withheld == ("The refund takes 2 hours. It is free.",)
    assert error.assessment is not None
    assert error.assessment.support == pytest.approx(2 / 3)


async def test_a_sentence_with_the_wrong_number_rests_on_the_passage_that_carries_it(
    stub: StubAnthropic,
) -> None:
    stub.replies = [reply(answer="Opened food cannot be returned. [1]")]
    _, texts, answer = await answered(profile(stub))
    assert texts == ["Opened food cannot be returned."]
    assert [citation.url for citation in answer.citations] == ["/help/food"]


async def test_a_procedure_is_shown_whole_or_not_at_all(stub: StubAnthropic) -> None:
    steps = "You have 30 days. [1]\nDo this:\n1. Return the goods. [1]\n2. Bring 7 stamps. [1]"
    stub.replies = [reply(answer=steps)]
    error = await failed(profile(stub))
    assert error.released == "You have 30 days.\n"
    assert error.withheld == ("Do this:\n1. Return the goods.\n2. Bring 7 stamps.",)


async def test_a_procedure_that_ran_out_of_tokens_is_not_shown_by_half(stub: StubAnthropic) -> None:
    stub.replies = [reply(answer="It is free. [1]\n1. Return the goods. [1]\n2. Return more goods")]
    error = await failed(profile(stub, "fault/max_tokens"))
    assert (error.code, error.released) == ("max_tokens", "It is free.\n")
    assert error.withheld == ("1. Return the goods.",)


async def test_a_fault_after_a_failed_check_is_a_failed_check(stub: StubAnthropic) -> None:
    stub.replies = [reply(answer=" ".join([RIGHT, WRONG, *[RIGHT] * 12]))]
    assert (await failed(profile(stub, "fault/cut"))).code == "ungrounded"


async def test_tokens_and_cost_are_counted(stub: StubAnthropic) -> None:
    stub.usage = {"cache_creation_input_tokens": 1000, "cache_read_input_tokens": 2000}
    _, _, answer = await answered(profile(stub, input_price=3.0, output_price=15.0))
    used = answer.usage
    assert (used.cached_tokens, used.cache_written_tokens) == (2000, 1000)
    cost = (used.input_tokens + 1250 + 200) * 3 + used.output_tokens * 15
    assert used.cost == pytest.approx(cost / 1_000_000)
    _, _, answer = await answered(profile(stub))
    assert answer.usage.cost is None


@pytest.mark.parametrize("fault", ["too_long", "too_large", "context"])
async def test_a_prompt_that_is_too_long_is_shortened_once(stub: StubAnthropic, fault: str) -> None:
    _, _, answer = await answered(profile(stub, f"once/{fault}"))
    assert answer.provider == "anthropic_messages"
    long, short = (len(json.dumps(request.body)) for request in stub.requests)
    assert short < long
    assert (await failed(profile(stub, f"fault/{fault}"))).code == "too_long"


async def test_a_model_that_cannot_answer_says_so_and_nothing_else(stub: StubAnthropic) -> None:
    stub.replies = [reply(decision="no_answer", confidence=0.9, answer="I guess two hours.")]
    assessment, texts, answer = await answered(profile(stub))
    assert assessment.decision is AnswerDecision.NO_ANSWER
    assert assessment.confidence.value < 0.3
    assert (texts, answer.text) == ([], "")


@pytest.mark.parametrize("decision", ["ask_back", "small_talk"])
async def test_a_question_back_or_a_kind_word_needs_no_source(
    stub: StubAnthropic, decision: str
) -> None:
    stub.replies = [reply(decision=decision, answer="Which of your 3 orders do you mean?")]
    _, texts, _ = await answered(profile(stub))
    assert texts == ["Which of your 3 orders do you mean?"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("fault/overloaded", "overloaded"),
        ("fault/server_error", "server_error"),
        ("fault/rate_limited/30", "rate_limited"),
        ("fault/bad_key", "bad_key"),
        ("fault/bad_request", "bad_request"),
        ("fault/error_early", "overloaded"),
        ("fault/cut_early", "cut"),
        ("fault/slow_start", "slow_start"),
        ("fault/malformed_reply", "malformed"),
        ("fault/refusal", "refused"),
    ],
)
async def test_a_fault_before_the_first_word_is_named(
    stub: StubAnthropic, fault: str, code: str
) -> None:
    error = await failed(profile(stub, fault, first_token_timeout_s=0.2))
    assert (error.code, error.released) == (code, "")


@pytest.mark.parametrize(
    "fault",
    ["fault/overloaded", "fault/bad_key", "fault/cut_early", "fault/slow_start", "fault/malformed"],
)
async def test_then_the_next_answerer_quotes(stub: StubAnthropic, fault: str) -> None:
    stub.replies = [reply(answer="x")] * 2
    asked = profile(
        stub,
        fault,
        providers=("anthropic_messages", "extractive"),
        first_token_timeout_s=0.2,
        timeout_s=1.0,
    )
    _, _, answer = await answered(asked)
    assert answer.provider == "extractive"


@pytest.mark.parametrize("fault", ["overloaded", "server_error", "rate_limited/0.1", "cut_early"])
async def test_a_passing_fault_is_not_noticed(stub: StubAnthropic, fault: str) -> None:
    _, _, answer = await answered(profile(stub, f"once/{fault}"))
    assert answer.provider == "anthropic_messages"
    assert len(stub.requests) == 2


async def test_a_short_pause_is_kept_when_the_server_asks_for_one(stub: StubAnthropic) -> None:
    started = time.monotonic()
    await answered(profile(stub, "once/rate_limited/0.3"))
    assert time.monotonic() - started >= 0.3


async def test_a_long_pause_given_as_a_date_is_not_waited_for(stub: StubAnthropic) -> None:
    asked = profile(
        stub, "fault/rate_limited_until", providers=("anthropic_messages", "extractive")
    )
    _, _, answer = await answered(asked)
    assert answer.provider == "extractive"
    assert len(stub.requests) == 1


LONG = " ".join(["The refund takes 5 working days. [1]"] * 12)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("fault/cut", "cut"),
        ("fault/error_event", "overloaded"),
        ("fault/malformed", "malformed"),
        ("fault/hang", "timeout"),
    ],
)
async def test_a_fault_in_mid_answer_says_what_was_already_shown(
    stub: StubAnthropic, fault: str, code: str
) -> None:
    stub.replies = [reply(answer=LONG)]
    asked = profile(stub, fault, providers=("anthropic_messages", "extractive"), timeout_s=0.5)
    error = await failed(asked)
    assert error.code == code
    assert error.released.startswith("The refund takes 5 working days. ")
    assert len(stub.requests) == 1


async def test_an_answer_that_ran_out_of_tokens_ends_with_a_whole_sentence(
    stub: StubAnthropic,
) -> None:
    stub.replies = [reply(answer="The refund takes 5 working days. [1] It is free for")]
    _, _, answer = await answered(profile(stub, "fault/max_tokens"))
    assert answer.text.strip() == "The refund takes 5 working days."
    assert answer.stop_reason == "max_tokens"


async def test_running_out_of_tokens_before_the_first_sentence_is_a_failure(
    stub: StubAnthropic,
) -> None:
    stub.replies = ['{"decision": "answer", "confidence": 0.9, "intent": "a b c']
    assert (await failed(profile(stub, "fault/max_tokens"))).code == "max_tokens"


async def test_nobody_listening_is_unreachable() -> None:
    nobody = Profile(
        1, "a", providers=("anthropic_messages",), model="m", base_url="http://127.0.0.1:9"
    )
    assert (await failed(nobody)).code == "unreachable"


async def test_without_a_key_nothing_is_sent(stub: StubAnthropic, settings: Settings) -> None:
    settings.ANTHROPIC_API_KEY = ""
    assert (await failed(profile(stub))).code == "no_key"
    assert stub.requests == []


async def test_a_listener_who_leaves_closes_the_stream(stub: StubAnthropic) -> None:
    stub.delay_s = 0.01
    stub.replies = [reply(answer=LONG)]
    stream = stream_answer(QUESTION, FOUND, profile(stub))
    async for item in stream:
        if isinstance(item, Delta):
            break
    await stream.aclose()
