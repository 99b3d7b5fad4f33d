"""What is true of a conversation now, as steps of its flow read it: each fact when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from agents import selectors as agents
from chat.models import Conversation, Message
from chat.types import AuthorKind, State
from escalation import selectors as escalation
from flows.types import QueueFigures


@dataclass(slots=True)
class ConversationWorld:
    """The world of one conversation, in the engine's transaction."""

    conversation: Conversation
    now: datetime
    _queues: dict[str, QueueFigures] = field(default_factory=dict)

    def fact(self, name: str) -> Any:
        """The fact, or None when it is not known."""
        if name.startswith("visitor."):
            return self._visitor(name.removeprefix("visitor."))
        read = _FACTS.get(name)
        return read(self.conversation) if read else None

    def queue(self, slug: str) -> QueueFigures:
        """How the queue stands at this moment; an unknown one counts as the default queue."""
        if slug not in self._queues:
            self._queues[slug] = agents_figures(slug, self.now)
        return self._queues[slug]

    def _visitor(self, name: str) -> Any:
        visitor = self.conversation.visitor
        if name in {"name", "email"}:
            return getattr(visitor, name)
        return visitor.attributes.get(name)


def agents_figures(slug: str, now: datetime) -> QueueFigures:
    """The figures of the queue with this short name, else of the default one."""
    queue = (agents.queue_by_slug(slug) if slug else None) or agents.default_queue()
    return QueueFigures(
        slug=queue.slug,
        is_open=agents.is_open(queue.pk, now),
        online=int(agents.has_online(queue.pk, now)),
        free=agents.free_capacity(queue.pk, now),
        waiting=0,
    )


def _is_escalated(conversation: Conversation) -> bool:
    return conversation.state not in {State.ASSISTANT, State.CLOSED}


def _reason(conversation: Conversation) -> str | None:
    handoff = escalation.open_handoff(conversation.pk)
    return handoff.reason if handoff else None


def _wrote_at(conversation: Conversation) -> str | None:
    """When the visitor wrote last, ISO 8601 in UTC; asked when a wait for them has ended."""
    said = Message.objects.filter(conversation=conversation, author_kind=AuthorKind.VISITOR.value)
    at = said.order_by("-seq").values_list("created_at", flat=True).first()
    return at.isoformat() if at else None


_FACTS: Mapping[str, Callable[[Conversation], Any]] = MappingProxyType(
    {
        "escalated": _is_escalated,
        "reason": _reason,
        "language": lambda conversation: conversation.language,
        "page": lambda conversation: conversation.current_url,
        "start_page": lambda conversation: conversation.start_url,
        "state": lambda conversation: conversation.state,
        "episode": lambda conversation: conversation.episode,
        "visitor_wrote_at": _wrote_at,
    }
)
"""How each fact that needs the database is read."""
