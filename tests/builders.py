"""Builders of the rows that many tests begin with. Defaults tell the usual story; say what differs.

Vera visits, Ada and Abel are agents, Mona manages.
"""

from __future__ import annotations

import itertools
from typing import Any

from django.contrib.auth.models import User

from chat import services
from chat.models import Conversation, Site, Visitor
from chat.types import SYSTEM, Audience, Author, AuthorKind, Entry, EntryKind, Move, State

SHOP_ORIGIN = "https://shop.example"

_WAY_TO = {
    State.ASSISTANT: (),
    State.QUEUED: (Move.ESCALATE,),
    State.OFFERED: (Move.ESCALATE, Move.OFFER),
    State.WITH_AGENT: (Move.ESCALATE, Move.OFFER, Move.ACCEPT),
    State.DEFERRED: (Move.DEFER,),
    State.CLOSED: (Move.CLOSE,),
}
_numbers = itertools.count(1)


def site(**fields: Any) -> Site:
    """An active shop that allows the widget on its own pages."""
    defaults = {"name": "Shop", "allowed_origins": [SHOP_ORIGIN]}
    return Site.objects.create(**{**defaults, **fields})


def visitor(*, at: Site | None = None, **fields: Any) -> Visitor:
    """Vera, or whoever `fields` describe, on the given site or a new one."""
    return Visitor.objects.create(site=at or site(), **{"name": "Vera", **fields})


def person(name: str, **fields: Any) -> User:
    """A member of staff who may sign in; their password is their name in small letters."""
    defaults = {"username": name.lower(), "first_name": name, "is_staff": True}
    user = User(**{**defaults, **fields})
    user.set_password(name.lower())
    user.save()
    return user


def author(user: User) -> Author:
    """The user as the author of an agent's words and deeds."""
    return Author(AuthorKind.AGENT, user.get_short_name() or user.username, user.pk)


def client_id(prefix: str = "client") -> str:
    """An id that no message had before."""
    return f"{prefix}-{next(_numbers):08d}"


def open_conversation_with(
    *words: str,
    who: Visitor | None = None,
    state: State = State.ASSISTANT,
    actor: Author = SYSTEM,
    **opened: Any,
) -> Conversation:
    """A conversation in which `who` (or a new Vera) said `words`, brought to `state`.

    `actor` makes the moves; `opened` goes to `open_conversation` (start_url, language ...).
    """
    who = who or visitor()
    conversation = services.open_conversation(site=who.site, visitor=who, **opened)
    for text in words:
        say(conversation, text)
    bring_to(conversation, state, actor=actor)
    conversation.refresh_from_db()
    return conversation


def bring_to(conversation: Conversation, state: State, *, actor: Author = SYSTEM) -> None:
    """A conversation that the assistant owns gets to `state` by the usual moves."""
    for move in _WAY_TO[state]:
        services.move(conversation_id=conversation.pk, move=move, actor=actor)


def say(conversation: Conversation, text: str = "Hello") -> Entry:
    """The visitor says something new."""
    return services.post_visitor_message(
        conversation_id=conversation.pk, client_id=client_id(), text=text
    )


def answer(conversation: Conversation, text: str = "Gladly.", **fields: Any) -> Entry:
    """The assistant answers, with the epoch that is current now."""
    conversation.refresh_from_db(fields=["epoch"])
    return services.post_assistant_message(
        conversation_id=conversation.pk, text=text, epoch=conversation.epoch, **fields
    )


def request_form(conversation: Conversation, form_id: str = "form-1", **payload: Any) -> Entry:
    """A form that asks for an e-mail address stands in the thread."""
    defaults = {
        "form_id": form_id,
        "kind": "offline",
        "title": "Leave a message",
        "fields": [
            {"name": "email", "label": "E-mail", "kind": "email", "required": True},
            {"name": "words", "label": "Message", "kind": "long_text"},
        ],
    }
    return services.record(
        conversation_id=conversation.pk,
        kind=EntryKind.FORM_REQUESTED,
        payload={**defaults, **payload},
        audience=Audience.PUBLIC,
    )
