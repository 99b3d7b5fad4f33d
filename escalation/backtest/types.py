"""Values of backtests; plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from escalation.types import Fired, gettext_noop


class Change(StrEnum):
    """What the other rules do to a conversation, at the first turn at which they differ."""

    NEWLY = "newly_escalated"
    NO_LONGER = "no_longer_escalated"
    EARLIER = "earlier"
    LATER = "later"
    OTHER_REASON = "other_reason"  # at the same turn
    UNCHANGED = "unchanged"

    @property
    def label(self) -> str:
        """In words, in English; shown through gettext."""
        return CHANGE_LABELS[self]


CHANGE_LABELS: Mapping[Change, str] = {
    Change.NEWLY: gettext_noop("newly escalated"),
    Change.NO_LONGER: gettext_noop("no longer escalated"),
    Change.EARLIER: gettext_noop("escalated earlier"),
    Change.LATER: gettext_noop("escalated later"),
    Change.OTHER_REASON: gettext_noop("same turn, another reason"),
    Change.UNCHANGED: gettext_noop("unchanged"),
}

DIVERGENT = (Change.NEWLY, Change.NO_LONGER, Change.EARLIER, Change.LATER)
"""Those at which a person comes in at another turn, or at another conversation."""


class AnswerChange(StrEnum):
    """What becomes of an answer of which somebody said whether it is right."""

    CAUGHT = "wrong_caught"  # was shown, would not be
    WASTED = "right_wasted"
    LET_THROUGH = "wrong_let_through"  # was not shown, would be
    FREED = "right_freed"


@dataclass(frozen=True, slots=True)
class Moment:
    """A decision as it was stored, without what is not needed to decide it again.

    `snapshot`: a JSON object, or its text. `escalated`, `reason`: as stored. `right`: what staff,
    else the visitor, said of the answer; None where nobody said anything.
    """

    conversation: int
    decision: int
    at: datetime
    snapshot: Mapping[str, Any] | str
    escalated: bool
    reason: str = ""
    right: bool | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Why a person came in. `rule`: its key; `kind`: of the trigger that gave the reason."""

    rule: str
    kind: str
    reason: str

    @classmethod
    def of(cls, fired: Fired) -> Said:
        """What the most important rule that spoke said."""
        return cls(fired.key, fired.kind, fired.reason.value)


@dataclass(frozen=True, slots=True)
class Divergence:
    """The first turn at which the two sets of rules differ, or merely give another reason.

    `live`, `draft`: what each side's escalation rests on; None where it brings in nobody. `known`:
    False where nobody can say what the assistant would have answered instead.
    """

    change: Change
    conversation: int
    decision: int
    at: datetime
    live: Said | None
    draft: Said | None
    known: bool = True


class BacktestError(Exception):
    """This backtest cannot be run; the message says why, for people."""


class BacktestStopped(Exception):
    """Whoever asked for the backtest no longer waits for it."""
