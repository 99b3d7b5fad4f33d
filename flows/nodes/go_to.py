"""Go To: on at another node of this flow, or at the start of another flow."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig, hints, refused
from flows.types import Category, Jump, Outcome


class GoToConfig(NodeConfig):
    """Settings of a jump."""

    where: Literal["node", "flow"] = Field(
        default="node",
        title="Where to",
        description="A node of this flow, or the beginning of another one.",
        json_schema_extra=hints(
            widget="select", labels={"node": "A node of this flow", "flow": "Another flow"}
        ),
    )
    node: str = Field(
        default="",
        max_length=64,
        title="Node",
        description="Where this flow goes on.",
        json_schema_extra=hints(widget="reference", reference="node", show_if={"where": "node"}),
    )
    flow: str = Field(
        default="",
        max_length=80,
        title="Flow",
        description="Which flow begins. The conversation takes its newest published version.",
        json_schema_extra=hints(widget="reference", reference="flow", show_if={"where": "flow"}),
    )

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if self.where == "node" and not self.node:
            raise refused("Choose the node at which the flow goes on.")
        if self.where == "flow" and not self.flow:
            raise refused("Choose the flow that begins here.")
        return self


class GoTo(Node):
    """Has no port: its setting says where it leads."""

    kind = "go_to"
    label = "Go To"
    icon = "corner-down-right"
    help = "Goes on at another node, or begins another flow."
    category = Category.LOGIC
    Config = GoToConfig

    def enter(self, context: NodeContext, config: GoToConfig) -> Outcome:
        """On there."""
        return self.jump(config)

    def jump(self, config: GoToConfig) -> Jump:
        """Where it leads; the proof asks this too."""
        if config.where == "flow":
            return Jump(flow=config.flow, why=f"The flow “{config.flow}” begins.")
        return Jump(node=config.node, why="The flow goes on there.")
