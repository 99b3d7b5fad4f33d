"""A knowledge base in memory: for measuring, apart from everything that is live."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.bm25 import WordIndex, build
from knowledge.embedders.base import Embedder, Vectors
from knowledge.index import Hit, heading_id, sentence_id, whole_id
from knowledge.ingest.chunk import divide
from knowledge.ingest.load import UnreadableError, load
from knowledge.searchable import FoundPiece
from knowledge.words import joined_stems


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document to be searched. `questions`: that it says it answers."""

    ref: str
    title: str
    text: str
    url: str = ""
    kind: str = "markdown"
    questions: tuple[str, ...] = ()


@dataclass(slots=True)
class MemoryBase:
    """A `SearchableBase` that is built once and compares with every vector it has."""

    model: Embedder | None
    language: str = "en"
    base_id: int = 1
    unreadable: list[str] = field(default_factory=list)  # refs of documents without text
    _pieces: dict[int, FoundPiece] = field(default_factory=dict)
    _words: WordIndex | None = None
    _ids: list[tuple[str, int, int]] = field(default_factory=list)  # id, document, piece
    _vectors: Vectors = field(default_factory=lambda: np.zeros((0, 1), dtype=np.float32))
    _places: dict[str, int] = field(default_factory=dict)

    def fill(self, documents: Iterable[DocumentRow]) -> None:
        """The base holds these documents, read, divided and embedded as the product does."""
        texts: list[str] = []
        for document_id, row in enumerate(documents, 1):
            try:
                pieces = divide(load(row.kind, row.text))
            except UnreadableError:
                self.unreadable.append(row.ref)
                continue
            for number, text in enumerate([row.title, *row.questions]):
                if text.strip():
                    self._ids.append((whole_id(document_id, number), document_id, 0))
                    texts.append(text)
            for position, piece in enumerate(pieces):
                chunk_id = len(self._pieces) + 1
                self._pieces[chunk_id] = FoundPiece(
                    chunk_id=chunk_id,
                    document_id=document_id,
                    document_ref=row.ref,
                    title=row.title,
                    heading=piece.heading,
                    url=row.url,
                    category="",
                    text=piece.text,
                    position=position,
                    sentences=piece.sentences,
                    terms=joined_stems(
                        [row.title, piece.heading, *row.questions, piece.text], self.language
                    ),
                    questions=row.questions,
                )
                if piece.heading:
                    self._ids.append((heading_id(chunk_id), document_id, chunk_id))
                    texts.append(piece.heading)
                for number, sentence in enumerate(piece.sentences):
                    self._ids.append((sentence_id(chunk_id, number), document_id, chunk_id))
                    texts.append(sentence)
        self._index(texts)

    def words(self) -> WordIndex:
        """Of all pieces."""
        assert self._words is not None  # noqa: S101 - search comes after fill
        return self._words

    def embedder(self) -> Embedder | None:
        """The model it was given."""
        return self.model

    def nearest(self, vector: Vectors, limit: int) -> Sequence[Hit]:
        """The nearest of all vectors, compared one by one."""
        cosines = self._vectors @ vector
        best = np.argsort(-cosines, kind="stable")[:limit]
        return [
            Hit(id_, document, chunk, float(cosines[place]))
            for place in best
            for id_, document, chunk in [self._ids[place]]
        ]

    def vectors(self, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """Those stored under these ids."""
        return {id_: self._vectors[self._places[id_]] for id_ in ids if id_ in self._places}

    def pieces(self, chunk_ids: Sequence[int]) -> Mapping[int, FoundPiece]:
        """Those with these keys."""
        return {key: self._pieces[key] for key in chunk_ids if key in self._pieces}

    def _index(self, texts: Sequence[str]) -> None:
        rows = [(key, one.document_id, one.terms) for key, one in self._pieces.items()]
        self._words = build(rows, self.language)
        if self.model is not None and texts:
            self._vectors = self.model.encode(texts)
            self._places = {id_: place for place, (id_, _, _) in enumerate(self._ids)}
