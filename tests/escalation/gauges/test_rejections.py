"""Answers that did not help: said so, asked again, or asked in other words."""

from __future__ import annotations

import pytest

from escalation.gauges.base import Said
from escalation.gauges.instruments import instruments_for

ANSWER = "You find your invoices under Account."


def unresolved(*said: str, answers: tuple[str, ...] = ()) -> int:
    """The count after the visitor said these things, an answer between each two of them."""
    history = [
        one
        for n, text in enumerate(said[:-1])
        for one in (Said(True, text), Said(False, answers[n] if answers else f"{ANSWER} {n}"))
    ]
    return instruments_for().measure(said[-1], history).unresolved


@pytest.mark.parametrize(
    "text",
    [
        "That does not help me",
        "what are you talking about?",
        "I'm so confused now",
        "you didn't tell me where it is",
        "I asked about the invoice of May",
        "But that's not my account",
        "Das ergibt überhaupt keinen Sinn",
        "danach habe ich nicht gefragt",
        "eso no es lo que pregunté",
        "je ne comprends rien",
    ],
)
def test_a_rejection_counts(text: str) -> None:
    assert unresolved("Where is my invoice?", text) == 1


@pytest.mark.parametrize(
    "text",
    ["And where do I find receipts?", "Great, thank you", "The one of May", "no", "It is blue"],
)
def test_the_next_question_is_no_rejection(text: str) -> None:
    assert unresolved("Where is my invoice?", text) == 0


def test_the_same_in_other_words_counts() -> None:
    first = "How can I download the invoice for my last order?"
    assert unresolved(first, "How do I get the invoice of my most recent order downloaded?") == 1
    assert unresolved(first, "How can I change the address of my last order?") == 0


def test_nothing_counts_before_an_answer() -> None:
    measured = instruments_for().measure("that does not help", [Said(False, "Hello!")])
    assert (measured.exchanges, measured.unresolved) == (0, 0)


def test_thanks_settle_what_was_open() -> None:
    assert unresolved("Where is my invoice?", "that does not help", "thanks, that worked") == 0


def test_several_messages_in_one_go_are_one_step() -> None:
    history = [
        Said(True, "Where is my invoice?"),
        Said(True, "hello?"),
        Said(False, ANSWER),
        Said(True, "that does not help"),
        Said(False, ANSWER),
    ]
    measured = instruments_for().measure("still nothing", history)
    assert (measured.exchanges, measured.unresolved) == (2, 2)
