"""The vector store, against a real Chroma server."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from knowledge import index
from knowledge.index import ChromaIndex, Entry, IndexMismatchError, IndexUnavailableError

_bases = itertools.count(1000)


class TwoDimensions:
    """An embedder as far as the index needs one."""

    id, dim, languages = "two-dimensions", 2, ("en",)

    def __init__(self, fingerprint: str = "abc") -> None:
        self.fingerprint = fingerprint

    def encode(self, texts: Any) -> Any:
        raise AssertionError("the index never embeds: vectors are given")


EMBEDDER = TwoDimensions()
VECTORS = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
ENTRIES = [Entry("c1-0", 7, 1, "r1"), Entry("c2-0", 7, 2, "r1"), Entry("d8-0", 8, 0, "r1")]


@pytest.fixture
def open_index(chroma_url: str) -> Iterator[Callable[[], ChromaIndex]]:
    """Opens indexes as several processes would."""
    opened: list[ChromaIndex] = []

    def open_one() -> ChromaIndex:
        opened.append(ChromaIndex(chroma_url))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def chroma(open_index: Callable[[], ChromaIndex]) -> ChromaIndex:
    return open_index()


@pytest.fixture
def base(chroma: ChromaIndex) -> Iterator[int]:
    base_id = next(_bases)
    yield base_id
    with suppress(IndexUnavailableError):
        chroma.drop(base_id, EMBEDDER)


def test_what_was_stored_is_found_nearest_first(chroma: ChromaIndex, base: int) -> None:
    chroma.upsert(base, EMBEDDER, ENTRIES, VECTORS)
    hits = chroma.query(base, EMBEDDER, VECTORS[1], 2)
    assert [(hit.id, hit.document_id, hit.chunk_id) for hit in hits] == [
        ("c2-0", 0, 2),
        ("d8-0", 8, 0),
    ]
    assert [hit.cosine for hit in hits] == pytest.approx([1.0, 0.8], abs=1e-5)


def test_vectors_come_back_by_id(chroma: ChromaIndex, base: int) -> None:
    chroma.upsert(base, EMBEDDER, ENTRIES, VECTORS)
    found = chroma.fetch(base, EMBEDDER, ["d8-0", "unknown"])
    assert list(found) == ["d8-0"]
    np.testing.assert_allclose(found["d8-0"], VECTORS[2], atol=1e-6)


def test_old_revisions_of_a_document_are_removed(chroma: ChromaIndex, base: int) -> None:
    chroma.upsert(base, EMBEDDER, ENTRIES, VECTORS)
    chroma.upsert(base, EMBEDDER, [Entry("c3-0", 7, 3, "r2")], VECTORS[:1])
    chroma.delete(base, EMBEDDER, 7, keep_revision="r2")
    ids = {hit.id for hit in chroma.query(base, EMBEDDER, VECTORS[0], 10)}
    assert ids == {"c3-0", "d8-0"}
    chroma.delete(base, EMBEDDER, 7)
    assert {hit.id for hit in chroma.query(base, EMBEDDER, VECTORS[0], 10)} == {"d8-0"}


def test_a_base_without_vectors_has_no_hits(chroma: ChromaIndex, base: int) -> None:
    assert chroma.query(base, EMBEDDER, VECTORS[0], 5) == []
    assert chroma.fetch(base, EMBEDDER, ["c1-0"]) == {}
    chroma.drop(base, EMBEDDER)


def test_vectors_of_another_model_are_refused_until_they_are_dropped(
    chroma: ChromaIndex, open_index: Callable[[], ChromaIndex], base: int
) -> None:
    chroma.upsert(base, EMBEDDER, ENTRIES, VECTORS)
    other, again = TwoDimensions("other"), open_index()
    for _ in range(2):
        with pytest.raises(IndexMismatchError):
            again.query(base, other, VECTORS[0], 5)
    again.drop(base, other)
    again.ensure(base, other)
    assert again.query(base, other, VECTORS[0], 5) == []


def test_a_collection_replaced_by_another_process_is_found_again(
    chroma: ChromaIndex, open_index: Callable[[], ChromaIndex], base: int
) -> None:
    chroma.upsert(base, EMBEDDER, ENTRIES, VECTORS)
    assert chroma.query(base, EMBEDDER, VECTORS[0], 5)
    other = open_index()
    other.drop(base, EMBEDDER)
    other.upsert(base, EMBEDDER, ENTRIES[:1], VECTORS[:1])
    with suppress(IndexUnavailableError):
        chroma.query(base, EMBEDDER, VECTORS[0], 5)
    assert [hit.id for hit in chroma.query(base, EMBEDDER, VECTORS[0], 5)] == ["c1-0"]


def test_many_vectors_are_stored_in_batches(chroma: ChromaIndex, base: int) -> None:
    count = index.BATCH * 2 + 7
    vectors = np.random.default_rng(1).normal(size=(count, 2)).astype(np.float32)
    entries = [Entry(f"c{n}-0", n, n, "r") for n in range(count)]
    chroma.upsert(base, EMBEDDER, entries, vectors)
    assert len(chroma.fetch(base, EMBEDDER, [entry.id for entry in entries])) == count


def test_a_server_that_is_down_is_not_asked_again_at_once() -> None:
    down = ChromaIndex("http://127.0.0.1:9")
    for _ in range(2):
        with pytest.raises(IndexUnavailableError):
            down.query(1, EMBEDDER, VECTORS[0], 5)
    assert down._resting_until > 0


async def test_a_server_that_hangs_costs_a_limited_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "TIMEOUT_S", 0.05)

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    hanging = ChromaIndex(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    with pytest.raises(IndexUnavailableError):
        await asyncio.to_thread(hanging.query, 1, EMBEDDER, VECTORS[0], 5)
    server.close()


def test_the_bulky_client_of_chroma_is_not_imported() -> None:
    code = (
        "import sys, django; django.setup()\n"
        "from knowledge.vector_rows import ChromaWithRows\n"
        "ChromaWithRows('http://127.0.0.1:9')._calling().__enter__()\n"
        "assert 'chromadb' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
