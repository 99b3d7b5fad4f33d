"""Cutting text into sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import split_sentences
from knowledge.words import stems, words


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Smith costs 3.5 EUR, e.g. today.", ["Dr. Smith costs 3.5 EUR, e.g. today."]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("1. Open it. Look.\n2. Close it.", ["1. Open it. Look.", "2. Close it."]),
        ("Ask J. Doe. See https://a.example/x.y now.", None),
        ("no capital. so one sentence", ["no capital. so one sentence"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_stop(text: str, sentences: list[str] | None) -> None:
    expected = sentences if sentences is not None else ["Ask J. Doe.", text.split(". ", 2)[2]]
    assert split_sentences(text) == expected


@given(st.text())
def test_no_word_is_lost_or_moved(text: str) -> None:
    assert " ".join(split_sentences(text)).split() == text.split()


def test_stems_leave_out_what_says_nothing() -> None:
    assert stems("Hi, could you please tell me how refunds work?") == ["refund"]
    assert stems("Quando chega a minha encomenda?", "pt")[-1] == "encomend"
    assert words("Don’t e-mail") == ["dont", "e", "mail"]
