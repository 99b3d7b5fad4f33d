"""Dividing the sections of a document into pieces of about a hundred words; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.sentences import split_sentences

CHUNKER_VERSION = "1"
# About the length at which one piece still answers one question, and well below 256 tokens.
TARGET_WORDS = 120
# A list or table up to this length stays whole: half a procedure is worse than a long quote.
MAX_BLOCK_WORDS = 300
# A shorter rest is added to the piece before it.
MIN_WORDS = 25


class BlockKind(StrEnum):
    """What a block is; lists, tables and code are kept together."""

    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraph, list, table or code. One line is one item or row, except in paragraphs."""

    kind: BlockKind
    text: str

    @property
    def words(self) -> int:
        """Length in words."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading; `heading` joins the headings above it with " / "."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one section, ready to be stored as a chunk."""

    heading: str
    text: str
    sentences: tuple[str, ...]


def divide(sections: Iterable[Section]) -> list[Piece]:
    """The pieces in reading order. Every word of the sections is in exactly one piece."""
    return [piece for section in sections for piece in _divide_section(section)]


def _divide_section(section: Section) -> Iterator[Piece]:
    groups = _merge_small(_group(_bounded(section.blocks)))
    for group in groups:
        text = "\n\n".join(block.text for block in group)
        yield Piece(section.heading, text, tuple(split_sentences(text)))


def _bounded(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks none of which is much longer than allowed, cut between sentences or lines."""
    for block in blocks:
        limit = TARGET_WORDS if block.kind is BlockKind.PARAGRAPH else MAX_BLOCK_WORDS
        if block.words <= limit:
            if block.words:
                yield block
            continue
        paragraph = block.kind is BlockKind.PARAGRAPH
        units = split_sentences(block.text) if paragraph else block.text.splitlines()
        glue = " " if paragraph else "\n"
        for part in _pack(units, limit):
            yield Block(block.kind, glue.join(part))


def _pack(units: Sequence[str], limit: int) -> Iterator[list[str]]:
    """Runs of units with at most `limit` words each; a single longer unit is a run of its own."""
    run: list[str] = []
    length = 0
    for unit in units:
        words = len(unit.split())
        if not words:
            continue
        if run and length + words > limit:
            yield run
            run, length = [], 0
        run.append(unit)
        length += words
    if run:
        yield run


def _group(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Neighbouring blocks gathered up to the target length; a lead-in stays with its list."""
    group: list[Block] = []
    for block in blocks:
        length = sum(member.words for member in group)
        if group and length + block.words > TARGET_WORDS and not _leads_into(group[-1], block):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _leads_into(block: Block, following: Block) -> bool:
    return following.kind is not BlockKind.PARAGRAPH and block.text.rstrip().endswith(":")


def _merge_small(groups: Iterable[list[Block]]) -> list[list[Block]]:
    merged: list[list[Block]] = []
    for group in groups:
        if merged and sum(block.words for block in group) < MIN_WORDS:
            merged[-1].extend(group)
        else:
            merged.append(group)
    return merged
