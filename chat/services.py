"""Every write of the kernel: one transaction each, joining an outer one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from chat import realtime
from chat.frames import DeltaFrame, TypingFrame
from chat.lifecycle import next_state
from chat.locking import hold
from chat.media import beside_words
from chat.models import Conversation, Message, Site, TimelineEntry, Visitor
from chat.timeline import Fence, Words, append
from chat.transactions import joined
from chat.types import (
    SYSTEM,
    VISITOR,
    Audience,
    Author,
    AuthorKind,
    Entry,
    EntryKind,
    Move,
    RefusedMessageError,
    State,
    Superseded,
)

REOPEN_WINDOW = timedelta(hours=24)
"""Writing again within this time goes on in the closed conversation; later a new one begins."""

_NEW_EPISODE = frozenset({Move.RETURN_TO_ASSISTANT, Move.REOPEN})


@transaction.atomic
def open_conversation(
    *,
    site: Site,
    visitor: Visitor,
    start_url: str = "",
    start_title: str = "",
    language: str = "",
) -> Conversation:
    """A new conversation exists, owned by the assistant, and its flow has begun."""
    now = timezone.now()
    conversation = Conversation.objects.create(
        site=site,
        visitor=visitor,
        start_url=start_url,
        start_title=start_title,
        current_url=start_url,
        language=language or site.language,
        created_at=now,
        state_since=now,
    )
    append(
        conversation_id=conversation.pk,
        kind=EntryKind.CONVERSATION_OPENED,
        payload={"start_url": start_url, "start_title": start_title},
        audience=Audience.PUBLIC,
    )
    return conversation


@transaction.atomic
def ensure_conversation(
    *, site: Site, visitor_id: int, start_url: str, start_title: str, language: str
) -> Conversation:
    """The visitor's current conversation, opened if there is none to go on with.

    Two tabs that begin at once get the same one: the visitor's row is locked meanwhile.
    """
    visitor = Visitor.objects.select_for_update().get(pk=visitor_id)
    current = visitor.conversations.order_by("-created_at").first()
    if current is not None and not _is_over(current):
        return current
    return open_conversation(
        site=site,
        visitor=visitor,
        start_url=start_url,
        start_title=start_title,
        language=language,
    )


def note_language(*, conversation_id: int, language: str) -> None:
    """The conversation is in this language, as the visitor's own words have shown."""
    Conversation.objects.filter(pk=conversation_id).update(language=language[:12])


def _is_over(conversation: Conversation) -> bool:
    closed_at = conversation.closed_at
    return closed_at is not None and timezone.now() - closed_at > REOPEN_WINDOW


def post_visitor_message(*, conversation_id: int, client_id: str, text: str) -> Entry:
    """The visitor's words are stored; sent again with the same `client_id` they are not doubled.

    Reopens a closed conversation. Raises RefusedMessageError for empty text, and with the code
    `closed` when the conversation ended too long ago to go on in it.
    """
    words = Words(VISITOR, _checked(text), client_id=client_id)
    return _once(conversation_id, client_id, lambda: _post_from_visitor(conversation_id, words))


def _post_from_visitor(conversation_id: int, words: Words) -> Entry:
    try:
        return _post(conversation_id, words, Fence(unless=State.CLOSED))
    except Superseded:
        return _post_when_closed(lock(conversation_id), words)


def _post_when_closed(conversation: Conversation, words: Words) -> Entry:
    """The conversation was closed a moment ago; under its lock another tab may have reopened it."""
    if conversation.state == State.CLOSED:
        if _is_over(conversation):
            return _posted_earlier(conversation.pk, words)
        move(conversation_id=conversation.pk, move=Move.REOPEN, actor=VISITOR, reason="visitor")
    return _post(conversation.pk, words, Fence())


def _posted_earlier(conversation_id: int, words: Words) -> Entry:
    earlier = entry_of_client_id(conversation_id, words.client_id or "")
    if earlier is None:
        raise RefusedMessageError("closed", "This conversation has ended.")
    return earlier


def _post(
    conversation_id: int, words: Words, fence: Fence, audience: Audience = Audience.PUBLIC
) -> Entry:
    return append(
        conversation_id=conversation_id,
        kind=EntryKind.MESSAGE_POSTED,
        payload=_message_payload(words, audience),
        audience=audience,
        words=words,
        fence=fence,
    )


