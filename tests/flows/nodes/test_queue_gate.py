"""Queue Gate: judged by the figures of the moment, and said with them."""

from __future__ import annotations

from typing import Any

import pytest

from flows.nodes.queue_gate import QueueGate, QueueGateConfig
from flows.types import GraphError, QueueFigures, Situation, Staffing
from tests.flows.walking import FakeWorld, Walker, alone

PORTS = ("available", "wait", "busy", "closed")


def gate(figures: QueueFigures, **config: Any) -> Walker:
    world = FakeWorld(queues={"sales": figures})
    return Walker(alone("queue_gate", PORTS, queue="sales", **config), world).begin()


def sales(
    *, is_open: bool = True, online: int = 1, free: int = 0, waiting: int = 0, wait: int | None = 60
) -> QueueFigures:
    return QueueFigures("sales", is_open, online, free, waiting, wait)


@pytest.mark.parametrize(
    ("figures", "config", "port"),
    [
        (sales(free=1), {}, "available"),
        (sales(free=1, waiting=1), {}, "wait"),
        (sales(waiting=4), {}, "wait"),
        (sales(waiting=5), {}, "busy"),
        (sales(wait=601), {}, "busy"),
        (sales(wait=601), {"max_wait_minutes": 0}, "wait"),
        (sales(wait=None), {}, "wait"),
        (sales(), {"max_waiting": 0}, "busy"),
        (sales(online=0), {}, "closed"),
        (sales(online=0, wait=None), {"closed_without_agents": False}, "wait"),
        (sales(is_open=False, free=3), {}, "closed"),
        (sales(is_open=False, free=3), {"closed_outside_hours": False}, "available"),
    ],
)
def test_the_figures_open_one_way(figures: QueueFigures, config: dict[str, Any], port: str) -> None:
    step = next(step for step in gate(figures, **config).steps if step.node == "it")
    assert step.port == port


def test_it_says_the_figures_and_keeps_them_as_inputs() -> None:
    step = gate(sales(waiting=6, wait=840)).steps[1]
    assert step.why == (
        "6 wait already; 5 is too many. Queue “sales”: 1 online, 0 free places, 6 waiting, "
        "expected wait: about 14 min."
    )
    assert step.inputs["queue sales"]["waiting"] == 6


def test_a_gate_that_nothing_fits_is_refused() -> None:
    with pytest.raises(GraphError, match="max_waiting"):
        gate(sales(), max_waiting=-1)


@pytest.mark.parametrize("staffing", Staffing)
@pytest.mark.parametrize("is_open", [True, False])
def test_the_proof_knows_every_way_that_can_be_taken(is_open: bool, staffing: Staffing) -> None:
    """Whatever the figures of a situation are, the port is among the ways of that situation."""
    ways = {
        way.port
        for way in QueueGate().ways(QueueGateConfig(), Situation(is_open, staffing, True, True))
    }
    online = 0 if staffing is Staffing.NONE else 2
    for waiting in (0, 1, 9):
        figures = sales(
            is_open=is_open, online=online, free=int(staffing is Staffing.FREE), waiting=waiting
        )
        step = next(step for step in gate(figures).steps if step.node == "it")
        assert step.port in ways
