"""Making follow-up questions self-contained."""

from __future__ import annotations

import pytest

from knowledge.followup import self_contained
from knowledge.types import HistoryTurn

HISTORY = (
    HistoryTurn("visitor", "How long does shipping to Germany take?"),
    HistoryTurn("assistant", "Two days."),
)


@pytest.mark.parametrize(
    "question", ["and to Portugal?", "What about Portugal?", "How much does it cost?", "why?"]
)
def test_a_question_that_leans_on_the_last_one_takes_it_along(question: str) -> None:
    assert self_contained(question, HISTORY) == f"{HISTORY[0].text} {question}"


@pytest.mark.parametrize("question", ["Do you sell gift cards?", "How can I return goods?"])
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert self_contained(question, HISTORY) == question


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_named_the_subject() -> None:
    history = (*HISTORY, HistoryTurn("visitor", "and to Spain?"), HistoryTurn("assistant", "Four."))
    assert self_contained("and to Italy?", history).startswith("How long does shipping")
