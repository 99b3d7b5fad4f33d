"""The vector store: the only module that knows Chroma, behind five functions.

Chroma holds nothing that is not in the database: every collection can be rebuilt from the pieces.
One collection per knowledge base and embedder, because a metadata filter is twenty times slower.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
import numpy as np
from django.conf import settings
from django.utils.module_loading import import_string

from knowledge.embedder import Embedder, Vectors

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

_time_limit_s: ContextVar[float] = ContextVar("time_limit_s", default=TIMEOUT_S)


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
        self._client: Any = None
        self._collections: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._resting_until = 0.0

    def ensure(self, base_id: int, embedder: Embedder) -> None:
        with self._calling(TIMEOUT_S):
            self._collection(base_id, embedder, create=True)

    def upsert(
        self, base_id: int, embedder: Embedder, entries: Sequence[Entry], vectors: Vectors
    ) -> None:
        with self._calling(WRITE_TIMEOUT_S):
            collection = self._collection(base_id, embedder, create=True)
            for start in range(0, len(entries), BATCH):
                batch = entries[start : start + BATCH]
                collection.upsert(
                    ids=[entry.id for entry in batch],
                    embeddings=vectors[start : start + BATCH],
                    metadatas=[_metadata(entry) for entry in batch],
                )

    def delete(
        self, base_id: int, embedder: Embedder, document_id: int, *, keep_revision: str = ""
    ) -> None:
        where: dict[str, Any] = {"document": document_id}
        if keep_revision:
            where = {"$and": [where, {"revision": {"$ne": keep_revision}}]}
        with self._calling(WRITE_TIMEOUT_S):
            self._collection(base_id, embedder, create=True).delete(where=where)

    def query(self, base_id: int, embedder: Embedder, vector: Vectors, limit: int) -> list[Hit]:
        with self._calling(TIMEOUT_S):
            collection = self._collection(base_id, embedder, create=False)
            if collection is None:
                return []
            found = collection.query(
                query_embeddings=vector.reshape(1, -1),
                n_results=limit,
                # Ids tell what is needed: metadata would double the time of a query.
                include=["distances"],
            )
        return [
            _hit(id_, 1.0 - float(distance))
            for id_, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def fetch(self, base_id: int, embedder: Embedder, ids: Sequence[str]) -> Mapping[str, Vectors]:
        with self._calling(TIMEOUT_S):
            collection = self._collection(base_id, embedder, create=False)
            if collection is None or not ids:
                return {}
            found = collection.get(ids=list(ids), include=["embeddings"])
        vectors = np.asarray(found["embeddings"], dtype=np.float32)
        return dict(zip(found["ids"], vectors, strict=True))

    def drop(self, base_id: int, embedder: Embedder) -> None:
        from chromadb.errors import NotFoundError

        name = _name(base_id, embedder)
        with self._calling(WRITE_TIMEOUT_S):
            self._collections.pop(name, None)
            try:
                self._connected().delete_collection(name)
            except NotFoundError:
                return

    def close(self) -> None:
        """Connections are closed; the next call opens new ones."""
        with self._lock:
            client, self._client = self._client, None
            self._collections.clear()
        if client is not None:
            client._server._session.close()

    @contextmanager
    def _calling(self, timeout_s: float) -> Iterator[None]:
        """Calls inside have a time limit, and failures become this module's errors."""
        from chromadb.errors import ChromaError, NotFoundError

        if time.monotonic() < self._resting_until:
            raise IndexUnavailableError("The vector store did not answer a moment ago.")
        limit = _time_limit_s.set(timeout_s)
        try:
            yield
        except NotFoundError as error:
            # Dropped and made anew by another process: forget the handles we keep.
            self._collections.clear()
            raise IndexUnavailableError("The collection was replaced; try again.") from error
        except (httpx.HTTPError, ChromaError) as error:
            self._collections.clear()
            self._resting_until = time.monotonic() + REST_S
            logger.warning("vector store unavailable", extra={"error": type(error).__name__})
            raise IndexUnavailableError("The vector store cannot be reached.") from error
        finally:
            _time_limit_s.reset(limit)

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = _connect(self._url)
            return self._client

    def _collection(self, base_id: int, embedder: Embedder, *, create: bool) -> Any:
        """The collection's handle, checked once; None when it is missing and not to be made."""
        from chromadb.errors import NotFoundError

        name = _name(base_id, embedder)
        if name not in self._collections:
            client = self._connected()
            try:
                found = client.get_collection(name, embedding_function=None)
            except NotFoundError:
                if not create:
                    return None
                found = _create(client, name, embedder)
            if (found.metadata or {}).get("fingerprint") != embedder.fingerprint:
                raise IndexMismatchError("The stored vectors come from another model.")
            self._collections[name] = found
        return self._collections[name]


class _TimedClient(httpx.Client):
    """Chroma's HTTP session with what its own lacks: time limits and clear server errors."""

    def request(self, *args: Any, **options: Any) -> httpx.Response:
        options.setdefault("timeout", _time_limit_s.get())
        response = super().request(*args, **options)
        if response.is_server_error:  # Chroma's client would raise a bare Exception
            response.raise_for_status()
        return response


def _connect(url: str) -> Any:
    """A client of a server that has just answered.

    Chroma's client already calls the server while it is being made, without a time limit, so a
    server that accepts connections and then hangs is found out first.
    """
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url)
    httpx.get(f"{url.rstrip('/')}/api/v2/heartbeat", timeout=TIMEOUT_S).raise_for_status()
    client = chromadb.HttpClient(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or (443 if parts.scheme == "https" else 80),
        ssl=parts.scheme == "https",
        settings=Settings(anonymized_telemetry=False),
    )
    server: Any = client._server
    # Both were needed to make the client only, and would stay open for nothing.
    for session in (server._session, client._admin_client._server._session):
        session.close()
    server._session = _TimedClient(limits=server.http_limits, headers=server.get_request_headers())
    return client


def _create(client: Any, name: str, embedder: Embedder) -> Any:
    return client.get_or_create_collection(
        name,
        embedding_function=None,  # the default one would download a model
        metadata={"embedder": embedder.id, "fingerprint": embedder.fingerprint},
        configuration={"hnsw": {"space": "cosine"}},
    )


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
