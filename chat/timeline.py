"""The only writer of timeline entries: numbers under the row lock, stores, schedules publication.

One statement takes the conversation's row lock, both numbers, and refuses a stale writer; it is
the fence behind which nobody can speak out of turn (docs/adr/0001).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from django.db import connection, transaction
from django.utils import timezone

from chat import bus, realtime
from chat.models import Conversation, Message, TimelineEntry
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


@dataclass(frozen=True, slots=True)
class _Place:
    """The numbers that an entry got, and the conversation's state at that moment."""

    seq: int
    public_seq: int
    state: str
    epoch: int
    episode: int
    public_id: str


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
    place = _take_place(conversation_id, audience, words, fence, now)
    if words is not None:
        _store_message(conversation_id, place, words, audience, now)
    entry = _store_entry(conversation_id, place, kind, payload, audience, now)
    # Registered first: what a reaction appends carries a higher number and is published later.
    transaction.on_commit(functools.partial(_after_commit, entry))
    bus.react_inside(entry)
    return entry


def _after_commit(entry: Entry) -> None:
    realtime.publish_entry(entry)
    bus.react_after(entry)


def _take_place(
    conversation_id: int, audience: Audience, words: Words | None, fence: Fence, now: datetime
) -> _Place:
    public = 1 if audience is Audience.PUBLIC else 0
    assignments = "last_seq = last_seq + 1, last_public_seq = last_public_seq + %s"
    values: list[Any] = [public]
    if words is not None and public and words.author.kind is not AuthorKind.SYSTEM:
        assignments += ", last_message_text = %s, last_message_author = %s, last_message_at = %s"
        values += [words.text[:160], words.author.kind.value, now]
    condition = "id = %s"
    values.append(conversation_id)
    if fence.epoch is not None:
        condition += " AND epoch = %s"
        values.append(fence.epoch)
    if fence.state is not None:
        condition += " AND state = %s"
        values.append(fence.state.value)
    if fence.unless is not None:
        condition += " AND state <> %s"
        values.append(fence.unless.value)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE chat_conversation SET {assignments} WHERE {condition} "  # noqa: S608 (fixed text)
            "RETURNING last_seq, last_public_seq, state, epoch, episode, public_id",
            values,
        )
        row = cursor.fetchone()
    if row is None:
        _explain_refusal(conversation_id, fence)
    return _Place(row[0], row[1], row[2], row[3], row[4], str(row[5]))


def _explain_refusal(conversation_id: int, fence: Fence) -> NoReturn:
    current = Conversation.objects.values_list("epoch", "state").get(pk=conversation_id)
    raise Superseded(f"written for {fence}; it is epoch {current[0]}, state {current[1]}")


def _store_message(
    conversation_id: int, place: _Place, words: Words, audience: Audience, now: datetime
) -> None:
    Message(
        conversation_id=conversation_id,
        seq=place.seq,
        epoch=place.epoch,
        episode=place.episode,
        author_kind=words.author.kind.value,
        author_name=words.author.name,
        author_id=words.author.ref,
        audience=audience.value,
        text=words.text,
        data=dict(words.data or {}),
        client_id=words.client_id,
        turn_id=words.turn_id,
        created_at=now,
    ).save(force_insert=True)


def _store_entry(
    conversation_id: int,
    place: _Place,
    kind: EntryKind,
    payload: Mapping[str, Any],
    audience: Audience,
    now: datetime,
) -> Entry:
    public_seq = place.public_seq if audience is Audience.PUBLIC else None
    TimelineEntry(
        conversation_id=conversation_id,
        seq=place.seq,
        public_seq=public_seq,
        kind=kind.value,
        audience=audience.value,
        epoch=place.epoch,
        state=place.state,
        payload=dict(payload),
        created_at=now,
    ).save(force_insert=True)
    return Entry(
        conversation_id=conversation_id,
        public_id=place.public_id,
        seq=place.seq,
        public_seq=public_seq,
        kind=kind.value,
        audience=audience.value,
        at=now.isoformat(),
        state=place.state,
        epoch=place.epoch,
        payload=payload,
    )
