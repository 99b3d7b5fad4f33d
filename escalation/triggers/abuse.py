"""Fires when the visitor insults or threatens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.triggers.base import Hints, Trigger, option, percent, quoted
from escalation.types import Fired, ReasonCode, Snapshot, gettext_noop

READING = "abuse"


@dataclass(frozen=True)
class Abuse(Trigger):
    """Judges the reading `abuse`; an agent decides what comes of it, never the machine."""

    kind: ClassVar[str] = "abuse"
    label: ClassVar[str] = gettext_noop("Visitor is abusive")
    reason: ClassVar[ReasonCode] = ReasonCode.ABUSE
    default_priority: ClassVar[int] = 35
    readings: ClassVar[tuple[str, ...]] = (READING,)

    threshold: float = option(
        0.9,
        Hints(
            gettext_noop("How clearly"),
            gettext_noop("From 0 to 1. Rude words about a thing measure less than insults."),
            minimum=0.05,
            maximum=1.0,
        ),
    )

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires with the insulting words as evidence."""
        reading = snapshot.reading(READING)
        if reading is None or reading.value < self.threshold:
            return None
        said = ", ".join(quoted(span.text) for span in reading.evidence)
        words = f": {said}" if said else ""
        return self.fired(f"Abusive words ({percent(reading.value)}){words}.", reading.evidence)

    def sentence(self) -> str:
        """The rule in words."""
        return "the visitor is abusive"