def _message_payload(words: Words, audience: Audience) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "author": words.author.kind.value,
        "name": words.author.name,
        "text": words.text,
    }
    if words.client_id:
        payload["client_id"] = words.client_id
    if audience is Audience.STAFF:
        payload["note"] = True
    payload.update(words.data or {})
    return payload


def _once(conversation_id: int, client_id: str, write: Callable[[], Entry]) -> Entry:
    """The entry that `write` makes, or the one made before with the same `client_id`."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        earlier = entry_of_client_id(conversation_id, client_id)
        if earlier is None:
            raise
        return earlier


def entry_of_client_id(conversation_id: int, client_id: str) -> Entry | None:
    """The stored entry of the message that a client sent under this id, if there is one."""
    message = Message.objects.filter(conversation_id=conversation_id, client_id=client_id).first()
    if message is None:
        return None
    rows = TimelineEntry.objects.select_related("conversation")
    return as_entry(rows.get(conversation_id=conversation_id, seq=message.seq))


def as_entry(row: TimelineEntry) -> Entry:
    """A stored entry as a value."""
    return Entry(
        conversation_id=row.conversation_id,
        public_id=str(row.conversation.public_id),
        seq=row.seq,
        public_seq=row.public_seq,
        kind=row.kind,
        audience=row.audience,
        at=row.created_at.isoformat(),
        state=row.state,
        epoch=row.epoch,
        payload=row.payload,
    )


@joined
def post_assistant_message(
    *,
    conversation_id: int,
    text: str,
    epoch: int,
    name: str = "",
    citations: Sequence[Mapping[str, Any]] = (),
    detail: Mapping[str, Any] | None = None,
    turn_id: int | None = None,
    image: Mapping[str, Any] | None = None,
    links: Sequence[Mapping[str, Any]] = (),
) -> Entry:
    """The assistant's words are in the transcript, and beside them a picture and `links`.

    Of `citations` title, url and quote are kept; `detail` is for staff (confidence, decision).
    An answer with citations and a turn can be rated (`chat.ratings`).
    Raises Superseded when the epoch is stale or anybody but the assistant owns the next word, and
    RefusedMessageError for what `chat.media` refuses.
    """
    data = beside_words(image=image, links=links, citations=citations)
    if citations and turn_id is not None:
        data["turn"] = turn_id
    if detail:
        data["detail"] = dict(detail)
    words = Words(Author(AuthorKind.ASSISTANT, name), text, turn_id=turn_id, data=data)
    return _post(conversation_id, words, Fence(epoch, State.ASSISTANT))


@joined
def post_system_message(
    *,
    conversation_id: int,
    text: str,
    image: Mapping[str, Any] | None = None,
    links: Sequence[Mapping[str, Any]] = (),
) -> Entry:
    """A notice to the visitor is in the transcript, in nobody's name; refuses as above."""
    words = Words(SYSTEM, text, data=beside_words(image=image, links=links))
    return _post(conversation_id, words, Fence())


def post_agent_message(*, conversation_id: int, agent: Author, text: str, client_id: str) -> Entry:
    """The agent's words are in the transcript, once per `client_id`.

    The caller has checked under lock that this agent owns the conversation. Raises Superseded
    when the conversation is not with an agent.
    """
    words = Words(agent, _checked(text), client_id=client_id)
    fence = Fence(state=State.WITH_AGENT)
    return _once(conversation_id, client_id, lambda: _post(conversation_id, words, fence))


def add_note(*, conversation_id: int, agent: Author, text: str, client_id: str) -> Entry:
    """A note for colleagues is in the timeline, once per `client_id`; the visitor never sees it."""
    words = Words(agent, _checked(text), client_id=client_id)
    return _once(
        conversation_id,
        client_id,
        lambda: _post(conversation_id, words, Fence(), Audience.STAFF),
    )


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise RefusedMessageError("empty", "There is nothing in this message.")
    return text


def lock(conversation_id: int, *, with_visitor: bool = False) -> Conversation:
    """The conversation, its row (not its visitor's) locked until the transaction ends."""
    rows = Conversation.objects.select_for_update(of=("self",))
    return (rows.select_related("visitor") if with_visitor else rows).get(pk=conversation_id)


