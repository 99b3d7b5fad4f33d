"""Conditional: the first branch whose conditions all hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig
from flows.types import Category, Go, Outcome, Port, PortList

Operator = Literal["is", "is_not", "contains", "at_least", "at_most", "is_known"]


class Condition(NodeConfig):
    """One test of a fact."""

    fact: str = Field(
        title="Fact",
        description="escalated, reason, confidence, language, page, outcome, visitor.plan ...",
    )
    operator: Operator = Field(default="is", title="Test")
    value: str | float | bool = Field(default="", title="Value")

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether the fact passes. An unknown fact passes only `is_not`."""
        actual = facts.get(self.fact)
        match self.operator:
            case "is":
                return _same(actual, self.value)
            case "is_not":
                return not _same(actual, self.value)
            case "contains":
                return str(self.value).casefold() in str(actual or "").casefold()
            case "at_least":
                return _number(actual) >= _number(self.value)
            case "at_most":
                return actual is not None and _number(actual) <= _number(self.value)
            case "is_known":
                return actual not in (None, "")


def _same(actual: Any, wanted: str | float | bool) -> bool:
    if isinstance(actual, bool) or isinstance(wanted, bool):
        return str(actual).casefold() == str(wanted).casefold()
    return str(actual if actual is not None else "").casefold() == str(wanted).casefold()


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("-inf")


class Branch(NodeConfig):
    """A named way, taken when all its conditions hold."""

    key: str = Field(default="", max_length=40, title="Key")
    label: str = Field(min_length=1, max_length=60, title="Name")
    conditions: tuple[Condition, ...] = Field(min_length=1, title="All of")


class ConditionalConfig(NodeConfig):
    """Settings of a conditional."""

    question: str = Field(default="", max_length=120, title="Question")
    branches: tuple[Branch, ...] = Field(min_length=1, title="Branches")
    otherwise: str = Field(default="Otherwise", max_length=60, title="Name of the last way")


class Conditional(Node):
    """Decides at once; asks nobody."""

    kind = "conditional"
    label = "Conditional"
    icon = "split"
    help = "Takes the first branch whose conditions hold, else the last way."
    category = Category.LOGIC
    Config = ConditionalConfig
    PORTS = (Port("else", "Otherwise", label_field="otherwise"),)
    PORT_LIST = PortList(field="branches", prefix="branch_", label_field="label")

    def enter(self, context: NodeContext, config: ConditionalConfig) -> Outcome:
        """The first branch that holds."""
        facts = context.facts
        for index, branch in enumerate(config.branches):
            if all(condition.holds(facts) for condition in branch.conditions):
                return Go(branch.key or f"branch_{index}", why=f"“{branch.label}” holds.")
        return Go("else", why="No branch holds.")
