"""Dividing documents into pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.chunk import MAX_BLOCK_WORDS, TARGET_WORDS, Block, BlockKind, Section, divide

LINES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=200)
BLOCKS = st.builds(
    Block,
    st.sampled_from(BlockKind),
    st.lists(LINES, min_size=1, max_size=30).map("\n".join),
)
SECTIONS = st.lists(
    st.builds(Section, st.text(max_size=20), st.lists(BLOCKS, max_size=5).map(tuple)), max_size=4
)


@given(SECTIONS)
def test_every_word_is_in_exactly_one_piece_in_order(sections: list[Section]) -> None:
    before = [word for one in sections for block in one.blocks for word in block.text.split()]
    pieces = divide(sections)
    assert [word for piece in pieces for word in piece.text.split()] == before
    assert [w for piece in pieces for s in piece.sentences for w in s.split()] == before


def paragraph(words: int, end: str = ".") -> Block:
    return Block(BlockKind.PARAGRAPH, " ".join(["Word"] * words) + end)


def numbered(items: int, words: int = 8) -> Block:
    lines = [f"{number}. " + " ".join(["step"] * words) for number in range(1, items + 1)]
    return Block(BlockKind.LIST, "\n".join(lines))


def test_a_long_list_stays_whole_together_with_its_lead_in() -> None:
    steps = numbered(20)
    assert TARGET_WORDS < steps.words <= MAX_BLOCK_WORDS
    pieces = divide([Section("", (paragraph(90), paragraph(15, ":"), steps, paragraph(60)))])
    (piece,) = [piece for piece in pieces if "1. step" in piece.text]
    assert "20. step" in piece.text
    assert piece.text.index("Word:") < piece.text.index("1. step")


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    text = " ".join(f"Sentence number {n} has exactly seven words." for n in range(60))
    pieces = divide([Section("Long", (Block(BlockKind.PARAGRAPH, text),))])
    assert len(pieces) > 2
    assert all(piece.text.endswith("words.") for piece in pieces)
    assert all(len(piece.text.split()) <= TARGET_WORDS + 25 for piece in pieces)


def test_sections_are_never_mixed() -> None:
    pieces = divide([Section("A", (paragraph(5),)), Section("B", (paragraph(5),))])
    assert [piece.heading for piece in pieces] == ["A", "B"]
