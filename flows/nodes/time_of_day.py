"""Time of Day: open or closed, by the hours of a queue or by hours of its own."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from agents.hours import DAYS, Hours, HoursError, Interval, in_order, interval, is_open
from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig, hints
from flows.types import Category, Go, Outcome, Port, Situation, Tone, Way

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_WORKDAYS: tuple[Day, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")


class Span(NodeConfig):
    """From a time to a time, on some days of each week."""

    days: tuple[Day, ...] = Field(default=_WORKDAYS, min_length=1, title="Days")
    start: str = Field(
        default="09:00",
        title="From",
        description="As a clock in the time zone shows it.",
        json_schema_extra=hints(placeholder="09:00"),
    )
    end: str = Field(
        default="17:00",
        title="To",
        description="An end before the beginning is on the next day.",
        json_schema_extra=hints(placeholder="17:00"),
    )

    @model_validator(mode="after")
    def _is_an_interval(self) -> Self:
        _ = self.interval  # raises HoursError, a ValueError, with words for the manager
        return self

    @property
    def interval(self) -> Interval:
        """The span of one day. Raises HoursError."""
        return interval(self.start, self.end)


class TimeOfDayConfig(NodeConfig):
    """Settings of the time of day."""

    by: Literal["queue", "own"] = Field(
        default="queue",
        title="Hours",
        description="A queue's business hours know its holidays; own hours are the same each week.",
        json_schema_extra=hints(
            widget="select", labels={"queue": "Business hours of a queue", "own": "Own hours"}
        ),
    )
    queue: str = Field(
        default="",
        max_length=80,
        title="Queue",
        description="Whose business hours count. Empty: the default queue.",
        json_schema_extra=hints(widget="reference", reference="queue", show_if={"by": "queue"}),
    )
    zone: str = Field(
        default="UTC",
        max_length=60,
        title="Time zone",
        description="Such as Europe/Berlin.",
        json_schema_extra=hints(placeholder="Europe/Berlin", show_if={"by": "own"}),
    )
    spans: tuple[Span, ...] = Field(
        default=(Span(),),
        max_length=50,
        title="Open",
        json_schema_extra=hints(widget="spans", add="Add hours", show_if={"by": "own"}),
    )

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, zone: str) -> str:
        _ = Hours(zone, ((),) * len(DAYS))  # raises HoursError
        return zone

    @property
    def hours(self) -> Hours:
        """The own hours; spans of a day that overlap count once. Raises HoursError."""
        week = tuple(_joined(day, self.spans) for day in DAYS)
        return Hours(self.zone, week)


def _joined(day: str, spans: tuple[Span, ...]) -> tuple[Interval, ...]:
    """The day's intervals without overlap, so that a manager may draw them as they like."""
    found = in_order([span.interval for span in spans if day in span.days])
    kept: list[Interval] = list(found[:1])
    for _, later in pairwise(found):
        last = kept[-1]
        if later.start >= last.last:
            kept.append(later)
        elif later.last > last.last:
            kept[-1] = Interval(last.start, later.end)
    return tuple(kept)


class TimeOfDay(Node):
    """Decides at once."""

    kind = "time_of_day"
    label = "Time of Day"
    icon = "clock"
    help = "Takes one way within business hours and the other one outside of them."
    category = Category.LOGIC
    Config = TimeOfDayConfig
    PORTS = (Port("open", "Open", tone=Tone.GOOD), Port("closed", "Closed", tone=Tone.WARN))

    def enter(self, context: NodeContext, config: TimeOfDayConfig) -> Outcome:
        """Open or closed at this moment."""
        if config.by == "queue":
            figures = context.queue(config.queue)
            port = "open" if figures.is_open else "closed"
            return Go(port, why=f"The queue “{figures.slug}” is {port} now.")
        try:
            port = "open" if is_open(config.hours, context.now) else "closed"
        except HoursError as error:
            return Go("closed", why=f"The hours cannot be read: {error}.")
        return Go(port, why=f"It is {_clock(context.now, config)}: {port}.")

    def ways(self, config: TimeOfDayConfig, situation: Situation) -> tuple[Way, ...]:
        """A queue's hours follow the situation; hours of its own do not."""
        if config.by == "own":
            return (Way("open"), Way("closed"))
        return (Way("open" if situation.is_open else "closed"),)


def _clock(now: datetime, config: TimeOfDayConfig) -> str:
    local = now.astimezone(config.hours.clock)
    return f"{local:%H:%M} on {DAYS[local.weekday()].capitalize()} in {config.zone}"
