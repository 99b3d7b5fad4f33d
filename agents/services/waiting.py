"""Conversations enter queues and leave them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from agents.models import AgentProfile, Queue, QueueEntry
from agents.selectors.access import staff_conversations
from agents.services.locks import live_entry
from agents.services.news import route_after_commit
from agents.services.telling import waits_changed
from agents.setup import ensure_defaults
from agents.types import WaitEnd
from chat import services as chat
from chat.models import Conversation
from chat.types import Audience, EntryKind, State

_ENDS: Mapping[str, WaitEnd] = MappingProxyType(
    {
        State.WITH_AGENT.value: WaitEnd.ANSWERED,
        State.CLOSED.value: WaitEnd.LEFT,
        State.DEFERRED.value: WaitEnd.CAPTURED,
        State.ASSISTANT.value: WaitEnd.RETURNED,
    }
)
"""How a wait ended, by where its conversation is now."""


@transaction.atomic
def enqueue(
    *,
    conversation_id: int,
    queue_id: int | None,
    priority: int | None,
    reason: str,
    reason_text: str,
    waiting_since: datetime | None = None,
    skills: Iterable[str] = (),
    wanted_agent_id: int | None = None,
    now: datetime | None = None,
) -> QueueEntry:
    """The conversation waits in the queue, and is offered after commit.

    The caller has moved it to `queued` in the same transaction. `queue_id` None (or of a queue that
    is gone): the default queue. `priority` None: the one it waits with already, else the queue's
    usual one. `waiting_since` keeps an old place. `skills`: slugs that whoever takes it must have,
    beside the queue's; none: those it waits with already. `wanted_agent_id`: who is asked first. A
    conversation that waits already keeps its place and changes its queue.
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
    _point_to(entry, queue)
    entry.is_message, entry.ready_at = False, None
    if priority is not None or not was_waiting:
        entry.priority = queue.priority if priority is None else priority
    entry.skills = sorted(set(skills)) or entry.skills
    if wanted_agent_id is not None:
        entry.wanted_agent = AgentProfile.objects.filter(pk=wanted_agent_id).first()
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


def _point_to(entry: QueueEntry, queue: Queue) -> None:
    """In another queue others are asked, so what was known about those of the old one is over."""
    if entry.queue_id != queue.pk:
        entry.exhausted_at = entry.overflowed_at = entry.wanted_agent = None
    entry.queue = queue


@transaction.atomic
def set_aside(
    *,
    conversation_id: int,
    queue_id: int,
    reason: str,
    reason_text: str,
    now: datetime,
    ready_at: datetime | None = None,
    priority: int | None = None,
    waiting_since: datetime | None = None,
    wanted_agent_id: int | None = None,
) -> QueueEntry:
    """A message was left, or a call promised: it waits for the team, without its visitor.

    The caller moves the conversation to `deferred` in the same transaction. It is offered like any
    other from `ready_at` on (None: at once) while the team can be reached. `priority` and
    `waiting_since` None: those of the wait that the message ends, else the queue's and now. What
    lies there as a message already keeps its place. `wanted_agent_id`: who is asked first.
    """
    entry = live_entry(conversation_id)
    before = entry or _ended_by_this(conversation_id)
    if entry is not None and not entry.is_message:
        _end(entry, WaitEnd.CAPTURED, now)
        entry = None
    if entry is None:
        since = before.entered_at if before is not None else now
        entry = QueueEntry(conversation_id=conversation_id, entered_at=since, is_message=True)
        entry.priority = before.priority if before is not None else _usual_priority(queue_id)
        entry.skills = before.skills if before is not None else []
    entry.queue_id, entry.wanted_agent_id = queue_id, wanted_agent_id
    entry.ready_at = ready_at
    entry.entered_at = waiting_since or entry.entered_at
    entry.priority = entry.priority if priority is None else priority
    entry.reason, entry.reason_text = reason[:40], reason_text[:300]
    entry.save()
    route_after_commit()
    return entry


def _ended_by_this(conversation_id: int) -> QueueEntry | None:
    """The wait that ended when the conversation was deferred, if it waited until then."""
    deferred_at = staff_conversations().filter(pk=conversation_id, state=State.DEFERRED.value)
    newest = QueueEntry.objects.filter(
        conversation=conversation_id,
        ended=WaitEnd.CAPTURED.value,
        left_at__gte=deferred_at.values("state_since")[:1],
    )
    return newest.order_by("-pk").first()


def _usual_priority(queue_id: int) -> int:
    return Queue.objects.values_list("priority", flat=True).get(pk=queue_id)


def end_wait(conversation: Conversation, now: datetime, *, captured: bool = False) -> None:
    """The wait is over because the conversation is where it is; it may not have waited at all.

    A left message goes on waiting while the conversation is deferred. `captured`: something was
    promised although the conversation is not deferred.
    """
    entry = live_entry(conversation.pk)
    if entry is None or (entry.is_message and conversation.state == State.DEFERRED):
        return
    _end(entry, WaitEnd.CAPTURED if captured else _ENDS.get(conversation.state), now)


def leave_queue(conversation_id: int, now: datetime) -> None:
    """The wait is over because an agent has the conversation; it may not have waited at all."""
    entry = live_entry(conversation_id)
    if entry is not None:
        _end(entry, WaitEnd.ANSWERED, now)


def _end(entry: QueueEntry, end: WaitEnd | None, now: datetime) -> None:
    entry.left_at, entry.ended = now, end.value if end is not None else ""
    entry.save(update_fields=["left_at", "ended"])
    waits_changed()
