"""The comparison of retrieval variants, and of the confidence without parts of its evidence."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import variants
from bench.parts_of_confidence import Measured, worth_of_parts
from bench.rankings import VARIANTS, Rankings, _fuse_ranks
from knowledge.confidence import model_for
from knowledge.embedder import local_embedder
from knowledge.evaluation.memory_base import DocumentRow, MemoryBase
from knowledge.types import AnswerRequest, Evidence

TEXTS = {
    "returns": ("Returning goods", "You can return goods within 30 days of delivery."),
    "shipping": ("Shipping", "A parcel to Portugal takes five days and costs 4.90 EUR."),
    "hours": ("Opening hours", "The museum is open from Tuesday to Sunday."),
}


def rows() -> list[DocumentRow]:
    return [DocumentRow(ref, title, text) for ref, (title, text) in TEXTS.items()]


def test_every_variant_ranks_documents_once_and_best_first() -> None:
    base = MemoryBase(local_embedder())
    base.fill(rows())
    ranked = Rankings(base).rank(AnswerRequest("How much does a parcel to Portugal cost?"))
    assert set(ranked.documents) == set(VARIANTS)
    for order in ranked.documents.values():
        assert order[0] == "shipping"
        assert len(set(order)) == len(order)


def test_the_topic_counts_in_every_variant() -> None:
    base = MemoryBase(local_embedder())
    base.fill(rows())
    ranked = Rankings(base).rank(AnswerRequest("How long?", topic="Opening_hours"))
    assert {order[0] for order in ranked.documents.values()} == {"hours"}


def test_rank_fusion_prefers_what_both_lists_have() -> None:
    assert _fuse_ranks([[1, 2, 3], [4, 2, 5]]) == [2, 1, 4, 3, 5]
    assert _fuse_ranks([[], [7]]) == [7]


def test_a_part_that_tells_right_from_wrong_is_missed() -> None:
    part = next(iter(model_for(Evidence(passages=1)).weights))

    def measured(value: float, *, is_right: bool) -> Measured:
        return Measured("b", Evidence(passages=1, **{part: value}), is_right, is_right)

    weight = model_for(Evidence(passages=1)).weights[part]
    good, bad = (1.0, 0.0) if weight > 0 else (0.0, 1.0)
    rows = [measured(good, is_right=True), measured(bad, is_right=False)] * 3
    found = worth_of_parts(rows)
    assert found[""].area == 1.0
    assert found[part].area == 0.5
    assert worth_of_parts([]) == {}


def write(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def test_the_command_compares_in_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = [
        {"id": ref, "kb": "shop", "title": title, "text": text}
        for ref, (title, text) in TEXTS.items()
    ]
    questions = [
        {"id": "1", "kb": "shop", "question": "Returning goods?", "gold_doc_id": "returns"},
        {"id": "2", "kb": "shop", "question": "Do you sell gold?", "gold_doc_id": None},
    ]
    words = ["variants", "--documents", write(tmp_path / "d.jsonl", documents)]
    words += ["--questions", write(tmp_path / "q.jsonl", questions)]
    monkeypatch.setattr(sys, "argv", [*words, "--json"])
    variants.main()
    found = json.loads(capsys.readouterr().out)
    assert list(found["retrieval"]) == ["shop", "mean"]
    assert {one["hit_1"] for one in found["retrieval"]["mean"].values()} == {1.0}
    assert "all" in found["confidence"]

    monkeypatch.setattr(sys, "argv", words)
    variants.main()
    assert "BM25 alone" in capsys.readouterr().out

    (tmp_path / "q.jsonl").write_text("{}")
    with pytest.raises(SystemExit, match=r"bench: .*q\.jsonl:1: “id” is missing"):
        variants.main()
