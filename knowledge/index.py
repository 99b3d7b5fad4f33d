"""The vector store: the only module that asks Chroma, behind six functions.

Chroma holds nothing that is not in the database: every collection can be rebuilt from the pieces.
One collection per knowledge base and embedder, because a metadata filter is twenty times slower.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import httpx
import numpy as np
from django.conf import settings
from django.utils.module_loading import import_string

from knowledge.chroma_http import ChromaServer, Collection, CollectionGoneError
from knowledge.embedders.base import Embedder, Vectors

logger = logging.getLogger(__name__)

# A query takes 4 ms; whoever needs two seconds will not answer a visitor in time.
TIMEOUT_S = 2.0
# Bulk writes of a thousand vectors take about a second on a small machine.
WRITE_TIMEOUT_S = 30.0
# After a failure nobody waits for the store again for this long.
REST_S = 5.0
# A question waits until the write before it is done: a hundred vectors take a tenth of a second.
BATCH = 100
HEADING = -1


class IndexUnavailableError(Exception):
    """The store cannot be reached or refused the request; another try may succeed."""

    retryable = True


class IndexMismatchError(Exception):
    """The stored vectors come from another model; `manage.py rebuild_index` replaces them."""

    retryable = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One vector to store. `chunk_id` is 0 for what belongs to a whole document."""

    id: str
    document_id: int
    chunk_id: int
    revision: str  # of the document's content


@dataclass(frozen=True, slots=True)
class Hit:
    """One stored vector near a question; `cosine` -1..1.

    `document_id` is 0 for what belongs to a piece, `chunk_id` for what belongs to a whole document.
    """

    id: str
    document_id: int
    chunk_id: int
    cosine: float


