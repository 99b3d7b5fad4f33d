"""Conditions: triggers joined by ALL, ANY and NOT; pure.

Judged with three values. What is not known yet is neither true nor false, so that "not low
confidence" does not hold before there is a confidence (Kleene's strong logic of indeterminacy:
NOT unknown is unknown, ALL is false as soon as one part is, ANY true as soon as one part is).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from escalation.triggers import TRIGGERS
from escalation.triggers.base import Trigger
from escalation.types import Fired, PolicyError, Snapshot

MOST_PARTS = 20
"""Of one group; more cannot be read as a sentence."""

DEEPEST = 4
"""Groups within groups."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`holds`: None when it is not known yet. `fired`: what made it hold, in reading order."""

    holds: bool | None
    fired: tuple[Fired, ...] = ()


_UNKNOWN, _NO = Outcome(None), Outcome(False)


class Condition(ABC):
    """A node of the tree."""

    @abstractmethod
    def judge(self, snapshot: Snapshot) -> Outcome:
        """Whether it holds; depends on nothing but the snapshot and itself."""

    @abstractmethod
    def sentence(self, *, nested: bool = False) -> str:
        """As a manager reads it, in English; groups within groups stand in brackets."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """As stored."""

    @abstractmethod
    def leaves(self) -> Iterator[Leaf]:
        """Every trigger in it, in reading order, denied ones too."""


@dataclass(frozen=True)
class Leaf(Condition):
    """One trigger."""

    trigger: Trigger

    def judge(self, snapshot: Snapshot) -> Outcome:
        """Unknown before the trigger's stage, and where what it measures is not there."""
        if snapshot.stage not in self.trigger.stages:
            return _UNKNOWN
        found = self.trigger.evaluate(snapshot)
        if found is not None:
            return Outcome(True, (found,))
        return _NO if self.trigger.is_known(snapshot) else _UNKNOWN

    def sentence(self, *, nested: bool = False) -> str:
        """The trigger's own words."""
        return self.trigger.sentence()

    def to_json(self) -> dict[str, Any]:
        """Kind and fields."""
        return {"trigger": self.trigger.kind, "fields": self.trigger.to_fields()}

    def leaves(self) -> Iterator[Leaf]:
        """Itself."""
        yield self


@dataclass(frozen=True)
class AllOf(Condition):
    """Every part holds."""

    parts: tuple[Condition, ...]

    def judge(self, snapshot: Snapshot) -> Outcome:
        """False as soon as one part is, whatever the others are."""
        outcomes = [part.judge(snapshot) for part in self.parts]
        if any(one.holds is False for one in outcomes):
            return _NO
        if any(one.holds is None for one in outcomes):
            return _UNKNOWN
        return Outcome(True, tuple(found for one in outcomes for found in one.fired))

    def sentence(self, *, nested: bool = False) -> str:
        """Joined by "and"."""
        return _joined(self.parts, " and ", nested)

    def to_json(self) -> dict[str, Any]:
        """The parts in order."""
        return {"all": [part.to_json() for part in self.parts]}

    def leaves(self) -> Iterator[Leaf]:
        """Those of the parts."""
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class AnyOf(Condition):
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def judge(self, snapshot: Snapshot) -> Outcome:
        """True as soon as one part is, whatever the others are; all that hold are named."""
        outcomes = [part.judge(snapshot) for part in self.parts]
        if any(one.holds for one in outcomes):
            return Outcome(
                True, tuple(found for one in outcomes if one.holds for found in one.fired)
            )
        return _UNKNOWN if any(one.holds is None for one in outcomes) else _NO

    def sentence(self, *, nested: bool = False) -> str:
        """Joined by "or"."""
        return _joined(self.parts, " or ", nested)

    def to_json(self) -> dict[str, Any]:
        """The parts in order."""
        return {"any": [part.to_json() for part in self.parts]}

    def leaves(self) -> Iterator[Leaf]:
        """Those of the parts."""
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class Not(Condition):
    """The part does not hold, and that is known."""

    part: Condition

    def judge(self, snapshot: Snapshot) -> Outcome:
        """Nothing fired: that something is absent has no words to quote."""
        holds = self.part.judge(snapshot).holds
        return Outcome(None if holds is None else not holds)

    def sentence(self, *, nested: bool = False) -> str:
        """With "it is not so that" in front."""
        return f"it is not so that {self.part.sentence(nested=True)}"

    def to_json(self) -> dict[str, Any]:
        """What is denied."""
        return {"not": self.part.to_json()}

    def leaves(self) -> Iterator[Leaf]:
        """Those of the part."""
        yield from self.part.leaves()


def parse(data: Any, depth: int = 0) -> Condition:
    """The condition of stored JSON. Raises PolicyError for one that cannot be used."""
    if not isinstance(data, Mapping):
        raise PolicyError("a condition must be an object")
    if depth > DEEPEST:
        raise PolicyError(f"conditions may be nested {DEEPEST} deep at most")
    if "trigger" in data:
        fields = data.get("fields", {})
        if not isinstance(fields, Mapping):
            raise PolicyError("the fields of a condition must be an object")
        return Leaf(make_trigger(data["trigger"], fields))
    if "not" in data:
        return Not(parse(data["not"], depth + 1))
    for name, group in (("all", AllOf), ("any", AnyOf)):
        if name in data:
            return group(_parts(data[name], depth))
    raise PolicyError("a condition names a trigger, or says all, any or not")


def make_trigger(kind: Any, fields: Mapping[str, Any]) -> Trigger:
    """A trigger of that kind. Raises PolicyError for an unknown kind or bad fields."""
    trigger = TRIGGERS.get(kind) if isinstance(kind, str) else None
    if trigger is None:
        raise PolicyError(f"unknown trigger {kind}")
    return trigger.from_fields(fields)


def _parts(data: Any, depth: int) -> tuple[Condition, ...]:
    if not isinstance(data, Sequence) or isinstance(data, str):
        raise PolicyError("a group of conditions must be a list")
    if not data:
        raise PolicyError("a group of conditions is empty")
    if len(data) > MOST_PARTS:
        raise PolicyError(f"a group holds {MOST_PARTS} conditions at most")
    return tuple(parse(item, depth + 1) for item in data)


def _joined(parts: Sequence[Condition], word: str, nested: bool) -> str:
    text = word.join(part.sentence(nested=len(parts) > 1) for part in parts)
    return f"({text})" if nested and len(parts) > 1 else text
