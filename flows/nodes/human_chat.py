"""Human Chat: a person of a queue talks with the visitor."""

from __future__ import annotations

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig
from flows.types import (
    Category,
    Go,
    Happening,
    HappeningKind,
    Outcome,
    Port,
    Resume,
    Tone,
    Wait,
    WaitFor,
)


class HumanChatConfig(NodeConfig):
    """Settings of the human part."""

    queue: str = Field(
        default="",
        title="Queue",
        description="Whose people are asked. Empty: the default queue.",
    )
    priority: int = Field(
        default=0,
        ge=0,
        le=9,
        title="Priority",
        description="9 is served first. 0 keeps the priority that the rule gave.",
    )


class HumanChat(Node):
    """Asks for a person and waits until they are done."""

    kind = "human_chat"
    label = "Human Chat"
    icon = "headset"
    help = "A person takes over, with everything said so far in front of them."
    category = Category.HUMAN
    waits = True
    Config = HumanChatConfig
    PORTS = (
        Port("ended", "Ended", tone=Tone.GOOD),
        Port("returned", "Back to the AI", default="The assistant before goes on."),
        Port("left", "Visitor left", default="The flow ends here."),
    )

    def unconnected(self, context: NodeContext, config: HumanChatConfig, port: str) -> Outcome:
        """A conversation that comes back goes on where the AI was."""
        if port == "returned":
            return Resume(why="The assistant before goes on.")
        return super().unconnected(context, config, port)

    def enter(self, context: NodeContext, config: HumanChatConfig) -> Outcome:
        """A person is asked for."""
        context.request_human(queue=config.queue, priority=config.priority)
        return Wait(WaitFor.AGENT)

    def resume(
        self, context: NodeContext, config: HumanChatConfig, happening: Happening
    ) -> Outcome | None:
        """Each way of ending takes its own exit."""
        match happening.kind:
            case HappeningKind.AGENT_RESOLVED:
                return Go("ended")
            case HappeningKind.RETURNED:
                return Go("returned")
            case HappeningKind.LEFT:
                return Go("left")
            case HappeningKind.REOPENED:
                return Resume()
        return Wait(WaitFor.AGENT)
