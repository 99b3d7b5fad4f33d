"""Vectors of pieces kept beside the pieces: all sentences of the best candidates in one read.

Fetched by name, seventy vectors cost the vector store 6 ms and arrive as numbers in text; from
rows they cost 1 ms. A byte for each dimension is enough to compare with: cosines differ by less
than 0.002.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from knowledge.embedders.base import Embedder, Vectors
from knowledge.index import ChromaIndex, Entry, heading_id, number_of, sentence_id
from knowledge.models import PieceVectors
from knowledge.models.vectors import MODEL_LENGTH

_STEPS = 127  # of a signed byte
_SCALE_BYTES = 4


class ChromaWithRows(ChromaIndex):
    """Chroma finds what is near; single vectors come from rows, or from Chroma without any."""

    def upsert(
        self, base_id: int, embedder: Embedder, entries: Sequence[Entry], vectors: Vectors
    ) -> None:
        """The entries are stored in both places."""
        super().upsert(base_id, embedder, entries, vectors)
        rows = [
            PieceVectors(
                chunk_id=entries[run.start].chunk_id,
                model=_model(embedder),
                first=first,
                vectors=packed(vectors[run.start : run.stop]),
            )
            for first, run in _runs(entries)
        ]
        PieceVectors.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["chunk", "model", "first"],
            update_fields=["vectors"],
        )

    def fetch(self, base_id: int, embedder: Embedder, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """The vectors stored under these ids; unknown ids are left out."""
        pieces = {id_: _piece(id_) for id_ in ids}
        rows = PieceVectors.objects.filter(
            chunk__in={piece for piece in pieces.values() if piece}, model=_model(embedder)
        )
        kept: dict[str, Vectors] = {}
        known: set[int] = set()
        for chunk_id, first, run in rows.values_list("chunk_id", "first", "vectors"):
            known.add(chunk_id)
            for number, vector in enumerate(unpacked(bytes(run), embedder.dim), first):
                kept[heading_id(chunk_id) if number < 0 else sentence_id(chunk_id, number)] = vector
        others = [id_ for id_, piece in pieces.items() if piece not in known]
        found = super().fetch(base_id, embedder, others) if others else {}
        return {**found, **{id_: kept[id_] for id_ in ids if id_ in kept}}

    def drop(self, base_id: int, embedder: Embedder) -> None:
        """The collection is gone, and the rows of its base."""
        super().drop(base_id, embedder)
        rows = PieceVectors.objects.filter(chunk__document__knowledge_base_id=base_id)
        rows.filter(model=_model(embedder)).delete()


def packed(vectors: Vectors) -> bytes:
    """The vectors one after the other, each as its scale and one signed byte a dimension."""
    scales = np.abs(vectors).max(axis=1, keepdims=True).astype("<f4") / np.float32(_STEPS)
    steps = np.rint(vectors / np.maximum(scales, np.finfo(np.float32).tiny)).astype(np.int8)
    return np.hstack([scales.view(np.int8), steps]).tobytes()


def unpacked(run: bytes, dim: int) -> Vectors:
    """Shape (vectors, dim); nearly what was packed."""
    table = np.frombuffer(run, dtype=np.int8).reshape(-1, _SCALE_BYTES + dim)
    scales = table[:, :_SCALE_BYTES].copy().view("<f4")
    return np.asarray(table[:, _SCALE_BYTES:] * scales, dtype=np.float32)


def _runs(entries: Sequence[Entry]) -> Iterator[tuple[int, range]]:
    """Neighbouring entries of one piece whose numbers follow each other, with the first number."""
    start = 0
    for stop in range(1, len(entries) + 1):
        if stop < len(entries) and _follows(entries[stop - 1], entries[stop]):
            continue
        first = number_of(entries[start].id)
        if first is not None:
            yield first, range(start, stop)
        start = stop


def _follows(one: Entry, other: Entry) -> bool:
    before, after = number_of(one.id), number_of(other.id)
    same = one.chunk_id == other.chunk_id
    return same and before is not None and after is not None and after == before + 1


def _piece(id_: str) -> int:
    """The piece that an id belongs to; 0 for a whole document's."""
    return int(id_[1:].partition("-")[0]) if number_of(id_) is not None else 0


def _model(embedder: Embedder) -> str:
    return embedder.fingerprint[:MODEL_LENGTH]
