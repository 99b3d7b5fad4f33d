"""What is true of a conversation now, as steps of its flow read it: each fact when asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agents import selectors as agents
from chat.models import Conversation
from flows.asked import OF_CONVERSATION, OF_QUEUE
from flows.types import QueueFigures


@dataclass(slots=True)
class ConversationWorld:
    """The world of one conversation, in the engine's transaction, as it is when first asked."""

    conversation: Conversation
    now: datetime
    _facts: dict[str, Any] = field(default_factory=dict)
    _queues: dict[str, QueueFigures] = field(default_factory=dict)

    def fact(self, name: str) -> Any:
        """The fact, or None when it is not known."""
        if name not in self._facts:
            self._facts[name] = self._read(name)
        return self._facts[name]

    def queue(self, slug: str) -> QueueFigures:
        """How the queue stands at this moment; an unknown one counts as the default queue."""
        if slug not in self._queues:
            self._queues[slug] = queue_figures(slug, self.now, self.conversation.pk)
        return self._queues[slug]

    def _read(self, name: str) -> Any:
        if name.startswith("visitor."):
            return self._visitor(name.removeprefix("visitor."))
        if name in OF_QUEUE:
            return OF_QUEUE[name](self.queue(""), self.now)
        read = OF_CONVERSATION.get(name)
        return read(self.conversation) if read else None

    def _visitor(self, name: str) -> Any:
        visitor = self.conversation.visitor
        if name in {"name", "email"}:
            return getattr(visitor, name)
        return visitor.attributes.get(name)


def queue_figures(slug: str, now: datetime, conversation_id: int | None = None) -> QueueFigures:
    """The figures of the queue with this short name, else of the default one.

    `conversation_id`: who asks; where it waits there already, only those before it count.
    """
    state = agents.figures(slug, now, conversation_id=conversation_id)
    return QueueFigures(
        slug=state.slug,
        is_open=state.is_open,
        online=state.online,
        free=state.free,
        waiting=state.waiting,
        expected_wait_s=state.expected_wait_s,
        hours=state.hours,
    )
