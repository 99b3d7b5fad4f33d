"""Fires when the assistant is not sure enough of its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.triggers.base import Hints, Trigger, option, percent
from escalation.types import Fired, ReasonCode, Snapshot, Stage, gettext_noop
from knowledge.types import AnswerDecision


@dataclass(frozen=True)
class LowConfidence(Trigger):
    """Judges the assessment, which is stated before a word of the answer is shown."""

    kind: ClassVar[str] = "low_confidence"
    label: ClassVar[str] = gettext_noop("Confidence below a threshold")
    reason: ClassVar[ReasonCode] = ReasonCode.LOW_CONFIDENCE
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.AFTER_ANSWER})
    default_priority: ClassVar[int] = 40

    threshold: float = option(
        0.70,
        Hints(
            gettext_noop("Confidence threshold"),
            gettext_noop("From 0 to 1. Below it the answer is not shown and a person takes over."),
            minimum=0.0,
            maximum=1.0,
        ),
    )

    def is_known(self, snapshot: Snapshot) -> bool:
        """Once the answerer has said how sure it is."""
        return snapshot.assessment is not None

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires for answers only: questions back and small talk claim nothing."""
        facts = snapshot.assessment
        if facts is None or facts.decision is not AnswerDecision.ANSWER:
            return None
        if facts.confidence >= self.threshold:
            return None
        return self.fired(
            f"The assistant was {percent(facts.confidence)} sure of its answer, "
            f"below the threshold of {percent(self.threshold)}."
        )

    def sentence(self) -> str:
        """The rule in words."""
        return f"the assistant is less than {percent(self.threshold)} sure of its answer"
