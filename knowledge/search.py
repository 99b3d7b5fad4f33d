"""Searching one knowledge base: word search and sentence vectors, fused.

    score = cosine(question, nearest sentence) + 0.6 x BM25 / summed idf of the question

The sum is absolute (fusing ranks is not), so it also tells how good the best passage is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.embedder import (
    Embedder,
    EmbedderMissingError,
    Vectors,
    local_embedder,
    query_vectors,
)
from knowledge.index import (
    Hit,
    IndexMismatchError,
    IndexUnavailableError,
    current_index,
    heading_id,
    sentence_id,
)
from knowledge.lexical import WordIndex, word_indexes
from knowledge.models import Chunk
from knowledge.quoting import most_telling
from knowledge.types import Passage
from knowledge.words import stems

# Chosen on SQuAD and BANKING77 together: anything from 0.4 to 0.8 is near the best on both.
LEXICAL_WEIGHT = 0.6
VECTORS_PER_QUERY = 40
LEXICAL_CANDIDATES = 20
# Candidates whose sentences are all compared; those below cannot reach the first ten.
COMPARED = 14
# How much nearer than every sentence a title or question must be to speak for the whole article,
# and how far the opening then leads. Chosen on the demo's help centre.
TITLE_LEAD = 0.15
OPENING_LEAD = 0.05


@dataclass(slots=True)
class Candidate:
    """A piece on its way to become a passage."""

    chunk_id: int
    document_id: int
    lexical: float = 0.0
    own: float | None = None  # cosine of its heading or nearest sentence; None: not compared yet
    about: float = 0.0  # cosine of its document's title or questions
    best_sentence: str = ""

    def score(self, unknown: float = 0.0) -> float:
        """The fused score; `unknown` stands in for sentences that were not compared."""
        own = unknown if self.own is None else self.own
        return max(own, self.about) + LEXICAL_WEIGHT * self.lexical


@dataclass(slots=True)
class BaseSearch:
    """What searching one knowledge base found."""

    base_id: int
    words: WordIndex
    passages: list[Passage] = field(default_factory=list)
    lexical_only: bool = False
    degraded: str = ""  # why only half of the index was used


@dataclass(frozen=True, slots=True)
class Nearby:
    """The vectors near a question. `least`: cosine of the farthest; all others are farther."""

    hits: Sequence[Hit]
    vector: Vectors
    embedder: Embedder
    least: float


def search_base(base_id: int, query: str) -> BaseSearch:
    """The best passages of a knowledge base, best first; without vectors if they cannot be had."""
    found = BaseSearch(base_id, word_indexes.get(base_id))
    nearby, found.degraded = _nearby(base_id, query, found.words.language)
    found.lexical_only = nearby is None
    candidates = _candidates(found.words, query, nearby)
    unknown = nearby.least if nearby else 0.0
    kept = sorted(candidates, key=lambda one: (-one.score(unknown), one.chunk_id))[:COMPARED]
    chunks = _chunks(kept)
    if nearby:
        try:
            _compare(base_id, query, nearby, kept, chunks)
        except (IndexUnavailableError, IndexMismatchError) as error:
            found.degraded = str(error)
    found.passages = [
        _passage(one, chunks[one.chunk_id], found, query)
        for one in kept
        if one.chunk_id in chunks  # else it was replaced a moment ago
    ]
    found.passages.sort(key=lambda passage: (-passage.score, passage.chunk_id))
    return found


def _nearby(base_id: int, query: str, language: str) -> tuple[Nearby | None, str]:
    """The vectors near the query, or None and the reason why there are none."""
    try:
        embedder = local_embedder()
        if language[:2].lower() not in embedder.languages:
            return None, ""  # words alone find more than a model for another language
        vector = query_vectors(embedder).encode(query)
        hits = current_index().query(base_id, embedder, vector, VECTORS_PER_QUERY)
        if not hits:
            return None, "No vectors are stored yet."
    except (EmbedderMissingError, IndexUnavailableError, IndexMismatchError) as error:
        return None, str(error)
    least = hits[-1].cosine if len(hits) == VECTORS_PER_QUERY else 0.0
    return Nearby(hits, vector, embedder, least), ""


def _candidates(index: WordIndex, query: str, nearby: Nearby | None) -> list[Candidate]:
    """Every piece that words or vectors point at, with what is known of it so far."""
    lexical = index.scores(sorted(set(stems(query, index.language))))
    rows = set(_best_rows(lexical))
    hits = nearby.hits if nearby else ()
    rows.update(index.rows_of([hit.chunk_id for hit in hits if hit.chunk_id]))
    documents = [hit.document_id for hit in hits if not hit.chunk_id]
    rows.update(int(row) for row in np.flatnonzero(np.isin(index.document_ids, documents)))
    candidates = [
        Candidate(int(index.chunk_ids[row]), int(index.document_ids[row]), float(lexical[row]))
        for row in sorted(rows)
    ]
    _note_hits(candidates, hits)
    return candidates


def _best_rows(scores: np.ndarray) -> Iterable[int]:
    count = min(LEXICAL_CANDIDATES, len(scores))
    if not count:
        return []
    best = np.argpartition(-scores, count - 1)[:count]
    return [int(row) for row in best if scores[row] > 0]


def _note_hits(candidates: Iterable[Candidate], hits: Iterable[Hit]) -> None:
    own: dict[int, float] = {}
    documents: dict[int, float] = {}
    for hit in hits:
        if hit.chunk_id:
            _raise(own, hit.chunk_id, hit.cosine)
        else:
            _raise(documents, hit.document_id, hit.cosine)
    for one in candidates:
        one.own = own.get(one.chunk_id)
        one.about = documents.get(one.document_id, 0.0)


def _raise(best: dict[int, float], key: int, cosine: float) -> None:
    best[key] = max(best.get(key, 0.0), cosine)


def _chunks(candidates: Iterable[Candidate]) -> Mapping[int, Chunk]:
    ids = [one.chunk_id for one in candidates]
    return Chunk.objects.select_related("document").in_bulk(ids)


def _compare(
    base_id: int,
    query: str,
    nearby: Nearby,
    candidates: Sequence[Candidate],
    chunks: Mapping[int, Chunk],
) -> None:
    """Each candidate knows the cosine of its nearest sentence, and which sentence that is."""
    ids = [
        id_ for chunk in chunks.values() for id_ in (heading_id(chunk.pk), *_sentence_ids(chunk))
    ]
    vectors = current_index().fetch(base_id, nearby.embedder, ids)

    def cosine(id_: str) -> float:
        return float(vectors[id_] @ nearby.vector) if id_ in vectors else 0.0

    for one in candidates:
        chunk = chunks.get(one.chunk_id)
        if chunk is None or not chunk.sentences:
            continue
        cosines = [cosine(id_) for id_ in _sentence_ids(chunk)]
        one.own = max(*cosines, cosine(heading_id(chunk.pk)))
        one.best_sentence = most_telling(query, chunk.sentences, cosines)
    _share_titles(candidates, chunks)


def _sentence_ids(chunk: Chunk) -> list[str]:
    return [sentence_id(chunk.pk, number) for number in range(len(chunk.sentences))]


def _share_titles(candidates: Sequence[Candidate], chunks: Mapping[int, Chunk]) -> None:
    """A match of title or question lifts one piece of the document fully, the others less.

    Fully: the opening, which answers what the title asks, unless a piece comes nearly as near by
    itself. The others are lifted by as much less as they are farther from the question.
    """
    nearest: dict[int, float] = {}
    for one in candidates:
        _raise(nearest, one.document_id, one.own or 0.0)
    for one in candidates:
        farther = max(0.0, nearest[one.document_id] - (one.own or 0.0))
        by_title = one.about - nearest[one.document_id] > TITLE_LEAD
        opening = one.chunk_id in chunks and not chunks[one.chunk_id].position
        if by_title:
            farther = 0.0 if opening else max(farther, OPENING_LEAD)
        one.about -= farther


def _passage(candidate: Candidate, chunk: Chunk, found: BaseSearch, query: str) -> Passage:
    document = chunk.document
    best = candidate.best_sentence or _best_by_words(chunk.sentences, found.words, query)
    return Passage(
        chunk_id=chunk.pk,
        document_id=document.pk,
        document_ref=document.ref,
        title=document.title,
        heading=chunk.heading,
        url=document.url,
        text=chunk.text,
        score=candidate.score(),
        cosine=max(candidate.own or 0.0, candidate.about),
        lexical=candidate.lexical,
        best_sentence=best,
        sentences=tuple(chunk.sentences),
        questions=tuple(document.questions),
    )


def _best_by_words(sentences: Sequence[str], index: WordIndex, query: str) -> str:
    """The sentence that shares the most telling words with the question; the first if none."""
    wanted = set(stems(query, index.language))

    def shared(sentence: str) -> float:
        return sum(index.idf(stem) for stem in wanted & set(stems(sentence, index.language)))

    return max(sentences, key=shared, default="")
