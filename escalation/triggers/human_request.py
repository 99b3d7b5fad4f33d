"""Fires when the visitor asks for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.triggers.base import Hints, Trigger, option, quoted
from escalation.types import Fired, ReasonCode, Snapshot, gettext_noop

READING = "human_request"


@dataclass(frozen=True)
class HumanRequest(Trigger):
    """Judges the reading `human_request`; the gauge tells asking from mentioning."""

    kind: ClassVar[str] = "human_request"
    label: ClassVar[str] = gettext_noop("Visitor asks for a person")
    reason: ClassVar[ReasonCode] = ReasonCode.HUMAN_REQUESTED
    default_priority: ClassVar[int] = 90
    readings: ClassVar[tuple[str, ...]] = (READING,)

    threshold: float = option(
        0.5,
        Hints(
            gettext_noop("How clearly"),
            gettext_noop("From 0 to 1. Plain requests measure 1, hints such as “not a bot” less."),
            minimum=0.05,
            maximum=1.0,
        ),
    )

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires with the words of the request as evidence."""
        reading = snapshot.reading(READING)
        if reading is None or reading.value < self.threshold:
            return None
        said = ", ".join(quoted(span.text) for span in reading.evidence)
        sentence = f"The visitor asked for a person: {said}." if said else "Asked for a person."
        return self.fired(sentence, reading.evidence)

    def sentence(self) -> str:
        """The rule in words."""
        return "the visitor asks for a person, in any wording"
