"""What an agent had waits again: passed on, or lost with the agent's connection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agents.capacity import has_room
from agents.models import AgentProfile, Assignment, Queue, QueueEntry
from agents.selectors.people import is_online
from agents.services.locks import author_of, load_of, lock_owned
from agents.services.ownership import leave
from agents.services.waiting import enqueue, set_aside
from agents.setup import ensure_defaults
from agents.types import EndReason, NotPossibleError
from chat import services as chat
from chat.models import Message
from chat.types import SYSTEM, Audience, Author, AuthorKind, EntryKind, Move


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a conversation waits that an agent had. `queue` None: the default one."""

    queue: Queue | None
    priority: int | None
    reason: str
    reason_text: str
    since: datetime
    wanted_agent_id: int | None = None
    skills: tuple[str, ...] = ()


@transaction.atomic
def transfer(
    *,
    agent_id: int,
    conversation_id: int,
    queue_id: int = 0,
    to_agent_id: int | None = None,
    note: str = "",
    now: datetime | None = None,
) -> int:
    """The conversation waits in another queue, and its team is asked after commit.

    `to_agent_id`: a colleague who is asked before everybody else, whatever their teams. `queue_id`
    0: the queue it came from, else the default one. `note` is kept for whoever gets it. Whoever
    transferred it is not asked during this wait. Returns the newest number. Raises
    NotPossibleError, and nothing has changed then: "not_yours", "no_queue", and of the colleague
    "no_agent", "not_there", "full", "not_possible".
    """
    assignment, _conversation = lock_owned(agent_id, conversation_id)
    now = now or timezone.now()
    queue = _queue_for(assignment, queue_id)
    colleague = _colleague(assignment, to_agent_id, now)
    author = author_of(assignment.agent)
    if note.strip():
        client_id = f"transfer-{assignment.pk}"
        chat.add_note(conversation_id=conversation_id, agent=author, text=note, client_id=client_id)
    before = assignment.queue_entry
    place = _Place(
        queue=queue,
        priority=before.priority if before is not None else queue.priority,
        reason="transferred",
        reason_text=note.strip() or _("%(name)s passed it on.") % {"name": author.name},
        since=now,
        wanted_agent_id=colleague.pk if colleague is not None else None,
    )
    return _requeue(assignment, EndReason.TRANSFERRED, author, place, now)


def _queue_for(assignment: Assignment, queue_id: int) -> Queue:
    if not queue_id:
        return assignment.queue or ensure_defaults()
    queue = Queue.objects.filter(pk=queue_id).first()
    if queue is None:
        raise NotPossibleError("no_queue", _("This queue does not exist any more."))
    return queue


def _colleague(assignment: Assignment, to: int | None, now: datetime) -> AgentProfile | None:
    """Who is asked first. Their row is not locked: the offer looks again, under its own lock."""
    if to is None:
        return None
    if to == assignment.agent_id:
        raise NotPossibleError("not_possible", _("You have this conversation."))
    colleague = AgentProfile.objects.filter(pk=to, user__is_active=True).first()
    if colleague is None:
        raise NotPossibleError("no_agent", _("This account may not answer visitors."))
    named = {"name": colleague.display_name}
    if not is_online(colleague, now):
        raise NotPossibleError("not_there", _("%(name)s is not available now.") % named)
    load = load_of(to)
    if not has_room(load, colleague.capacity):
        figures = {**named, "load": load, "capacity": colleague.capacity}
        message = _("%(name)s has %(load)s of %(capacity)s conversations.") % figures
        raise NotPossibleError("full", message)
    return colleague


@transaction.atomic
def requeue_lost(*, assignment: Assignment, now: datetime) -> int:
    """The conversation of an agent who dropped off waits again, at its old place.

    Agent and conversation are locked by the caller. Returns the newest number.
    """
    before = assignment.queue_entry
    accepted_at = assignment.accepted_at or now
    left = _("%(name)s lost the connection.") % {"name": assignment.agent.display_name}
    place = _Place(
        queue=assignment.queue,
        priority=before.priority if before is not None else None,
        reason=before.reason if before is not None else "agent_lost",
        reason_text=before.reason_text if before is not None else left,
        since=before.entered_at if before is not None else accepted_at,
        skills=tuple(before.skills) if before is not None else (),
    )
    return _requeue(assignment, EndReason.LOST, SYSTEM, place, now)


def _requeue(
    assignment: Assignment, why: EndReason, actor: Author, place: _Place, now: datetime
) -> int:
    message = _message_without_its_visitor(assignment)
    leave(assignment, why, now)
    moved = chat.move(
        conversation_id=assignment.conversation_id,
        move=Move.TRANSFER,
        actor=actor,
        reason=why.value,
        extra={"quiet": True} if message is not None else None,
    )
    if message is not None:
        return _lay_back(message, why, place, now)
    enqueue(
        conversation_id=assignment.conversation_id,
        queue_id=place.queue.pk if place.queue is not None else None,
        priority=place.priority,
        reason=place.reason,
        reason_text=place.reason_text,
        waiting_since=place.since,
        skills=place.skills,
        wanted_agent_id=place.wanted_agent_id,
        now=now,
    )
    return moved.seq + 1  # the number of `queue.entered`


def _message_without_its_visitor(assignment: Assignment) -> QueueEntry | None:
    """The left message that the agent took up, while its visitor has not written since."""
    message = assignment.queue_entry
    if message is None or not message.is_message:
        return None
    words = Message.objects.filter(
        conversation_id=assignment.conversation_id,
        author_kind=AuthorKind.VISITOR.value,
        created_at__gt=assignment.accepted_at,
    )
    return None if words.exists() else message


def _lay_back(message: QueueEntry, why: EndReason, place: _Place, now: datetime) -> int:
    """Nobody is there who could wait: it is a message again, not before the time it was for."""
    moved = chat.move(
        conversation_id=message.conversation_id,
        move=Move.DEFER,
        actor=SYSTEM,
        reason=why.value,
        extra={"quiet": True},
    )
    entry = set_aside(
        conversation_id=message.conversation_id,
        queue_id=(place.queue or message.queue).pk,
        reason=message.reason,
        reason_text=place.reason_text,
        ready_at=message.ready_at,
        priority=place.priority,
        waiting_since=place.since,
        wanted_agent_id=place.wanted_agent_id,
        now=now,
    )
    entry.skills = list(place.skills)
    entry.save(update_fields=["skills"])
    if entry.queue_id == message.queue_id:
        return moved.seq
    entered = chat.record(
        conversation_id=message.conversation_id,
        kind=EntryKind.QUEUE_ENTERED,
        payload={
            "queue": {"id": entry.queue.pk, "name": entry.queue.name},
            "priority": entry.priority,
        },
        audience=Audience.STAFF,
    )
    return entered.seq