class VectorIndex(Protocol):
    """What retrieval and indexing need; every method may raise the two errors above."""

    def ensure(self, base_id: int, embedder: Embedder) -> None:
        """The collection exists and holds vectors of this embedder."""
        ...

    def upsert(
        self, base_id: int, embedder: Embedder, entries: Sequence[Entry], vectors: Vectors
    ) -> None:
        """The entries are stored; `vectors` has one row for each."""
        ...

    def delete(
        self, base_id: int, embedder: Embedder, document_id: int, *, keep_revision: str = ""
    ) -> None:
        """Nothing of the document is stored but entries of `keep_revision`."""
        ...

    def query(self, base_id: int, embedder: Embedder, vector: Vectors, limit: int) -> list[Hit]:
        """The entries nearest to the vector, nearest first."""
        ...

    def fetch(self, base_id: int, embedder: Embedder, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """The vectors stored under these ids; unknown ids are left out."""
        ...

    def drop(self, base_id: int, embedder: Embedder) -> None:
        """The collection is gone, whatever it held."""
        ...


def current_index() -> VectorIndex:
    """The index of this process, as settings name it."""
    path = getattr(settings, "KNOWLEDGE_INDEX", "knowledge.vector_rows.ChromaWithRows")
    return _index(path, settings.CHROMA_URL)


@cache
def _index(path: str, url: str) -> VectorIndex:
    index: VectorIndex = import_string(path)(url)
    return index


class ChromaIndex:
    """A Chroma server over HTTP; connects at first use and again after failures."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._server: ChromaServer | None = None
        self._collections: dict[str, Collection] = {}
        self._lock = threading.Lock()
        self._resting_until = 0.0

    def ensure(self, base_id: int, embedder: Embedder) -> None:
        with self._calling() as server:
            self._made(server, base_id, embedder, TIMEOUT_S)

    def upsert(
        self, base_id: int, embedder: Embedder, entries: Sequence[Entry], vectors: Vectors
    ) -> None:
        with self._calling() as server:
            collection = self._made(server, base_id, embedder, WRITE_TIMEOUT_S)
            for start in range(0, len(entries), BATCH):
                batch = entries[start : start + BATCH]
                server.upsert(
                    collection,
                    [entry.id for entry in batch],
                    vectors[start : start + BATCH],
                    [_metadata(entry) for entry in batch],
                    WRITE_TIMEOUT_S,
                )

    def delete(
        self, base_id: int, embedder: Embedder, document_id: int, *, keep_revision: str = ""
    ) -> None:
        where: dict[str, Any] = {"document": document_id}
        if keep_revision:
            where = {"$and": [where, {"revision": {"$ne": keep_revision}}]}
        with self._calling() as server:
            collection = self._made(server, base_id, embedder, WRITE_TIMEOUT_S)
            server.delete(collection, where, WRITE_TIMEOUT_S)

    def query(self, base_id: int, embedder: Embedder, vector: Vectors, limit: int) -> list[Hit]:
        with self._calling() as server:
            collection = self._known(server, base_id, embedder, TIMEOUT_S)
            if collection is None:
                return []
            found = server.query(collection, vector, limit, TIMEOUT_S)
        return [_hit(id_, 1.0 - distance) for id_, distance in found]

    def fetch(self, base_id: int, embedder: Embedder, ids: Sequence[str]) -> Mapping[str, Vectors]:
        with self._calling() as server:
            collection = self._known(server, base_id, embedder, TIMEOUT_S)
            if collection is None or not ids:
                return {}
            found = server.fetch(collection, ids, TIMEOUT_S)
        return {id_: np.array(vector, dtype=np.float32) for id_, vector in found.items()}

    def drop(self, base_id: int, embedder: Embedder) -> None:
        name = _name(base_id, embedder)
        with self._calling() as server:
            self._collections.pop(name, None)
            server.drop(name, WRITE_TIMEOUT_S)

    def close(self) -> None:
        """Connections are closed; the next call opens new ones."""
        with self._lock:
            server, self._server = self._server, None
            self._collections.clear()
        if server is not None:
            server.close()

    @contextmanager
    def _calling(self) -> Iterator[ChromaServer]:
        """The server; failures of what is called inside become this module's errors."""
        if time.monotonic() < self._resting_until:
            raise IndexUnavailableError("The vector store did not answer a moment ago.")
        with self._lock:
            if self._server is None:
                self._server = ChromaServer(self._url)
            server = self._server
        try:
            yield server
        except CollectionGoneError as error:
            # Dropped and made anew by another process: forget the handles we keep.
            self._collections.clear()
            raise IndexUnavailableError("The collection was replaced; try again.") from error
        except httpx.HTTPError as error:
            self._collections.clear()
            self._resting_until = time.monotonic() + REST_S
            logger.warning("vector store unavailable", extra={"error": type(error).__name__})
            raise IndexUnavailableError("The vector store cannot be reached.") from error

    def _known(
        self, server: ChromaServer, base_id: int, embedder: Embedder, timeout_s: float
    ) -> Collection | None:
        """The collection, whose model was checked once; None when there is none."""
        name = _name(base_id, embedder)
        if name not in self._collections:
            found = server.collection(name, timeout_s)
            if found is None:
                return None
            self._collections[name] = _checked(found, embedder)
        return self._collections[name]

    def _made(
        self, server: ChromaServer, base_id: int, embedder: Embedder, timeout_s: float
    ) -> Collection:
        """The collection, made if there was none."""
        known = self._known(server, base_id, embedder, timeout_s)
        if known is None:
            name = _name(base_id, embedder)
            about = {"embedder": embedder.id, "fingerprint": embedder.fingerprint}
            known = _checked(server.create(name, about, timeout_s), embedder)
            self._collections[name] = known
        return known


def _checked(found: Collection, embedder: Embedder) -> Collection:
    if found.metadata.get("fingerprint") != embedder.fingerprint:
        raise IndexMismatchError("The stored vectors come from another model.")
    return found


def _name(base_id: int, embedder: Embedder) -> str:
    return f"kb-{base_id}-{embedder.id}"


def sentence_id(chunk_id: int, number: int) -> str:
    """Under which id the vector of a piece's sentence is stored."""
    return f"c{chunk_id}-{number}"


def heading_id(chunk_id: int) -> str:
    """Under which id the vector of a piece's heading is stored."""
    return f"c{chunk_id}-heading"


def number_of(id_: str) -> int | None:
    """Which vector of its piece an id names: HEADING or a sentence from 0; None: of no piece."""
    if not id_.startswith("c"):
        return None
    number = id_.rpartition("-")[2]
    return HEADING if number == "heading" else int(number)


def whole_id(document_id: int, number: int) -> str:
    """Under which id a document's title (0) or one of its questions (from 1) is stored."""
    return f"d{document_id}-{number}"


def _hit(id_: str, cosine: float) -> Hit:
    owner = int(id_[1:].partition("-")[0])
    if number_of(id_) is None:
        return Hit(id_, document_id=owner, chunk_id=0, cosine=cosine)
    return Hit(id_, document_id=0, chunk_id=owner, cosine=cosine)


def _metadata(entry: Entry) -> dict[str, str | int]:
    return {
        "document": entry.document_id,
        "chunk": entry.chunk_id,
        "revision": entry.revision,
    }
