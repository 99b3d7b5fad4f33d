"""A knowledge base as it is stored: words in memory, vectors in the store, pieces in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.bm25 import WordIndex
from knowledge.embedder import embedder_for
from knowledge.embedders.base import Embedder, Vectors
from knowledge.index import Hit, current_index
from knowledge.lexical import word_indexes
from knowledge.models import Chunk
from knowledge.searchable import FoundPiece


@dataclass(frozen=True, slots=True)
class LiveBase:
    """A `SearchableBase` of the running product."""

    base_id: int

    def words(self) -> WordIndex:
        """The word index of this process, at most a moment behind the database."""
        return word_indexes.get(self.base_id)

    def embedder(self) -> Embedder | None:
        """The model for the base's language. Raises EmbedderMissingError."""
        return embedder_for(self.words().language)

    def nearest(self, vector: Vectors, limit: int) -> Sequence[Hit]:
        """As the vector store says. Raises IndexUnavailableError or IndexMismatchError."""
        embedder = self.embedder()
        return current_index().query(self.base_id, embedder, vector, limit) if embedder else ()

    def vectors(self, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """As the vector store or the rows beside the pieces say. Raises as `nearest`."""
        embedder = self.embedder()
        return current_index().fetch(self.base_id, embedder, ids) if embedder else {}

    def pieces(self, chunk_ids: Sequence[int]) -> Mapping[int, FoundPiece]:
        """Read in one query."""
        rows = Chunk.objects.filter(pk__in=chunk_ids).values_list(
            "pk",
            "document_id",
            "document__ref",
            "document__title",
            "heading",
            "document__url",
            "document__category",
            "text",
            "position",
            "sentences",
            "terms",
            "document__questions",
        )
        return {
            row[0]: FoundPiece(*row[:9], tuple(row[9]), row[10], tuple(row[11])) for row in rows
        }
