"""Fires when the answer could not be backed by the passages it cites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.triggers.base import Trigger, percent
from escalation.types import Fired, ReasonCode, Snapshot, Stage, gettext_noop


@dataclass(frozen=True)
class UngroundedAnswer(Trigger):
    """A draft existed, but nothing of it stood the check against the knowledge base."""

    kind: ClassVar[str] = "ungrounded_answer"
    label: ClassVar[str] = gettext_noop("Answer not backed by the knowledge base")
    reason: ClassVar[ReasonCode] = ReasonCode.UNGROUNDED_ANSWER
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.AFTER_ANSWER, Stage.FAILED})
    default_priority: ClassVar[int] = 55

    def is_known(self, snapshot: Snapshot) -> bool:
        """Once there are words to look at."""
        return bool(snapshot.answer) or snapshot.answer_withheld

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires when the draft was withheld."""
        if not snapshot.answer_withheld:
            return None
        facts = snapshot.assessment
        if facts is None or facts.support >= 1:
            return self.fired("The draft was not backed by the knowledge base and was not shown.")
        return self.fired(
            f"The knowledge base backs {percent(facts.support)} of the draft; "
            "what it does not back was not shown."
        )

    def sentence(self) -> str:
        """The rule in words."""
        return "an answer is not backed by the knowledge base"
