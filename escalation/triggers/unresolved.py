"""Fires when several answers in a row did not help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.triggers.base import Hints, Trigger, option
from escalation.types import Fired, ReasonCode, Snapshot, gettext_noop

READING = "unresolved"


@dataclass(frozen=True)
class Unresolved(Trigger):
    """Counts exchanges of this episode after which the visitor said no, or asked again."""

    kind: ClassVar[str] = "unresolved"
    label: ClassVar[str] = gettext_noop("Not solved after several answers")
    reason: ClassVar[ReasonCode] = ReasonCode.UNRESOLVED_LIMIT
    default_priority: ClassVar[int] = 60

    limit: int = option(
        3,
        Hints(
            gettext_noop("Unsolved answers"),
            gettext_noop("After how many answers that did not help a person takes over."),
            minimum=1,
            maximum=20,
        ),
    )

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires with the visitor's newest objection as evidence."""
        if snapshot.unresolved < self.limit:
            return None
        reading = snapshot.reading(READING)
        return self.fired(
            f"{snapshot.unresolved} answers did not solve it.",
            reading.evidence if reading is not None else (),
        )

    def sentence(self) -> str:
        """The rule in words."""
        plural = "answer" if self.limit == 1 else "answers"
        return f"{self.limit} {plural} did not solve the visitor's problem"
