"""Wait: nothing happens for a while, unless the visitor writes."""

from __future__ import annotations

from datetime import timedelta

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
    Situation,
    Wait,
    WaitFor,
    Way,
)

_LONGEST = 7 * 24 * 60  # a week: longer than any conversation stays open


class WaitConfig(NodeConfig):
    """Settings of a wait."""

    minutes: int = Field(
        default=5,
        ge=1,
        le=_LONGEST,
        title="Wait",
        description="How long. A conversation that its site closes sooner ends there.",
        json_schema_extra=hints(widget="minutes", unit="minutes"),
    )


class WaitNode(Node):
    """Goes on when the time is over."""

    kind = "wait"
    label = "Wait"
    icon = "timer"
    help = "Waits for a while; the visitor writing ends it sooner."
    category = Category.LOGIC
    waits = True
    Config = WaitConfig
    PORTS = (
        Port("done", "Time is over"),
        Port("wrote", "Visitor wrote", default="Goes on as if the time were over."),
    )

    def unconnected(self, context: NodeContext, config: WaitConfig, port: str) -> Outcome:
        """Words without a way of their own end the wait."""
        if port == "wrote":
            return Go("done", why="The visitor wrote, so the wait is over.")
        return super().unconnected(context, config, port)

    def enter(self, context: NodeContext, config: WaitConfig) -> Outcome:
        """Time passes."""
        until = context.now + timedelta(minutes=config.minutes)
        return Wait(WaitFor.TIME, until, why=f"Waits for {config.minutes} minutes.")

    def resume(
        self, context: NodeContext, config: WaitConfig, happening: Happening
    ) -> Outcome | None:
        """The time is over, or the visitor has something to say."""
        match happening.kind:
            case HappeningKind.TIMED_OUT:
                return Go("done", why=f"{config.minutes} minutes are over.")
            case HappeningKind.VISITOR_WROTE:
                return Go("wrote", why="The visitor wrote.")
        return super().resume(context, config, happening)

    def ways(self, config: WaitConfig, situation: Situation) -> tuple[Way, ...]:
        """Whoever does not answer does not write either."""
        return (Way("done"), Way("wrote")) if situation.visitor_answers else (Way("done"),)
