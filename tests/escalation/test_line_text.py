"""The short way to a line of folded words, and to one pattern for many."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from escalation.gauges.patterns import promises
from escalation.words import line_of, line_text

PIECES = st.sampled_from(
    [
        *"abß cıİﬁſ'’.,;!… \nœ12_٠لا你ไ́-",
        " a colleague ",
        " will ",
        " join you ",
        " I am connecting you ",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@given(TEXTS)
def test_the_short_way_gives_the_same_line(text: str) -> None:
    assert line_text(text) == line_of(text).text


def test_words_without_end_are_folded_too() -> None:
    text = "Ü" * 5000 + " don't"
    assert line_text(text) == line_of(text).text == "u" * 5000 + " dont"


@given(st.text(st.sampled_from("aT09'`.,;! \n_-\t\x1c\x00sl’"), max_size=30))
def test_plain_texts_take_an_even_shorter_way(text: str) -> None:
    assert line_text(text) == line_of(text).text


@given(TEXTS)
def test_one_pattern_finds_what_one_of_many_finds(text: str) -> None:
    line = line_text(text)
    one_by_one = any(one.pattern.search(line) for one in promises._PHRASINGS)
    assert (promises.find(text) is not None) is one_by_one
