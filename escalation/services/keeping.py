"""Promises follow what people do in the conversation: whoever joins owes it, an answer keeps it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from chat import services as chat
from chat.types import AuthorKind, Entry, State
from escalation import selectors
from escalation.models import Promise
from escalation.services.promises import end
from escalation.types import PromiseState


def is_agents_reply(entry: Entry) -> bool:
    """Whether these are a person's words to the visitor, and no note."""
    payload = entry.payload
    return payload["author"] == AuthorKind.AGENT and not payload.get("note")


@transaction.atomic
def on_agent_replied(entry: Entry) -> None:
    """A person has answered: what was promised is kept."""
    promise = _owed(entry.conversation_id)
    if promise is not None:
        end(promise, PromiseState.KEPT, str(entry.payload.get("name", "")), timezone.now())


def give_to(conversation_id: int, agent_id: int | None) -> None:
    """Whoever has the conversation owes what was promised in it; None: the people of the queue.

    The conversation's row is locked by the caller.
    """
    promise = selectors.open_promise(conversation_id)
    if promise is not None and promise.owner_id != agent_id:
        promise.owner_id = agent_id
        promise.save(update_fields=["owner"])


def on_closed(entry: Entry) -> None:
    """A person who closes the conversation has settled what was promised in it.

    A visitor who leaves without a way to be reached is owed nothing any more; what else ends a
    conversation leaves the promise as it is.
    """
    promise = _owed(entry.conversation_id)
    if promise is None or chat.lock(entry.conversation_id).state != State.CLOSED:
        return
    actor = entry.payload["actor"]
    if actor["kind"] == AuthorKind.AGENT:
        end(promise, PromiseState.KEPT, str(actor.get("name") or ""), timezone.now())
    elif actor["kind"] == AuthorKind.VISITOR and not _can_be_reached(promise):
        end(promise, PromiseState.DROPPED, "", timezone.now(), "The visitor left.")


def _owed(conversation_id: int) -> Promise | None:
    chat.lock(conversation_id)
    return selectors.open_promise(conversation_id)


def _can_be_reached(promise: Promise) -> bool:
    visitor = promise.conversation.visitor
    left = promise.handoff.captured if promise.handoff is not None else {}
    return bool(visitor.email or visitor.attributes.get("phone") or left.get("phone"))
