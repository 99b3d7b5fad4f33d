"""Facts about the moment that narrow other conditions down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.triggers.base import Hints, Trigger, option
from escalation.types import Fired, ReasonCode, Snapshot, gettext_noop


@dataclass(frozen=True)
class BusinessHours(Trigger):
    """Whether the team is within its hours; a team without hours is always open."""

    kind: ClassVar[str] = "business_hours"
    label: ClassVar[str] = gettext_noop("Business hours")
    reason: ClassVar[ReasonCode] = ReasonCode.VIP_OR_ATTRIBUTE
    default_priority: ClassVar[int] = 20
    is_fact: ClassVar[bool] = True

    open: bool = option(
        True, Hints(gettext_noop("Open"), gettext_noop("Off: outside business hours."))
    )

    def is_known(self, snapshot: Snapshot) -> bool:
        """Decisions of older days do not say."""
        return snapshot.hours_open is not None

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires within, or outside, the hours."""
        if snapshot.hours_open is None or snapshot.hours_open is not self.open:
            return None
        return self.fired(f"It is {'within' if self.open else 'outside'} business hours.")

    def sentence(self) -> str:
        """The rule in words."""
        return f"it is {'within' if self.open else 'outside'} business hours"


@dataclass(frozen=True)
class PersonAvailable(Trigger):
    """Whether an agent of the default queue is there."""

    kind: ClassVar[str] = "person_available"
    label: ClassVar[str] = gettext_noop("An agent is there")
    reason: ClassVar[ReasonCode] = ReasonCode.VIP_OR_ATTRIBUTE
    default_priority: ClassVar[int] = 20
    is_fact: ClassVar[bool] = True

    available: bool = option(
        True, Hints(gettext_noop("Somebody is there"), gettext_noop("Off: nobody is there."))
    )

    def is_known(self, snapshot: Snapshot) -> bool:
        """Evaluations on files have no agents."""
        return snapshot.human_available is not None

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires when it is as wanted."""
        if snapshot.human_available is None or snapshot.human_available is not self.available:
            return None
        return self.fired("An agent is there." if self.available else "No agent is there.")

    def sentence(self) -> str:
        """The rule in words."""
        return "an agent is there" if self.available else "no agent is there"


@dataclass(frozen=True)
class Exchanges(Trigger):
    """How many answers this episode has had; alone it says little about whether they helped."""

    kind: ClassVar[str] = "exchanges"
    label: ClassVar[str] = gettext_noop("Number of answers so far")
    reason: ClassVar[ReasonCode] = ReasonCode.UNRESOLVED_LIMIT
    default_priority: ClassVar[int] = 25
    is_fact: ClassVar[bool] = True

    least: int = option(
        3, Hints(gettext_noop("At least"), gettext_noop("Answers given."), minimum=1, maximum=50)
    )

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires from that number on."""
        if snapshot.exchanges < self.least:
            return None
        return self.fired(f"{snapshot.exchanges} answers were given.")

    def sentence(self) -> str:
        """The rule in words."""
        return f"at least {self.least} {'answer was' if self.least == 1 else 'answers were'} given"
