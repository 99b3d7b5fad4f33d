"""What answering is measured on: documents, questions, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.evaluation.memory_base import DocumentRow
from knowledge.evaluation.rows import Ids, Row, RowError, read_rows
from knowledge.types import HistoryTurn

ANSWERABLE = "answerable"
UNANSWERABLE = "unanswerable"
# Neither a right answer nor a wrong one: a part is covered, or a question back is the right reply.
UNCLEAR = frozenset({"partial", "underspecified"})
UNDERSPECIFIED = "underspecified"

_SPEAKERS = {
    "user": "visitor",
    "agent": "assistant",
    "visitor": "visitor",
    "assistant": "assistant",
}
_AUTHORS = frozenset({"visitor", "assistant", "agent"})


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `group`: its knowledge base, empty if the row names none.

    `kind`: empty when nobody said what the right behaviour is. `gold`: documents that answer it.
    """

    id: str
    text: str
    history: tuple[HistoryTurn, ...] = ()
    topic: str = ""
    context: str = ""  # what the visitor told about himself
    group: str = ""
    kind: str = ""
    gold: frozenset[str] = frozenset()
    answers: tuple[str, ...] = ()
    values: Mapping[str, Any] | None = None  # the row as it was read


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents to be searched. `parts`: the store that each of them belongs to."""

    rows: tuple[DocumentRow, ...]
    parts: tuple[str, ...]


def read_documents(files: Sequence[Path], separate_by: str = "") -> Documents:
    """The documents of these files. `separate_by`: a field that every row then must have.

    Raises RowError.
    """
    ids = Ids()
    rows, parts = [], []
    for row in read_rows(files):
        rows.append(
            DocumentRow(
                ref=ids.take(row),
                title=row.text_or_empty("title", required=True),
                text=row.text_or_empty("text", required=True),
                url=row.text_or_empty("url"),
                questions=row.texts("questions"),
            )
        )
        parts.append(row.text(separate_by) if separate_by else "")
    if not rows:
        raise _nothing(files, "documents")
    return Documents(tuple(rows), tuple(parts))


def read_questions(files: Sequence[Path], separate_by: str = "") -> list[Question]:
    """The questions of these files. Raises RowError."""
    ids = Ids()
    questions = [_question(row, ids, separate_by) for row in read_rows(files)]
    if not questions:
        raise _nothing(files, "questions")
    return questions


def _question(row: Row, ids: Ids, separate_by: str) -> Question:
    id_ = ids.take(row)
    if separate_by:
        row.text(separate_by)
    gold = frozenset(row.texts("gold_doc_ids")) or frozenset(
        filter(None, [row.text_or_empty("gold_doc_id")])
    )
    return Question(
        id=id_,
        text=row.text("question"),
        history=tuple(_turn(one) for one in row.objects("history")),
        topic=row.text_or_empty("topic"),
        context=row.text_or_empty("context"),
        group=row.text_or_empty("kb"),
        kind=row.text_or_empty("kind") or _kind(row, gold),
        gold=gold,
        answers=row.texts("answers"),
        values=row.values,
    )


def _kind(row: Row, gold: frozenset[str]) -> str:
    """Without a kind, the documents say whether it can be answered; empty if nothing does."""
    if gold:
        return ANSWERABLE
    return UNANSWERABLE if {"gold_doc_id", "gold_doc_ids"} & row.values.keys() else ""


def _turn(row: Row) -> HistoryTurn:
    """`speaker` as in recorded chats, where “agent” is whoever answered, or our own `author`."""
    text = row.text_or_empty("text", required=True)
    if "author" in row.values:
        author = row.text("author")
        if author not in _AUTHORS:
            raise row.fault("“author” in “history” must be visitor, assistant or agent.")
        return HistoryTurn(author, text)
    speaker = _SPEAKERS.get(row.text("speaker"))
    if speaker is None:
        raise row.fault("“speaker” in “history” must be user or agent.")
    return HistoryTurn(speaker, text)


def _nothing(files: Iterable[Path], what: str) -> RowError:
    return RowError(next(iter(files)), 0, f"There are no {what}.")
