"""Stand-ins that ship with the tests: real behaviour, none of the machinery."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from knowledge.embedder import Embedder, Vectors
from knowledge.index import Entry, Hit, IndexUnavailableError
from knowledge.types import (
    Answer,
    AnswerDecision,
    AnswerRequest,
    Assessment,
    Confidence,
    Delta,
    Profile,
    Retrieval,
    StreamItem,
)


class ScriptedProvider:
    """Says what the test wrote down; `settings.ANSWER_PROVIDERS = {"scripted": SCRIPTED}`.

    `script` holds one list of items for each call; an exception among them is raised. The last
    list is used again when the script is at its end.
    """

    script: ClassVar[list[list[StreamItem | Exception]]] = []
    calls: ClassVar[list[AnswerRequest]] = []
    heard: ClassVar[list[tuple[AnswerRequest, Retrieval]]] = []

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    @classmethod
    def says(cls, *replies: Iterable[StreamItem | Exception]) -> None:
        """The next calls get these replies, in order."""
        cls.script = [list(reply) for reply in replies]
        cls.calls = []
        cls.heard = []

    async def stream(
        self, request: AnswerRequest, found: Retrieval
    ) -> AsyncGenerator[StreamItem, None]:
        """The items of the next reply in the script."""
        self.calls.append(request)
        self.heard.append((request, found))
        reply = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        for item in reply:
            if isinstance(item, Exception):
                raise item
            yield item


SCRIPTED = "tests.fakes.ScriptedProvider"


def spoken(
    *texts: str,
    decision: AnswerDecision = AnswerDecision.ANSWER,
    confidence: float = 0.9,
) -> list[StreamItem]:
    """A whole reply: the assessment, the texts one by one, the answer."""
    assessment = Assessment(decision, Confidence(confidence))
    answer = Answer("".join(texts), (), assessment, "scripted", "script", "end_turn")
    return [assessment, *(Delta(text) for text in texts), answer]


class InMemoryIndex:
    """Vectors in a dictionary, compared one by one; `is_down` makes every call fail."""

    is_down: ClassVar[bool] = False

    def __init__(self, url: str = "") -> None:
        self._rows: dict[str, dict[str, tuple[Entry, Vectors]]] = {}

    def ensure(self, base_id: int, embedder: Embedder) -> None:
        """The collection exists."""
        self._collection(base_id, embedder)

    def upsert(
        self, base_id: int, embedder: Embedder, entries: Sequence[Entry], vectors: Vectors
    ) -> None:
        """The entries are kept."""
        rows = self._collection(base_id, embedder)
        rows.update(
            {entry.id: (entry, vector) for entry, vector in zip(entries, vectors, strict=True)}
        )

    def delete(
        self, base_id: int, embedder: Embedder, document_id: int, *, keep_revision: str = ""
    ) -> None:
        """Nothing of the document is kept but entries of `keep_revision`."""
        rows = self._collection(base_id, embedder)
        for id_, (entry, _) in list(rows.items()):
            if entry.document_id == document_id and entry.revision != keep_revision:
                del rows[id_]

    def query(self, base_id: int, embedder: Embedder, vector: Vectors, limit: int) -> list[Hit]:
        """The nearest entries, nearest first."""
        hits = [
            Hit(
                entry.id,
                0 if entry.chunk_id else entry.document_id,
                entry.chunk_id,
                float(np.dot(row, vector)),
            )
            for entry, row in self._collection(base_id, embedder).values()
        ]
        return sorted(hits, key=lambda hit: -hit.cosine)[:limit]

    def fetch(self, base_id: int, embedder: Embedder, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """The vectors that are there."""
        rows = self._collection(base_id, embedder)
        return {id_: rows[id_][1] for id_ in ids if id_ in rows}

    def drop(self, base_id: int, embedder: Embedder) -> None:
        """The collection is gone."""
        self._collection(base_id, embedder).clear()

    def _collection(self, base_id: int, embedder: Embedder) -> dict[str, tuple[Entry, Vectors]]:
        if self.is_down:
            raise IndexUnavailableError("The vector store cannot be reached.")
        return self._rows.setdefault(f"{base_id}-{embedder.id}", {})
