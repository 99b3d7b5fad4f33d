"""What is owed lies in its queue until somebody has time for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from agents import selectors as agents
from agents.models import QueueEntry
from agents.services import set_aside
from agents.types import FallbackKind
from chat import services as chat
from chat.types import SYSTEM, Move, State
from escalation import selectors
from escalation.models import Promise
from escalation.types import PromiseKind, PromiseState

_SILENCE = timedelta(minutes=15)
"""So long after the last word nobody talks with the assistant any more."""


def lay_aside(
    promise: Promise,
    *,
    reason: str,
    sentence: str,
    now: datetime,
    since: datetime | None = None,
) -> None:
    """It waits for the people of its queue: from the time of the call, or when they are back.

    The conversation is deferred, its row locked by the caller. Whoever owes it is asked first.
    `since`: its place; None: that of the wait before.
    """
    is_call = promise.kind == PromiseKind.CALLBACK
    opens_at = agents.next_opening(promise.queue_id, now)
    set_aside(
        conversation_id=promise.conversation_id,
        queue_id=promise.queue_id,
        reason=promise.kind if is_call else reason,
        reason_text=sentence,
        now=now,
        ready_at=promise.at or (opens_at if opens_at is not None and opens_at > now else None),
        priority=promise.priority,
        waiting_since=since,
        wanted_agent_id=promise.owner_id,
    )


def lay_again(promise: Promise, now: datetime) -> None:
    """What lies aside follows a promise that was given to somebody or put off.

    Also while somebody is asked about it: it lies aside again when they do not come.
    """
    waits = QueueEntry.objects.filter(conversation=promise.conversation_id, left_at__isnull=True)
    wait = waits.filter(is_message=True).first()
    if wait is not None:
        lay_aside(promise, reason=wait.reason, sentence=wait.reason_text, now=now)


def silent_follow_ups(now: datetime) -> QuerySet[Promise]:
    """Follow-ups that are owed in conversations with the assistant where nobody writes any more."""
    return Promise.objects.filter(
        state=PromiseState.OPEN.value,
        kind=PromiseKind.FOLLOW_UP.value,
        conversation__state=State.ASSISTANT.value,
        conversation__last_message_at__lt=now - _SILENCE,
    )


@transaction.atomic
def lay_follow_up(promise_id: int, *, now: datetime) -> bool:
    """A person comes to the visitor with the next free slot, as to a left message.

    Until the visitor writes again: then the assistant goes on.
    """
    found = Promise.objects.filter(pk=promise_id).values_list("conversation_id", flat=True).first()
    if found is None:
        return False
    chat.lock(found)
    promise = silent_follow_ups(now).filter(pk=promise_id).select_related("handoff").first()
    if promise is None or promise.handoff is None:
        return False
    _move(found, Move.DEFER)
    lay_aside(
        promise,
        reason=promise.handoff.reason,
        sentence=promise.handoff.sentence,
        now=now,
        since=promise.handoff.requested_at,
    )
    return True


def take_up_again(conversation_id: int) -> bool:
    """The visitor writes again while a follow-up is owed: the assistant goes on.

    The conversation is deferred, its row locked by the caller. False where something else is owed.
    """
    promise = selectors.open_promise(conversation_id)
    if promise is None or promise.kind != PromiseKind.FOLLOW_UP:
        return False
    _move(conversation_id, Move.REOPEN)
    return True


def _move(conversation_id: int, move: Move) -> None:
    chat.move(
        conversation_id=conversation_id,
        move=move,
        actor=SYSTEM,
        reason=FallbackKind.ASSISTANT_NOTE.value,
        extra={"quiet": True},
    )
