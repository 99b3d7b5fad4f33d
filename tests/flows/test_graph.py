"""Graphs are read from their stored form; what slips through, the engine stops."""

from __future__ import annotations

from typing import Any

import pytest

from flows.graph import parse
from flows.nodes import NODES
from flows.types import CanvasNote, Edge, GraphError
from tests.flows.walking import Walker, flow

START = {"id": "start", "kind": "start"}
SAY = {"id": "say", "kind": "message", "config": {"text": "Hi"}}


def test_nodes_edges_and_notes_are_read() -> None:
    data = flow([START, {**SAY, "x": 40, "label": "Hello"}], [("start", "next", "say")])
    graph = parse({**data, "notes": [{"id": "c1", "text": "Why?", "width": 300}]})
    assert graph.start().id == "start"
    assert graph.edges == (Edge("start", "next", "say"),)
    assert (graph.nodes["say"].x, graph.nodes["say"].label) == (40.0, "Hello")
    assert graph.notes == (CanvasNote("c1", "Why?", width=300.0),)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"nodes": [{"kind": "start"}], "edges": []},
        {"nodes": [START], "edges": [{"source": "start"}]},
        {"nodes": [START, START], "edges": []},
        {"nodes": [{**START, "x": "left"}], "edges": []},
        {"nodes": [{**START, "config": 3}], "edges": []},
    ],
)
def test_what_is_no_graph_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(GraphError):
        parse(data)


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
