"""The sentence embedder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from knowledge import checks, embedder
from knowledge.embedder import EmbedderMissingError, QueryVectors, local_embedder


@pytest.fixture
def _loaded_anew() -> Iterator[None]:
    embedder._load_once.cache_clear()
    yield
    embedder._load_once.cache_clear()


def test_vectors_are_those_of_the_published_model() -> None:
    """The three well-known example pairs; int8 weights differ in the second decimal."""
    texts = ["That is a happy person", "That is a happy dog", "That is a very happy person"]
    vectors = local_embedder().encode([*texts, "Today is a sunny day"])
    assert vectors.shape == (4, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[0] @ vectors[1:].T, [0.695, 0.943, 0.257], atol=0.02)


def test_a_text_has_the_same_vector_in_any_company() -> None:
    texts = ["short", "a much longer sentence about refunds and parcels", "x" * 3000, "", "short"]
    together = local_embedder().encode(texts)
    alone = np.vstack([local_embedder().encode([text]) for text in texts])
    # The int8 model quantises a batch at once, so equal means nearly equal.
    assert (np.sum(together * alone, axis=1) > 0.99).all()


class Counting:
    id, dim, languages, fingerprint = "counting", 2, ("en",), "x"
    calls = 0

    def encode(self, texts: Any) -> Any:
        self.calls += 1
        return np.ones((len(texts), 2), dtype=np.float32)


def test_a_repeated_question_costs_nothing() -> None:
    counting = Counting()
    queries = QueryVectors(counting, size=2)
    for query in ["a", "a", "b", "a", "c", "a"]:
        queries.encode(query)
    assert counting.calls == 3


@pytest.mark.parametrize("name", ["MODEL_SHA256", "VOCABULARY_SHA256"])
@pytest.mark.usefixtures("_loaded_anew")
def test_other_files_than_the_pinned_ones_are_refused(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedder, name, "0" * 64)
    with pytest.raises(EmbedderMissingError):
        local_embedder()
    assert [warning.id for warning in checks.embedder_is_here(None)] == ["knowledge.W001"]


@pytest.mark.usefixtures("_loaded_anew")
def test_a_missing_package_is_said_and_not_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder.metadata, "files", lambda name: None)
    with pytest.raises(EmbedderMissingError, match="not installed"):
        local_embedder()
