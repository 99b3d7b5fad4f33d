"""BM25 over the pieces of one knowledge base; pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.postings import Counts, Postings, Rows, count_words, join

# The usual values; measured best or equal on the public sets this product is tuned on.
K1 = 1.5
B = 0.75
# In five articles about refunds "refund" is in every second piece, and still what matters.
BACKGROUND_PIECES = 100
GONE = -1  # instead of the ids of a row whose piece was replaced
# More segments make a search slower; fewer make a change dearer.
MOST_SEGMENTS = 8
RECENT_SHARE = 0.1  # of all rows that may lie outside the first segment or be gone
RECENT_ROWS = 1000  # so many in any case

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Segment:
    """The words of pieces that were read at one time; rows of the index from `first_row` on."""

    postings: Postings
    first_row: int

    @property
    def rows(self) -> int:
        """How many, the replaced ones included."""
        return len(self.postings.lengths)


@dataclass(frozen=True, slots=True)
class WordIndex:
    """BM25 of one knowledge base; rows are pieces.

    Weights are those of Lucene's BM25 (no factor k1+1), so that a score divided by the summed idf
    of the question lies between 0 and 1. They are worked out for the words of a question only,
    from plain counts: what changes with every article (how many pieces there are, how long they
    are, how rare a word is) is stored nowhere, so a change needs no rebuild and scores are always
    those of an index built anew.
    """

    language: str
    about: Ints  # shape (3, rows): chunk id, document id, stamp; all GONE for replaced pieces
    segments: tuple[Segment, ...]
    pieces: int  # rows that are not gone
    _norms: npt.NDArray[np.float64]  # by row: what a count is weighed against
    _order: Ints  # rows by chunk id

    @property
    def chunk_ids(self) -> Ints:
        """By row; GONE where the piece was replaced."""
        row: Ints = self.about[0]
        return row

    @property
    def document_ids(self) -> Ints:
        """By row; GONE where the piece was replaced."""
        row: Ints = self.about[1]
        return row

    @property
    def stamps(self) -> Ints:
        """By row, what tells whether the piece's stems changed."""
        row: Ints = self.about[2]
        return row

    def idf(self, term: str) -> float:
        """Rarity of a term; a term that occurs nowhere counts as the rarest."""
        return _idf(self.pieces, self.frequency(term))

    def rarity(self, term: str) -> float:
        """As `idf`, but steady in small bases, as if there were a hundred other pieces too."""
        return _idf(self.pieces + BACKGROUND_PIECES, self.frequency(term))

    def frequency(self, term: str) -> int:
        """In how many pieces the term occurs."""
        return sum(len(rows) for rows, _ in self._of(term))

    def rows_of(self, chunk_ids: Sequence[int]) -> list[int]:
        """The rows of these pieces; unknown ones are left out."""
        wanted = np.array(chunk_ids, dtype=np.int64)
        places = np.searchsorted(self.chunk_ids, wanted, sorter=self._order)
        inside = (places < len(self._order)) & (wanted != GONE)
        rows, wanted = self._order[places[inside]], wanted[inside]
        return [int(row) for row in rows[self.chunk_ids[rows] == wanted]]

    def scores(self, terms: Sequence[str]) -> Floats:
        """Shape (rows,): BM25 of each piece divided by the question's summed idf, 0..1."""
        result = np.zeros(len(self.chunk_ids), dtype=np.float32)
        total = 0.0
        for term in terms:
            found = list(self._of(term))
            idf = _idf(self.pieces, sum(len(rows) for rows, _ in found))
            total += idf
            for rows, counts in found:
                result[rows] += idf * counts / (counts + self._norms[rows])
        return result / np.float32(total) if total > 0 else result

    @property
    def nbytes(self) -> int:
        """Of the arrays; the words of the vocabulary come on top."""
        own = (self.about, self._norms, self._order)
        return sum(one.nbytes for one in own) + sum(one.postings.nbytes for one in self.segments)

    def _of(self, term: str) -> Iterator[tuple[Rows, Counts]]:
        """Rows of the index and counts of a term, segment by segment, without the gone."""
        for segment in self.segments:
            rows, counts = segment.postings.of(term)
            if len(rows):
                rows = rows + np.int32(segment.first_row)
                if self.pieces < len(self.chunk_ids):
                    alive = self.chunk_ids[rows] != GONE
                    rows, counts = rows[alive], counts[alive]
                yield rows, counts


def build(rows: Sequence[tuple[int, int, str]], language: str) -> WordIndex:
    """The index of pieces given as (chunk id, document id, blank-separated stems)."""
    about = np.array([(*row[:2], 0) for row in rows], dtype=np.int64).reshape(-1, 3).T
    return indexed(about, (Segment(count_words(row[2] for row in rows), 0),), language)


def indexed(about: Ints, segments: tuple[Segment, ...], language: str) -> WordIndex:
    """The index of these segments; `about` as in `WordIndex`."""
    about = np.ascontiguousarray(about)
    alive = about[0] != GONE
    pieces = int(alive.sum())
    lengths = np.concatenate(
        [np.zeros(0, dtype=np.int32), *(one.postings.lengths for one in segments)]
    )
    words = int(lengths[alive].sum())
    mean_length = words / pieces if words else 1.0
    return WordIndex(
        language=language,
        about=about,
        segments=segments,
        pieces=pieces,
        _norms=K1 * (1 - B + B * lengths / mean_length),
        _order=np.argsort(about[0], kind="stable"),
    )


def changed(
    index: WordIndex, kept: npt.NDArray[np.bool_], added: Ints, texts: Sequence[str]
) -> WordIndex:
    """The index without the rows that are not kept, and with added pieces.

    `kept`: shape (rows,). `added`: shape (3, pieces), as `WordIndex.about`; `texts`: their stems.
    What was not changed is not read again, and seldom copied.
    """
    about = np.where(kept, index.about, GONE)
    segments = index.segments
    if len(texts):
        about = np.concatenate([about, added], axis=1)
        segments += (Segment(count_words(texts), len(index.chunk_ids)),)
    first = _first_to_join(segments, int((about[0] == GONE).sum()))
    if first is None:
        return indexed(about, segments, index.language)
    return _joined(about, segments, first, index.language)


def _first_to_join(segments: Sequence[Segment], gone: int) -> int | None:
    """From which segment on they become one; None: none has to."""
    rows = sum(one.rows for one in segments)
    loose = sum(one.rows for one in segments[1:]) + gone
    if loose > max(RECENT_ROWS, RECENT_SHARE * rows):
        return 0
    return 1 if len(segments) > MOST_SEGMENTS else None


def _joined(about: Ints, segments: tuple[Segment, ...], first: int, language: str) -> WordIndex:
    """The index with all segments from `first` on as one, without their gone rows."""
    from_row = segments[first].first_row
    kept = about[0] != GONE
    kept[:from_row] = True  # rows of the segments that stay as they are
    whole = join(
        [(one.postings, kept[one.first_row : one.first_row + one.rows]) for one in segments[first:]]
    )
    return indexed(about[:, kept], (*segments[:first], Segment(whole, from_row)), language)


def _idf(pieces: int, frequency: int) -> float:
    return math.log1p((pieces - frequency + 0.5) / (frequency + 0.5))
