"""Fires when the knowledge base holds nothing for the question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.triggers.base import Hints, Trigger, option, percent
from escalation.types import (
    AssessmentFacts,
    Fired,
    ReasonCode,
    RetrievalFacts,
    Snapshot,
    Stage,
    gettext_noop,
)
from knowledge.types import AnswerDecision


@dataclass(frozen=True)
class MissingKnowledge(Trigger):
    """The gate before the model: no passage, or none near enough, needs no answer attempt."""

    kind: ClassVar[str] = "missing_knowledge"
    label: ClassVar[str] = gettext_noop("Not in the knowledge base")
    reason: ClassVar[ReasonCode] = ReasonCode.MISSING_KNOWLEDGE
    stages: ClassVar[frozenset[Stage]] = frozenset(Stage) - {Stage.BEFORE_ANSWER, Stage.FEEDBACK}
    default_priority: ClassVar[int] = 45

    no_passage_below: float = option(
        0.05,
        Hints(
            gettext_noop("Nothing found below"),
            gettext_noop(
                "From 0 to 1, much lower than the confidence threshold: confidence from search "
                "alone under which the answerer is not even asked."
            ),
            minimum=0.0,
            maximum=1.0,
        ),
    )

    def is_known(self, snapshot: Snapshot) -> bool:
        """Once the answerer has looked at what was found."""
        return snapshot.assessment is not None

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires on an empty or hopeless search, or when the answerer says it has no answer."""
        return self._searched(snapshot.retrieval) or self._answered(snapshot.assessment)

    def _searched(self, facts: RetrievalFacts | None) -> Fired | None:
        if facts is None or facts.small_talk:
            return None
        if not facts.passages:
            return self.fired("Nothing about this was found in the knowledge base.")
        if facts.confidence < self.no_passage_below:
            return self.fired(
                "Nothing near enough was found in the knowledge base "
                f"({percent(facts.confidence)}, at least {percent(self.no_passage_below)} needed)."
            )
        return None

    def _answered(self, facts: AssessmentFacts | None) -> Fired | None:
        if facts is None or facts.decision is not AnswerDecision.NO_ANSWER:
            return None
        missing = f": {facts.missing.rstrip('.')}" if facts.missing else ""
        return self.fired(f"The knowledge base does not answer this{missing}.")

    def sentence(self) -> str:
        """The rule in words."""
        return "the knowledge base holds nothing for the question"
