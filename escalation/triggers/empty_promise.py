"""Fires when the answer promises a person, although nothing was set in motion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.gauges.patterns import promises
from escalation.triggers.base import Trigger, quoted
from escalation.types import Fired, ReasonCode, Snapshot, Stage, gettext_noop


@dataclass(frozen=True)
class EmptyPromise(Trigger):
    """Words never carry control: "I am transferring you" is made true instead of left hanging."""

    kind: ClassVar[str] = "empty_promise"
    label: ClassVar[str] = gettext_noop("Answer promises a person")
    reason: ClassVar[ReasonCode] = ReasonCode.UNGROUNDED_ANSWER
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.AFTER_ANSWER})
    default_priority: ClassVar[int] = 70

    def is_known(self, snapshot: Snapshot) -> bool:
        """Once there are words to look at."""
        return bool(snapshot.answer) or snapshot.answer_withheld

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires when the answer says that somebody is being brought in. Evidence: its words."""
        promise = promises.find(snapshot.answer)
        if promise is None:
            return None
        return self.fired(f"The assistant promised a person: {quoted(promise)}.")

    def sentence(self) -> str:
        """The rule in words."""
        return "an answer promises a person without bringing one"
