"""Offline Message: the visitor leaves contact data and words; a person follows up."""

from __future__ import annotations

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig, hints
from flows.types import (
    Category,
    Go,
    Happening,
    HappeningKind,
    Outcome,
    Port,
    Reached,
    Situation,
    Tone,
    Wait,
    WaitFor,
    Way,
)


class OfflineMessageConfig(NodeConfig):
    """Settings of the form; what is empty is said as the escalation policy says it."""

    title: str = Field(
        default="",
        max_length=120,
        title="Heading",
        description="Above the form. Empty: that of the policy, in the visitor's language.",
        json_schema_extra=hints(widget="template", placeholder="Leave us a message"),
    )
    text: str = Field(
        default="",
        max_length=500,
        title="Text",
        description="Under the heading. Empty: that of the policy, in the visitor's language.",
        json_schema_extra=hints(widget="template"),
    )
    message_label: str = Field(
        default="",
        max_length=120,
        title="Label of the message",
        description="Empty: that of the policy, in the visitor's language.",
        json_schema_extra=hints(widget="template", advanced=True),
    )


class OfflineMessage(Node):
    """Shows the offline form; what was said stays with the conversation either way."""

    kind = "offline_message"
    label = "Offline Message"
    icon = "mail"
    help = "Takes a message while nobody is there. It waits for the next agent."
    category = Category.HUMAN
    waits = True
    Config = OfflineMessageConfig
    PORTS = (
        Port("ended", "Answered", default="The flow ends here.", tone=Tone.GOOD),
        Port("left", "Visitor left", default="The message waits for an agent."),
    )

    def enter(self, context: NodeContext, config: OfflineMessageConfig) -> Outcome:
        """The form is shown, and the conversation waits for a person."""
        texts = {"title": config.title, "text": config.text, "message": config.message_label}
        context.leave_message(texts={name: text for name, text in texts.items() if text})
        return Wait(WaitFor.AGENT, why="A message is asked for; a person follows up.")

    def resume(
        self, context: NodeContext, config: OfflineMessageConfig, happening: Happening
    ) -> Outcome | None:
        """A person closes it in the end."""
        match happening.kind:
            case HappeningKind.AGENT_RESOLVED:
                return Go("ended", why="A person followed up.")
            case HappeningKind.LEFT:
                return Go("left", why="The visitor left; what they wrote is kept.")
            case HappeningKind.RETURNED | HappeningKind.REOPENED | HappeningKind.AGENT_JOINED:
                return super().resume(context, config, happening)
        return None

    def ways(self, config: OfflineMessageConfig, situation: Situation) -> tuple[Way, ...]:
        """Promised from the first moment; a person ends it, or the visitor leaves."""
        return (
            Way("", Reached.CAPTURED),
            Way("ended", Reached.PERSON),
            Way("left", Reached.LEFT),
        )
