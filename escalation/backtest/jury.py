"""Several sets of rules asked about one moment, each different rule once; pure.

Says the same as `escalation.decide` says of each set, without the words that nobody reads here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from escalation.conditions import Leaf
from escalation.decide import decide
from escalation.rules import PolicyRule
from escalation.schedule import ALWAYS
from escalation.triggers.base import Trigger
from escalation.types import Fired, Snapshot, Verdict

_NO_RULES: tuple[PolicyRule, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seat:
    """A rule made ready to be asked. `trigger`: of a rule that consists of nothing else.

    `never_sleeps`: neither schedule nor cool-down nor a number of answers keeps it silent.
    """

    alone: tuple[PolicyRule]
    trigger: Trigger | None
    never_sleeps: bool

    @classmethod
    def of(cls, rule: PolicyRule) -> _Seat:
        """The rule's seat."""
        condition = rule.condition
        never_sleeps = rule.schedule == ALWAYS and not rule.cooldown_s and not rule.min_exchanges
        trigger = condition.trigger if isinstance(condition, Leaf) else None
        return cls((rule,), trigger, never_sleeps and rule.enabled)

    def speaks(self, seen: Snapshot) -> bool:
        """Whether the rule brings in a person; most rules take the short way."""
        (rule,) = self.alone
        if not (self.never_sleeps or rule.is_awake(seen)):
            return False
        if self.trigger is None:
            return rule.condition.judge(seen).holds is True
        return seen.stage in self.trigger.stages and self.trigger.evaluate(seen) is not None


class Jury:
    """The sets of rules. Those that are the same in several sets are asked once a moment."""

    def __init__(self, *sides: Sequence[PolicyRule]) -> None:
        self._seats: list[_Seat] = []
        self._places: dict[str, int] = {}
        self._sides = [self._ordered(rules) for rules in sides]

    def _ordered(self, rules: Sequence[PolicyRule]) -> tuple[int, ...]:
        """Places of the rules, the most important first, as `decide` weighs them."""
        enabled = [rule for rule in rules if rule.enabled]
        enabled.sort(key=lambda rule: -rule.priority)
        return tuple(self.place(rule) for rule in enabled)

    def place(self, rule: PolicyRule) -> int:
        """Where this rule is asked, whichever sides it belongs to."""
        same = json.dumps(rule.to_json(), sort_keys=True)
        if same not in self._places:
            self._places[same] = len(self._seats)
            self._seats.append(_Seat.of(rule))
        return self._places[same]

    def sit(self, snapshot: Snapshot) -> Sitting:
        """The jury before one moment."""
        return Sitting(self._seats, self._sides, snapshot)


class Sitting:
    """One moment before the jury; rules are asked when their answer is needed."""

    __slots__ = ("_answers", "_road", "_said", "_seats", "_sides", "snapshot")

    def __init__(
        self,
        seats: Sequence[_Seat],
        sides: Sequence[tuple[int, ...]],
        snapshot: Snapshot,
    ) -> None:
        self._seats, self._sides, self.snapshot = seats, sides, snapshot
        self._answers: list[bool | None] = [None] * len(seats)
        self._said: dict[int, Fired | None] = {}
        self._road: Verdict | None = None

    def first(self, side: int) -> int | None:
        """The place of the most important rule of that side that brings in a person."""
        answers, seen = self._answers, self.snapshot
        for place in self._sides[side]:
            answer = answers[place]
            if answer is None:
                answer = answers[place] = self._seats[place].speaks(seen)
            if answer:
                return place
        return None

    def others(self, side: int, but: int) -> bool:
        """Whether any rule of that side, or the safe road, brings in a person without this one."""
        if any(self.ask(place) for place in self._sides[side] if place != but):
            return True
        return self.safe_road() is not None

    def ask(self, place: int) -> bool:
        """Whether the rule at that place brings in a person."""
        answer = self._answers[place]
        if answer is None:
            answer = self._answers[place] = self._seats[place].speaks(self.snapshot)
        return answer

    def said(self, place: int | None) -> Fired | None:
        """What the rule at that place says, or the safe road where there is none."""
        if place is None:
            return self.safe_road()
        if place not in self._said:
            self._said[place] = decide(self.snapshot, self._seats[place].alone).primary
        return self._said[place]

    def safe_road(self) -> Fired | None:
        """What escalates under every policy."""
        if self._road is None:
            self._road = decide(self.snapshot, _NO_RULES)
        return self._road.primary
