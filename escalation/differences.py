"""What changed between two sets of rules, in words; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from escalation.conditions import AllOf, AnyOf, Condition, Leaf, Not
from escalation.rules import ANY_LANGUAGE, PolicyRule
from escalation.triggers.base import Trigger
from escalation.triggers.schema import label_of, shown


@dataclass(frozen=True, slots=True)
class Change:
    """One thing about a rule that is different. `old` and `new`: in words."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangedRule:
    """A rule of both sets that is not the same in them."""

    key: str
    old: str
    new: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """`added`, `removed`: key and sentence of rules that only the new or the old set has."""

    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    changed: tuple[ChangedRule, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both sets decide alike."""
        return not (self.added or self.removed or self.changed)

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "added": [{"key": key, "sentence": words} for key, words in self.added],
            "removed": [{"key": key, "sentence": words} for key, words in self.removed],
            "changed": [
                {
                    "key": one.key,
                    "old": one.old,
                    "new": one.new,
                    "changes": [
                        {"what": each.what, "old": each.old, "new": each.new}
                        for each in one.changes
                    ],
                }
                for one in self.changed
            ],
        }


def differences(old: Sequence[PolicyRule], new: Sequence[PolicyRule]) -> Differences:
    """Rules are the same rule when they have the same key; without keys, the same place."""
    before, after = _by_key(old), _by_key(new)
    return Differences(
        added=tuple((key, one.sentence()) for key, one in after.items() if key not in before),
        removed=tuple((key, one.sentence()) for key, one in before.items() if key not in after),
        changed=tuple(
            ChangedRule(key, before[key].sentence(), one.sentence(), found)
            for key, one in after.items()
            if key in before and (found := changes(before[key], one))
        ),
    )


def changes(old: PolicyRule, new: PolicyRule) -> tuple[Change, ...]:
    """What is different about one rule, in the order of its form; empty when nothing is."""
    found = list(_condition_changes(old.condition, new.condition))
    for what, before, after in zip(_NAMES, _outcome(old), _outcome(new), strict=True):
        if before != after:
            found.append(Change(what, before, after))
    return (*found, *_message_changes(old.messages, new.messages))


_NAMES = (
    "switched on",
    "queue",
    "urgency",
    "priority",
    "reason",
    "at most once in, seconds",
    "answers before",
    "schedule",
)


def _outcome(rule: PolicyRule) -> tuple[str, ...]:
    """What follows from a rule, in the order of `_NAMES`."""
    return (
        "yes" if rule.enabled else "no",
        rule.queue or "the usual one",
        rule.urgency.value if rule.urgency is not None else "by priority",
        str(rule.priority),
        rule.reason.label if rule.reason is not None else "of the condition",
        str(rule.cooldown_s) if rule.cooldown_s else "no limit",
        str(rule.min_exchanges),
        rule.schedule.sentence() or "always",
    )


def _by_key(rules: Sequence[PolicyRule]) -> dict[str, PolicyRule]:
    return {rule.key or f"#{rule.index}": rule for rule in rules}


def _condition_changes(old: Condition, new: Condition) -> list[Change]:
    """Field by field where both have the same shape, else as a whole."""
    if old == new:
        return []
    if _shape(old) != _shape(new):
        return [Change("condition", old.sentence(), new.sentence())]
    pairs = zip(old.leaves(), new.leaves(), strict=True)
    return [change for one, other in pairs for change in _fields(one.trigger, other.trigger)]


def _shape(condition: Condition) -> Any:
    """The tree without the fields of its triggers."""
    if isinstance(condition, Leaf):
        return condition.trigger.kind
    if isinstance(condition, Not):
        return ("not", _shape(condition.part))
    if isinstance(condition, AllOf | AnyOf):
        return (type(condition).__name__, *(_shape(part) for part in condition.parts))
    raise TypeError(f"unknown condition {type(condition).__name__}")


def _fields(old: Trigger, new: Trigger) -> list[Change]:
    return [
        _field(old, new, name)
        for name in old.to_fields()
        if getattr(old, name) != getattr(new, name)
    ]


def _field(old: Trigger, new: Trigger, name: str) -> Change:
    """Of a list only what came and what went: nobody compares thirty words by eye."""
    what = f"{new.label}: {label_of(new, name)}"
    before, after = getattr(old, name), getattr(new, name)
    if not isinstance(before, tuple):
        return Change(what, shown(old, name), shown(new, name))
    gone = [f"“{one}”" for one in before if one not in after]
    come = [f"“{one}”" for one in after if one not in before]
    if not gone and not come:
        return Change(what, "another order", "this order")
    return Change(what, f"without {', '.join(gone)}" if gone else "", _plus(come))


def _plus(come: Sequence[str]) -> str:
    return f"with {', '.join(come)}" if come else ""


def _message_changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    return [
        Change(
            f"notice ({'all other languages' if code == ANY_LANGUAGE else code})",
            old.get(code, "standard"),
            new.get(code, "standard"),
        )
        for code in dict.fromkeys([*old, *new])
        if old.get(code, "") != new.get(code, "")
    ]
