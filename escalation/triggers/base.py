"""What every trigger is: a frozen dataclass whose fields are its form, and one pure judgement."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from escalation.types import Fired, PolicyError, ReasonCode, Snapshot, Span, Stage

ANY_STAGE = frozenset(Stage)


@dataclass(frozen=True, slots=True)
class Hints:
    """How a field is shown to a manager: label, help, limits for numbers, choices for texts.

    `choices`: (value, label). `source`: of what an editor offers to pick from: "intents",
    "languages" or "attributes". `needed`: to be filled in before publishing.
    """

    label: str
    help: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[tuple[str, str], ...] = ()
    source: str = ""
    needed: bool = False


def option(default: Any, hints: Hints) -> Any:
    """A dataclass field with hints for its form."""
    return field(default=default, metadata={"hints": hints})


@dataclass(frozen=True)
class Trigger(ABC):
    """Base of all triggers.

    `stages`: at which moments it is asked; facts that come later are None before. A trigger stays
    in for the later stages too, so that the last snapshot of a turn is enough to replay it.
    `is_fact`: it narrows other conditions down and is hardly a reason by itself.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    reason: ClassVar[ReasonCode]
    stages: ClassVar[frozenset[Stage]] = ANY_STAGE
    default_priority: ClassVar[int] = 50
    is_fact: ClassVar[bool] = False
    readings: ClassVar[tuple[str, ...]] = ()

    def is_known(self, snapshot: Snapshot) -> bool:
        """Whether what it judges was measured, so that not firing means that it is not so."""
        return all(snapshot.reading(name) is not None for name in self.readings)

    @abstractmethod
    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """What speaks for a person, or None. Depends on nothing but the snapshot and the fields."""

    @abstractmethod
    def sentence(self) -> str:
        """The rule as a manager reads it, in English, without a full stop."""

    def fired(
        self, sentence: str, evidence: tuple[Span, ...] = (), reason: ReasonCode | None = None
    ) -> Fired:
        """A `Fired` in this trigger's name."""
        return Fired(self.kind, reason or self.reason, sentence, evidence)

    def to_fields(self) -> dict[str, Any]:
        """The fields as JSON values."""
        values = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
        }

    @classmethod
    def from_fields(cls, data: Mapping[str, Any]) -> Self:
        """The trigger with these fields, defaults for the rest.

        Raises PolicyError for an unknown field, a wrong type or a number outside its limits.
        """
        known = {item.name: item for item in dataclasses.fields(cls)}
        unknown = sorted(set(data) - set(known))
        if unknown:
            raise PolicyError(f"{cls.kind}: unknown field {unknown[0]}")
        return cls(**{name: _checked(cls.kind, known[name], data[name]) for name in data})

    def missing(self) -> tuple[str, ...]:
        """The names of fields that must be filled in before this can be published."""
        return tuple(
            item.name
            for item in dataclasses.fields(self)
            if item.metadata["hints"].needed and not getattr(self, item.name)
        )


def percent(share: float) -> str:
    """0.7 as "70 %"."""
    return f"{share * 100:.0f} %"


def quoted(text: str, limit: int = 80) -> str:
    """The text in typographic quotes, cut to `limit` characters."""
    return f"“{text if len(text) <= limit else text[: limit - 1] + '…'}”"


def _checked(kind: str, item: dataclasses.Field[Any], value: Any) -> Any:
    where = f"{kind}: {item.name}"
    hints: Hints = item.metadata["hints"]
    if isinstance(item.default, tuple):
        if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
            raise PolicyError(f"{where} must be a list of words")
        return tuple(word.strip() for word in value if word.strip())
    if isinstance(item.default, bool):
        if not isinstance(value, bool):
            raise PolicyError(f"{where} must be yes or no")
        return value
    if isinstance(item.default, int | float):
        return _number(where, item, value)
    if not isinstance(value, str):
        raise PolicyError(f"{where} must be text")
    if hints.choices and value not in dict(hints.choices):
        raise PolicyError(f"{where} must be one of {', '.join(dict(hints.choices))}")
    return value


def _number(where: str, item: dataclasses.Field[Any], value: Any) -> float:
    whole = isinstance(item.default, int)
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise PolicyError(f"{where} must be a {'whole ' if whole else ''}number")
    hints: Hints = item.metadata["hints"]
    low, high = hints.minimum, hints.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        raise PolicyError(f"{where} must be from {low:g} to {high:g}")
    return value if whole else float(value)
