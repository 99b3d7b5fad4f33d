"""The visitor stays in the queue until its longest wait."""

from __future__ import annotations

from datetime import timedelta

from agents import selectors as agents
from chat.types import State
from escalation.fallbacks.base import Waiting

KIND = "wait"


class WaitInQueue:
    """For teams that are back soon: an agent who comes online finds the visitor waiting."""

    kind = KIND

    def begin(self, waiting: Waiting) -> bool:
        """The deadline is the queue's longest wait; False when nobody comes before that."""
        handoff, queue = waiting.handoff, waiting.queue
        until = handoff.requested_at + timedelta(seconds=queue.max_wait_s)
        if until <= waiting.now or waiting.conversation.state != State.QUEUED:
            return False
        if waiting.away in {"closed", "full"}:
            return False
        opens_at = agents.next_opening(queue.pk, waiting.now)
        if opens_at is None or opens_at >= until:
            return False
        handoff.deadline_at = until
        handoff.extended = True
        handoff.save(update_fields=["deadline_at", "extended"])
        return True
