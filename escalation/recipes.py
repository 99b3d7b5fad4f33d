"""Ready-made rules that a manager begins with; plain data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from escalation.types import gettext_noop

_Leaf = dict[str, Any]


def _leaf(trigger: str, **fields: Any) -> _Leaf:
    return {"trigger": trigger, "fields": fields}


_RECIPES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        gettext_noop("VIP and frustrated"),
        gettext_noop("Important customers do not have to ask twice."),
        {
            "when": {
                "all": [
                    _leaf("visitor_attribute", attribute="vip", comparison="is", value="true"),
                    _leaf("frustration", threshold=0.6, over_several=0.5),
                ]
            },
            "priority": 85,
            "urgency": "high",
        },
    ),
    (
        gettext_noop("Sensitive topic to specialists"),
        gettext_noop("Legal, privacy and complaints go to people at once, to a team you choose."),
        {
            "when": _leaf("intent_category", intents=[], threshold=0.6, sensitive=True),
            "priority": 88,
            "urgency": "high",
            "reason": "sensitive_or_compliance",
        },
    ),
    (
        gettext_noop("Urgent outside business hours"),
        gettext_noop("Outages at night are the first thing in the morning."),
        {
            "when": _leaf(
                "after_hours_urgent", words=["server down", "site down", "data loss", "hacked"]
            ),
            "priority": 90,
            "urgency": "urgent",
        },
    ),
    (
        gettext_noop("Sales from the pricing page"),
        gettext_noop("Somebody about to buy talks to a person, while one is there."),
        {
            "when": {
                "all": [
                    _leaf("page", parts=["/pricing"], which="any"),
                    _leaf("keyword", words=["quote", "discount", "enterprise", "invoice"]),
                    _leaf("person_available", available=True),
                ]
            },
            "priority": 60,
        },
    ),
    (
        gettext_noop("Word, but not for everybody"),
        gettext_noop("A keyword that counts unless a fact about the visitor speaks against it."),
        {
            "when": {
                "all": [
                    _leaf("keyword", words=["cancel account"]),
                    {"not": _leaf("visitor_attribute", attribute="plan", value="trial")},
                ]
            },
            "priority": 80,
        },
    ),
    (
        gettext_noop("Not sure, and already two answers"),
        gettext_noop("A higher bar for confidence once the conversation drags on."),
        {
            "when": {"all": [_leaf("low_confidence", threshold=0.85), _leaf("exchanges", least=2)]},
            "priority": 42,
        },
    ),
)


def describe(translate: Callable[[str], str]) -> list[dict[str, Any]]:
    """Every recipe as JSON: name, when it helps, and its rule as drafts store it, without a key."""
    return [
        {"name": translate(name), "about": translate(about), "rule": rule}
        for name, about, rule in _RECIPES
    ]
