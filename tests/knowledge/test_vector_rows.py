"""Vectors of pieces kept beside the pieces."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import ChromaIndex, Entry, heading_id, sentence_id, whole_id
from knowledge.models import Chunk, Document, KnowledgeBase, PieceVectors
from knowledge.vector_rows import ChromaWithRows, packed, unpacked

DIM = 8


class EightDimensions:
    """An embedder as far as the index needs one."""

    id, dim, languages = "eight-dimensions", DIM, ("en",)
    lexical_weight, unrelated = 0.6, 0.0
    fingerprint = "0123456789abcdef-and-more"


EMBEDDER = EightDimensions()


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.sampled_from([8, 384]))
def test_a_byte_a_dimension_is_enough_to_compare(seed: int, count: int, dim: int) -> None:
    vectors = _unit(seed, count + 1, dim)
    again = unpacked(packed(vectors[:-1]), dim)
    assert again.shape == (count, dim)
    np.testing.assert_allclose(again @ vectors[-1], vectors[:-1] @ vectors[-1], atol=0.01)


def test_nothing_and_zeros_can_be_packed() -> None:
    assert unpacked(packed(np.zeros((0, DIM), dtype=np.float32)), DIM).shape == (0, DIM)
    assert not unpacked(packed(np.zeros((2, DIM), dtype=np.float32)), DIM).any()


@pytest.fixture
def index(chroma_url: str, base: KnowledgeBase) -> Iterator[ChromaWithRows]:
    index = ChromaWithRows(chroma_url)
    yield index
    index.drop(base.pk, EMBEDDER)
    index.close()


@pytest.fixture
def chunks(base: KnowledgeBase) -> list[Chunk]:
    document = Document.objects.create(knowledge_base=base, ref="a", title="A", body="a")
    return [Chunk.objects.create(document=document, position=n, text="a") for n in range(2)]


@pytest.mark.django_db
def test_stored_vectors_come_back_without_asking_the_store(
    index: ChromaWithRows, base: KnowledgeBase, chunks: list[Chunk], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = chunks
    ids = [
        heading_id(one.pk),
        *(sentence_id(one.pk, n) for n in range(3)),
        sentence_id(other.pk, 0),
    ]
    entries = [Entry(id_, one.document_id, int(id_[1:].split("-")[0]), "r") for id_ in ids]
    whole = Entry(whole_id(one.document_id, 0), one.document_id, 0, "r")
    vectors = _unit(1, 6, DIM)
    index.upsert(base.pk, EMBEDDER, [whole, *entries[:2]], vectors[:3])
    index.upsert(base.pk, EMBEDDER, entries[2:], vectors[3:])
    assert PieceVectors.objects.count() == 3, "one run for each piece and call"
    expected = dict(zip(ids, vectors[1:], strict=True))
    with monkeypatch.context() as patch:
        patch.setattr(ChromaIndex, "fetch", None)
        found = index.fetch(base.pk, EMBEDDER, [*ids, heading_id(other.pk)])
    assert found.keys() == expected.keys()
    for id_, vector in expected.items():
        np.testing.assert_allclose(found[id_], vector, atol=0.01)
    everything = index.fetch(base.pk, EMBEDDER, [whole.id, *ids])
    assert everything.keys() == {whole.id, *ids}


@pytest.mark.django_db
def test_the_store_serves_what_has_no_rows(
    index: ChromaWithRows, base: KnowledgeBase, chunks: list[Chunk]
) -> None:
    ids = [sentence_id(chunk.pk, 0) for chunk in chunks]
    entries = [
        Entry(id_, chunk.document_id, chunk.pk, "r") for id_, chunk in zip(ids, chunks, strict=True)
    ]
    index.upsert(base.pk, EMBEDDER, entries, _unit(2, 2, DIM))
    PieceVectors.objects.filter(chunk=chunks[0]).delete()
    assert index.fetch(base.pk, EMBEDDER, ids).keys() == set(ids)
    index.upsert(base.pk, EMBEDDER, entries, _unit(3, 2, DIM))
    assert PieceVectors.objects.count() == 2, "storing again changes, and doubles nothing"
    np.testing.assert_allclose(
        index.fetch(base.pk, EMBEDDER, ids)[ids[1]], _unit(3, 2, DIM)[1], atol=0.01
    )
    chunks[0].delete()
    assert PieceVectors.objects.count() == 1
    index.drop(base.pk, EMBEDDER)
    assert PieceVectors.objects.count() == 0


def _unit(seed: int, count: int, dim: int) -> np.ndarray:
    made = np.random.default_rng(seed).normal(size=(count, dim))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)
