"""Queues are closed and opened by hand: for the rest of a shift, or while too many wait."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agents.models import Queue
from agents.services.news import after_commit, route_after_commit
from agents.types import NotPossibleError
from chat.realtime import publish_figures_changed


@transaction.atomic
def close_queue(*, queue_id: int, by: str, now: datetime | None = None) -> bool:
    """Newcomers are caught by the queue's ladder; whoever waits already is still served.

    `by`: the name of who closed it. False when it is closed already: then that stays as it is.
    Raises NotPossibleError("no_queue").
    """
    queue = _lock(queue_id)
    if queue.closed_at is not None:
        return False
    queue.closed_at, queue.closed_by = now or timezone.now(), by[:120]
    queue.save(update_fields=["closed_at", "closed_by"])
    after_commit(publish_figures_changed)
    return True


@transaction.atomic
def open_queue(*, queue_id: int) -> bool:
    """Newcomers wait in the queue again, within its team's hours.

    False when it was open. Raises NotPossibleError("no_queue").
    """
    queue = _lock(queue_id)
    if queue.closed_at is None:
        return False
    queue.closed_at, queue.closed_by = None, ""
    queue.save(update_fields=["closed_at", "closed_by"])
    route_after_commit()
    after_commit(publish_figures_changed)
    return True


def _lock(queue_id: int) -> Queue:
    queue = Queue.objects.select_for_update(no_key=True, of=("self",)).filter(pk=queue_id).first()
    if queue is None:
        raise NotPossibleError("no_queue", _("This queue does not exist any more."))
    return queue
