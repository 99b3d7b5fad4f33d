"""Every read of the kernel that has a rule: who may see what, and views as clients show them."""

from __future__ import annotations

import re

from django.conf import settings
from django.db.models import Q, QuerySet

from chat.frames import ConversationView, EntryView, FormItem, Item, MessageItem
from chat.models import Conversation, Message, TimelineEntry
from chat.projection import visitor_payload
from chat.types import AccessDeniedError, Audience, EntryKind, State
from chat.view import (
    ITEM_KINDS,
    LINE_MOVES,
    SETTLED_FORMS,
    fold_all,
    header_of,
    item_of,
    rate,
    settle_form,
)
from chat.visitors import origin_allowed

PAGES = 20
"""How many pages of a visitor's way rules look at."""

SNAPSHOT_ITEMS = 200
"""How many items a snapshot holds at most; older ones come with `history`."""


def access_as_visitor(*, visitor_id: int, conversation_id: int) -> Conversation:
    """The conversation, if it is this visitor's. Raises AccessDeniedError otherwise."""
    conversation = Conversation.objects.filter(pk=conversation_id, visitor_id=visitor_id).first()
    if conversation is None:
        raise AccessDeniedError("not this visitor's conversation")
    return conversation


def current_conversation(visitor_id: int) -> Conversation | None:
    """The visitor's newest conversation, open or closed; None before the first."""
    return Conversation.objects.filter(visitor_id=visitor_id).order_by("-created_at").first()


def transcript(conversation_id: int) -> QuerySet[Message]:
    """All messages in order, notes included."""
    return Message.objects.filter(conversation_id=conversation_id).order_by("seq")


def pages(conversation: Conversation) -> tuple[str, ...]:
    """The addresses of the pages that the visitor was on, from the start page on, newest last.

    At most PAGES, the newest ones; the same page again stands there again.
    """
    viewed = (
        TimelineEntry.objects.filter(conversation=conversation, kind=EntryKind.PAGE_VIEWED)
        .order_by("-seq")
        .values_list("payload__url", flat=True)[:PAGES]
    )
    way = [conversation.start_url, *reversed(viewed)]
    return tuple(url for url in way if url)[-PAGES:]


_MISREAD = re.compile(r"[\s\\\x00-\x1f\x7f<>]|^[^/]*//[^/]*@")
"""What programs read differently, or what ends an address in a mail before its end."""


def page_to_return_to(conversation: Conversation) -> str:
    """The page on which the visitor began, if it is one of the site's own; else empty.

    The address came from a browser: a mail of ours must not lead to any other place.
    """
    url = conversation.start_url
    if not url.isascii() or _MISREAD.search(url):
        return ""
    return url if origin_allowed(conversation.site, url, settings.LINK_BASE) else ""


def newest_seqs(conversation_ids: list[int], audience: Audience) -> dict[int, int]:
    """The newest number of each conversation for this audience."""
    field = "last_public_seq" if audience is Audience.PUBLIC else "last_seq"
    return dict(Conversation.objects.filter(pk__in=conversation_ids).values_list("pk", field))


def _number(audience: Audience) -> str:
    return "public_seq" if audience is Audience.PUBLIC else "seq"


def _rows(conversation_id: int, audience: Audience) -> QuerySet[TimelineEntry]:
    rows = TimelineEntry.objects.filter(conversation_id=conversation_id)
    return rows.filter(public_seq__isnull=False) if audience is Audience.PUBLIC else rows


def as_view(row: TimelineEntry, audience: Audience) -> EntryView:
    """A stored entry as this audience sees it."""
    public = audience is Audience.PUBLIC
    payload = visitor_payload(row.kind, row.payload) if public else row.payload
    seq = row.public_seq if public and row.public_seq is not None else row.seq
    return EntryView.model_construct(
        seq=seq,
        kind=row.kind,
        at=row.created_at.isoformat(),
        state=State(row.state),
        payload=payload,
    )


