"""What the nodes share at which the AI answers: who answers, from what, and how long it waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig, hints
from flows.types import Category, Go, Outcome, Port, Reached, Stop, Tone, Wait, WaitFor, Way

WROTE_AT = "visitor_wrote_at"
"""The fact that holds when the visitor wrote last: ISO 8601 in UTC."""

LEFT = Port("left", "Visitor left", default="The conversation is closed as left.")
RESOLVED = Port("resolved", "Resolved", tone=Tone.GOOD)

WENT = (Way("left", Reached.LEFT),)
"""The only way of a visitor who does not answer."""


class ListeningConfig(NodeConfig):
    """Settings of the assistant in this place of the flow."""

    profile: str = Field(
        default="",
        title="Assistant profile",
        description="Which assistant answers here. Empty: the default one.",
        json_schema_extra=hints(widget="reference", reference="profile"),
    )
    knowledge_bases: tuple[
        Annotated[str, Field(json_schema_extra=hints(reference="knowledge_base"))], ...
    ] = Field(
        default=(),
        max_length=20,
        title="Knowledge bases",
        description="What it answers from here. Empty: those of the profile.",
        json_schema_extra=hints(widget="list", add="Add a knowledge base"),
    )
    idle_minutes: int = Field(
        default=1440,
        ge=1,
        le=20160,
        title="Visitor has left after",
        description="So long after their last word a silent visitor counts as gone.",
        json_schema_extra=hints(widget="minutes", unit="minutes", advanced=True),
    )


class Listening(Node):
    """Waits for the visitor's words; the turns themselves are run by `flows.turn`."""

    category = Category.AI
    waits = True
    is_assistant = True

    def listen(self, context: NodeContext, config: Any) -> Wait:
        """The assistant waits for words, until the visitor counts as gone."""
        idle = timedelta(minutes=config.idle_minutes)
        return Wait(WaitFor.VISITOR, context.now + idle, "The assistant listens.")

    def judge_silence(self, context: NodeContext, config: Any) -> Outcome:
        """The wait is over: the visitor has left, unless they wrote since it began.

        The deadline is not moved with each message, so it is looked at here when it has come.
        """
        idle = timedelta(minutes=config.idle_minutes)
        wrote_at = context.facts[WROTE_AT]
        if wrote_at:
            until = datetime.fromisoformat(wrote_at) + idle
            if until > context.now:
                return Wait(WaitFor.VISITOR, until, "The visitor wrote since the wait began.")
        return self.left(context, f"Not a word of the visitor for {config.idle_minutes} minutes.")

    def left(self, context: NodeContext, why: str) -> Outcome:
        """The visitor is gone."""
        context.remember("outcome", "left")
        return Go("left", why)

    def unconnected(self, context: NodeContext, config: Any, port: str) -> Outcome:
        """Who has left is not waited for: the conversation is closed."""
        if port == "left":
            context.close("left")
            return Stop("left", "The visitor left.")
        return super().unconnected(context, config, port)
