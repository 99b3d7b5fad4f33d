"""What a knowledge base must offer to be searched: words, vectors, pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.bm25 import WordIndex
from knowledge.embedders.base import Embedder, Vectors
from knowledge.index import Hit


@dataclass(frozen=True, slots=True)
class FoundPiece:
    """A piece with what is known of its document. `terms`: its stems, blank-separated."""

    chunk_id: int
    document_id: int
    document_ref: str
    title: str
    heading: str
    url: str
    category: str
    text: str
    position: int
    sentences: tuple[str, ...]
    terms: str
    questions: tuple[str, ...]


class SearchableBase(Protocol):
    """One knowledge base as search sees it."""

    @property
    def base_id(self) -> int:
        """Primary key."""
        ...

    def words(self) -> WordIndex:
        """The word index, which also knows the base's language."""
        ...

    def embedder(self) -> Embedder | None:
        """The model its vectors come from; None where words alone are searched.

        Raises EmbedderMissingError.
        """
        ...

    def nearest(self, vector: Vectors, limit: int) -> Sequence[Hit]:
        """The stored vectors nearest to this one, nearest first.

        Raises IndexUnavailableError or IndexMismatchError.
        """
        ...

    def vectors(self, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """The vectors stored under these ids; unknown ones are left out. Raises as `nearest`."""
        ...

    def pieces(self, chunk_ids: Sequence[int]) -> Mapping[int, FoundPiece]:
        """The pieces with these keys; what was replaced a moment ago is left out."""
        ...
