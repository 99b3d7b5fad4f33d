"""Bringing one document into the index: pieces to the database, vectors to the vector store.

The order makes it safe to stop anywhere and start again: vectors of the new pieces are written
before those of the old ones are removed, and vectors whose piece is gone are ignored by search.
Every attempt marks its vectors with a revision of its own, so that the next one removes what an
attempt left that was killed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from knowledge.embedder import Embedder, EmbedderMissingError, embedder_for
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
# Of vectors made and written in one go; about a second of work, and a bound on memory.
VECTORS_AT_ONCE = 256


class IngestError(Exception):
    """A document could not be indexed; `retryable` says whether another try may succeed."""

    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        self.retryable = retryable


def _nothing() -> None:
    """Nobody waits for a sign of life."""


def index_document(
    document_id: int, *, force: bool = False, alive: Callable[[], None] = _nothing, worker: str = ""
) -> Document:
    """The document's pieces and vectors match its text. Raises IngestError, noted in the row.

    `alive` is called between batches of vectors; what it raises ends the attempt. `worker`: whose
    unfinished attempts may be taken over at once; others' are waited for.
    """
    document = Document.objects.select_related("knowledge_base").get(pk=document_id)
    embedder = _embedder_for(document.knowledge_base)
    mark = _fingerprint(document, embedder)
    if document.fingerprint == mark and document.status == DocumentStatus.READY and not force:
        return document
    with _sole_worker(document_id, worker or uuid4().hex) as extend:

        def go_on() -> None:
            extend()
            alive()

        try:
            pieces = divide(load(document.kind, document.body))
            chunks, is_first = _replace_chunks(document, pieces)
            if embedder is not None:
                _store_vectors(document, chunks, embedder, is_first=is_first, alive=go_on)
        except UnreadableError as error:
            raise _failed(document, str(error), retryable=False) from error
        except (IndexUnavailableError, IndexMismatchError) as error:
            raise _failed(document, str(error), retryable=error.retryable) from error
        _settle(document, mark, len(chunks))
    return document


@contextmanager
def _sole_worker(document_id: int, worker: str) -> Iterator[Callable[[], None]]:
    """The document is being indexed by this worker alone; yields what extends that.

    Two at once would each remove the other's vectors as leftovers. Not a lock of the database,
    which a connection pooler would lose. Raises IngestError.
    """
    now, row = timezone.now(), Document.objects.filter(pk=document_id)
    free = Q(worker_until=None) | Q(worker_until__lt=now) | Q(worker=worker)
    taken = row.filter(free).update(
        status=DocumentStatus.INDEXING, error="", worker=worker, worker_until=_until(now)
    )
    if not taken:
        raise IngestError("Another worker is indexing this document.", retryable=True)
    mine = row.filter(worker=worker)
    try:
        yield lambda: _extend(mine)
    finally:
        mine.update(worker="", worker_until=None)


def _extend(mine: QuerySet[Document]) -> None:
    mine.update(worker_until=_until(timezone.now()))


def _until(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.INGEST_LEASE_S)


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
    transaction.on_commit(lambda: remove_vectors(base_id, [document_id]))


def remove_vectors(base_id: int, document_ids: Sequence[int]) -> None:
    """As far as the vector store can be reached; what is left there is ignored by search."""
    base = KnowledgeBase.objects.filter(pk=base_id).first()
    embedder = _embedder_for(base) if base else None
    if embedder is None:
        return
    try:
        for document_id in document_ids:
            current_index().delete(base_id, embedder, document_id)
    except (IndexUnavailableError, IndexMismatchError) as error:
        logger.warning(
            "vectors left behind", extra={"base": base_id, "error": type(error).__name__}
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
        return embedder_for(base.language)
    except EmbedderMissingError:
        return None


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
def _replace_chunks(document: Document, pieces: Sequence[Piece]) -> tuple[list[Chunk], bool]:
    """The pieces are the document's chunks; processes are told to reload their word index.

    Also says whether it had none before: then it has no vectors either.
    """
    # Two workers on one document would otherwise both insert position 0.
    Document.objects.select_for_update().get(pk=document.pk)
    language = document.knowledge_base.language
    is_first = document.indexed_at is None and not document.chunks.exists()
    if not is_first:
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
    return chunks, is_first


def bump(base_id: int) -> None:
    """Every process rebuilds its word index of the base before long."""
    KnowledgeBase.objects.filter(pk=base_id).update(index_version=F("index_version") + 1)


def _store_vectors(
    document: Document,
    chunks: Sequence[Chunk],
    embedder: Embedder,
    *,
    is_first: bool,
    alive: Callable[[], None],
) -> None:
    base_id, index = document.knowledge_base_id, current_index()
    revision = uuid4().hex[:REVISION_LENGTH]
    rows = list(_vector_texts(document, chunks))
    for start in range(0, len(rows), VECTORS_AT_ONCE):
        if start:
            alive()
        batch = rows[start : start + VECTORS_AT_ONCE]
        entries = [Entry(id_, document.pk, chunk_id, revision) for id_, chunk_id, _text in batch]
        vectors = embedder.encode([text for _id, _chunk, text in batch])
        index.upsert(base_id, embedder, entries, vectors)
    # Finding leftovers costs the store a look at every vector of the base: not for new documents.
    if not is_first:
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
