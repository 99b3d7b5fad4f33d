"""Every read of the kernel that has a rule: who may see what, and views as clients show them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from chat.frames import ConversationView, EntryView, Item
from chat.models import Conversation, Message, TimelineEntry
from chat.projection import visitor_payload
from chat.types import AccessDeniedError, Audience, EntryKind, State
from chat.view import fold_all, item_of

SNAPSHOT_ENTRIES = 200
"""How many of the newest entries a snapshot holds; older items come with `history`."""


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
    conversation_id: int, audience: Audience, limit: int = SNAPSHOT_ENTRIES
) -> ConversationView:
    """The view that a new client starts from: header, and items of the newest entries."""
    conversation = Conversation.objects.get(pk=conversation_id)
    number = _number(audience)
    rows = list(_rows(conversation_id, audience).order_by(f"-{number}")[:limit])[::-1]
    entries = [as_view(row, audience) for row in rows]
    before = entries[0].seq - 1 if entries else 0
    view = ConversationView(
        id=str(conversation.public_id), state=State(conversation.state), seq=before
    )
    view = fold_all(view, entries)
    if before == 0:
        return view
    return _with_older_header(view, conversation_id, audience, before)


def _with_older_header(
    view: ConversationView, conversation_id: int, audience: Audience, before: int
) -> ConversationView:
    """Adds what only entries older than the snapshot's first one say: the agent, the outcome."""
    header = _rows(conversation_id, audience).filter(
        Q(kind__in=[EntryKind.AGENT_JOINED, EntryKind.AGENT_LEFT])
        | Q(kind=EntryKind.CONVERSATION_MOVED)
    )
    newest: dict[str, EntryView] = {}
    for kinds in ((EntryKind.AGENT_JOINED, EntryKind.AGENT_LEFT), (EntryKind.CONVERSATION_MOVED,)):
        row = header.filter(kind__in=kinds).order_by("-seq").first()
        if row is not None:
            newest[kinds[0]] = as_view(row, audience)
    changes: dict[str, object] = {"more": True}
    agent_entry = newest.get(EntryKind.AGENT_JOINED)
    if agent_entry is not None:
        joined = agent_entry.kind == EntryKind.AGENT_JOINED
        base = ConversationView(id=view.id, state=view.state, seq=agent_entry.seq - 1)
        changes["agent"] = fold_all(base, [agent_entry]).agent if joined else None
    moved = newest.get(EntryKind.CONVERSATION_MOVED)
    if moved is not None:
        changes["outcome"] = moved.payload.get("outcome", "")
    return view.model_copy(update=changes)


def items_before(
    conversation_id: int, *, before: int, audience: Audience, limit: int
) -> tuple[list[Item], bool]:
    """Items of up to `limit` entries older than `before`, oldest first; and whether more exist."""
    number = _number(audience)
    rows = list(
        _rows(conversation_id, audience)
        .filter(**{f"{number}__lt": before})
        .order_by(f"-{number}")[: limit + 1]
    )
    more = len(rows) > limit
    views = [as_view(row, audience) for row in rows[:limit][::-1]]
    return [item for item in map(item_of, views) if item is not None], more
