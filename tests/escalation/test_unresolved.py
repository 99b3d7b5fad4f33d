"""Counting answers that did not help."""

from __future__ import annotations

import pytest

from escalation.gauges.base import Said
from escalation.gauges.unresolved import measure

ASK = Said(by_visitor=True, text="How do I reset my password?")
TELL = Said(by_visitor=False, text="Use the reset link.")


def visitor(text: str) -> Said:
    return Said(by_visitor=True, text=text)


def test_a_first_message_counts_nothing() -> None:
    count = measure([], "it doesn't work")
    assert (count.exchanges, count.unresolved) == (0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "That didn't help",
        "that does not help at all",
        "still not working",
        "It still doesn't work.",
        "this isn't what I asked",
        "you don't understand me",
        "wrong answer",
        "I already tried that",
        "same error again",
        "no luck",
        "Das hat nicht geholfen",
        "geht immer noch nicht",
        "no me sirve",
        "ça ne marche pas",
    ],
)
def test_an_objection_after_an_answer_counts(text: str) -> None:
    count = measure([ASK, TELL], text)
    assert (count.exchanges, count.unresolved) == (1, 1)
    assert count.reading.evidence


@pytest.mark.parametrize(
    "text",
    [
        "How do I reset my password?",
        "how can I reset the password",
        "reset password, how?",
        "resetting my password: how",
    ],
)
def test_the_same_question_again_counts(text: str) -> None:
    assert measure([ASK, TELL], text).unresolved == 1


@pytest.mark.parametrize(
    "text",
    ["And how do I change my e-mail address?", "thanks, that worked", "ok", "I use Windows"],
)
def test_other_words_do_not_count(text: str) -> None:
    assert measure([ASK, TELL], text).unresolved == 0


def test_three_in_a_row_reach_three() -> None:
    history = [
        ASK,
        TELL,
        visitor("that didn't help"),
        TELL,
        visitor("still not working"),
        TELL,
    ]
    count = measure(history, "no, same problem")
    assert (count.exchanges, count.unresolved) == (3, 3)


def test_thanks_begin_anew() -> None:
    history = [ASK, TELL, visitor("still not working"), TELL, visitor("Great, that worked"), TELL]
    assert measure(history, "that didn't help").unresolved == 1


def test_several_messages_in_a_row_are_one_exchange() -> None:
    history = [ASK, TELL, visitor("hm"), visitor("that didn't help"), visitor("at all")]
    count = measure(history, "hm\nthat didn't help\nat all")
    assert (count.exchanges, count.unresolved) == (1, 1)
