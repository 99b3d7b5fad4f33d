"""Several sets of rules asked about one moment, each different rule once; pure.

Says the same as `escalation.decide` says of each set, without the words that nobody reads here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from escalation.decide import decide
from escalation.rules import PolicyRule
from escalation.types import Fired, Snapshot

_NO_RULES: tuple[PolicyRule, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A rule's answer for one moment. `fired`: None when it keeps silent."""

    fired: Fired | None


_SILENT = _Asked(None)


class Jury:
    """The sets of rules. Those that are the same in several sets are asked once a moment."""

    def __init__(self, *sides: Sequence[PolicyRule]) -> None:
        self._rules: list[tuple[PolicyRule, ...]] = []
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
            self._places[same] = len(self._rules)
            self._rules.append((rule,))
        return self._places[same]

    def sit(self, snapshot: Snapshot) -> Sitting:
        """The jury before one moment."""
        return Sitting(self._rules, self._sides, snapshot)


class Sitting:
    """One moment before the jury; rules are asked when their answer is needed."""

    __slots__ = ("_asked", "_road", "_rules", "_sides", "snapshot")

    def __init__(
        self,
        rules: Sequence[tuple[PolicyRule, ...]],
        sides: Sequence[tuple[int, ...]],
        snapshot: Snapshot,
    ) -> None:
        self._rules, self._sides, self.snapshot = rules, sides, snapshot
        self._asked: list[_Asked | None] = [None] * len(rules)
        self._road: _Asked | None = None

    def first(self, side: int) -> Fired | None:
        """The most important rule of that side that brings in a person, else the safe road."""
        for place in self._sides[side]:
            fired = self.ask(place)
            if fired is not None:
                return fired
        return self.safe_road()

    def others(self, side: int, but: int | None) -> bool:
        """Whether any rule of that side, or the safe road, brings in a person without this one."""
        if any(self.ask(place) is not None for place in self._sides[side] if place != but):
            return True
        return self.safe_road() is not None

    def ask(self, place: int) -> Fired | None:
        """What the rule at that place says."""
        asked = self._asked[place]
        if asked is None:
            asked = self._asked[place] = self._answer(self._rules[place])
        return asked.fired

    def safe_road(self) -> Fired | None:
        """What escalates under every policy."""
        if self._road is None:
            self._road = _Asked(decide(self.snapshot, _NO_RULES).primary)
        return self._road.fired

    def _answer(self, alone: tuple[PolicyRule, ...]) -> _Asked:
        (rule,) = alone
        if not rule.is_awake(self.snapshot) or not rule.condition.judge(self.snapshot).holds:
            return _SILENT
        return _Asked(decide(self.snapshot, alone).primary)
