"""Conditional: the first branch that holds, and a sentence that says which values decided."""

from __future__ import annotations

from typing import Any

import pytest

from flows.nodes.conditional import Condition
from flows.types import GraphError
from tests.flows.walking import FakeWorld, Walker, alone


def on(fact: str, value: Any, operator: str = "is") -> dict[str, Any]:
    return {"fact": fact, "operator": operator, "value": value}


def branch(label: str, *conditions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"label": label, "conditions": list(conditions), **more}


def went(world: FakeWorld, *branches: dict[str, Any]) -> tuple[str, str]:
    ports = tuple(one.get("key") or f"branch_{at}" for at, one in enumerate(branches))
    walker = Walker(alone("conditional", (*ports, "else"), branches=list(branches)), world).begin()
    step = next(step for step in walker.steps if step.node == "it")
    return step.port, step.why


def test_it_takes_the_first_branch_that_holds_and_says_why() -> None:
    world = FakeWorld({"visitor.plan": "Pro", "confidence": 0.4})
    port, why = went(
        world,
        branch("VIP", on("visitor.plan", "enterprise"), key="vip"),
        branch("Unsure", on("confidence", 0.5, "at_most"), on("visitor.plan", "pro"), key="unsure"),
        branch("Anybody", on("visitor.plan", "", "is_known"), key="any"),
    )
    assert port == "unsure"
    assert why == "“Unsure” holds: confidence is at most 0.5 (it is 0.4) and visitor.plan is “pro”."


def test_without_a_branch_that_holds_it_says_what_was_missing() -> None:
    port, why = went(FakeWorld(), branch("VIP", on("visitor.plan", "enterprise"), key="vip"))
    assert port == "else"
    assert why == (
        "No branch holds. “VIP” does not hold; "
        "it asks whether visitor.plan is “enterprise” (it is not known)."
    )


def test_any_is_enough_where_the_branch_says_so() -> None:
    tests = (on("tags", "vip"), on("language", "de"))
    world = FakeWorld({"tags": ("new", "VIP")})
    assert went(world, branch("Either", *tests, key="e", match="any"))[0] == "e"
    assert went(world, branch("Both", *tests, key="b", match="all"))[0] == "else"


def test_branches_of_old_graphs_are_numbered() -> None:
    world = FakeWorld({"escalated": True})
    first, second = branch("No", on("escalated", False)), branch("Yes", on("escalated", True))
    assert went(world, first, second)[0] == "branch_1"


@pytest.mark.parametrize(
    ("value", "operator", "wanted", "holds"),
    [
        (None, "is_not_known", "", True),
        ("", "is_not_known", "", True),
        (0, "is_not_known", "", False),
        (None, "at_least", "many", False),
        (3, "is", "3", True),
        ("3", "is", 3.0, True),
        (True, "is", "true", True),
        (None, "contains", "", False),
        (("a", "b"), "contains", "B", True),
    ],
)
def test_what_is_not_known_passes_nothing_by_accident(
    value: Any, operator: Any, wanted: Any, holds: bool
) -> None:
    assert Condition(fact="it", operator=operator, value=wanted).holds({"it": value}) is holds


def test_a_branch_without_a_condition_is_refused() -> None:
    with pytest.raises(GraphError, match="conditions"):
        went(FakeWorld(), branch("Empty", key="e"))
