"""The same questions ranked in five ways over one store, from BM25 alone to what is shipped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.embedder import query_vectors
from knowledge.evaluation.memory_base import MemoryBase
from knowledge.followup import self_contained
from knowledge.retrieval import retrieve_from
from knowledge.search import LEXICAL_WEIGHT
from knowledge.types import AnswerRequest, Retrieval
from knowledge.words import stems

VARIANTS = ("bm25", "vectors", "rank_fusion", "fused", "full")
TITLES = {
    "bm25": "BM25 alone",
    "vectors": "vectors alone (best sentence)",
    "rank_fusion": "reciprocal rank fusion, k = 60",
    "fused": "cosine + 0.6 x BM25 / idf",
    "full": "full ranking, as shipped",
}
RANK_FUSION_K = 60
NEAREST = 400  # vectors of a question that are looked at; the best ten documents are among them
KEPT = 10

_BETWEEN_WORDS = re.compile(r"[_/:.\-,?=&#]+")


@dataclass(frozen=True, slots=True)
class Ranked:
    """One question's documents, best first, by each variant, and all that the product found."""

    documents: Mapping[str, tuple[str, ...]]
    found: Retrieval


class Rankings:
    """Ranks over one store that is filled."""

    def __init__(self, base: MemoryBase) -> None:
        self._base = base
        words = base.words()
        pieces = base.pieces([int(chunk) for chunk in words.chunk_ids])
        self._refs = {one.document_id: one.document_ref for one in pieces.values()}
        self._document_of = {one.chunk_id: one.document_id for one in pieces.values()}

    def rank(self, request: AnswerRequest) -> Ranked:
        """All variants search for the topic and the question made self-contained."""
        found = retrieve_from([self._base], request)
        topic = _BETWEEN_WORDS.sub(" ", request.topic)
        text = f"{topic} {self_contained(request.question, request.history)}".strip()
        lexical = self._by_words(text)
        chunks, wholes = self._by_vectors(text)
        words = self._best(lexical)
        near = self._best(chunks, wholes)
        both = self._best(self._fused(lexical, chunks, wholes))
        by_rank = _fuse_ranks([words, near])
        orders = {"bm25": words, "vectors": near, "rank_fusion": by_rank, "fused": both}
        documents = {
            name: tuple(self._refs[key] for key in order[:KEPT]) for name, order in orders.items()
        }
        documents["full"] = tuple(dict.fromkeys(one.document_ref for one in found.passages))
        return Ranked(documents, found)

    def _by_words(self, text: str) -> dict[int, float]:
        """BM25 / summed idf of every piece that shares a word, by piece."""
        words = self._base.words()
        scores = words.scores(sorted(set(stems(text, words.language))))
        return {int(words.chunk_ids[row]): float(scores[row]) for row in np.flatnonzero(scores > 0)}

    def _by_vectors(self, text: str) -> tuple[dict[int, float], dict[int, float]]:
        """The best cosine of each piece, and of each document as a whole (title, questions)."""
        chunks: dict[int, float] = {}
        wholes: dict[int, float] = {}
        if self._base.model is None:
            return chunks, wholes
        for hit in self._base.nearest(query_vectors(self._base.model).encode(text), NEAREST):
            kept, key = (chunks, hit.chunk_id) if hit.chunk_id else (wholes, hit.document_id)
            kept.setdefault(key, hit.cosine)  # nearest first
        return chunks, wholes

    def _fused(
        self,
        lexical: Mapping[int, float],
        chunks: Mapping[int, float],
        wholes: Mapping[int, float],
    ) -> dict[int, float]:
        least = min([*chunks.values(), *wholes.values()], default=0.0)
        of_whole = [chunk for chunk, key in self._document_of.items() if key in wholes]
        return {
            chunk: max(chunks.get(chunk, least), wholes.get(self._document_of[chunk], least))
            + LEXICAL_WEIGHT * lexical.get(chunk, 0.0)
            for chunk in {*lexical, *chunks, *of_whole}
        }

    def _best(
        self, chunks: Mapping[int, float], wholes: Mapping[int, float] | None = None
    ) -> list[int]:
        """Documents by their best piece, best first."""
        best: dict[int, float] = dict(wholes or {})
        for chunk, score in chunks.items():
            document = self._document_of[chunk]
            best[document] = max(best.get(document, score), score)
        return sorted((key for key in best if key in self._refs), key=lambda key: (-best[key], key))


def _fuse_ranks(orders: Iterable[Sequence[int]]) -> list[int]:
    """Reciprocal rank fusion (Cormack et al. 2009)."""
    scores: dict[int, float] = {}
    for order in orders:
        for place, key in enumerate(order, 1):
            scores[key] = scores.get(key, 0.0) + 1 / (RANK_FUSION_K + place)
    return sorted(scores, key=lambda key: (-scores[key], key))
