"""Bringing one document into the index: pieces to the database, vectors to the vector store.

The order makes it safe to stop anywhere and start again: vectors of the new pieces are written
before those of the old ones are removed, and vectors whose piece is gone are ignored by search.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from knowledge.embedder import Embedder, EmbedderMissingError, local_embedder
from knowledge.index import (
    Entry,
    IndexMismatchError,
    IndexUnavailableError,
    current_index,
    heading_id,
    sentence_id,
    whole_id,
)
from knowledge.ingest.chunk import Piece, divide
from knowledge.ingest.fingerprint import fingerprint
from knowledge.ingest.load import UnreadableError, load
from knowledge.models import Chunk, Document, DocumentStatus, KnowledgeBase
from knowledge.words import joined_stems

logger = logging.getLogger(__name__)

REVISION_LENGTH = 16


class IngestError(Exception):
    """A document could not be indexed; `retryable` says whether another try may succeed."""

    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        self.retryable = retryable


def index_document(document_id: int, *, force: bool = False) -> Document:
    """The document's pieces and vectors match its text. Raises IngestError, noted in the row."""
    document = Document.objects.select_related("knowledge_base").get(pk=document_id)
    embedder = _embedder_for(document.knowledge_base)
    mark = _fingerprint(document, embedder)
    if document.fingerprint == mark and document.status == DocumentStatus.READY and not force:
        return document
    Document.objects.filter(pk=document.pk).update(status=DocumentStatus.INDEXING, error="")
    try:
        pieces = divide(load(document.kind, document.body))
        chunks = _replace_chunks(document, pieces)
        if embedder is not None:
            _store_vectors(document, chunks, embedder, mark[:REVISION_LENGTH])
    except UnreadableError as error:
        raise _failed(document, str(error), retryable=False) from error
    except (IndexUnavailableError, IndexMismatchError) as error:
        raise _failed(document, str(error), retryable=error.retryable) from error
    _settle(document, mark, len(chunks))
    return document


def schedule(document_id: int, *, force: bool = False) -> None:
    """A worker indexes the document after commit; until one does, its row says `pending`."""
    Document.objects.filter(pk=document_id).update(status=DocumentStatus.PENDING)
    transaction.on_commit(lambda: _send(document_id, force=force))


@transaction.atomic
def remove_document(document_id: int) -> None:
    """The document is gone, with its pieces now and its vectors after commit."""
    document = Document.objects.filter(pk=document_id).first()
    if document is None:
        return
    base_id = document.knowledge_base_id
    document.delete()
    bump(base_id)
    transaction.on_commit(lambda: _remove_vectors(base_id, document_id))


def _remove_vectors(base_id: int, document_id: int) -> None:
    """As far as the vector store can be reached; what is left there is ignored by search."""
    try:
        current_index().delete(base_id, local_embedder(), document_id)
    except (EmbedderMissingError, IndexUnavailableError, IndexMismatchError) as error:
        logger.warning(
            "vectors left behind",
            extra={"document": document_id, "error": type(error).__name__},
        )


def drop_vectors(base: KnowledgeBase) -> None:
    """The base's vector collection is gone. Raises IngestError when the store is away."""
    embedder = _embedder_for(base)
    if embedder is None:
        return
    try:
        current_index().drop(base.pk, embedder)
    except IndexUnavailableError as error:
        raise IngestError(str(error), retryable=True) from error


def _send(document_id: int, *, force: bool) -> None:
    from knowledge.ingest.tasks import index_document as task

    try:
        task.delay(document_id, force=force)
    except OperationalError:
        # The row says pending; the next `index_waiting` run picks it up.
        logger.warning("broker unreachable, indexing waits", extra={"document": document_id})


def _embedder_for(base: KnowledgeBase) -> Embedder | None:
    """The embedder for the base's language; None where words alone are searched."""
    try:
        embedder = local_embedder()
    except EmbedderMissingError:
        return None
    return embedder if base.language[:2].lower() in embedder.languages else None


def _fingerprint(document: Document, embedder: Embedder | None) -> str:
    return fingerprint(
        kind=document.kind,
        title=document.title,
        body=document.body,
        questions=document.questions,
        language=document.knowledge_base.language,
        embedder=embedder.fingerprint if embedder else "",
    )


@transaction.atomic
def _replace_chunks(document: Document, pieces: Sequence[Piece]) -> list[Chunk]:
    """The pieces are the document's chunks; processes are told to reload their word index."""
    # Two workers on one document would otherwise both insert position 0.
    Document.objects.select_for_update().get(pk=document.pk)
    language = document.knowledge_base.language
    document.chunks.all().delete()
    chunks = Chunk.objects.bulk_create(
        [
            Chunk(
                document=document,
                position=position,
                heading=piece.heading[:400],
                text=piece.text,
                sentences=list(piece.sentences),
                terms=joined_stems(
                    [document.title, piece.heading, *document.questions, piece.text], language
                ),
            )
            for position, piece in enumerate(pieces)
        ]
    )
    bump(document.knowledge_base_id)
    return chunks


def bump(base_id: int) -> None:
    """Every process rebuilds its word index of the base before long."""
    KnowledgeBase.objects.filter(pk=base_id).update(index_version=F("index_version") + 1)


def _store_vectors(
    document: Document, chunks: Sequence[Chunk], embedder: Embedder, revision: str
) -> None:
    base_id, index = document.knowledge_base_id, current_index()
    entries, texts = [], []
    for id_, chunk_id, text in _vector_texts(document, chunks):
        entries.append(Entry(id_, document.pk, chunk_id, revision))
        texts.append(text)
    index.upsert(base_id, embedder, entries, embedder.encode(texts))
    index.delete(base_id, embedder, document.pk, keep_revision=revision)


def _vector_texts(document: Document, chunks: Sequence[Chunk]) -> Iterator[tuple[str, int, str]]:
    """Id, chunk (0 for the whole document) and text of every vector of the document."""
    for number, text in enumerate([document.title, *document.questions]):
        if text.strip():
            yield whole_id(document.pk, number), 0, text
    for chunk in chunks:
        if chunk.heading:
            yield heading_id(chunk.pk), chunk.pk, chunk.heading
        for number, sentence in enumerate(chunk.sentences):
            yield sentence_id(chunk.pk, number), chunk.pk, sentence


def _settle(document: Document, mark: str, chunk_count: int) -> None:
    document.status, document.error = DocumentStatus.READY, ""
    document.fingerprint, document.chunk_count = mark, chunk_count
    document.indexed_at = timezone.now()
    # Only if nobody changed the text meanwhile: then the row still waits for the newer one.
    unchanged = Document.objects.filter(pk=document.pk, status=DocumentStatus.INDEXING)
    unchanged.update(
        status=document.status,
        error="",
        fingerprint=mark,
        chunk_count=chunk_count,
        indexed_at=document.indexed_at,
    )
    logger.debug("document indexed", extra={"document": document.pk, "pieces": chunk_count})


def _failed(document: Document, message: str, *, retryable: bool) -> IngestError:
    # What may succeed later keeps waiting; `index_waiting` tries it again.
    status = DocumentStatus.PENDING if retryable else DocumentStatus.FAILED
    Document.objects.filter(pk=document.pk).update(status=status, error=message)
    logger.warning("document not indexed", extra={"document": document.pk, "reason": message})
    return IngestError(message, retryable=retryable)
