"""Message: the assistant says fixed words."""

from __future__ import annotations

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import NEXT, Node, NodeConfig
from flows.types import Category, Go, Outcome


class MessageConfig(NodeConfig):
    """Settings of a message."""

    text: str = Field(
        min_length=1,
        max_length=2000,
        title="Text",
        description="What the visitor reads. {{visitor.name}} is filled in when it is known.",
    )


class MessageNode(Node):
    """Says its text and goes on."""

    kind = "message"
    label = "Message"
    icon = "message-square"
    help = "Shows the visitor a text."
    category = Category.TALK
    Config = MessageConfig
    PORTS = (NEXT,)

    def enter(self, context: NodeContext, config: MessageConfig) -> Outcome:
        """Says it."""
        context.say(config.text)
        return Go("next")
