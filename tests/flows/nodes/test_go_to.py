"""Go To leads to a node of this flow or to another flow, and says so when it leads nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from flows.effects import Say
from flows.nodes import node_of
from flows.program import OneProgram, Program
from flows.types import GraphError, HappeningKind, NodeSpec
from tests.flows.walking import Walker, alone, flow

START = {"id": "start", "kind": "start"}
ASK = {
    "id": "ask",
    "kind": "buttons",
    "config": {"text": "?", "buttons": [{"key": "again", "label": "Again"}]},
}
JUMP = {"id": "it", "kind": "go_to", "config": {"node": "ask"}}


class Others:
    """Another flow, "sales", version 7."""

    def program(self, version: int) -> Program:
        assert version == 7
        return Program.of(Walker(alone("message", ("next",), text="Sales here.")).graph)

    def live(self, flow: str) -> int:
        if flow != "sales":
            raise GraphError(f"the flow {flow!r} is not published")
        return 7


def into(slug: str) -> Walker:
    walker = Walker(
        flow(
            [START, {**JUMP, "config": {"where": "flow", "flow": slug}}], [("start", "next", "it")]
        )
    )
    walker.library = OneProgram(Program.of(walker.graph), Others())
    return walker


def test_the_flow_goes_on_at_the_node() -> None:
    walker = Walker(
        flow(
            [START, ASK, JUMP],
            [("start", "next", "ask"), ("ask", "again", "it"), ("ask", "other", "it")],
        )
    )
    walker.begin().settle({"choice": "again"})
    assert (walker.run.node, walker.run.memory["_form"]) == ("ask", "ask-2")
    assert walker.steps[-2].target == "ask"


def test_another_flow_begins_at_its_start() -> None:
    walker = into("sales").begin()
    assert walker.all(Say) == [Say("Sales here.")]
    assert (walker.run.version, walker.run.node) == (7, "at_next")


def test_a_flow_that_is_not_published_is_named() -> None:
    with pytest.raises(GraphError, match="'legal' is not published"):
        into("legal").begin()


def test_a_node_that_is_gone_is_named() -> None:
    with pytest.raises(GraphError, match="unknown node 'gone'"):
        Walker(alone("go_to", node="gone")).begin()


def test_round_and_round_without_a_wait_is_stopped() -> None:
    with pytest.raises(GraphError, match="steps without a wait"):
        Walker(alone("go_to", node="it")).begin()


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({}, "Choose the node at which the flow goes on."),
        ({"where": "flow", "node": "ask"}, "Choose the flow that begins here."),
    ],
)
def test_a_jump_to_nowhere_is_named(config: dict[str, Any], sentence: str) -> None:
    spec = NodeSpec("it", "go_to", config)
    with pytest.raises(GraphError) as refusal:
        node_of(spec).config_of(spec)
    assert str(refusal.value).endswith(sentence)


def test_what_happens_meanwhile_is_not_for_it() -> None:
    walker = into("sales").begin()
    assert walker.tell(HappeningKind.TIMED_OUT).run.node == "at_next"
