"""Cutting growing text into segments."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.segments import Segmenter, StepList, cited_numbers, without_marks

TEXT = st.text(alphabet=st.sampled_from("aB1. !?\n[]-,e"), max_size=80)


@given(TEXT, st.integers(1, 9))
def test_nothing_is_lost_however_the_text_arrives(text: str, step: int) -> None:
    segmenter = Segmenter()
    parts = [p for i in range(0, len(text), step) for p in segmenter.feed(text[i : i + step])]
    assert "".join(parts) + segmenter.rest() == text


def test_a_segment_is_a_sentence_with_its_marks_or_a_line() -> None:
    text = "It takes 3.5 days. [1] Ask Dr. Who [2]. Then:\n1. Open it. [1]\n2. Close it."
    segmenter = Segmenter()
    parts = [part for letter in text for part in segmenter.feed(letter)]
    assert [*parts, segmenter.rest()] == [
        "It takes 3.5 days. [1] ",
        "Ask Dr. Who [2]. ",
        "Then:\n",
        "1. Open it. [1]\n",
        "2. Close it.",
    ]


def test_marks_are_read_and_hidden() -> None:
    assert cited_numbers("So it is [2, 3]. [2]") == [2, 3]
    assert without_marks("So it is [2, 3]. [2]") == "So it is."


def test_steps_are_kept_back_until_their_list_is_complete() -> None:
    steps = StepList()
    parts = ["Hello. ", "Do this:\n", "1. Open it. ", "Wait.\n", "2. Close it.\n", "Done."]
    assert [steps.feed(part) for part in parts] == [
        ["Hello. "],
        [],
        [],
        [],
        [],
        [*parts[1:5], "Done."],
    ]
    assert steps.rest() == []


@given(st.lists(st.sampled_from(["A. ", "B:\n", "1. C.\n", "2. D. ", "- e\n"]), max_size=9))
def test_no_segment_is_lost_or_moved(parts: list[str]) -> None:
    steps = StepList()
    shown = [one for part in parts for one in steps.feed(part)]
    assert [*shown, *steps.rest()] == parts
