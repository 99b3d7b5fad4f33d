"""The kernel's closed sets and values; plain Python, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Who owns the next word of a conversation."""

    ASSISTANT = "assistant"
    QUEUED = "queued"
    OFFERED = "offered"
    WITH_AGENT = "with_agent"
    DEFERRED = "deferred"
    CLOSED = "closed"


class Move(StrEnum):
    """A named step from one state to another; `chat.lifecycle` says which are legal."""

    ESCALATE = "escalate"
    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    TAKE_OVER = "take_over"
    TRANSFER = "transfer"
    RETURN_TO_ASSISTANT = "return_to_assistant"
    DEFER = "defer"
    CLOSE = "close"
    REOPEN = "reopen"


class AuthorKind(StrEnum):
    """Who wrote a message. `agent` is always a human; the machine is the `assistant`."""

    VISITOR = "visitor"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


class Audience(StrEnum):
    """Who may see an entry: everybody in the conversation, or staff alone."""

    PUBLIC = "public"
    STAFF = "staff"


class EntryKind(StrEnum):
    """Past facts that a timeline may hold; the wire names of entries."""

    CONVERSATION_OPENED = "conversation.opened"
    MESSAGE_POSTED = "message.posted"
    CONVERSATION_MOVED = "conversation.moved"
    CONVERSATION_ESCALATED = "conversation.escalated"
    HANDOFF_SETTLED = "handoff.settled"
    AGENT_JOINED = "agent.joined"
    AGENT_LEFT = "agent.left"
    OFFER_MADE = "offer.made"
    OFFER_DECLINED = "offer.declined"
    OFFER_EXPIRED = "offer.expired"
    OFFERS_EXHAUSTED = "offers.exhausted"
    QUEUE_ENTERED = "queue.entered"
    QUEUE_WIDENED = "queue.widened"
    WAY_CHOSEN = "way.chosen"
    PROMISE_MADE = "promise.made"
    PROMISE_ENDED = "promise.ended"
    ANSWER_JUDGED = "answer.judged"
    ANSWER_RATED = "answer.rated"
    FORM_REQUESTED = "form.requested"
    FORM_SUBMITTED = "form.submitted"
    FORM_SKIPPED = "form.skipped"
    VISITOR_UPDATED = "visitor.updated"
    PAGE_VIEWED = "page.viewed"
    FLOW_STEPPED = "flow.stepped"
    BRIEF_SHARED = "brief.shared"
    BRIEF_CORRECTED = "brief.corrected"
    TAGS_CHANGED = "tags.changed"


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts. `ref` is the user's primary key for agents, None for everybody else."""

    kind: AuthorKind
    name: str = ""
    ref: int | None = None


VISITOR = Author(AuthorKind.VISITOR)
SYSTEM = Author(AuthorKind.SYSTEM)


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored timeline entry as it travels: to reactions, to the channel layer, to clients.

    `seq` counts every entry of the conversation, `public_seq` those that visitors may see
    (None for staff entries); both are gap-free. `at` is ISO 8601 in UTC. `state` and `epoch`
    are those of the conversation right after this entry.
    """

    conversation_id: int
    public_id: str
    seq: int
    public_seq: int | None
    kind: str
    audience: str
    at: str
    state: str
    epoch: int
    payload: Mapping[str, Any] = field(default_factory=dict)


class ChatError(Exception):
    """Base of the kernel's errors."""


class IllegalTransition(ChatError):
    """The move is not legal from the state that the conversation is in."""


class Superseded(ChatError):
    """The writer's epoch is stale: somebody else owns the next word now."""


class RefusedMessageError(ChatError):
    """The message cannot be taken (empty, too long, conversation closed). `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class AccessDeniedError(ChatError):
    """Whoever asks may not see or change this conversation."""
