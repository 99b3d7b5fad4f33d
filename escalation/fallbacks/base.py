"""What every fallback is: one step that begins it, under the conversation's lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chat.models import Conversation
from escalation.models import Handoff
from escalation.rules import PolicySettings


@dataclass(frozen=True, slots=True)
class Waiting:
    """A visitor for whom nobody can be had; the conversation's row is locked by the caller.

    `texts`: words of the form, by name (title, text, message), that go before the policy's.
    """

    conversation: Conversation
    handoff: Handoff
    settings: PolicySettings
    now: datetime
    texts: Mapping[str, str] = field(default_factory=dict)


class Fallback(Protocol):
    """One rung of the ladder. `kind` is its name in policies."""

    kind: str

    def begin(self, waiting: Waiting) -> None:
        """The visitor is looked after in this way, and the handoff has a new deadline."""
        ...
