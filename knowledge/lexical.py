"""Word search: BM25 over the pieces of one knowledge base, kept in memory by each process."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.models import Chunk, KnowledgeBase

logger = logging.getLogger(__name__)

# The usual values; measured best or equal on the public sets this product is tuned on.
K1 = 1.5
B = 0.75
# In five articles about refunds "refund" is in every second piece, and still what matters.
BACKGROUND_PIECES = 100
# How long a process trusts that the knowledge base has not changed.
VERSION_TRUSTED_S = 1.0

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WordIndex:
    """BM25 weights of one knowledge base, term by term; rows are pieces.

    Weights are those of Lucene's BM25 (no factor k1+1), so that a score divided by the summed idf
    of the question lies between 0 and 1. Ours instead of a library's because it is rebuilt in web
    processes: nearly twice as fast with words at hand, and it knows the document frequencies.
    """

    language: str
    chunk_ids: Ints  # by row
    document_ids: Ints  # by row
    vocabulary: Mapping[str, int]
    starts: Ints  # of each term's postings; one more than terms
    rows: Ints  # of the postings
    weights: Floats  # of the postings
    frequencies: Ints  # in how many pieces each term occurs

    def idf(self, term: str) -> float:
        """Rarity of a term; a term that occurs nowhere counts as the rarest."""
        index = self.vocabulary.get(term)
        return _idf(len(self.chunk_ids), int(self.frequencies[index]) if index is not None else 0)

    def rarity(self, term: str) -> float:
        """As `idf`, but steady in small bases, as if there were a hundred other pieces too."""
        index = self.vocabulary.get(term)
        frequency = int(self.frequencies[index]) if index is not None else 0
        return _idf(len(self.chunk_ids) + BACKGROUND_PIECES, frequency)

    def rows_of(self, chunk_ids: Sequence[int]) -> list[int]:
        """The rows of these pieces; unknown ones are left out."""
        wanted = np.array(chunk_ids, dtype=np.int64)
        rows = np.searchsorted(self.chunk_ids, wanted)  # rows are sorted by primary key
        known = rows < len(self.chunk_ids)
        rows, wanted = rows[known], wanted[known]
        return [int(row) for row in rows[self.chunk_ids[rows] == wanted]]

    def scores(self, terms: Sequence[str]) -> Floats:
        """Shape (pieces,): BM25 of each piece divided by the question's summed idf, 0..1."""
        result = np.zeros(len(self.chunk_ids), dtype=np.float32)
        total = sum(self.idf(term) for term in terms)
        for term in terms:
            index = self.vocabulary.get(term)
            if index is not None:
                part = slice(self.starts[index], self.starts[index + 1])
                result[self.rows[part]] += self.weights[part]
        return result / np.float32(total) if total > 0 else result


def build(rows: Sequence[tuple[int, int, str]], language: str) -> WordIndex:
    """The index of pieces given as (chunk id, document id, blank-separated stems), by chunk id."""
    vocabulary: dict[str, int] = {}
    term_lists = [
        [vocabulary.setdefault(term, len(vocabulary)) for term in terms.split()]
        for _, _, terms in rows
    ]
    lengths = np.array([len(terms) for terms in term_lists], dtype=np.int64)
    terms = np.fromiter((term for ids in term_lists for term in ids), np.int64, lengths.sum())
    owners = np.repeat(np.arange(len(rows), dtype=np.int64), lengths)
    postings, counts = np.unique(terms * max(len(rows), 1) + owners, return_counts=True)
    posting_terms, posting_rows = np.divmod(postings, max(len(rows), 1))
    frequencies = np.bincount(posting_terms, minlength=len(vocabulary))
    weights = _idfs(len(rows), frequencies)[posting_terms] * _saturation(
        counts, lengths[posting_rows], float(lengths.mean()) if lengths.any() else 1.0
    )
    return WordIndex(
        language=language,
        chunk_ids=np.array([row[0] for row in rows], dtype=np.int64),
        document_ids=np.array([row[1] for row in rows], dtype=np.int64),
        vocabulary=vocabulary,
        starts=np.concatenate([[0], np.cumsum(frequencies)]).astype(np.int64),
        rows=posting_rows,
        weights=weights.astype(np.float32),
        frequencies=frequencies.astype(np.int64),
    )


class WordIndexes:
    """The word indexes of this process by knowledge base, each rebuilt when its base changed."""

    def __init__(self) -> None:
        self._indexes: dict[int, tuple[int, WordIndex]] = {}  # base -> version, index
        self._checked: dict[int, float] = {}
        self._building: dict[int, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, base_id: int) -> WordIndex:
        """The index of a base, at most VERSION_TRUSTED_S behind the database.

        While one thread rebuilds, the others go on with the index they have.
        """
        known = self._indexes.get(base_id)
        if known and time.monotonic() - self._checked.get(base_id, 0.0) < VERSION_TRUSTED_S:
            return known[1]
        with self._lock:
            building = self._building.setdefault(base_id, threading.Lock())
        if not building.acquire(blocking=known is None):
            return self._indexes[base_id][1]
        try:
            return self._refresh(base_id)
        finally:
            building.release()

    def forget(self) -> None:
        """The next search reads everything anew."""
        self._indexes.clear()
        self._checked.clear()

    def _refresh(self, base_id: int) -> WordIndex:
        # The version is read before the pieces: a change in between leads to one more rebuild.
        base = KnowledgeBase.objects.only("index_version", "language").filter(pk=base_id).first()
        version, language = (base.index_version, base.language) if base else (-1, "en")
        known = self._indexes.get(base_id)
        if known is None or known[0] != version:
            chunks = Chunk.objects.filter(document__knowledge_base_id=base_id).order_by("pk")
            rows = list(chunks.values_list("pk", "document_id", "terms").iterator(5000))
            known = (version, build(rows, language))
            self._indexes[base_id] = known
            logger.info("word index built", extra={"base": base_id, "pieces": len(rows)})
        self._checked[base_id] = time.monotonic()
        return known[1]


word_indexes = WordIndexes()


def _idf(pieces: int, frequency: int) -> float:
    return math.log1p((pieces - frequency + 0.5) / (frequency + 0.5))


def _idfs(pieces: int, frequencies: Ints) -> npt.NDArray[np.float64]:
    return np.asarray(np.log1p((pieces - frequencies + 0.5) / (frequencies + 0.5)))


def _saturation(counts: Ints, lengths: Ints, mean_length: float) -> npt.NDArray[np.float64]:
    """What a term adds for occurring `counts` times in pieces of these lengths, 0..1."""
    return np.asarray(counts / (counts + K1 * (1 - B + B * lengths / mean_length)))
