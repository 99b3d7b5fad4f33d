"""What we owe visitors: made once, given to somebody, put off, kept or dropped.

Lock order: the conversation's row first, then the promise's.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agents import selectors as agents
from agents.models import AgentProfile, Queue, QueueEntry
from agents.selectors.hours import queue_hours
from chat import services as chat
from chat.models import Conversation
from chat.types import Audience, Author, AuthorKind, EntryKind, Move, State
from escalation import due, selectors
from escalation.models import Handoff, Promise
from escalation.services.lying_aside import lay_again
from escalation.types import (
    HandoffOrigin,
    HandoffState,
    PromiseKind,
    PromiseRefusedError,
    PromiseState,
)

logger = logging.getLogger(__name__)

_NOTE_CHARS = 300
_NAME_CHARS = 120

DONE = "followed_up"
"""Outcome of a conversation whose promise was marked as kept."""

GIVEN_UP = "promise_dropped"
"""Outcome of a conversation whose promise was dropped."""


@transaction.atomic
def make_promise(
    *,
    conversation_id: int,
    kind: PromiseKind,
    queue_id: int | None,
    now: datetime,
    at: datetime | None = None,
    handoff_id: int | None = None,
    is_news: bool = True,
) -> Promise:
    """The visitor is owed this, by the people of the queue, until a deadline; the visitor is told.

    `at`: the time that they chose for a call, aware. A conversation has one open promise: what is
    promised again becomes what is newest, and is due no later than before, unless a call was asked
    for at a later time. `queue_id` None, or of a queue that is gone: the default queue. `is_news`
    False: it was left some time ago, and the team has no mail about it.
    """
    chat.lock(conversation_id)
    found = Queue.objects.filter(pk=queue_id).first() if queue_id is not None else None
    queue = found or agents.default_queue()
    due_at = _due_at(kind, queue, at, now)
    promise = selectors.open_promise(conversation_id)
    if promise is None:
        promise = Promise(conversation_id=conversation_id, made_at=now, due_at=due_at)
    elif kind is not PromiseKind.CALLBACK or at is None:
        due_at, at = min(due_at, promise.due_at), promise.at
        kind = _stronger(PromiseKind(promise.kind), kind)
    told = (promise.kind, promise.at, promise.due_at) if promise.pk else None
    promise.kind, promise.at, promise.due_at = kind.value, at, due_at
    promise.queue, promise.priority = queue, _priority(conversation_id, queue)
    if handoff_id is not None:
        promise.handoff_id = handoff_id
    promise.save()
    if told != (kind.value, at, due_at):
        _tell(promise, is_new=is_news)
    logger.info("promised", extra={"promise": promise.pk, "kind": kind.value})
    return promise


def _stronger(before: PromiseKind, now: PromiseKind) -> PromiseKind:
    """A call stays a call; whoever leaves a message is owed an answer to it."""
    if before is PromiseKind.CALLBACK or now is PromiseKind.FOLLOW_UP:
        return before
    return now


def _due_at(kind: PromiseKind, queue: Queue, at: datetime | None, now: datetime) -> datetime:
    if kind is PromiseKind.CALLBACK and at is not None:
        return due.call_due(max(at, now))
    return due.due_after(queue_hours(queue.pk, now), now, queue.follow_up_s)


def _priority(conversation_id: int, queue: Queue) -> int:
    """That of the wait it comes from."""
    waits = QueueEntry.objects.filter(conversation=conversation_id).order_by("-pk")
    found = waits.values_list("priority", flat=True).first()
    return queue.priority if found is None else found


def _tell(promise: Promise, *, is_new: bool = True) -> None:
    chat.record(
        conversation_id=promise.conversation_id,
        kind=EntryKind.PROMISE_MADE,
        payload={
            "promise": promise.pk,
            "kind": promise.kind,
            "at": promise.at.isoformat() if promise.at else None,
            "due_at": promise.due_at.isoformat(),
            **({} if is_new else {"postponed": True}),
        },
        audience=Audience.PUBLIC,
    )


@transaction.atomic
def give_promise(*, promise_id: int, agent_id: int | None, by: str) -> Promise:
    """The agent owes it from now on; None: the people of the queue. `by`: who says so.

    Raises PromiseRefusedError: "ended", "no_agent".
    """
    promise, _conversation = _open(promise_id)
    if agent_id is not None and not AgentProfile.objects.filter(pk=agent_id).exists():
        raise PromiseRefusedError("no_agent", _("This person does not answer visitors any more."))
    promise.owner_id = agent_id
    promise.reminded_at = None
    promise.save(update_fields=["owner", "reminded_at"])
    lay_again(promise, timezone.now())
    logger.info("promise given", extra={"promise": promise.pk, "agent": agent_id})
    return promise


@transaction.atomic
def postpone_promise(
    *, promise_id: int, due_at: datetime, by: str, now: datetime | None = None
) -> Promise:
    """It is due at that moment (aware), a call so much later than before; the visitor is told.

    Raises PromiseRefusedError: "ended", "past".
    """
    promise, _conversation = _open(promise_id)
    now = now or timezone.now()
    if due_at <= now:
        raise PromiseRefusedError("past", _("Choose a time that is still to come."))
    if promise.at is not None:
        promise.at = promise.at + (due_at - promise.due_at)
    promise.due_at = due_at
    promise.reminded_at = promise.alarmed_at = None
    promise.save(update_fields=["at", "due_at", "reminded_at", "alarmed_at"])
    _tell(promise, is_new=False)
    lay_again(promise, now)
    logger.info("promise postponed", extra={"promise": promise.pk})
    return promise


@transaction.atomic
def keep_promise(*, promise_id: int, by: str, note: str = "", now: datetime | None = None) -> None:
    """It is kept, also outside of the chat; a conversation that lay aside for it is closed.

    Raises PromiseRefusedError("ended").
    """
    promise, conversation = _open(promise_id)
    now = now or timezone.now()
    end(promise, PromiseState.KEPT, by, now, note)
    _close(conversation, Author(AuthorKind.AGENT, by), DONE)


@transaction.atomic
def drop_promise(*, promise_id: int, by: str, note: str, now: datetime | None = None) -> None:
    """It is not owed any more, for the reason in `note`; a conversation that lay aside is closed.

    Raises PromiseRefusedError: "ended", "no_note".
    """
    if not note.strip():
        raise PromiseRefusedError("no_note", _("Say why nobody follows up."))
    promise, conversation = _open(promise_id)
    end(promise, PromiseState.DROPPED, by, now or timezone.now(), note)
    _close(conversation, Author(AuthorKind.SYSTEM, by), GIVEN_UP)


def move_to(conversation_id: int, queue_id: int) -> None:
    """The people of this queue owe it from now on. The conversation's row is locked."""
    owed = Promise.objects.filter(conversation=conversation_id, state=PromiseState.OPEN.value)
    owed.update(queue_id=queue_id)


