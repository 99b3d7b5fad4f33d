"""Snapshot and rules to verdict; pure. The same two always give the same verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from escalation.rules import PolicyRule
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
    if not rule.enabled or snapshot.stage not in rule.trigger.stages:
        return None
    found = rule.trigger.evaluate(snapshot)
    if found is None:
        return None
    return replace(
        found, priority=rule.priority, queue=rule.queue, message=rule.message, rule=rule.index
    )


def _safe_road(snapshot: Snapshot) -> list[Fired]:
    """A person gets what the machine could not do, whatever the policy leaves out."""
    if snapshot.stage is Stage.FAILED:
        failed = snapshot if snapshot.failure else replace(snapshot, failure="unknown")
        found = AssistantFailed().evaluate(failed)
    else:
        found = UngroundedAnswer().evaluate(snapshot)
    return [found] if found is not None else []
