"""Fires when something urgent comes in while nobody is on duty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.triggers.base import Hints, Trigger, option
from escalation.triggers.intent_category import IntentCategory
from escalation.triggers.keyword import Keyword
from escalation.types import Fired, ReasonCode, Snapshot, gettext_noop


@dataclass(frozen=True)
class AfterHoursUrgent(Trigger):
    """Outside business hours, for words or categories: it is the first thing in the morning."""

    kind: ClassVar[str] = "after_hours_urgent"
    label: ClassVar[str] = gettext_noop("Urgent, outside business hours")
    reason: ClassVar[ReasonCode] = ReasonCode.AFTER_HOURS_URGENT
    default_priority: ClassVar[int] = 85

    words: tuple[str, ...] = option(
        (),
        Hints(
            gettext_noop("Urgent words and phrases"),
            gettext_noop("One a line, as for keywords."),
        ),
    )
    intents: tuple[str, ...] = option(
        (),
        Hints(
            gettext_noop("Urgent categories"),
            gettext_noop("Messages about any of these count as urgent too."),
            source="intents",
        ),
    )

    def is_known(self, snapshot: Snapshot) -> bool:
        """Where a team has hours."""
        return snapshot.hours_open is not None

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires with the urgent words as evidence."""
        if snapshot.hours_open is not False:
            return None
        found = (
            Keyword(words=self.words).evaluate(snapshot)
            or IntentCategory(intents=self.intents).evaluate(snapshot)
        )  # fmt: skip
        if found is None:
            return None
        return self.fired(f"Urgent, outside business hours. {found.sentence}", found.evidence)

    def missing(self) -> tuple[str, ...]:
        """Words or categories: one of the two is enough."""
        return () if self.words or self.intents else ("words",)

    def sentence(self) -> str:
        """The rule in words."""
        return "something urgent comes in outside business hours"
