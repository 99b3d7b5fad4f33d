"""End: the conversation is over, with a stated outcome."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig
from flows.types import Category, Outcome, Stop


class EndConfig(NodeConfig):
    """Settings of an end."""

    outcome: Literal["resolved", "left", "spam"] = Field(
        default="resolved", title="Outcome", description="What reports count it as."
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
