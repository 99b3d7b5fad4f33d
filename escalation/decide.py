"""Snapshot and rules to verdict; pure. The same two always give the same verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from escalation.rules import PolicyRule
from escalation.triggers import TRIGGERS
from escalation.triggers.assistant_failed import AssistantFailed
from escalation.triggers.ungrounded_answer import UngroundedAnswer
from escalation.types import Action, Fired, Snapshot, Stage, Verdict
from knowledge.types import AnswerDecision


def decide(snapshot: Snapshot, rules: Iterable[PolicyRule]) -> Verdict:
    """Any rule that fires brings in a person; the one with the highest priority gives the reason.

    Rules of equal priority keep the policy's order. A failed turn, or one with nothing to
    show, escalates under every policy.
    """
    fired = [
        found for rule in rules if (found := _fired(rule, snapshot)) is not None
    ]  # fmt: skip
    if not fired:
        fired = _safe_road(snapshot)
    if fired:
        ordered = tuple(sorted(fired, key=lambda found: -found.priority))
        return Verdict(Action.ESCALATE, ordered[0], ordered)
    assessment = snapshot.assessment
    if assessment is not None and assessment.decision is AnswerDecision.ASK_BACK:
        return Verdict(Action.ASK_BACK)
    return Verdict(Action.REPLY)


def _fired(rule: PolicyRule, snapshot: Snapshot) -> Fired | None:
    if not rule.is_awake(snapshot):
        return None
    outcome = rule.condition.judge(snapshot)
    if not outcome.holds:
        return None
    said = _as_one(outcome.fired, rule)
    urgency = rule.urgency.priority if rule.urgency is not None else rule.priority
    return replace(
        said,
        reason=rule.reason or said.reason,
        priority=rule.priority,
        queue=rule.queue,
        message=rule.message(snapshot.language),
        rule=rule.index,
        key=rule.key,
        urgency=urgency,
    )


def _as_one(fired: tuple[Fired, ...], rule: PolicyRule) -> Fired:
    """What several triggers said, as one: the most important of them gives kind and reason."""
    if len(fired) == 1:
        return fired[0]
    if not fired:  # nothing but denials held
        denied = rule.triggers[0]
        return Fired(denied.kind, denied.reason, f"It holds that {rule.condition.sentence()}.")
    first = max(fired, key=lambda one: _weight(one.kind))
    spans = {(one.start, one.end): one for found in fired for one in found.evidence}
    return replace(
        first,
        sentence=" ".join(dict.fromkeys(one.sentence for one in fired)),
        evidence=tuple(spans[place] for place in sorted(spans)),
    )


def _weight(kind: str) -> tuple[bool, int]:
    trigger = TRIGGERS[kind]
    return not trigger.is_fact, trigger.default_priority


def _safe_road(snapshot: Snapshot) -> list[Fired]:
    """A person gets what the machine could not do, whatever the policy leaves out."""
    if snapshot.stage is Stage.FAILED:
        failed = snapshot if snapshot.failure else replace(snapshot, failure="unknown")
        found = AssistantFailed().evaluate(failed)
    else:
        found = UngroundedAnswer().evaluate(snapshot)
    return [found] if found is not None else []
