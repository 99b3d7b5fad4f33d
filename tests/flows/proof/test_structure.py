"""What is wrong with a graph before anybody walks it."""

from __future__ import annotations

from typing import Any

import pytest

from flows.graph import parse
from flows.proof import prove
from tests.flows.proof.drawn import drawn, the_one, told
from tests.flows.walking import flow

START = {"id": "start", "kind": "start"}
SAY = {"id": "say", "kind": "message", "config": {"text": "Hi"}}
END = {"id": "end", "kind": "end"}


def problems(nodes: list[dict[str, Any]], edges: list[tuple[str, str, str]]) -> Any:
    return prove(parse(flow(nodes, edges)))


def test_a_line_from_start_to_end_has_no_problem() -> None:
    assert told(drawn("start.next>message", "message.next>end")) == []


def test_a_flow_without_a_start_is_told_so() -> None:
    assert [one.code for one in problems([SAY], [])] == ["no_start"]


def test_a_second_start_is_named() -> None:
    second = {"id": "again", "kind": "start"}
    edges = [("start", "next", "end"), ("again", "next", "end")]
    found = problems([START, second, END], edges)
    assert next((one.code, one.node) for one in found) == ("two_starts", "again")


def test_an_exit_that_leads_nowhere_is_named_once() -> None:
    found = the_one(drawn("start.next>message"))
    assert (found.level, found.code, found.node) == ("error", "not_connected", "message")
    assert (found.port, found.message) == ("next", "“Next” leads nowhere: connect it.")


def test_an_unknown_kind_is_named() -> None:
    found = problems([START, {"id": "x", "kind": "teleport"}], [("start", "next", "x")])
    assert [(one.code, one.node) for one in found] == [("unknown_kind", "x")]
    assert "“teleport”" in found[0].message


@pytest.mark.parametrize(
    ("config", "field", "sentence"),
    [
        ({"text": "x" * 2001}, "text", "“Text” is longer than 2000 characters."),
        ({"text": "Hi", "colour": "red"}, "colour", "“colour” is no setting of this node."),
        (
            {"text": "Hi", "links": [{"label": "", "url": "/x"}]},
            "links",
            "“Links”, entry 1 (label) must not be empty.",
        ),
        ({"text": ""}, "", "Write a text or choose a picture."),
    ],
)
def test_a_setting_that_does_not_fit_is_named_with_its_field(
    config: dict[str, Any], field: str, sentence: str
) -> None:
    found = the_one(drawn("start.next>message", "message.next>end", message=config))
    assert (found.code, found.node, found.field) == ("wrong_setting", "message", field)
    assert found.message == sentence


def test_connections_that_the_node_does_not_have_are_named() -> None:
    edges = [("start", "next", "end"), ("start", "up", "end")]
    assert ("unknown_port", "up") in [(one.code, one.port) for one in problems([START, END], edges)]


def test_a_port_connected_twice_is_an_error() -> None:
    edges = [("start", "next", "say"), ("start", "next", "end"), ("say", "next", "end")]
    first = problems([START, SAY, END], edges)[0]
    assert (first.code, first.node, first.port) == ("connected_twice", "start", "next")


def test_a_connection_to_a_node_that_is_gone_is_told_once() -> None:
    found = problems([START], [("start", "next", "gone")])
    assert [(one.code, one.node, one.port) for one in found] == [("unknown_end", "start", "next")]


def test_nodes_that_no_way_leads_to_are_warnings_the_first_of_a_row_only() -> None:
    graph = drawn("start.next>end", "message1.next>message2", "message2.next>end")
    found = the_one(graph)
    assert (found.level, found.code, found.node) == ("warning", "unreachable", "message1")


def test_a_circle_that_hangs_alone_is_told_once() -> None:
    graph = drawn("start.next>end", "message1.next>message2", "message2.next>message1")
    assert told(graph) == [("unreachable", "message1", "")]


def test_a_jump_to_a_node_that_is_gone_is_named_with_its_field() -> None:
    found = the_one(drawn("start.next>go_to", go_to={"node": "gone"}))
    assert (found.code, found.node, found.field) == ("unknown_reference", "go_to", "node")
