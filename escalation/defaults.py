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

DEFAULT_RULES: list[dict[str, Any]] = [
    {
        "trigger": "human_request",
        "fields": {"threshold": 0.5},
        "priority": 90,
        "enabled": True,
        "queue_slug": "",
        "message": "",
    },
    {
        "trigger": "keyword",
        "fields": {"words": list(URGENT_WORDS), "gap": 2, "ignore_negated": True},
        "priority": 80,
        "enabled": True,
        "queue_slug": "",
        "message": "",
    },
    {"trigger": "empty_promise", "fields": {}, "priority": 70, "enabled": True},
    {"trigger": "unresolved", "fields": {"limit": 3}, "priority": 60, "enabled": True},
    {"trigger": "ungrounded_answer", "fields": {}, "priority": 55, "enabled": True},
    {"trigger": "assistant_failed", "fields": {}, "priority": 50, "enabled": True},
    {"trigger": "missing_knowledge", "fields": {}, "priority": 45, "enabled": True},
    {"trigger": "low_confidence", "fields": {"threshold": 0.70}, "priority": 40, "enabled": True},
]

DEFAULT_SETTINGS: dict[str, Any] = {
    "deadline_s": 120,
    "fallback": "offline_form",
    "form_deadline_s": 1800,
    "notices": {},
    "form_texts": {},
}
