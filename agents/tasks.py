"""The worker's side of mails, on the queue `delivery`."""

from __future__ import annotations

from celery import shared_task

from agents.notices import deliver_due
from agents.notices.outbox import TASK


@shared_task(name=TASK)
def deliver() -> int:
    """Notices that are due are sent; returns how many."""
    return deliver_due()
