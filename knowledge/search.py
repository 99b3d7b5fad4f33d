"""Searching one knowledge base: words and sentence vectors propose, a fitted sum decides.

Candidates are found by BM25 and by the vectors nearest to the question. Of the best by

    score = cosine(question, nearest sentence) + 0.6 x BM25 / summed idf of the question

all sentences are compared, and everything that speaks for a piece is weighed (`ranking.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.embedder import (
    Embedder,
    EmbedderMissingError,
    Vectors,
    query_vectors,
)
from knowledge.embedders.base import evened
from knowledge.index import (
    Hit,
    IndexMismatchError,
    IndexUnavailableError,
    heading_id,
    sentence_id,
)
from knowledge.learned import learned
from knowledge.lexical import WordIndex
from knowledge.quoting import most_telling
from knowledge.ranking import Signals, rank, strength
from knowledge.searchable import FoundPiece, SearchableBase
from knowledge.types import Passage
from knowledge.weighing import Asked, covered, topic_share, wanted_stems, weigh_topics
from knowledge.words import stems

# Chosen on SQuAD and BANKING77 together: anything from 0.4 to 0.8 is near the best on both.
LEXICAL_WEIGHT = 0.6
VECTORS_PER_QUERY = 40
LEXICAL_CANDIDATES = 20
# Candidates whose sentences are all compared; the right one is hardly ever farther down.
COMPARED = 16
# Of an answer, the rarest words say what it was about.
TELLING_WORDS = 24


@dataclass(slots=True)
class Candidate:
    """A piece on its way to become a passage."""

    chunk_id: int
    document_id: int
    row: int | None  # of the word index; None: not in it yet
    near: float  # cosine of the nearest vector known so far
    wide: float  # BM25 of all that may matter, the page's topic included
    signals: Signals = field(default_factory=Signals)
    best_sentence: str = ""

    @property
    def first_score(self) -> float:
        """What decides whether its sentences are compared."""
        return self.near + LEXICAL_WEIGHT * self.wide

    @property
    def score(self) -> float:
        """The fused score that staff see."""
        return max(self.signals.own, self.signals.about) + LEXICAL_WEIGHT * self.signals.lexical


@dataclass(slots=True)
class BaseSearch:
    """What searching one knowledge base found.

    `strength`: of the best passage, see `ranking.strength`. `crowd`: mean BM25 of the candidates:
    high when the question's words are everywhere. `question`: vector of the visitor's own words.
    """

    base_id: int
    words: WordIndex
    passages: list[Passage] = field(default_factory=list)
    signals: dict[int, Signals] = field(default_factory=dict)  # by chunk
    crowd: float = 0.0
    question: Vectors | None = None
    embedder: Embedder | None = None
    degraded: str = ""  # why only half of the index was used

    @property
    def lexical_only(self) -> bool:
        """Whether no vectors were compared."""
        return self.question is None

    def weights(self) -> Mapping[str, float]:
        """Of the signals that could be measured."""
        return learned().ranking_by_words if self.lexical_only else learned().ranking

    def strength(self, chunk_id: int) -> float:
        """What speaks for a passage that was found, as one number."""
        return strength(self.signals[chunk_id], self.weights())


@dataclass(frozen=True, slots=True)
class Nearby:
    """The vectors near a question. `least`: cosine of the farthest; all others are farther."""

    hits: Sequence[Hit]
    search: Vectors
    least: float
    embedder: Embedder

    def even(self, cosine: float) -> float:
        """The cosine on the scale of the default model."""
        return evened(float(cosine), self.embedder)


def search_base(base: SearchableBase, asked: Asked) -> BaseSearch:
    """The best passages of a knowledge base, best first; without vectors if they cannot be had."""
    found = BaseSearch(base.base_id, base.words())
    nearby = _nearby(base, asked, found)
    candidates = _candidates(found.words, asked, nearby)
    kept = sorted(candidates, key=lambda one: (-one.first_score, one.chunk_id))[:COMPARED]
    pieces = base.pieces([one.chunk_id for one in kept])
    kept = [one for one in kept if one.chunk_id in pieces]  # else it was replaced a moment ago
    for one in kept:
        one.document_id = pieces[one.chunk_id].document_id
    _weigh_words(found, asked, kept, pieces)
    if nearby:
        _weigh_vectors(base, asked, nearby, found, kept, pieces)
    found.signals = {one.chunk_id: one.signals for one in kept}
    weights = found.weights()
    found.passages = [
        _passage(one, pieces[one.chunk_id], found.words, asked, rank(one.signals, weights))
        for one in kept
    ]
    found.passages.sort(key=lambda passage: (-passage.rank, passage.chunk_id))
    return found


def _nearby(base: SearchableBase, asked: Asked, found: BaseSearch) -> Nearby | None:
    """The vectors near the question; None, with the reason in `found`, when there are none."""
    try:
        embedder = base.embedder()
        if embedder is None:
            return None  # words alone find more than a model for another language
        encode = query_vectors(embedder).encode
        search = encode(asked.query)
        hits = list(base.nearest(search, VECTORS_PER_QUERY))
        least = hits[-1].cosine if len(hits) == VECTORS_PER_QUERY else 0.0
        if asked.topic:
            hits += base.nearest(encode(f"{asked.topic} {asked.query}"), VECTORS_PER_QUERY)
        if not hits:
            found.degraded = "No vectors are stored yet."
            return None
        found.question, found.embedder = encode(asked.text), embedder
    except (EmbedderMissingError, IndexUnavailableError, IndexMismatchError) as error:
        found.degraded = str(error)
        return None
    return Nearby(hits, search, least, embedder)


def _candidates(index: WordIndex, asked: Asked, nearby: Nearby | None) -> list[Candidate]:
    """Every piece that words or vectors point at, with what is known of it so far."""
    wide = index.scores(sorted(set(stems(f"{asked.topic} {asked.query}", index.language))))
    rows = set(_best_rows(wide))
    hits = nearby.hits if nearby else ()
    rows.update(index.rows_of([hit.chunk_id for hit in hits if hit.chunk_id]))
    documents = [hit.document_id for hit in hits if not hit.chunk_id]
    rows.update(int(row) for row in np.flatnonzero(np.isin(index.document_ids, documents)))
    near = _nearest_by(hits)
    least = nearby.even(nearby.least) if nearby else 0.0
    candidates = []
    for row in sorted(rows):
        chunk, document = int(index.chunk_ids[row]), int(index.document_ids[row])
        candidates.append(Candidate(chunk, document, row, least, float(wide[row])))
    # Pieces so new that the word index does not have them yet are found by their vectors.
    known = {one.chunk_id for one in candidates}
    candidates += [
        Candidate(hit.chunk_id, hit.document_id, None, least, 0.0)
        for hit in {hit.chunk_id: hit for hit in hits if hit.chunk_id not in known | {0}}.values()
    ]
    if nearby:
        for one in candidates:
            about = near.get((one.document_id, 0))
            one.signals.about = least if about is None else nearby.even(about)
            own = near.get((0, one.chunk_id))
            one.near = max(least if own is None else nearby.even(own), one.signals.about)
    return candidates


def _best_rows(scores: np.ndarray) -> Iterable[int]:
    count = min(LEXICAL_CANDIDATES, len(scores))
    if not count:
        return []
    best = np.argpartition(-scores, count - 1)[:count]
    return [int(row) for row in best if scores[row] > 0]


def _nearest_by(hits: Iterable[Hit]) -> dict[tuple[int, int], float]:
    """The nearest cosine of each piece, under (0, piece), and document, under (document, 0)."""
    nearest: dict[tuple[int, int], float] = {}
    for hit in hits:
        key = (0, hit.chunk_id) if hit.chunk_id else (hit.document_id, 0)
        nearest[key] = max(nearest.get(key, -1.0), hit.cosine)
    return nearest


def _weigh_words(
    found: BaseSearch,
    asked: Asked,
    candidates: Sequence[Candidate],
    pieces: Mapping[int, FoundPiece],
) -> None:
    """The signals that come from words alone."""
    words, language = found.words, found.words.language
    lexical = words.scores(sorted(set(stems(asked.query, language))))
    alone = lexical
    if asked.text != asked.query:
        alone = words.scores(sorted(set(stems(asked.text, language))))
    asked_before = words.scores(_telling(words, asked.last_question))
    said_before = words.scores(_telling(words, asked.last_answer))
    wanted = wanted_stems(asked.text, words) or wanted_stems(asked.query, words)
    has = {one.chunk_id: set(pieces[one.chunk_id].terms.split()) for one in candidates}
    of_document: dict[int, set[str]] = {}
    for one in candidates:
        of_document.setdefault(one.document_id, set()).update(has[one.chunk_id])
    topics = [topic_share(asked.topic, pieces[one.chunk_id], words) for one in candidates]
    for one, topic in zip(candidates, weigh_topics(topics), strict=True):
        signals = one.signals
        if one.row is not None:
            signals.lexical = float(lexical[one.row])
            signals.asked_before = float(asked_before[one.row])
            signals.said_before = float(said_before[one.row])
        signals.coverage = covered(wanted, has[one.chunk_id])
        signals.document_coverage = covered(wanted, of_document[one.document_id])
        signals.opening = float(pieces[one.chunk_id].position == 0)
        signals.topic = topic
    if candidates:
        shares = [float(alone[one.row]) for one in candidates if one.row is not None]
        found.crowd = sum(shares) / len(candidates)


def _telling(words: WordIndex, text: str) -> list[str]:
    """The rarest stems of an earlier message, in a fixed order."""
    different = sorted(set(stems(text, words.language)))
    return sorted(different, key=lambda stem: -words.idf(stem))[:TELLING_WORDS]


def _weigh_vectors(
    base: SearchableBase,
    asked: Asked,
    nearby: Nearby,
    found: BaseSearch,
    candidates: Sequence[Candidate],
    pieces: Mapping[int, FoundPiece],
) -> None:
    """The signals that come from vectors, of all sentences of each candidate."""
    ids = {
        one.chunk_id: [
            heading_id(one.chunk_id),
            *(
                sentence_id(one.chunk_id, number)
                for number in range(len(pieces[one.chunk_id].sentences))
            ),
        ]
        for one in candidates
    }
    try:
        stored = base.vectors([id_ for own in ids.values() for id_ in own])
    except (IndexUnavailableError, IndexMismatchError) as error:
        found.degraded, found.question = str(error), None
        return
    assert found.question is not None  # noqa: S101 - set together with `nearby`
    for one in candidates:
        sentences = pieces[one.chunk_id].sentences
        vectors = np.stack(
            [stored.get(id_, np.zeros_like(nearby.search)) for id_ in ids[one.chunk_id]]
        )
        own, alone = vectors @ nearby.search, vectors @ found.question
        middle = vectors[1:].sum(axis=0)
        length = float(np.linalg.norm(middle))
        one.signals.own, one.signals.alone = nearby.even(own.max()), nearby.even(alone.max())
        if length:
            one.signals.centroid = nearby.even(middle @ nearby.search / length)
        if sentences:
            one.best_sentence = most_telling(asked.query, sentences, [float(x) for x in own[1:]])


def _passage(
    candidate: Candidate, piece: FoundPiece, words: WordIndex, asked: Asked, ranked: float
) -> Passage:
    signals = candidate.signals
    best = candidate.best_sentence or _best_by_words(piece.sentences, words, asked.query)
    return Passage(
        chunk_id=piece.chunk_id,
        document_id=piece.document_id,
        document_ref=piece.document_ref,
        title=piece.title,
        heading=piece.heading,
        url=piece.url,
        text=piece.text,
        score=candidate.score,
        cosine=max(signals.own, signals.about),
        lexical=signals.lexical,
        rank=ranked,
        best_sentence=best,
        sentences=piece.sentences,
        questions=piece.questions,
    )


def _best_by_words(sentences: Sequence[str], index: WordIndex, query: str) -> str:
    """The sentence that shares the most telling words with the question; the first if none."""
    wanted = set(stems(query, index.language))

    def shared(sentence: str) -> float:
        return sum(index.idf(stem) for stem in wanted & set(stems(sentence, index.language)))

    return max(sentences, key=shared, default="")
