"""The confidence threshold of a policy as a line that can be moved; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from escalation.conditions import AllOf, AnyOf, Condition, Leaf
from escalation.rules import PolicyRule
from escalation.triggers.low_confidence import LowConfidence

ALWAYS, NEVER = -1.0, 2.0
"""Break points of moments at which a person comes in at every threshold, and at none."""


@dataclass(frozen=True, slots=True)
class Line:
    """The rule that the threshold belongs to. `rule`: None when no rule of the policy has one.

    `lowest`, `highest`: the rule with the threshold at 0 and at 1.
    """

    rule: PolicyRule | None
    threshold: float
    lowest: PolicyRule
    highest: PolicyRule


def line_of(rules: Sequence[PolicyRule]) -> Line:
    """The enabled rule with the highest threshold that low confidence alone can set off.

    Without one, the line stands for a rule that might be added.
    """
    found = [
        (threshold, rule)
        for rule in rules
        if rule.enabled and (threshold := _threshold(rule.condition)) is not None
    ]
    if not found:
        added = PolicyRule.of(LowConfidence(), priority=LowConfidence.default_priority)
        return Line(None, 0.0, with_threshold(added, 0.0), with_threshold(added, 1.0))
    threshold, rule = max(found, key=lambda one: one[0])
    return Line(rule, threshold, with_threshold(rule, 0.0), with_threshold(rule, 1.0))


def moved(rules: Sequence[PolicyRule], threshold: float) -> tuple[PolicyRule, ...]:
    """The rules with the line at this threshold, 0..1; a rule is added where none has one."""
    line = line_of(rules)
    if line.rule is None:
        return (*rules, with_threshold(line.lowest, threshold))
    return tuple(
        with_threshold(rule, threshold) if rule is line.rule else rule for rule in rules
    )  # fmt: skip


def with_threshold(rule: PolicyRule, threshold: float) -> PolicyRule:
    """The rule with this threshold wherever low confidence alone sets it off."""
    return replace(rule, condition=_with(rule.condition, threshold))


def _threshold(condition: Condition) -> float | None:
    if isinstance(condition, Leaf):
        trigger = condition.trigger
        return trigger.threshold if isinstance(trigger, LowConfidence) else None
    found = [one for part in _alone(condition) if (one := _threshold(part)) is not None]
    return max(found, default=None)


def _with(condition: Condition, threshold: float) -> Condition:
    if isinstance(condition, Leaf):
        is_line = isinstance(condition.trigger, LowConfidence)
        return Leaf(LowConfidence(threshold)) if is_line else condition
    if isinstance(condition, AnyOf | AllOf) and _alone(condition):
        return type(condition)(tuple(_with(part, threshold) for part in condition.parts))
    return condition


def _alone(condition: Condition) -> tuple[Condition, ...]:
    """The parts of which one alone makes the condition hold."""
    if isinstance(condition, AnyOf) or (isinstance(condition, AllOf) and len(condition.parts) == 1):
        return condition.parts
    return ()
