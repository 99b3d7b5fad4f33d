"""A conversation as an agent opens it: the newest part of the thread, the visitor, the brief."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agents.frames import Row
from agents.selectors.access import staff_conversations
from agents.selectors.rows import row_for
from chat import selectors as chat
from chat.frames import ConversationView
from chat.models import Conversation, TimelineEntry
from chat.types import Audience, EntryKind

_PREVIOUS = 10
_PAGES = 30
_CORRECTIONS = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """What staff see of one conversation; older items of the thread come page by page."""

    row: Row
    view: ConversationView
    visitor: dict[str, Any]
    brief: dict[str, Any] | None


def opened(conversation_id: int, agent_id: int | None) -> Opened:
    """Everything that an agent needs to go on, before the first word is typed.

    Its cost does not grow with the length of the conversation.
    """
    conversation = staff_conversations().get(pk=conversation_id)
    return Opened(
        row=row_for(conversation_id, agent_id),
        view=chat.snapshot(conversation_id, Audience.STAFF),
        visitor=visitor_of(conversation),
        brief=brief_of(conversation),
    )


def brief_of(conversation: Conversation) -> dict[str, Any] | None:
    """The brief of the newest escalation since the last hand-back or reopening, if there is one."""
    escalated = TimelineEntry.objects.filter(
        conversation=conversation,
        kind=EntryKind.CONVERSATION_ESCALATED,
        seq__gt=conversation.episode_seq,
    )
    entry = escalated.order_by("-seq").first()
    brief = entry.payload.get("brief") if entry is not None else None
    if entry is None or brief is None:
        return None
    corrections = _corrections(entry)
    return {**brief, "corrections": corrections} if corrections else brief


def _corrections(escalated: TimelineEntry) -> list[dict[str, Any]]:
    """What the visitor put right since, line by line, oldest first."""
    corrected = TimelineEntry.objects.filter(
        conversation=escalated.conversation_id,
        kind=EntryKind.BRIEF_CORRECTED,
        seq__gt=escalated.seq,
    ).order_by("seq")[:_CORRECTIONS]
    return [
        {**line, "seq": one.seq, "at": one.created_at.isoformat()}
        for one in corrected
        for line in one.payload["lines"]
    ]


def visitor_of(conversation: Conversation) -> dict[str, Any]:
    """What is known about the visitor, for staff: name, address, attributes, tags, way, talks."""
    visitor = conversation.visitor
    return {
        "name": visitor.name,
        "email": visitor.email,
        "attributes": visitor.attributes,
        "tags": conversation.tags,
        "start_url": conversation.start_url,
        "start_title": conversation.start_title,
        "current_url": conversation.current_url,
        "language": conversation.language,
        "pages": _pages(conversation),
        "previous_conversations": _previous(conversation),
    }


def _pages(conversation: Conversation) -> list[dict[str, str]]:
    """The pages visited during the conversation, the newest ones, in order."""
    viewed = TimelineEntry.objects.filter(
        conversation=conversation, kind=EntryKind.PAGE_VIEWED
    ).order_by("-seq")[:_PAGES]
    return [
        {
            "url": entry.payload.get("url", ""),
            "title": entry.payload.get("title", ""),
            "at": entry.created_at.isoformat(),
        }
        for entry in reversed(viewed)
    ]


def _previous(conversation: Conversation) -> list[dict[str, str]]:
    """The same visitor's other conversations, newest first."""
    others = staff_conversations().filter(visitor_id=conversation.visitor_id)
    newest = others.exclude(pk=conversation.pk).order_by("-created_at")
    rows = newest.values_list("public_id", "created_at", "outcome", "last_message_text")
    return [
        {"id": str(one), "opened_at": at.isoformat(), "outcome": outcome, "last_text": words}
        for one, at, outcome, words in rows[:_PREVIOUS]
    ]
