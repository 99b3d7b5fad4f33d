"""What was captured and is owed by nobody: of a release without promises, or of a failed step.

Quietly: nobody is mailed about each of the messages that a release finds when it begins.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from agents import selectors as agents
from agents.models import QueueEntry
from chat import services as chat
from chat.types import State
from escalation import selectors
from escalation.models import Handoff, Promise
from escalation.services.lying_aside import lay_aside
from escalation.services.promises import make_promise
from escalation.types import PromiseKind, PromiseState

logger = logging.getLogger(__name__)

_LATELY = timedelta(days=7)
"""Whoever left something longer ago does not expect an answer any more."""

_TOO_OLD = "Left before promises were kept, and too long ago to be offered."


@transaction.atomic
def adopt_captured(handoff_id: int, *, now: datetime) -> bool:
    """It is promised and lies in line at its old place; what is old is noted as not owed.

    False, and nothing has changed, when it is owed by somebody, or was followed up.
    """
    handoff = Handoff.objects.select_related("queue").get(pk=handoff_id)
    conversation = chat.lock(handoff.conversation_id)
    if not selectors.unpromised_handoffs().filter(pk=handoff_id).exists():
        return False
    if (handoff.settled_at or handoff.requested_at) < now - _LATELY:
        _note_as_old(handoff, now)
        return True
    logger.warning("captured handoff promised", extra={"handoff": handoff_id})
    promise = make_promise(
        conversation_id=handoff.conversation_id,
        kind=PromiseKind.MESSAGE,
        queue_id=handoff.queue_id,
        handoff_id=handoff_id,
        now=now,
        is_news=False,
    )
    waits = QueueEntry.objects.filter(conversation=conversation, left_at__isnull=True)
    if conversation.state == State.DEFERRED and not waits.exists():
        lay_aside(
            promise,
            reason=handoff.reason,
            sentence=handoff.sentence,
            now=now,
            since=handoff.requested_at,
        )
    return True


def _note_as_old(handoff: Handoff, now: datetime) -> None:
    """Kept for the record, like the conversation in the inbox; no board is filled with it."""
    at = handoff.settled_at or handoff.requested_at
    Promise.objects.create(
        conversation_id=handoff.conversation_id,
        handoff=handoff,
        kind=PromiseKind.MESSAGE.value,
        state=PromiseState.DROPPED.value,
        queue=handoff.queue or agents.default_queue(),
        made_at=at,
        due_at=at,
        ended_at=now,
        note=_TOO_OLD,
    )
