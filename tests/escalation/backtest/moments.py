"""Builders of stored moments: what the assistant saw, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from escalation.backtest.engine import Backtest
from escalation.backtest.types import Change, Moment
from escalation.decide import decide
from escalation.rules import PolicyRule, parse_rules
from escalation.types import Action, AssessmentFacts, RetrievalFacts, Snapshot, Stage
from knowledge.types import AnswerDecision

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_numbers = count(1)

SURE = {"key": "sure", "priority": 40, "when": {"trigger": "low_confidence", "fields": {}}}


def rule(key: str, trigger: str, priority: int = 50, **fields: Any) -> dict[str, Any]:
    """A rule of one trigger, as stored."""
    return {"key": key, "priority": priority, "when": {"trigger": trigger, "fields": fields}}


def keyword(*words: str, key: str = "words") -> dict[str, Any]:
    """A rule for these words."""
    return rule(key, "keyword", 80, words=list(words))


def sure(threshold: float) -> dict[str, Any]:
    """The rule with the confidence threshold."""
    return rule("sure", "low_confidence", 40, threshold=threshold)


def rules(*data: dict[str, Any]) -> tuple[PolicyRule, ...]:
    """The rules as values."""
    return parse_rules(list(data))


def answered(text: str, confidence: float = 0.9, **fields: Any) -> Snapshot:
    """The visitor's words, and an answer that the assistant is so sure of."""
    return Snapshot(
        now=MONDAY,
        stage=Stage.AFTER_ANSWER,
        text=text,
        retrieval=RetrievalFacts(confidence, 3),
        assessment=AssessmentFacts(AnswerDecision.ANSWER, confidence),
        answer="Backups run every night.",
        **fields,
    )


def asked(text: str, **fields: Any) -> Snapshot:
    """The visitor's words before anything was searched for."""
    return Snapshot(now=MONDAY, stage=Stage.BEFORE_ANSWER, text=text, **fields)


def played(
    under: tuple[PolicyRule, ...],
    *turns: Snapshot,
    conversation: int = 1,
    minutes: float = 0,
    right: bool | None = None,
) -> list[Moment]:
    """The conversation as it was stored under these rules; it ends where a person came in.

    `minutes`: after Monday, eight o'clock; a turn takes one. `right`: what was said of its answers.
    """
    found: list[Moment] = []
    for number, turn in enumerate(turns):
        verdict = decide(turn, under)
        found.append(
            Moment(
                conversation=conversation,
                decision=next(_numbers),
                at=MONDAY + timedelta(minutes=minutes + number),
                snapshot=turn.to_json(),
                escalated=verdict.action is Action.ESCALATE,
                reason=verdict.primary.reason.value if verdict.primary else "",
                right=right,
            )
        )
        if verdict.action is Action.ESCALATE:
            break
    return found


def backtest(
    live: tuple[PolicyRule, ...], draft: tuple[PolicyRule, ...], moments: list[Moment]
) -> Backtest:
    """The moments judged in the order of time."""
    found = Backtest(live, draft)
    for moment in sorted(moments, key=lambda one: one.at):
        found.add(moment)
    return found


def changes(found: Backtest) -> dict[int, Change]:
    """Conversation to what becomes of it."""
    return {number: course.change for number, course in found.courses.items()}
