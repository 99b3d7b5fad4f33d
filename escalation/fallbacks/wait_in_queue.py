"""The visitor stays in the queue until its longest wait; then the offline form."""

from __future__ import annotations

from datetime import timedelta

from agents import selectors as agents
from escalation.fallbacks.base import Waiting
from escalation.fallbacks.offline_form import OfflineForm

KIND = "wait"


class WaitInQueue:
    """For teams that are back soon: an agent who comes online finds the visitor waiting."""

    kind = KIND

    def begin(self, waiting: Waiting) -> None:
        """The deadline is the queue's longest wait, or the form is shown when that is over."""
        handoff = waiting.handoff
        queue = handoff.queue or agents.default_queue()
        until = handoff.requested_at + timedelta(seconds=queue.max_wait_s)
        if until <= waiting.now:
            OfflineForm().begin(waiting)
            return
        handoff.deadline_at = until
        handoff.extended = True
        handoff.save(update_fields=["deadline_at", "extended"])
