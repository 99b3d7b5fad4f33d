"""Conditions ask facts plainly, and unknown facts never pass by accident."""

from __future__ import annotations

from typing import Any

import pytest

from flows.node_context import fill_in
from flows.nodes.conditional import Condition
from tests.flows.walking import FakeWorld, Walker, alone

FACTS = {"escalated": True, "reason": "keyword", "confidence": 0.4, "visitor.plan": "Pro"}
FACTS["answers.beyond"] = 10**400  # no number that a float can hold


@pytest.mark.parametrize(
    ("fact", "operator", "value", "holds"),
    [
        ("escalated", "is", True, True),
        ("escalated", "is", False, False),
        ("reason", "is", "Keyword", True),
        ("reason", "is_not", "keyword", False),
        ("visitor.plan", "contains", "pr", True),
        ("confidence", "at_least", 0.4, True),
        ("confidence", "at_most", 0.3, False),
        ("unknown", "is_known", "", False),
        ("unknown", "is", "x", False),
        ("unknown", "at_least", 0, False),
        ("unknown", "at_most", 9, False),
        ("unknown", "is_not", "x", True),
        ("answers.beyond", "at_least", 5, False),
        ("answers.beyond", "is", 5, False),
    ],
)
def test_a_condition_asks_one_fact(fact: str, operator: Any, value: Any, holds: bool) -> None:
    assert Condition(fact=fact, operator=operator, value=value).holds(FACTS) is holds


def test_the_first_branch_that_holds_is_taken() -> None:
    branches = [
        {"label": reason, "conditions": [{"fact": "reason", "value": reason}]}
        for reason in ("frustration", "keyword", "keyword")
    ]
    graph = alone("conditional", ("branch_0", "branch_1", "else"), branches=branches)
    assert Walker(graph, FakeWorld(dict(FACTS))).begin().run.node == "at_branch_1"
    assert Walker(graph).begin().run.node == "at_else"


def test_a_branch_with_a_key_keeps_its_port_wherever_it_stands() -> None:
    branch = {"key": "vip", "label": "VIP", "conditions": [{"fact": "reason", "value": "keyword"}]}
    graph = alone("conditional", ("vip", "else"), branches=[branch])
    assert Walker(graph, FakeWorld(dict(FACTS))).begin().run.node == "at_vip"


def test_names_are_filled_in_and_unknown_ones_leave_no_trace() -> None:
    assert fill_in("Hi {{visitor.name}}!", {"visitor.name": "Vera"}) == "Hi Vera!"
    assert fill_in("Hi {{visitor.name}}! More", {}) == "Hi! More"
    assert fill_in("Price {{ open", {}) == "Price {{ open"
