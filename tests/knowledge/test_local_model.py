"""The language model answerer before a real model server, on this machine and without a key."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import Settings

from knowledge import prompts
from knowledge.answering import stream_answer
from knowledge.providers.anthropic_messages import AnthropicMessages
from knowledge.types import (
    Answer,
    AnswerRequest,
    Assessment,
    Confidence,
    Evidence,
    Passage,
    Profile,
    Retrieval,
)
from tests.live import local_model

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(
        bool(local_model.missing()),
        reason=f"not installed: {', '.join(local_model.missing())} (requirements-model.txt)",
    ),
]
TEXT = "Backups are kept for 14 days."
FOUND = Retrieval(
    "backups",
    (Passage(1, 1, "backups", "Backups", "", "/help/backups", TEXT, 1.2, 0.8, 0.6, TEXT, (TEXT,)),),
    Evidence(1.2, 0.8, 0.6, 0.9, 0.8, passages=1),
    Confidence(0.9),
)
QUESTION = AnswerRequest("How long are backups kept?")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the server listens."""
    command = [sys.executable, "-m", "tests.live.local_model"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def profile(address: str, settings: Settings) -> Profile:
    """Short answers and long patience: a slow machine must not change the outcome."""
    settings.ANTHROPIC_API_KEY = "local"
    return Profile(
        1,
        "local",
        providers=("anthropic_messages", "extractive"),
        model="local",
        max_tokens=24,
        timeout_s=240.0,
        first_token_timeout_s=180.0,
        base_url=address,
        input_price=3.0,
        output_price=15.0,
    )


async def test_the_sdk_streams_and_counts_tokens(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request is the product's own but for its prompt, which is long for so slow a reader."""
    monkeypatch.setattr(prompts, "SYSTEM", "Be brief.")
    provider = AnthropicMessages(profile)
    *pieces, final = [event async for event in provider._events("Say hello.")]
    assert len(pieces) > 1
    assert all(isinstance(piece, str) for piece in pieces)
    assert not isinstance(final, str)
    assert final.content[0].type == "text"
    assert "".join(map(str, pieces)) == final.content[0].text
    assert final.stop_reason in {"end_turn", "max_tokens"}
    assert final.usage.output_tokens > 0
    assert final.usage.input_tokens + (final.usage.cache_read_input_tokens or 0) > 0


async def test_a_model_that_cannot_follow_the_format_ends_in_a_quoted_answer(
    profile: Profile, caplog: pytest.LogCaptureFixture
) -> None:
    """It writes no JSON, or not enough of it: the next answerer steps in, nothing of it is seen."""
    items = [item async for item in stream_answer(QUESTION, FOUND, profile)]
    assessment, *_, answer = items
    assert isinstance(assessment, Assessment)
    assert isinstance(answer, Answer)
    assert (answer.provider, answer.text) == ("extractive", TEXT)
    assert codes(caplog) <= {"malformed", "max_tokens"}


async def test_a_prompt_longer_than_the_model_can_read_is_told_apart(
    profile: Profile, caplog: pytest.LogCaptureFixture
) -> None:
    long = replace(FOUND.passages[0], text="Backups are kept. " * 3000)
    items = [
        item async for item in stream_answer(QUESTION, replace(FOUND, passages=(long,)), profile)
    ]
    assert isinstance(items[-1], Answer)
    assert items[-1].provider == "extractive"
    assert codes(caplog) == {"too_long"}


def codes(caplog: pytest.LogCaptureFixture) -> set[str]:
    """What the answerers' failures were called."""
    return {record.__dict__["code"] for record in caplog.records if "code" in record.__dict__}
