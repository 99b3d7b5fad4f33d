"""The retrieval benchmark's own parts: made-up texts and the table."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench import retrieval, texts
from knowledge.ingest.chunk import divide
from knowledge.ingest.load import load


def test_a_number_always_gives_the_same_article_and_question() -> None:
    assert texts.article(7) == texts.article(7) != texts.article(8)
    assert texts.question(3, 100) == texts.question(3, 100)
    assert len({texts.question(number, 100) for number in range(50)}) == 50


def test_articles_are_divided_into_as_many_pieces_as_they_say() -> None:
    for number in range(20):
        one = texts.article(number)
        pieces = divide(load("markdown", one.body))
        assert len(pieces) >= len(one.pieces) == texts.PIECES_PER_ARTICLE
        assert " ".join(piece.text for piece in pieces).split() == [
            word for piece in one.pieces for word in piece.text.split()
        ]


def test_made_up_vectors_have_length_one_and_some_are_near() -> None:
    vectors = texts.vectors(0, 200, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors, texts.vectors(0, 200, 384))
    cosines = vectors @ vectors.T - np.eye(200)
    assert cosines.max() > 0.4 > abs(float(cosines.mean()))


def test_the_table_names_sizes_parts_and_memory() -> None:
    spread = {"p50": 12.34, "p95": 20.0, "p99": 200.0, "max": 300.0}
    row: dict[str, Any] = {
        **dict.fromkeys(("retrieval_ms", "embedding_ms", "words_ms", "vectors_ms"), spread),
        "bare": {"chroma_ms": spread, "bm25s_ms": spread},
        "retrieval_cpu_ms": 12.5,
        "pieces": 10_000,
        "vectors": 52_000,
        "word_index": {"build_ms": 300, "refresh_ms": 20, "arrays_mb": 4.0},
        "ingestion": {
            "pieces_per_s": {
                "with_embedding": 20.0,
                "without_embedding": 200.0,
                "bare_embedder": 60.0,
            }
        },
        "memory_peak_mb": 300.0,
        "server_memory_peak_mb": {"chroma": 100.0},
    }
    shown = retrieval.readable([row])
    assert "10,000 pieces" in shown
    assert "12.3 / 20.0 / 200" in shown
    assert "chroma 100.0 MB" in shown
