"""Offline Message: the visitor leaves contact data and words; a person follows up."""

from __future__ import annotations

from typing import Any

from flows.node_context import NodeContext
from flows.nodes.base import Node
from flows.types import Category, Go, Happening, HappeningKind, Outcome, Port, Wait, WaitFor


class OfflineMessage(Node):
    """Shows the offline form; what was said stays with the conversation either way."""

    kind = "offline_message"
    label = "Offline Message"
    icon = "mail"
    help = "Takes a message while nobody is there. It waits for the next agent."
    category = Category.HUMAN
    waits = True
    PORTS = (
        Port("ended", "Answered", default="The flow ends here."),
        Port("left", "Visitor left", default="The message waits for an agent."),
    )

    def enter(self, context: NodeContext, config: Any) -> Outcome:
        """The form is shown, and the conversation waits for a person."""
        context.leave_message()
        return Wait(WaitFor.AGENT)

    def resume(self, context: NodeContext, config: Any, happening: Happening) -> Outcome | None:
        """A person closes it in the end."""
        match happening.kind:
            case HappeningKind.AGENT_RESOLVED:
                return Go("ended")
            case HappeningKind.LEFT:
                return Go("left")
            case HappeningKind.RETURNED | HappeningKind.REOPENED:
                return super().resume(context, config, happening)
        return Wait(WaitFor.AGENT)
