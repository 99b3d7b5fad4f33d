"""Small graphs for the proof, drawn in a line or two."""

from __future__ import annotations

from typing import Any

from flows.graph import parse
from flows.proof import prove
from flows.types import Graph, Problem
from tests.flows.walking import flow

CONFIGS: dict[str, dict[str, Any]] = {
    "message": {"text": "Hi"},
    "buttons": {"text": "What?", "buttons": [{"key": "a", "label": "A"}]},
    "conditional": {
        "branches": [{"key": "yes", "label": "Yes", "conditions": [{"fact": "escalated"}]}]
    },
    "set_attribute": {"add_tags": ["seen"]},
    "language": {"languages": [{"key": "de", "label": "German", "code": "de"}]},
}
"""Settings for kinds that need some."""


def drawn(*edges: str, **configs: dict[str, Any]) -> Graph:
    """The graph of `source.port>target` edges; a node is called as its kind, with a number behind.

    `message1.next>end` connects a node of kind message. Settings are given by the node's id.
    """
    names = ["start", *(name for edge in edges for name in (edge.split(".")[0], _target(edge)))]
    nodes = [
        {"id": name, "kind": kind, "config": configs.get(name, CONFIGS.get(kind, {}))}
        for name in dict.fromkeys(names)
        if name
        for kind in (name.rstrip("0123456789"),)
    ]
    connected = [(*edge.partition(">")[0].split("."), _target(edge)) for edge in edges]
    return parse(flow(nodes, [edge for edge in connected if edge[2]]))  # type: ignore[misc]


def _target(edge: str) -> str:
    return edge.partition(">")[2]


def told(graph: Graph) -> list[tuple[str, str, str]]:
    """(code, node, port) of each problem, errors first."""
    return [(one.code, one.node, one.port) for one in prove(graph)]


def the_one(graph: Graph) -> Problem:
    """The only problem of the graph."""
    (found,) = prove(graph)
    return found
