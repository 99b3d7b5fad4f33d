"""The sentence embedder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from knowledge import checks, embedder
from knowledge.embedder import EmbedderMissingError, QueryVectors, embedder_for, local_embedder
from knowledge.embedders import base, minilm, nano_e5

multilingual = pytest.mark.skipif(
    not nano_e5.is_installed(), reason="needs the packages of requirements-multilingual.txt"
)


@pytest.fixture
def _loaded_anew() -> Iterator[None]:
    _forget()
    yield
    _forget()


def _forget() -> None:
    embedder._load_default.cache_clear()
    embedder._load_multilingual.cache_clear()
    embedder._files_problem.cache_clear()


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
    lexical_weight, unrelated = 0.6, 0.0
    calls = 0

    def encode(self, texts: Any, kind: str = "passage") -> Any:
        assert kind == "query"
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
    monkeypatch.setattr(minilm, name, "0" * 64)
    with pytest.raises(EmbedderMissingError):
        local_embedder()
    assert [warning.id for warning in checks.embedder_is_here(None)] == ["knowledge.W001"]


@pytest.mark.usefixtures("_loaded_anew")
def test_a_missing_package_is_said_and_not_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base.metadata, "files", lambda name: None)
    with pytest.raises(EmbedderMissingError, match="not installed"):
        local_embedder()


def test_each_language_has_the_embedder_that_knows_it() -> None:
    assert embedder_for("en-GB") is embedder_for("en") is local_embedder()
    assert embedder_for("tlh") is None


@pytest.mark.usefixtures("_loaded_anew")
def test_words_serve_other_languages_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nano_e5, "DISTRIBUTION", "not-installed-anywhere")
    assert embedder_for("de") is None
    assert embedder.expected_fingerprint("de") == ""
    assert embedder.expected_fingerprint("en-US") == local_embedder().fingerprint
    assert checks.embedder_is_here(None) == []


@multilingual
def test_the_extra_compares_meaning_across_words_and_languages() -> None:
    known = embedder_for("de-AT")
    assert known is embedder_for("pt") is not local_embedder()
    assert known is not None
    (question,) = known.encode(["Wie bekomme ich mein Geld zurück?"], kind="query")
    answers = known.encode(["Erstattungen dauern fünf Tage.", "Reembolsos", "Wir haben geöffnet."])
    np.testing.assert_allclose(np.linalg.norm(answers, axis=1), 1, atol=1e-4)
    assert answers.shape == (3, known.dim)
    assert (answers[:2] @ question > answers[2] @ question).all()


@multilingual
def test_the_extra_tells_questions_from_passages() -> None:
    known = embedder_for("de")
    assert known is not None
    as_query, as_passage = (known.encode(["Rückgabe"], kind=kind) for kind in ("query", "passage"))
    assert 0.8 < float(as_query[0] @ as_passage[0]) < 0.9999


@multilingual
@pytest.mark.parametrize(
    "text",
    ["", "   ", "a\0b", "\ud800", "x" * 20_000, "👍"],
    ids=["empty", "blank", "nul", "surrogate", "long", "picture"],
)
def test_the_extra_takes_any_text(text: str) -> None:
    known = embedder_for("de")
    assert known is not None
    assert np.isfinite(known.encode([text, "Rückgabe"])).all()
    assert known.encode([]).shape == (0, known.dim)


@multilingual
@pytest.mark.usefixtures("_loaded_anew")
def test_a_changed_model_of_the_extra_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nano_e5, "MODEL_SHA256", "0" * 64)
    with pytest.raises(EmbedderMissingError):
        embedder_for("de")
    assert [warning.id for warning in checks.embedder_is_here(None)] == ["knowledge.W001"]
