"""Conversations enter queues and leave them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agents.models import Queue, QueueEntry
from agents.services.locks import live_entry
from agents.services.news import route_after_commit
from agents.services.telling import waits_changed
from agents.setup import ensure_defaults
from chat import services as chat
from chat.types import Audience, EntryKind


@transaction.atomic
def enqueue(
    *,
    conversation_id: int,
    queue_id: int | None,
    priority: int | None,
    reason: str,
    reason_text: str,
    waiting_since: datetime | None = None,
    now: datetime | None = None,
) -> QueueEntry:
    """The conversation waits in the queue, and is offered after commit.

    The caller has moved it to `queued` in the same transaction. `queue_id` None (or of a queue that
    is gone): the default queue. `priority` None: the one it waits with already, else the queue's
    usual one. `waiting_since` keeps an old place. A conversation that waits already keeps its place
    and changes its queue.
    """
    now = now or timezone.now()
    queue = Queue.objects.filter(pk=queue_id).first() if queue_id is not None else None
    queue = queue or ensure_defaults()
    entry = live_entry(conversation_id)
    was_waiting = entry is not None
    if entry is None:
        entry = QueueEntry(conversation_id=conversation_id, entered_at=waiting_since or now)
    elif waiting_since is not None:
        entry.entered_at = waiting_since
    if entry.queue_id != queue.pk:
        entry.exhausted_at = None
    entry.queue = queue
    if priority is not None or not was_waiting:
        entry.priority = queue.priority if priority is None else priority
    entry.reason, entry.reason_text = reason[:40], reason_text[:300]
    entry.save()
    chat.record(
        conversation_id=conversation_id,
        kind=EntryKind.QUEUE_ENTERED,
        payload={"queue": {"id": queue.pk, "name": queue.name}, "priority": entry.priority},
        # The visitor is told once that they wait; in which line is our own affair.
        audience=Audience.STAFF if was_waiting else Audience.PUBLIC,
    )
    route_after_commit()
    return entry


@transaction.atomic
def set_aside(
    *, conversation_id: int, queue_id: int, reason: str, reason_text: str, now: datetime
) -> QueueEntry:
    """The conversation does not wait (any more); lists say whose it is and why.

    For a left message or a promised call. The caller moves it out of the queue in the same
    transaction.
    """
    entry = QueueEntry.objects.filter(conversation_id=conversation_id).order_by("-pk").first()
    if entry is None:
        entry = QueueEntry(conversation_id=conversation_id, entered_at=now)
    entry.queue_id = queue_id
    entry.reason, entry.reason_text = reason[:40], reason_text[:300]
    entry.left_at = entry.left_at or now
    entry.save()
    return entry


def leave_queue(conversation_id: int, now: datetime) -> QueueEntry | None:
    """The wait is over; the entry it was, or None when the conversation did not wait."""
    entry = live_entry(conversation_id)
    if entry is not None:
        entry.left_at = now
        entry.save(update_fields=["left_at"])
        waits_changed()
    return entry