def entries_after(
    conversation_id: int, *, after: int, audience: Audience, limit: int
) -> list[EntryView]:
    """Entries with a higher number than `after`, in order, at most `limit`."""
    number = _number(audience)
    rows = _rows(conversation_id, audience).filter(**{f"{number}__gt": after})
    return [as_view(row, audience) for row in rows.order_by(number)[:limit]]


def snapshot(
    conversation_id: int, audience: Audience, limit: int = SNAPSHOT_ITEMS
) -> ConversationView:
    """The view that a new client starts from: the full fold, its items cut to the newest ones."""
    public_id = Conversation.objects.values_list("public_id", flat=True).get(pk=conversation_id)
    number = _number(audience)
    rows = list(_rows(conversation_id, audience).order_by(f"-{number}")[:limit])[::-1]
    entries = [as_view(row, audience) for row in rows]
    empty = ConversationView(id=str(public_id), state=State.ASSISTANT, seq=0)
    if not entries or entries[0].seq == 1:
        return fold_all(empty, entries)
    newest = entries[-1]
    items, more = items_before(
        conversation_id, before=newest.seq + 1, audience=audience, limit=limit
    )
    header = _header_at(conversation_id, audience, newest.seq)
    return empty.model_copy(
        update={"state": newest.state, "seq": newest.seq, "items": items, "more": more, **header}
    )


def _header_at(conversation_id: int, audience: Audience, seq: int) -> dict[str, object]:
    """The agent and the outcome after `seq`, from the newest entries that set them."""
    number = _number(audience)
    rows = _rows(conversation_id, audience).filter(**{f"{number}__lte": seq}).order_by(f"-{number}")
    header: dict[str, object] = {}
    for kinds in ((EntryKind.AGENT_JOINED, EntryKind.AGENT_LEFT), (EntryKind.CONVERSATION_MOVED,)):
        row = rows.filter(kind__in=kinds).first()
        if row is not None:
            header.update(header_of(as_view(row, audience)))
    return header


_IN_THREAD = Q(kind__in=ITEM_KINDS) | Q(
    kind=EntryKind.CONVERSATION_MOVED, payload__move__in=sorted(LINE_MOVES)
)
"""Entries that add an item to the thread; the database's side of `view.item_of`."""


def items_before(
    conversation_id: int, *, before: int, audience: Audience, limit: int
) -> tuple[list[Item], bool]:
    """Up to `limit` items older than `before`, oldest first; and whether more exist."""
    number = _number(audience)
    rows = list(
        _rows(conversation_id, audience)
        .filter(_IN_THREAD, **{f"{number}__lt": before})
        .order_by(f"-{number}")[: limit + 1]
    )
    items = [item_of(as_view(row, audience)) for row in rows[:limit][::-1]]
    shown = [item for item in items if item is not None]
    settled = _with_settled_forms(shown, conversation_id, audience)
    return _with_verdicts(settled, conversation_id, audience), len(rows) > limit


def _with_settled_forms(items: list[Item], conversation_id: int, audience: Audience) -> list[Item]:
    """The items, their forms marked with what later entries say became of them."""
    forms = [item.form_id for item in items if isinstance(item, FormItem)]
    if not forms:
        return items
    settled = _rows(conversation_id, audience).filter(
        kind__in=SETTLED_FORMS, payload__form_id__in=forms
    )
    for row in settled.order_by("seq"):
        items = settle_form(items, as_view(row, audience))
    return items


def _with_verdicts(items: list[Item], conversation_id: int, audience: Audience) -> list[Item]:
    """The items, their answers marked with what was said about them later."""
    turns = [item.turn for item in items if isinstance(item, MessageItem) and item.turn]
    if not turns:
        return items
    rated = _rows(conversation_id, audience).filter(
        kind=EntryKind.ANSWER_RATED, payload__turn__in=turns
    )
    for row in rated.order_by("seq"):
        items = rate(items, as_view(row, audience))
    return items
