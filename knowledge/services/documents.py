"""Adding, indexing and removing documents."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.models import Document, DocumentKind, KnowledgeBase


def add_document(
    *,
    knowledge_base: KnowledgeBase,
    ref: str,
    title: str,
    body: str,
    kind: DocumentKind = DocumentKind.MARKDOWN,
    url: str = "",
    category: str = "",
    questions: Sequence[str] = (),
    schedule: bool = True,
) -> Document:
    """The document exists with this content and will be indexed after commit.

    Adding the same `ref` again updates it; identical content is indexed only once.
    `schedule=False` leaves indexing to the caller (`index_document`).
    """
    document, _ = Document.objects.update_or_create(
        knowledge_base=knowledge_base,
        ref=ref,
        defaults={
            "title": title,
            "body": body,
            "kind": kind,
            "url": url,
            "category": category,
            "questions": list(questions),
        },
    )
    if schedule:
        reindex_document(document_id=document.pk)
    return document


def index_document(document_id: int, *, force: bool = False) -> Document:
    """The document's pieces and vectors match its text; done here and now, unchanged ones skipped.

    Raises `knowledge.ingest.indexing.IngestError` when it could not be read or its vectors not
    stored; the row then says `failed` and why, and word search may already find the new text.
    """
    from knowledge.ingest import indexing

    return indexing.index_document(document_id, force=force)


def reindex_document(*, document_id: int, force: bool = False) -> None:
    """The document waits for a worker to index it, starting after commit."""
    from knowledge.ingest import indexing

    indexing.schedule(document_id, force=force)


def remove_document(*, document_id: int) -> None:
    """The document is gone, with its pieces now and its vectors after commit."""
    from knowledge.ingest import indexing

    indexing.remove_document(document_id)


def retry_document(*, document_id: int) -> None:
    """A document that failed is indexed again, even if it did not change."""
    reindex_document(document_id=document_id, force=True)
