"""Vectors of sentences for other apps, from the same embedders that search with them."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.embedder import (
    EmbedderMissingError,
    Vectors,
    embedder_for,
    expected_fingerprint,
    query_vectors,
)

__all__ = ["EmbedderMissingError", "Vectors", "sentence_vectors", "vector_space"]


def vector_space(language: str) -> str:
    """The fingerprint of the embedder that serves a language here; empty: none does.

    Vectors of different fingerprints cannot be compared. Loads nothing.
    """
    return expected_fingerprint(language)


def sentence_vectors(texts: Sequence[str], language: str) -> Vectors | None:
    """Shape (len(texts), dim), rows of length 1; None where no embedder serves the language.

    Raises EmbedderMissingError when the files of the one that should are not the pinned ones.
    """
    embedder = embedder_for(language)
    if embedder is None:
        return None
    if len(texts) == 1:  # the message of a turn: the search asks for the same vector next
        return query_vectors(embedder).encode(texts[0])[None, :]
    return embedder.encode(texts, kind="query")
