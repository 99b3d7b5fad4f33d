"""Documents and questions as rows, and what a row says about the right behaviour."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.evaluation.memory_base import DocumentRow
from knowledge.evaluation.questions import Question, read_documents, read_questions
from knowledge.evaluation.rows import RowError
from knowledge.types import HistoryTurn


def write(path: Path, *rows: object) -> list[Path]:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return [path]


def question(path: Path, **values: object) -> Question:
    [one] = read_questions(write(path / "q.jsonl", {"id": "1", "question": "Why?", **values}))
    return one


def test_documents_are_read(tmp_path: Path) -> None:
    first = {"id": "a", "title": None, "text": "Words.", "url": None, "kb": "x", "more": [1]}
    second = {"id": "b", "title": "T", "text": "", "url": "/b", "kb": "y", "questions": ["How?"]}
    files = write(tmp_path / "d.jsonl", first, second)
    found = read_documents(files)
    assert found.rows == (
        DocumentRow("a", "", "Words."),
        DocumentRow("b", "T", "", "/b", questions=("How?",)),
    )
    assert found.parts == ("", "")
    assert read_documents(files, "kb").parts == ("x", "y")


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ({"title": "T", "text": "x"}, "“id” is missing"),
        ({"id": "b", "text": "x"}, "“title” is missing"),
        ({"id": "b", "title": "T"}, "“text” is missing"),
        ({"id": "b", "title": 5, "text": "x"}, "“title” must be text or null"),
        ({"id": "b", "title": "T", "text": ["x"]}, "“text” must be text or null"),
        ({"id": "b", "title": "T", "text": "x", "url": 1}, "“url” must be text or null"),
        ({"id": "a", "title": "T", "text": "x"}, "stands already in"),
        ({"id": 7, "title": "T", "text": "x"}, "“id” must be text"),
    ],
)
def test_a_broken_document_is_named(
    tmp_path: Path, broken: dict[str, object], problem: str
) -> None:
    files = write(tmp_path / "d.jsonl", {"id": "a", "title": "", "text": "x"}, broken)
    with pytest.raises(RowError, match=problem) as caught:
        read_documents(files)
    assert str(caught.value).startswith(f"{files[0]}:2: ")


def test_the_field_that_parts_the_rows_must_be_there(tmp_path: Path) -> None:
    files = write(tmp_path / "d.jsonl", {"id": "a", "title": "", "text": "x"})
    with pytest.raises(RowError, match="“kb” is missing"):
        read_documents(files, "kb")
    asked = write(tmp_path / "q.jsonl", {"id": "a", "question": "Why?"})
    with pytest.raises(RowError, match="“kb” is missing"):
        read_questions(asked, "kb")


def test_nothing_to_ask_or_to_search_is_a_fault(tmp_path: Path) -> None:
    empty = write(tmp_path / "empty.jsonl")
    with pytest.raises(RowError, match=r"empty\.jsonl: There are no documents"):
        read_documents(empty)
    with pytest.raises(RowError, match=r"empty\.jsonl: There are no questions"):
        read_questions(empty)


def test_history_is_read_in_both_ways_of_naming(tmp_path: Path) -> None:
    by_speaker = [{"speaker": "user", "text": "Hi"}, {"speaker": "agent", "text": "Hello"}]
    assert question(tmp_path, history=by_speaker).history == (
        HistoryTurn("visitor", "Hi"),
        HistoryTurn("assistant", "Hello"),
    )
    by_author = [{"author": "visitor", "text": "Hi"}, {"author": "agent", "text": "Hello"}]
    assert question(tmp_path, history=by_author).history == (
        HistoryTurn("visitor", "Hi"),
        HistoryTurn("agent", "Hello"),
    )
    assert question(tmp_path, history=None).history == ()


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"question": ""}, "“question” is empty"),
        ({"question": None}, "“question” must be text, not null"),
        ({"history": "Hi"}, "“history” must be a list of objects"),
        ({"history": [{"text": "Hi"}]}, "“speaker” is missing"),
        ({"history": [{"speaker": "system", "text": ""}]}, "“speaker” in “history” must be"),
        ({"history": [{"author": "user", "text": "Hi"}]}, "“author” in “history” must be"),
        ({"history": [{"speaker": "user"}]}, "“text” is missing"),
        ({"topic": 1}, "“topic” must be text or null"),
        ({"gold_doc_ids": "a"}, "“gold_doc_ids” must be a list"),
        ({"kind": 1}, "“kind” must be text or null"),
    ],
)
def test_a_broken_question_is_named(
    tmp_path: Path, values: dict[str, object], problem: str
) -> None:
    with pytest.raises(RowError, match=problem):
        question(tmp_path, **values)


@pytest.mark.parametrize(
    ("values", "kind", "gold"),
    [
        ({}, "", set()),
        ({"gold_doc_id": "a"}, "answerable", {"a"}),
        ({"gold_doc_id": "a", "gold_doc_ids": ["a", "b"]}, "answerable", {"a", "b"}),
        ({"gold_doc_id": None}, "unanswerable", set()),
        ({"gold_doc_ids": []}, "unanswerable", set()),
        ({"kind": "near_miss", "gold_doc_id": None}, "near_miss", set()),
        ({"kind": "partial", "gold_doc_id": "a"}, "partial", {"a"}),
    ],
)
def test_a_row_says_what_would_be_right(
    tmp_path: Path, values: dict[str, object], kind: str, gold: set[str]
) -> None:
    one = question(tmp_path, **values)
    assert (one.kind, one.gold) == (kind, gold)
