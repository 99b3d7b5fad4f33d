"""Words of an answer travel together when they come quickly, and never out of order."""

from __future__ import annotations

import asyncio

import pytest
from pytest_django import Settings

from flows import words
from flows.words import WordsUnderWay


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Every delta as (offset, text)."""
    seen: list[tuple[int, str]] = []

    def show(*, public_id: str, turn_id: int, offset: int, text: str) -> None:
        seen.append((offset, text))

    monkeypatch.setattr(words, "show_delta", show)
    return seen


async def test_quick_words_travel_together(sent: list[tuple[int, str]], settings: Settings) -> None:
    settings.LIVE = {**settings.LIVE, "delta_interval_ms": 10}
    under_way = WordsUnderWay(public_id="c", turn_id=1)
    for piece in ("One ", "two ", "three"):
        under_way.release(piece)
    assert sent == [(0, "One ")]
    await asyncio.sleep(0.03)  # the interval itself is what this is about
    assert sent == [(0, "One "), (4, "two three")]


async def test_withdrawn_words_are_taken_back_once(
    sent: list[tuple[int, str]], settings: Settings
) -> None:
    settings.LIVE = {**settings.LIVE, "delta_interval_ms": 10_000}
    under_way = WordsUnderWay(public_id="c", turn_id=1)
    under_way.release("One ")
    under_way.release("two")
    under_way.withdraw()
    assert sent == [(0, "One "), (0, "")]


async def test_words_that_nobody_saw_need_no_withdrawal(sent: list[tuple[int, str]]) -> None:
    WordsUnderWay(public_id="c", turn_id=1).withdraw()
    assert sent == []
