"""What every fallback is: one step that begins it, under the conversation's lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from agents import selectors as agents
from agents.hours import Hours
from agents.models import Queue
from agents.selectors.hours import queue_hours
from chat.models import Conversation
from escalation import texts
from escalation.back_words import back
from escalation.models import Handoff
from escalation.rules import PolicySettings


@dataclass(frozen=True, slots=True)
class Waiting:
    """A visitor for whom nobody can be had; the conversation's row is locked by the caller.

    `away`: why the queue takes no newcomers, "closed_hours", "closed" or "full"; empty where it
    does. `beside_the_wait`: the visitor keeps their place in the queue meanwhile. `texts`: words of
    the form, by name (title, text, message), that go before the policy's.
    """

    conversation: Conversation
    handoff: Handoff
    settings: PolicySettings
    now: datetime
    away: str = ""
    beside_the_wait: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def queue(self) -> Queue:
        """Whose people were asked for."""
        return self.handoff.queue or agents.default_queue()

    @property
    def hours(self) -> Hours | None:
        """When these people can be reached; None: always."""
        return queue_hours(self.queue.pk, self.now)

    def why_nobody(self) -> str:
        """One or two sentences that say why nobody comes and when somebody is back; or nothing."""
        if not self.away:
            return ""
        language = self.conversation.language
        sentences = [texts.away(self.away, language)]
        opens_at = agents.next_opening(self.queue.pk, self.now)
        hours = self.hours
        if hours is not None and opens_at is not None and opens_at > self.now:
            sentences.append(back(opens_at, self.now, hours.clock, language))
        return " ".join(filter(None, sentences))


class Fallback(Protocol):
    """One rung of the ladder. `kind` is its name in policies and queues."""

    kind: str

    def begin(self, waiting: Waiting) -> bool:
        """The visitor is looked after in this way, and the handoff has a new deadline.

        False, and nothing has changed, where it cannot be: the next rung is tried.
        """
        ...
