"""End: the conversation is over, with a stated outcome."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig, hints
from flows.types import Category, Outcome, Reached, Situation, Stop, Way


class EndConfig(NodeConfig):
    """Settings of an end."""

    outcome: Literal["resolved", "left", "spam"] = Field(
        default="resolved",
        title="Outcome",
        description="What reports count it as.",
        json_schema_extra=hints(
            widget="select",
            labels={"resolved": "Resolved", "left": "Visitor left", "spam": "Spam"},
        ),
    )


class End(Node):
    """Closes the conversation."""

    kind = "end"
    label = "End"
    icon = "flag"
    help = "Closes the conversation. Writing again reopens it."
    category = Category.END
    Config = EndConfig

    def enter(self, context: NodeContext, config: EndConfig) -> Outcome:
        """Closed."""
        context.close(config.outcome)
        return Stop(config.outcome)

    def ways(self, config: EndConfig, situation: Situation) -> tuple[Way, ...]:
        """Nothing follows; "left" settles nothing for somebody who is still there."""
        reached = None if config.outcome == "left" else Reached.RESOLVED
        return (Way("", reached),)
