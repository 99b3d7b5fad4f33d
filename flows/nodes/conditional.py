"""Conditional: the first branch whose conditions hold."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import Any, Literal

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig, hints
from flows.types import Category, Go, Outcome, Port, PortList

Operator = Literal["is", "is_not", "contains", "at_least", "at_most", "is_known", "is_not_known"]

_WORDS: Mapping[str, str] = {
    "is": "is",
    "is_not": "is not",
    "contains": "contains",
    "at_least": "is at least",
    "at_most": "is at most",
    "is_known": "is known",
    "is_not_known": "is not known",
}
_SHOWN_CHARS = 40


class Condition(NodeConfig):
    """One test of a fact."""

    fact: str = Field(
        min_length=1,
        max_length=80,
        title="Fact",
        description="What is looked at: escalated, reason, confidence, visitor.plan ...",
    )
    operator: Operator = Field(default="is", title="Test")
    value: str | float | bool = Field(
        default="", title="Value", description="What it is compared with; case does not matter."
    )

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether the fact passes. An unknown fact passes only `is_not` and `is_not_known`."""
        actual = facts.get(self.fact)
        match self.operator:
            case "is":
                return _same(actual, self.value)
            case "is_not":
                return not _same(actual, self.value)
            case "contains":
                wanted = _text(self.value).casefold()
                return bool(wanted) and wanted in _text(actual).casefold()
            case "at_least":
                return _compared(actual, self.value) >= 0
            case "at_most":
                return _compared(actual, self.value) <= 0
            case "is_known":
                return _is_known(actual)
            case "is_not_known":
                return not _is_known(actual)

    def sentence(self, facts: Mapping[str, Any]) -> str:
        """What was asked and what was there, such as: plan is pro (it is “free”)."""
        asked = f"{self.fact} {_WORDS[self.operator]}"
        if self.operator in {"is_known", "is_not_known"}:
            return asked
        actual = facts.get(self.fact)
        if self.operator == "is" and self.holds(facts) and not isinstance(actual, list | tuple):
            return f"{asked} {_shown(self.value)}"
        return f"{asked} {_shown(self.value)} (it is {_shown(actual)})"


def _is_known(value: Any) -> bool:
    return value not in (None, "", (), [], {})


def _same(actual: Any, wanted: str | float | bool) -> bool:
    if isinstance(actual, list | tuple):  # several at once, such as tags: one of them is enough
        return any(_same(one, wanted) for one in actual)
    if isinstance(actual, bool) or isinstance(wanted, bool):
        return str(actual).casefold() == str(wanted).casefold()
    if isinstance(actual, int | float):
        return _compared(actual, wanted) == 0
    return _text(actual).strip().casefold() == _text(wanted).strip().casefold()


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_text(one) for one in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _compared(actual: Any, wanted: Any) -> float:
    """Below, at or above 0 as `actual` is; not a number, which no comparison passes, if unknown."""
    try:
        return float(actual) - float(wanted)
    except (OverflowError, TypeError, ValueError):
        return nan


def _shown(value: Any) -> str:
    if not _is_known(value):
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = _text(value)
    cut = text if len(text) <= _SHOWN_CHARS else f"{text[: _SHOWN_CHARS - 1]}…"
    return cut if isinstance(value, int | float) else f"“{cut}”"


class Branch(NodeConfig):
    """A named way."""

    key: str = Field(default="", max_length=40, title="Key")
    label: str = Field(min_length=1, max_length=60, title="Name")
    match: Literal["all", "any"] = Field(
        default="all",
        title="Holds when",
        description="Whether every condition has to hold, or one is enough.",
        json_schema_extra=hints(
            widget="select", labels={"all": "all of these hold", "any": "any of these holds"}
        ),
    )
    conditions: tuple[Condition, ...] = Field(
        min_length=1,
        max_length=20,
        title="Conditions",
        json_schema_extra=hints(widget="condition", add="Add a condition"),
    )

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether the branch is taken. Facts that cannot change that are not read."""
        tests = (condition.holds(facts) for condition in self.conditions)
        return all(tests) if self.match == "all" else any(tests)

    def sentence(self, facts: Mapping[str, Any]) -> str:
        """Why the branch holds or does not hold: the conditions that decided it."""
        holds = self.holds(facts)
        deciding = [one for one in self.conditions if one.holds(facts) is holds]
        shown = deciding if (self.match == "all") is holds else deciding[:1]
        said = " and ".join(one.sentence(facts) for one in shown)
        if holds:
            return f"“{self.label}” holds: {said}."
        return f"“{self.label}” does not hold; it asks whether {said}."


class ConditionalConfig(NodeConfig):
    """Settings of a conditional."""

    question: str = Field(
        default="",
        max_length=120,
        title="Question",
        description="For whoever reads the flow. Visitors never see it.",
        json_schema_extra=hints(placeholder="Escalation triggered?"),
    )
    branches: tuple[Branch, ...] = Field(
        min_length=1,
        max_length=20,
        title="Branches",
        description="Looked at from the top; the first one that holds is taken.",
        json_schema_extra=hints(widget="list", add="Add a branch"),
    )
    otherwise: str = Field(
        default="Otherwise",
        max_length=60,
        title="Name of the last way",
        description="Taken when no branch holds.",
    )


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
            if branch.holds(facts):
                return Go(branch.key or f"branch_{index}", why=branch.sentence(facts))
        seen = config.branches[0].sentence(facts) if len(config.branches) == 1 else ""
        return Go("else", why=f"No branch holds. {seen}".strip())