@joined
def move(
    *,
    conversation_id: int,
    move: Move,
    actor: Author,
    reason: str = "",
    epoch: int | None = None,
    outcome: str = "",
    extra: Mapping[str, Any] | None = None,
) -> Entry:
    """The conversation has made the move, and every older epoch is stale.

    Raises IllegalTransition, or Superseded when `epoch` is given and no longer current.
    """
    held = hold(conversation_id)
    if epoch is not None and held.epoch != epoch:
        raise Superseded(f"move for epoch {epoch}; it is {held.epoch}")
    before, now = held.state, timezone.now()
    after = next_state(before, move)
    changes: dict[str, Any] = {"state": after.value, "epoch": held.epoch + 1, "state_since": now}
    if after is State.CLOSED:
        changes |= {"closed_at": now, "outcome": outcome}
    if move in _NEW_EPISODE:
        changes |= {"episode": held.episode + 1, "episode_seq": held.last_seq}
        changes |= {"closed_at": None, "outcome": ""}
    Conversation.objects.filter(pk=conversation_id).update(**changes)
    return append(
        conversation_id=conversation_id,
        kind=EntryKind.CONVERSATION_MOVED,
        payload={
            "from": before.value,
            "to": after.value,
            "move": move.value,
            "actor": {"kind": actor.kind.value, "name": actor.name, "id": actor.ref},
            "reason": reason,
            "outcome": outcome,
            **(extra or {}),
        },
        audience=Audience.PUBLIC,
    )


@joined
def record(
    *,
    conversation_id: int,
    kind: EntryKind,
    payload: Mapping[str, Any],
    audience: Audience,
) -> Entry:
    """An entry of another app's making is in the timeline."""
    return append(conversation_id=conversation_id, kind=kind, payload=payload, audience=audience)


@transaction.atomic
def update_visitor(
    *,
    conversation_id: int,
    name: str | None = None,
    email: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> None:
    """What was learned about the visitor is kept, and staff see it at once."""
    # One row after the other: PostgreSQL can deadlock when a join locks both (measured).
    visitor_id = lock(conversation_id).visitor_id
    visitor = Visitor.objects.select_for_update().get(pk=visitor_id)
    if name:
        visitor.name = name[:120]
    if email:
        visitor.email = email[:254]
    if attributes:
        visitor.attributes = {**visitor.attributes, **attributes}
    visitor.save(update_fields=["name", "email", "attributes", "last_seen_at"])
    append(
        conversation_id=conversation_id,
        kind=EntryKind.VISITOR_UPDATED,
        payload={
            "name": visitor.name,
            "email": visitor.email,
            "attributes": visitor.attributes,
        },
        audience=Audience.STAFF,
    )


@transaction.atomic
def view_page(*, conversation_id: int, url: str, title: str) -> None:
    """The visitor's way through the site is kept; the same page twice in a row counts once.

    `url`: as `chat.pages.clean_address` leaves it; an empty one is no page.
    """
    conversation = lock(conversation_id)
    if url in ("", conversation.current_url):
        return
    conversation.current_url = url[:2000]
    conversation.save(update_fields=["current_url"])
    append(
        conversation_id=conversation_id,
        kind=EntryKind.PAGE_VIEWED,
        payload={"url": url[:2000], "title": title[:300]},
        audience=Audience.STAFF,
    )


def show_delta(*, public_id: str, turn_id: int, offset: int, text: str) -> None:
    """Fleeting: more words of an answer under way reach visitor and staff."""
    frame = DeltaFrame(conversation=public_id, turn=turn_id, offset=offset, text=text)
    realtime.publish(realtime.visitor_group(public_id), frame)
    realtime.publish(realtime.staff_group(public_id), frame)


def show_typing(*, public_id: str, author: Author, on: bool) -> None:
    """Fleeting: the other side sees that somebody is writing."""
    frame = TypingFrame(conversation=public_id, author=author.kind, name=author.name, on=on)
    if author.kind is not AuthorKind.VISITOR:
        realtime.publish(realtime.visitor_group(public_id), frame)
    if author.kind is not AuthorKind.AGENT:
        realtime.publish(realtime.staff_group(public_id), frame)
