"""Time of Day: a queue's business hours, or hours of its own in a time zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from flows.nodes.time_of_day import TimeOfDay, TimeOfDayConfig
from flows.types import GraphError, QueueFigures, Situation, Staffing
from tests.flows.walking import FakeWorld, Walker, alone

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def port_of(world: FakeWorld, **config: Any) -> tuple[str, str]:
    walker = Walker(alone("time_of_day", ("open", "closed"), **config), world).begin()
    step = next(step for step in walker.steps if step.node == "it")
    return step.port, step.why


@pytest.mark.parametrize("is_open", [True, False])
def test_it_follows_the_hours_of_a_queue(is_open: bool) -> None:
    world = FakeWorld(queues={"sales": QueueFigures("sales", is_open, 1, 1, 0)})
    port, why = port_of(world, by="queue", queue="sales")
    assert port == ("open" if is_open else "closed")
    assert why == f"The queue “sales” is {port} now."


@pytest.mark.parametrize(
    ("hour", "port"), [(7, "closed"), (8, "open"), (15, "open"), (16, "closed"), (23, "open")]
)
def test_own_hours_are_those_of_a_clock_in_their_zone(hour: int, port: str) -> None:
    spans = [
        {"days": ["monday"], "start": "09:00", "end": "13:00"},
        {"days": ["monday", "tuesday"], "start": "12:00", "end": "17:00"},
        {"days": ["monday"], "start": "23:30", "end": "02:00"},
    ]
    world = FakeWorld(now=MONDAY.replace(hour=hour))
    assert port_of(world, by="own", zone="Europe/Berlin", spans=spans)[0] == port


def test_it_says_what_the_clock_shows() -> None:
    why = port_of(FakeWorld(now=MONDAY.replace(hour=9)), by="own", zone="Europe/Berlin")[1]
    assert why == "It is 10:00 on Monday in Europe/Berlin: open."


@pytest.mark.parametrize(
    "config",
    [
        {"by": "own", "zone": "Europe/Atlantis"},
        {"by": "own", "spans": [{"start": "25:00", "end": "26:00"}]},
        {"by": "own", "spans": [{"start": "09:00", "end": "09:00"}]},
    ],
)
def test_hours_that_no_clock_shows_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(GraphError, match=r"^Time of Day: "):
        port_of(FakeWorld(), **config)


def test_the_proof_takes_own_hours_for_both() -> None:
    closed = Situation(False, Staffing.FREE, True, True)
    node = TimeOfDay()
    assert [way.port for way in node.ways(TimeOfDayConfig(by="own"), closed)] == ["open", "closed"]
    assert [way.port for way in node.ways(TimeOfDayConfig(), closed)] == ["closed"]
