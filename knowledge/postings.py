"""Postings: which words stand how often in which pieces, as arrays; pure.

Built once from stems and then only filtered and joined, so that a changed article costs no more
than its own words.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

# Pieces whose words are counted at a time: bounds what a build needs beside its result.
BLOCK = 10_000
# While they are sorted, a posting is one number: term, row, count. Sorting numbers is the fastest
# thing there is, and 16 million terms and pieces are more than memory holds anyway.
_TERM = np.uint64(40)
_ROW = np.uint64(16)
_ROW_MASK = np.uint64((1 << 24) - 1)
MOST_COUNTED = (1 << 16) - 1

Packed = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int32]
Counts = npt.NDArray[np.uint16]
Lengths = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Postings:
    """Term by term the rows it occurs in, ascending, and how often; rows count from 0."""

    vocabulary: Mapping[str, int]
    starts: npt.NDArray[np.int64]  # of each term's part; one more than terms
    rows: Rows
    counts: Counts
    lengths: Lengths  # words of each row

    def of(self, term: str) -> tuple[Rows, Counts]:
        """Rows and counts of a term; both empty for an unknown one."""
        index = self.vocabulary.get(term)
        part = slice(0, 0) if index is None else slice(self.starts[index], self.starts[index + 1])
        return self.rows[part], self.counts[part]

    @property
    def nbytes(self) -> int:
        """Of the arrays; the words of the vocabulary come on top."""
        return sum(one.nbytes for one in (self.starts, self.rows, self.counts, self.lengths))


def count_words(texts: Iterable[str]) -> Postings:
    """The postings of texts given as blank-separated stems, one row each."""
    vocabulary = _numbering()
    packed: list[Packed] = []
    lengths: list[Lengths] = []
    first_row = 0
    for block in _blocks(texts):
        terms, block_lengths = _numbered(block, vocabulary)
        rows = np.arange(first_row, first_row + len(block_lengths), dtype=np.uint64)
        packed.append(_counted((terms << _TERM) | (np.repeat(rows, block_lengths) << _ROW)))
        lengths.append(block_lengths)
        first_row += len(block_lengths)
    return _postings(vocabulary, packed, lengths)


def join(parts: Sequence[tuple[Postings, npt.NDArray[np.bool_]]]) -> Postings:
    """The kept rows of all parts as one, in order, numbered anew; words that are gone forgotten."""
    vocabulary = _numbering()
    packed: list[Packed] = []
    lengths: list[Lengths] = []
    first_row = 0
    for postings, kept in parts:
        alive = kept[postings.rows]
        old_terms = np.repeat(
            np.arange(len(postings.vocabulary)), np.diff(postings.starts).astype(np.int64)
        )[alive]
        used = np.bincount(old_terms, minlength=len(postings.vocabulary)) > 0
        terms = np.zeros(len(postings.vocabulary), dtype=np.uint64)
        for word, index in postings.vocabulary.items():
            if used[index]:
                terms[index] = vocabulary[word]
        rows = (np.cumsum(kept) - 1 + first_row).astype(np.uint64)
        counts = postings.counts[alive].astype(np.uint64)
        packed.append((terms[old_terms] << _TERM) | (rows[postings.rows[alive]] << _ROW) | counts)
        lengths.append(postings.lengths[kept])
        first_row += int(kept.sum())
    return _postings(vocabulary, packed, lengths)


def _numbering() -> defaultdict[str, int]:
    """A vocabulary that gives each new word the next number."""
    vocabulary: defaultdict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    return vocabulary


def _blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while block := list(islice(rest, BLOCK)):
        yield block


def _numbered(block: Sequence[str], vocabulary: Mapping[str, int]) -> tuple[Packed, Lengths]:
    """The terms of all texts in a row, and how many each text has."""
    terms = array("I")
    lengths = np.zeros(len(block), dtype=np.int32)
    for row, text in enumerate(block):
        words = text.split()
        lengths[row] = len(words)
        terms.extend(map(vocabulary.__getitem__, words))
    return np.frombuffer(terms, dtype=np.uint32).astype(np.uint64), lengths


def _counted(packed: Packed) -> Packed:
    """Each different posting once, with its count."""
    packed = np.sort(packed)
    first = np.flatnonzero(np.diff(packed, prepend=~packed[:1]))
    counts = np.diff(first, append=len(packed))
    return packed[first] | np.minimum(counts, MOST_COUNTED).astype(np.uint64)


def _postings(
    vocabulary: defaultdict[str, int], packed: Sequence[Packed], lengths: Sequence[Lengths]
) -> Postings:
    whole = np.sort(np.concatenate([np.zeros(0, dtype=np.uint64), *packed]))
    per_term = np.bincount((whole >> _TERM).astype(np.int64), minlength=len(vocabulary))
    return Postings(
        vocabulary=dict(vocabulary),
        starts=np.concatenate([[0], np.cumsum(per_term)]).astype(np.int64),
        rows=((whole >> _ROW) & _ROW_MASK).astype(np.int32),
        counts=(whole & np.uint64(MOST_COUNTED)).astype(np.uint16),
        lengths=np.concatenate([np.zeros(0, dtype=np.int32), *lengths]),
    )
