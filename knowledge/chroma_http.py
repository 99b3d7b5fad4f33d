"""A Chroma server's HTTP interface, as far as it is used here.

Instead of Chroma's own client, which costs each process 32 MB and half a second to import, sends
requests without a time limit, and turns vectors into text number by number.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from knowledge.embedders.base import Vectors

_DATABASE = "/api/v2/tenants/default_tenant/databases/default_database"
# Questions come in bursts; after a quiet while a new connection costs less than many kept ones.
KEEP_ALIVE_S = 40.0


class CollectionGoneError(Exception):
    """The collection was deleted; one of the same name has another id."""


@dataclass(frozen=True, slots=True)
class Collection:
    """What a server says about one of its collections."""

    id: str
    metadata: Mapping[str, Any]


class ChromaServer:
    """One server. Every method raises httpx.HTTPError when it is away, late or says no."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(
            base_url=url.rstrip("/") + _DATABASE,
            limits=httpx.Limits(keepalive_expiry=KEEP_ALIVE_S),
        )

    def collection(self, name: str, timeout_s: float) -> Collection | None:
        """The collection with this name; None if there is none."""
        answer = self._http.get(f"/collections/{name}", timeout=timeout_s)
        return None if answer.status_code == httpx.codes.NOT_FOUND else _collection(answer)

    def create(self, name: str, metadata: Mapping[str, Any], timeout_s: float) -> Collection:
        """The collection, compared by cosine; one that was there already is left as it is."""
        body = {
            "name": name,
            "metadata": dict(metadata),
            "configuration": {"hnsw": {"space": "cosine"}},
            "get_or_create": True,
        }
        return _collection(self._http.post("/collections", json=body, timeout=timeout_s))

    def drop(self, name: str, timeout_s: float) -> None:
        """There is no such collection any more."""
        answer = self._http.delete(f"/collections/{name}", timeout=timeout_s)
        if answer.status_code != httpx.codes.NOT_FOUND:
            answer.raise_for_status()

    def upsert(
        self,
        collection: Collection,
        ids: Sequence[str],
        vectors: Vectors,
        metadatas: Sequence[Mapping[str, str | int]],
        timeout_s: float,
    ) -> None:
        """The vectors are stored under these ids. Raises CollectionGoneError."""
        body = {
            "ids": list(ids),
            "embeddings": [_encoded(vector) for vector in vectors],
            "metadatas": list(metadatas),
        }
        self._post(collection, "upsert", body, timeout_s)

    def delete(self, collection: Collection, where: Mapping[str, Any], timeout_s: float) -> None:
        """Nothing with such metadata is stored. Raises CollectionGoneError."""
        self._post(collection, "delete", {"where": dict(where)}, timeout_s)

    def query(
        self, collection: Collection, vector: Vectors, limit: int, timeout_s: float
    ) -> list[tuple[str, float]]:
        """Ids and cosine distances of the nearest, nearest first. Raises CollectionGoneError."""
        body = {
            # More digits would change no order, and are most of what a request costs.
            "query_embeddings": [vector.astype(float).round(6).tolist()],
            "n_results": limit,
            # Ids tell what is needed: metadata would double the time of a query.
            "include": ["distances"],
        }
        found = self._post(collection, "query", body, timeout_s)
        return list(zip(found["ids"][0], found["distances"][0], strict=True))

    def fetch(
        self, collection: Collection, ids: Sequence[str], timeout_s: float
    ) -> dict[str, list[float]]:
        """The vectors that are stored under these ids. Raises CollectionGoneError."""
        body = {"ids": list(ids), "include": ["embeddings"]}
        found = self._post(collection, "get", body, timeout_s)
        return dict(zip(found["ids"], found["embeddings"], strict=True))

    def close(self) -> None:
        """Connections are closed for good."""
        self._http.close()

    def _post(
        self, collection: Collection, action: str, body: Mapping[str, Any], timeout_s: float
    ) -> Any:
        address = f"/collections/{collection.id}/{action}"
        answer = self._http.post(address, json=body, timeout=timeout_s)
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise CollectionGoneError(collection.id)
        return answer.raise_for_status().json()


def _collection(answer: httpx.Response) -> Collection:
    found = answer.raise_for_status().json()
    return Collection(found["id"], found.get("metadata") or {})


def _encoded(vector: Vectors) -> str:
    """Four bytes a number instead of its digits."""
    return base64.b64encode(vector.astype("<f4").tobytes()).decode("ascii")
