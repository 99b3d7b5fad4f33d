"""What a client shows, as a fold over entries; pure, and twin of static/src/protocol/reduce.ts.

Both are held together by the fixtures in tests/contracts: view before + entries = view after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from chat.frames import (
    AgentView,
    CitationView,
    ConversationView,
    EntryView,
    FormField,
    FormItem,
    ImageView,
    Item,
    LineItem,
    LinkView,
    MessageItem,
)
from chat.types import AuthorKind, EntryKind, Move

LINE_KINDS = frozenset(
    {
        EntryKind.AGENT_JOINED,
        EntryKind.AGENT_LEFT,
        EntryKind.QUEUE_ENTERED,
        EntryKind.CONVERSATION_ESCALATED,
        EntryKind.HANDOFF_SETTLED,
        EntryKind.OFFER_MADE,
        EntryKind.OFFER_DECLINED,
        EntryKind.OFFER_EXPIRED,
        EntryKind.OFFERS_EXHAUSTED,
        EntryKind.PAGE_VIEWED,
        EntryKind.BRIEF_SHARED,
        EntryKind.BRIEF_CORRECTED,
        EntryKind.QUEUE_WIDENED,
        EntryKind.WAY_CHOSEN,
        EntryKind.PROMISE_MADE,
        EntryKind.PROMISE_ENDED,
    }
)
"""Kinds that stand in the thread as a system line."""

ITEM_KINDS = LINE_KINDS | {EntryKind.MESSAGE_POSTED, EntryKind.FORM_REQUESTED}
"""Kinds that always add an item to the thread; some moves do too, see below."""

LINE_MOVES = frozenset({Move.CLOSE, Move.REOPEN, Move.RETURN_TO_ASSISTANT, Move.DEFER})
"""Moves that do, unless `quiet`; the others are told by another kind's line (joined, queued)."""

SETTLED_FORMS: Mapping[str, Literal["submitted", "skipped"]] = {
    EntryKind.FORM_SUBMITTED: "submitted",
    EntryKind.FORM_SKIPPED: "skipped",
}
"""Kinds that settle a form, and the status that it gets."""


def fold(view: ConversationView, entry: EntryView) -> ConversationView:
    """The view after `entry`. An entry that the view already holds changes nothing.

    Raises ValueError when `entry` does not follow directly: the caller must resume first.
    """
    if entry.seq <= view.seq:
        return view
    if entry.seq != view.seq + 1:
        raise ValueError(f"gap: {view.seq} -> {entry.seq}")
    changes: dict[str, Any] = {"seq": entry.seq, "state": entry.state}
    changes.update(header_of(entry))
    items = rate(settle_form(view.items, entry), entry)
    item = item_of(entry)
    changes["items"] = [*items, item] if item else items
    return view.model_copy(update=changes)


def fold_all(view: ConversationView, entries: Iterable[EntryView]) -> ConversationView:
    """The view after all of them, in order."""
    for entry in entries:
        view = fold(view, entry)
    return view


def item_of(entry: EntryView) -> Item | None:
    """What the entry adds to the thread, or None when it adds nothing."""
    payload = entry.payload
    if entry.kind == EntryKind.MESSAGE_POSTED:
        return MessageItem(
            seq=entry.seq,
            at=entry.at,
            author=AuthorKind(payload["author"]),
            name=payload.get("name", ""),
            text=payload["text"],
            client_id=payload.get("client_id"),
            citations=[CitationView(**citation) for citation in payload.get("citations", [])],
            note=payload.get("note", False),
            detail=payload.get("detail"),
            turn=payload.get("turn"),
            image=ImageView(**payload["image"]) if payload.get("image") else None,
            links=[LinkView(**link) for link in payload.get("links", [])],
        )
    if entry.kind == EntryKind.FORM_REQUESTED:
        return FormItem(
            seq=entry.seq,
            at=entry.at,
            form_id=payload["form_id"],
            kind=payload["kind"],
            title=payload["title"],
            text=payload.get("text", ""),
            is_skippable=payload.get("is_skippable", True),
            fields=[FormField(**field) for field in payload["fields"]],
        )
    if _is_line(entry):
        return LineItem(seq=entry.seq, at=entry.at, kind=entry.kind, data=dict(payload))
    return None


def _is_line(entry: EntryView) -> bool:
    if entry.kind == EntryKind.CONVERSATION_MOVED:
        return entry.payload.get("move") in LINE_MOVES and not entry.payload.get("quiet")
    return entry.kind in LINE_KINDS


def header_of(entry: EntryView) -> dict[str, Any]:
    """What the entry sets beside the thread: the agent in charge, the outcome."""
    if entry.kind == EntryKind.AGENT_JOINED:
        return {"agent": AgentView(**entry.payload["agent"])}
    if entry.kind == EntryKind.AGENT_LEFT:
        return {"agent": None}
    if entry.kind == EntryKind.CONVERSATION_MOVED:
        return {"outcome": entry.payload.get("outcome", "")}
    return {}


def settle_form(items: list[Item], entry: EntryView) -> list[Item]:
    """The items with the form that this entry settles marked so."""
    status = SETTLED_FORMS.get(entry.kind)
    if status is None:
        return items
    form_id = entry.payload["form_id"]
    values = entry.payload.get("values", {})
    return [
        item.model_copy(update={"status": status, "values": values})
        if isinstance(item, FormItem) and item.form_id == form_id
        else item
        for item in items
    ]


def rate(items: list[Item], entry: EntryView) -> list[Item]:
    """The items with this entry's verdict at the answer that it is about."""
    if entry.kind != EntryKind.ANSWER_RATED:
        return items
    turn, verdict = entry.payload["turn"], {entry.payload["by"]: entry.payload["verdict"]}
    return [
        item.model_copy(update={"verdicts": {**item.verdicts, **verdict}})
        if isinstance(item, MessageItem) and item.turn == turn
        else item
        for item in items
    ]
