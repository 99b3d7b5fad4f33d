"""The policy that every installation begins with; plain data."""

from __future__ import annotations

from typing import Any

URGENT_WORDS = (
    "server down",
    "servers down",
    "site down",
    "website down",
    "system down",
    "data loss",
    "lost data",
    "lost all my data",
    "data is gone",
    "data breach",
    "data leak",
    "data leaked",
    "been hacked",
    "cancel account",
    "cancel accounts",
    "cancelling account",
    "canceling account",
    "close account",
    "account cancelled",
    "account canceled",
    "speak to manager",
    "speak with manager",
    "talk to manager",
)


def _rule(key: str, priority: int, trigger: str, **fields: Any) -> dict[str, Any]:
    return {"key": key, "priority": priority, "when": {"trigger": trigger, "fields": fields}}


DEFAULT_RULES: list[dict[str, Any]] = [
    _rule("asks-for-person", 90, "human_request", threshold=0.5),
    _rule("urgent-words", 80, "keyword", words=list(URGENT_WORDS), gap=2, ignore_negated=True),
    _rule("empty-promise", 70, "empty_promise"),
    _rule("frustrated", 57, "frustration"),
    _rule("unresolved", 60, "unresolved", limit=3),
    _rule("called-wrong", 59, "negative_feedback", limit=2),
    _rule("ungrounded", 55, "ungrounded_answer"),
    _rule("assistant-failed", 50, "assistant_failed"),
    _rule("missing-knowledge", 45, "missing_knowledge"),
    _rule("low-confidence", 40, "low_confidence", threshold=0.70),
    _rule("abusive", 35, "abuse"),
]

_DOUBTS = ("empty-promise", "ungrounded", "assistant-failed", "missing-knowledge", "low-confidence")

ALONE_RULES: list[dict[str, Any]] = [rule for rule in DEFAULT_RULES if rule["key"] in _DOUBTS]
"""Where the assistant answers alone: what is too doubtful to be shown, and nothing else."""

DEFAULT_SETTINGS: dict[str, Any] = {
    "deadline_s": 120,
    "fallback": "offline_form",
    "form_deadline_s": 1800,
    "notices": {},
    "form_texts": {},
}
