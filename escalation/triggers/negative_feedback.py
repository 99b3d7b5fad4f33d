"""Fires when the visitor called answers of this episode wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.triggers.base import Hints, Trigger, option
from escalation.types import Fired, ReasonCode, Snapshot, gettext_noop


@dataclass(frozen=True)
class NegativeFeedback(Trigger):
    """Asked the moment a thumb goes down, and at every turn after it."""

    kind: ClassVar[str] = "negative_feedback"
    label: ClassVar[str] = gettext_noop("Negative feedback on an answer")
    reason: ClassVar[ReasonCode] = ReasonCode.UNRESOLVED_LIMIT
    default_priority: ClassVar[int] = 59

    limit: int = option(
        1,
        Hints(
            gettext_noop("Answers called wrong"),
            gettext_noop("How many thumbs down bring in a person."),
            minimum=1,
            maximum=20,
        ),
    )

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires from that number on; a thumb that was taken back no longer counts."""
        if snapshot.rated_down < self.limit:
            return None
        plural = "answer" if snapshot.rated_down == 1 else "answers"
        return self.fired(f"The visitor called {snapshot.rated_down} {plural} wrong.")

    def sentence(self) -> str:
        """The rule in words."""
        if self.limit == 1:
            return "the visitor calls an answer wrong"
        return f"the visitor calls {self.limit} answers wrong"
