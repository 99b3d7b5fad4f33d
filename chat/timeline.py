"""The only writer of timeline entries: numbers under the row lock, stores, schedules publication.

One statement takes the conversation's row lock and both numbers, refuses a stale writer, and stores
the entry with its words; it is the fence behind which nobody can speak out of turn (docs/adr/0001).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from chat import bus, realtime
from chat.models import Conversation
from chat.statements import fetch_one
from chat.types import Audience, Author, AuthorKind, Entry, EntryKind, State, Superseded


@dataclass(frozen=True, slots=True)
class Words:
    """A message to be stored with its entry."""

    author: Author
    text: str
    client_id: str | None = None
    turn_id: int | None = None
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Fence:
    """What must still be true when the entry is written; None means: do not ask."""

    epoch: int | None = None
    state: State | None = None
    unless: State | None = None


OPEN_FENCE = Fence()


def append(
    *,
    conversation_id: int,
    kind: EntryKind,
    payload: Mapping[str, Any],
    audience: Audience,
    words: Words | None = None,
    fence: Fence = OPEN_FENCE,
) -> Entry:
    """The entry is stored with the next number, and published after commit.

    Must run inside a transaction. Raises Superseded when the fence does not hold (any more).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("timeline.append needs a transaction")
    now = timezone.now()
    entry = _store(conversation_id, kind, payload, audience, words, fence, now)
    # Registered first: what a reaction appends carries a higher number and is published later.
    transaction.on_commit(functools.partial(_after_commit, entry))
    bus.react_inside(entry)
    return entry


def _after_commit(entry: Entry) -> None:
    realtime.publish_entry(entry)
    bus.react_after(entry)


_PLACE = """
    place AS (
        UPDATE chat_conversation
        SET last_seq = last_seq + 1,
            last_public_seq = last_public_seq + %(public)s::int,
            last_message_text = coalesce(%(last_text)s::text, last_message_text),
            last_message_author = coalesce(%(last_author)s::text, last_message_author),
            last_message_at = coalesce(%(last_at)s::timestamptz, last_message_at)
        WHERE id = %(conversation)s
            AND (%(epoch)s::int IS NULL OR epoch = %(epoch)s::int)
            AND (%(state)s::text IS NULL OR state = %(state)s::text)
            AND (%(unless)s::text IS NULL OR state <> %(unless)s::text)
        RETURNING id, last_seq, last_public_seq, state, epoch, episode, public_id
    )"""
_ENTRY = """
    entry AS (
        INSERT INTO chat_timelineentry
            (conversation_id, seq, public_seq, kind, audience, epoch, state, payload, created_at)
        SELECT id, last_seq, CASE WHEN %(public)s::int = 1 THEN last_public_seq END,
            %(kind)s::text, %(audience)s::text, epoch, state, %(payload)s::jsonb,
            %(now)s::timestamptz
        FROM place
    )"""
_MESSAGE = """
    message AS (
        INSERT INTO chat_message
            (conversation_id, seq, epoch, episode, author_kind, author_name, author_id, audience,
             text, data, client_id, turn_id, created_at)
        SELECT id, last_seq, epoch, episode, %(author_kind)s::text, %(author_name)s::text,
            %(author)s::bigint, %(audience)s::text, %(text)s::text, %(data)s::jsonb,
            %(client_id)s::text, %(turn)s::bigint, %(now)s::timestamptz
        FROM place
    )"""
_PLACE_TAKEN = " SELECT last_seq, last_public_seq, state, epoch, public_id FROM place"
_APPEND = f"WITH {_PLACE}, {_ENTRY} {_PLACE_TAKEN}"
_APPEND_WORDS = f"WITH {_PLACE}, {_MESSAGE}, {_ENTRY} {_PLACE_TAKEN}"


def _store(
    conversation_id: int,
    kind: EntryKind,
    payload: Mapping[str, Any],
    audience: Audience,
    words: Words | None,
    fence: Fence,
    now: datetime,
) -> Entry:
    """One round trip instead of three: the busiest writes of the product (docs/performance.md)."""
    public = audience is Audience.PUBLIC
    values = {
        "conversation": conversation_id,
        "public": int(public),
        "kind": kind.value,
        "audience": audience.value,
        "payload": Jsonb(dict(payload)),
        "now": now,
        **_of_fence(fence),
        **_of_list(words if public else None, now),
        **(_of_words(words) if words is not None else {}),
    }
    row = fetch_one(_APPEND_WORDS if words is not None else _APPEND, values)
    if row is None:
        _explain_refusal(conversation_id, fence)
    seq, public_seq, state, epoch, public_id = row
    return Entry(
        conversation_id=conversation_id,
        public_id=str(public_id),
        seq=seq,
        public_seq=public_seq if public else None,
        kind=kind.value,
        audience=audience.value,
        at=now.isoformat(),
        state=state,
        epoch=epoch,
        payload=payload,
    )


def _of_fence(fence: Fence) -> dict[str, Any]:
    return {
        "epoch": fence.epoch,
        "state": fence.state.value if fence.state is not None else None,
        "unless": fence.unless.value if fence.unless is not None else None,
    }


def _of_list(words: Words | None, now: datetime) -> dict[str, Any]:
    """What the inbox list shows as the last word; the system's own notices leave it as it is."""
    if words is None or words.author.kind is AuthorKind.SYSTEM:
        return {"last_text": None, "last_author": None, "last_at": None}
    return {
        "last_text": words.text[:160],
        "last_author": words.author.kind.value,
        "last_at": now,
    }


def _of_words(words: Words) -> dict[str, Any]:
    return {
        "author_kind": words.author.kind.value,
        "author_name": words.author.name,
        "author": words.author.ref,
        "text": words.text,
        "data": Jsonb(dict(words.data or {})),
        "client_id": words.client_id,
        "turn": words.turn_id,
    }


def _explain_refusal(conversation_id: int, fence: Fence) -> NoReturn:
    current = Conversation.objects.values_list("epoch", "state").get(pk=conversation_id)
    raise Superseded(f"written for {fence}; it is epoch {current[0]}, state {current[1]}")
