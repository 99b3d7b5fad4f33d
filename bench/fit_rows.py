"""The questions that are fitted on, searched for as the product searches."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.embedder import local_embedder
from knowledge.embedders.base import Embedder
from knowledge.evaluation.memory_base import DocumentRow, MemoryBase
from knowledge.followup import self_contained
from knowledge.search import BaseSearch, search_base
from knowledge.types import HistoryTurn
from knowledge.weighing import Asked

FOLDS = 5
# Where an earlier question about something else is put in front of a question.
SHIFTED_SHARE = 0.5
SHIFTED_MOST = 180  # a base
SEED = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One question and what search found. `made_up`: with an earlier question that never was."""

    base: str
    kind: str
    fold: int
    gold: frozenset[str]
    asked: Asked
    found: BaseSearch
    made_up: bool = False


def read_rows(folder: Path, *, words_only: bool = False) -> list[Row]:
    """Every question of every base in the folder, in a fixed order."""
    model = None if words_only else local_embedder()
    rows: list[Row] = []
    for part in sorted(path.parent for path in folder.glob("*/questions.jsonl.gz")):
        documents, questions = _lines(part / "docs.jsonl.gz"), _lines(part / "questions.jsonl.gz")
        for name in sorted({row["kb"] for row in documents}):
            own = [row for row in documents if row["kb"] == name]
            asked = [row for row in questions if row["kb"] == name]
            rows += _searched(name, own, asked, model)
    return rows


def _searched(
    name: str, documents: Sequence[Any], questions: Sequence[Any], model: Embedder | None
) -> Iterator[Row]:
    base = MemoryBase(model)
    base.fill(
        DocumentRow(row["id"], row["title"] or "", row["text"], row["url"] or "")
        for row in documents
    )
    texts = {row["id"]: row["text"] for row in documents}
    for row in questions:
        asked = asked_of(row, with_topic=name == "travel")
        yield Row(name, row["kind"], _fold(row), _gold(row), asked, search_base(base, asked))
    chance = random.Random(SEED)
    alone = [row for row in questions if row["gold_doc_id"] and not row.get("history")]
    chance.shuffle(alone)
    for row in alone[: min(SHIFTED_MOST, int(len(alone) * SHIFTED_SHARE))]:
        other = chance.choice(alone)
        if other["gold_doc_id"] == row["gold_doc_id"]:
            continue
        asked = Asked(
            row["question"],
            row["question"],
            (row.get("topic") or "") if name == "travel" else "",
            last_question=other["question"],
            last_answer=" ".join(texts[other["gold_doc_id"]].split()[:50]),
        )
        yield Row(name, row["kind"], _fold(row), _gold(row), asked, search_base(base, asked), True)


def asked_of(row: Mapping[str, Any], *, with_topic: bool) -> Asked:
    """A row of a question set as search is asked."""
    history = tuple(
        HistoryTurn("visitor" if turn["speaker"] == "user" else "assistant", turn["text"])
        for turn in row.get("history") or ()
    )
    if row.get("context"):
        history += (HistoryTurn("visitor", row["context"]),)
    said = {turn.author: turn.text for turn in history}
    return Asked(
        text=row["question"],
        query=self_contained(row["question"], history),
        topic=(row.get("topic") or "") if with_topic else "",
        last_question=said.get("visitor", ""),
        last_answer=said.get("assistant", ""),
    )


def _fold(row: Mapping[str, Any]) -> int:
    """Questions of one topic or document are in one fold."""
    group = row["topic"] if row["kb"] in ("squad2", "travel") else row["gold_doc_id"]
    return zlib.crc32(f"{row['kb']}|{group or row['question']}".encode()) % FOLDS


def _gold(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(
        row.get("gold_doc_ids") or ([row["gold_doc_id"]] if row["gold_doc_id"] else [])
    )


def _lines(path: Path) -> list[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
