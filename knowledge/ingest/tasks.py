"""Indexing in the background, on its own queue so that no visitor waits behind it."""

from __future__ import annotations

import logging

from celery import Task, shared_task

from knowledge import selectors
from knowledge.ingest import indexing
from knowledge.models import Document

logger = logging.getLogger(__name__)

# Ten seconds to about ten minutes: long enough for a vector store to be restarted.
RETRIES = 6
FIRST_RETRY_S = 10


@shared_task(bind=True, max_retries=RETRIES)
def index_document(self: Task[[int], None], document_id: int, force: bool = False) -> None:
    """The document is indexed; tried again later when the vector store was away."""
    try:
        indexing.index_document(document_id, force=force)
    except Document.DoesNotExist:
        logger.info("document was deleted before indexing", extra={"document": document_id})
    except indexing.IngestError as error:
        if error.retryable and self.request.retries < RETRIES:
            raise self.retry(
                countdown=FIRST_RETRY_S * 2**self.request.retries, exc=error
            ) from error


@shared_task
def index_waiting() -> int:
    """Every document that waits is indexed; returns how many there were."""
    waiting = selectors.waiting_documents()
    for document_id in waiting:
        index_document.delay(document_id)
    return len(waiting)
