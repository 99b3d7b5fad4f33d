"""Validation names what would strand a visitor."""

from __future__ import annotations

from typing import Any

import pytest

from flows.graph import parse, problems
from flows.nodes import NODES, ports_of, waits
from flows.types import GraphError
from tests.flows.walking import Walker, flow


def messages(data: dict[str, Any]) -> list[str]:
    return [problem.message for problem in problems(parse(data), ports_of, waits)]


START = {"id": "start", "kind": "start"}
SAY = {"id": "say", "kind": "message", "config": {"text": "Hi"}}
AGAIN = {"id": "again", "kind": "message", "config": {"text": "Hi"}}


def test_a_flow_needs_exactly_one_start() -> None:
    assert any("exactly one start" in text for text in messages(flow([SAY], [])))


def test_an_exit_that_leads_nowhere_is_named() -> None:
    assert "'Next' leads nowhere." in messages(flow([START], []))


def test_an_unknown_kind_is_named() -> None:
    data = flow([START, {"id": "x", "kind": "teleport"}], [("start", "next", "x")])
    assert "There is no node of kind 'teleport'." in messages(data)


def test_settings_that_do_not_fit_are_named() -> None:
    data = flow([START, {**SAY, "config": {}}], [("start", "next", "say")])
    assert messages(data) == ["Message: settings: Write a text or choose a picture."]


def test_a_loop_that_never_waits_is_an_error() -> None:
    data = flow(
        [START, SAY, AGAIN],
        [("start", "next", "say"), ("say", "next", "again"), ("again", "next", "say")],
    )
    assert "This loop never waits for anybody." in messages(data)


def test_a_node_without_a_way_to_it_is_a_warning() -> None:
    end = {"id": "end", "kind": "end"}
    edges = [("start", "next", "say"), ("say", "next", "end"), ("again", "next", "end")]
    data = flow([START, SAY, AGAIN, end], edges)
    found = problems(parse(data), ports_of, waits)
    assert [(one.level, one.node) for one in found] == [("warning", "again")]


def test_a_port_connected_twice_is_an_error() -> None:
    data = flow([START, SAY, AGAIN], [("start", "next", "say"), ("start", "next", "again")])
    assert "Port 'next' is connected twice." in messages(data)


def test_the_engine_stops_a_loop_that_slipped_through() -> None:
    data = flow([START, SAY], [("start", "next", "say"), ("say", "next", "say")])
    with pytest.raises(GraphError, match="50 steps"):
        Walker(data).begin()


def test_every_kind_says_what_it_is() -> None:
    for kind, node in NODES.items():
        assert node.kind == kind
        assert node.label
        assert node.help.endswith(".")
        assert node.Config.model_json_schema()
