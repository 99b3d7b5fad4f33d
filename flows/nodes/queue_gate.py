"""Queue Gate: whether people can take somebody on now, soon, later or not at all today."""

from __future__ import annotations

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig, hints
from flows.types import (
    Category,
    Go,
    Outcome,
    Port,
    QueueFigures,
    Situation,
    Staffing,
    Tone,
    Way,
)


class QueueGateConfig(NodeConfig):
    """Settings of a gate."""

    queue: str = Field(
        default="",
        max_length=80,
        title="Queue",
        description="Whose people are looked at. Empty: the default queue.",
        json_schema_extra=hints(widget="reference", reference="queue"),
    )
    max_waiting: int = Field(
        default=5,
        ge=0,
        le=500,
        title="Longest queue",
        description="With fewer people waiting than this, waiting is worth it. 0: nobody waits.",
        json_schema_extra=hints(widget="number"),
    )
    max_wait_minutes: int = Field(
        default=10,
        ge=0,
        le=240,
        title="Longest expected wait",
        description=(
            "While the expected wait is not longer. While nobody can tell, only the length of the "
            "queue counts. 0: it does not matter."
        ),
        json_schema_extra=hints(widget="minutes", unit="minutes"),
    )
    closed_outside_hours: bool = Field(
        default=True,
        title="Closed outside business hours",
        description="Off: outside of them it is judged by who is online all the same.",
    )
    closed_without_agents: bool = Field(
        default=True,
        title="Closed when nobody is online",
        description="Off: the queue fills up, and whoever comes online finds it.",
    )


class QueueGate(Node):
    """Judges at the moment of passage; waits for nothing."""

    kind = "queue_gate"
    label = "Queue Gate"
    icon = "traffic-cone"
    help = "Looks at the queue now: a person is free, the wait is short, it is long, or closed."
    category = Category.LOGIC
    Config = QueueGateConfig
    PORTS = (
        Port("available", "A person is free", tone=Tone.GOOD),
        Port("wait", "Short wait"),
        Port("busy", "Busy", tone=Tone.WARN),
        Port("closed", "Closed", tone=Tone.BAD),
    )

    def enter(self, context: NodeContext, config: QueueGateConfig) -> Outcome:
        """Through the one port that the figures of this moment open."""
        figures = context.queue(config.queue)
        port, reason = _judged(figures, config)
        return Go(port, why=f"{reason} {_told(figures)}")

    def ways(self, config: QueueGateConfig, situation: Situation) -> tuple[Way, ...]:
        """A free person may be promised to somebody who waits longer: then there is a queue."""
        if not situation.is_open and config.closed_outside_hours:
            return (Way("closed"),)
        queued = (Way("wait"), Way("busy")) if config.max_waiting else (Way("busy"),)
        match situation.staffing:
            case Staffing.FREE:
                return (Way("available"), *queued)
            case Staffing.NONE if config.closed_without_agents:
                return (Way("closed"),)
        return queued


def _judged(figures: QueueFigures, config: QueueGateConfig) -> tuple[str, str]:
    """The port, and the sentence that says why."""
    if config.closed_outside_hours and not figures.is_open:
        return "closed", "It is outside business hours."
    if config.closed_without_agents and figures.online == 0:
        return "closed", "Nobody is online."
    if figures.free >= 1 and figures.waiting == 0:
        return "available", "A person is free and nobody waits."
    if figures.waiting >= config.max_waiting:
        return "busy", f"{figures.waiting} wait already; {config.max_waiting} is too many."
    expected = figures.expected_wait_s
    longest_s = config.max_wait_minutes * 60
    if expected is not None and longest_s and expected > longest_s:
        return "busy", f"The expected wait is longer than {config.max_wait_minutes} minutes."
    return "wait", "The wait is short enough."


def _told(figures: QueueFigures) -> str:
    wait = (
        "nobody can say how long"
        if figures.expected_wait_s is None
        else f"about {round(figures.expected_wait_s / 60)} min"
    )
    return (
        f"Queue “{figures.slug}”: {figures.online} online, {figures.free} free places, "
        f"{figures.waiting} waiting, expected wait: {wait}."
    )