def end(promise: Promise, state: PromiseState, by: str, now: datetime, note: str = "") -> None:
    """The promise is over. Its conversation's row is locked by the caller."""
    promise.state, promise.ended_at = state.value, now
    promise.ended_by, promise.note = by[:_NAME_CHARS], note.strip()[:_NOTE_CHARS]
    promise.save(update_fields=["state", "ended_at", "ended_by", "note"])
    if state is PromiseState.KEPT:
        left = Handoff.objects.filter(state=HandoffState.CAPTURED, followed_up_at__isnull=True)
        left.filter(conversation=promise.conversation_id).update(followed_up_at=now)
    chat.record(
        conversation_id=promise.conversation_id,
        kind=EntryKind.PROMISE_ENDED,
        payload={"promise": promise.pk, "state": state.value, "by": promise.ended_by},
        audience=Audience.STAFF,
    )
    logger.info("promise ended", extra={"promise": promise.pk, "state": state.value})


def _open(promise_id: int) -> tuple[Promise, Conversation]:
    """The open promise and its conversation, both locked."""
    found = Promise.objects.filter(pk=promise_id).values_list("conversation_id", flat=True).first()
    if found is not None:
        conversation = chat.lock(found)
        promise = selectors.open_promise(found)
        if promise is not None and promise.pk == promise_id:
            return promise, conversation
    raise PromiseRefusedError("ended", _("This is settled already."))


def _close(conversation: Conversation, actor: Author, outcome: str) -> None:
    """Nothing is left to do where the conversation lay aside, or was offered for the promise."""
    if conversation.state == State.OFFERED:
        handoff = selectors.open_handoff(conversation.pk)
        if handoff is None or handoff.origin != HandoffOrigin.FOLLOW_UP:
            return
    elif conversation.state != State.DEFERRED:
        return
    chat.move(
        conversation_id=conversation.pk,
        move=Move.CLOSE,
        actor=actor,
        reason=outcome,
        outcome=outcome,
    )
