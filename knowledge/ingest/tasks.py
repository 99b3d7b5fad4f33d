"""Reading and indexing in the background, on their own queue so that no visitor waits behind."""

from __future__ import annotations

import logging

from celery import Task, shared_task

from knowledge import selectors, services
from knowledge.ingest import indexing
from knowledge.models import Document
from knowledge.services.sources import send_run
from knowledge.sources import runs, work

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


@shared_task
def work_on_run(run_id: int, ticket: str) -> None:
    """The run has come on by some seconds of pages; if it is not over, the next share is sent."""
    following = work.work_on(run_id, ticket)
    if following is not None:
        send_run(run_id, following.ticket, rest_s=following.rest_s)


@shared_task
def tend_sources() -> int:
    """Sources that are due are read, runs whose worker died go on; returns how many were sent."""
    due = work.due_sources()
    for source_id in due:
        services.read_source(source_id)
    neglected = runs.tickets_for_neglected()
    for run_id, ticket in neglected:
        logger.warning("run was neglected", extra={"run": run_id})
        send_run(run_id, ticket)
    return len(due) + len(neglected)


@shared_task
def forget_vectors(base_id: int, document_ids: list[int]) -> None:
    """The vectors of documents that are gone are removed."""
    indexing.remove_vectors(base_id, document_ids)
