"""Human Chat: asks for a person; each way of ending, and of nobody coming, has its exit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from flows.effects import RequestHuman
from flows.nodes.human_chat import NOBODY_IN
from flows.types import GraphError, HappeningKind, QueueFigures, RunState, WaitFor
from tests.flows.walking import NOW, FakeWorld, Walker, alone, flow

K = HappeningKind
PORTS = ("ended", "returned", "nobody", "left")


def talk(world: FakeWorld | None = None, ports: tuple[str, ...] = PORTS, **config: Any) -> Walker:
    return Walker(alone("human_chat", ports, **config), world).begin()


@pytest.mark.parametrize(
    ("kind", "port"),
    [
        (K.AGENT_RESOLVED, "ended"),
        (K.RETURNED, "returned"),
        (K.NOBODY, "nobody"),
        (K.LEFT, "left"),
    ],
)
def test_a_person_is_asked_for_and_each_end_has_its_exit(kind: HappeningKind, port: str) -> None:
    walker = talk(queue="sales", priority=3)
    assert walker.effects == [RequestHuman("sales", 3)]
    assert (walker.run.waiting_for, walker.run.until) == (WaitFor.AGENT, None)
    assert walker.tell(kind).run.node == f"at_{port}"


def test_a_person_who_joins_ends_the_wait_for_one() -> None:
    walker = talk(wait_minutes=10)
    assert walker.run.until == NOW + timedelta(minutes=10)
    walker.tell(K.AGENT_JOINED)
    assert (walker.run.node, walker.run.until) == ("it", None)


@pytest.mark.parametrize(
    ("state", "node", "until"),
    [
        ("queued", "at_nobody", None),
        ("offered", "it", NOW + timedelta(seconds=30)),
        ("with_agent", "it", None),
    ],
)
def test_after_the_longest_wait_nobody_came_unless_somebody_is_asked(
    state: str, node: str, until: Any
) -> None:
    world = FakeWorld()
    walker = talk(world, wait_minutes=10)
    world.known["state"] = state
    walker.tell(K.TIMED_OUT)
    assert (walker.run.node, walker.run.until) == (node, until)


@pytest.mark.parametrize("kind", [K.NOBODY, K.TIMED_OUT])
def test_without_a_way_for_nobody_the_run_waits_and_the_fallback_holds(
    kind: HappeningKind,
) -> None:
    walker = talk(ports=("ended", "left"), wait_minutes=10).tell(kind)
    assert (walker.run.node, walker.run.waiting_for) == ("it", WaitFor.AGENT)
    assert (walker.run.state, walker.run.until) == (RunState.WAITING, None)


def after_a_form(world: FakeWorld) -> Walker:
    """A form before the person, while the queue says that nobody can be had."""
    ask = {"id": "ask", "kind": "collect_info", "config": {"title": "Your order?"}}
    human = {"id": "it", "kind": "human_chat", "config": {"queue": "sales"}}
    nodes = [{"id": "start", "kind": "start"}, ask, human, {"id": "nobody", "kind": "end"}]
    edges = [("start", "next", "ask"), ("ask", "skipped", "it"), ("it", "nobody", "nobody")]
    walker = Walker(flow(nodes, edges), world).begin()
    walker.tell(K.NOBODY, learned={NOBODY_IN: [4, "sales"]})
    assert walker.run.node == "ask"
    return walker


def test_news_that_came_earlier_in_the_flow_are_not_forgotten() -> None:
    world = FakeWorld({"epoch": 4}, {"sales": QueueFigures("sales", True, 0, 0, 0)})
    walker = after_a_form(world).settle(None)
    assert (walker.run.node, walker.run.until) == ("it", NOW)
    assert walker.tell(K.TIMED_OUT).run.node == "nobody"
    assert walker.steps[-2].why == "Everybody there was asked already, and nobody came."
    assert NOBODY_IN not in walker.run.memory


def test_news_from_before_somebody_moved_are_old() -> None:
    walker = after_a_form(FakeWorld({"epoch": 6})).settle(None)
    assert (walker.run.node, walker.run.until) == ("it", None)


def test_a_priority_that_no_queue_knows_is_refused() -> None:
    with pytest.raises(GraphError, match="priority"):
        talk(priority=10)
