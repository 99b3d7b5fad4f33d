"""Reads a stored graph and says what is wrong with it; pure.

Kinds and ports are looked up in a catalogue that the caller gives, so that nothing here knows
the nodes themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flows.types import CanvasNote, Edge, Graph, GraphError, NodeSpec, Port, Problem

Waits = Callable[[NodeSpec], bool]
"""Whether each visit of a node stops there until somebody or something moves on."""

PortsOf = Callable[[NodeSpec], tuple[Port, ...]]
"""The ports of a node, or GraphError when its kind is unknown or its settings do not fit."""


def parse(data: Mapping[str, Any]) -> Graph:
    """The graph from its JSON form {nodes: [...], edges: [...]}. Raises GraphError."""
    try:
        nodes = [
            NodeSpec(
                id=str(node["id"]),
                kind=str(node["kind"]),
                config=dict(node.get("config", {})),
                label=str(node.get("label", "")),
                x=float(node.get("x", 0)),
                y=float(node.get("y", 0)),
            )
            for node in data["nodes"]
        ]
        edges = tuple(
            Edge(str(edge["source"]), str(edge["port"]), str(edge["target"]))
            for edge in data["edges"]
        )
        notes = tuple(_note(note) for note in data.get("notes", ()))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise GraphError(f"this is no flow: {error}") from error
    if len({node.id for node in nodes}) != len(nodes):
        raise GraphError("two nodes have the same id")
    return Graph({node.id: node for node in nodes}, edges, notes)


def _note(data: Mapping[str, Any]) -> CanvasNote:
    return CanvasNote(
        id=str(data["id"]),
        text=str(data.get("text", "")),
        x=float(data.get("x", 0)),
        y=float(data.get("y", 0)),
        width=float(data.get("width", 220)),
        height=float(data.get("height", 120)),
        color=str(data.get("color", "yellow")),
    )


def problems(graph: Graph, ports_of: PortsOf, waits: Waits) -> list[Problem]:
    """Everything wrong with the graph, errors first. An empty list means: it can be published."""
    found = [*_start_problems(graph), *_edge_problems(graph)]
    ports: dict[str, tuple[Port, ...]] = {}
    for node in graph.nodes.values():
        try:
            ports[node.id] = ports_of(node)
        except GraphError as error:
            found.append(Problem("error", node.id, str(error)))
    found += _port_problems(graph, ports)
    if not any(problem.level == "error" for problem in found):
        found += _reach_problems(graph)
        found += _loop_problems(graph, waits)
    return sorted(found, key=lambda problem: problem.level != "error")


def _start_problems(graph: Graph) -> Iterator[Problem]:
    starts = [node for node in graph.nodes.values() if node.kind == "start"]
    if len(starts) != 1:
        yield Problem("error", "", f"A flow has exactly one start; this one has {len(starts)}.")


def _edge_problems(graph: Graph) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for edge in graph.edges:
        for end in (edge.source, edge.target):
            if end not in graph.nodes:
                yield Problem("error", "", f"A connection names the unknown node {end!r}.")
        if (edge.source, edge.port) in seen:
            yield Problem("error", edge.source, f"Port {edge.port!r} is connected twice.")
        seen.add((edge.source, edge.port))


def _port_problems(graph: Graph, ports: Mapping[str, tuple[Port, ...]]) -> Iterator[Problem]:
    for node_id, known in ports.items():
        names = {port.name for port in known}
        for edge in graph.edges:
            if edge.source == node_id and edge.port not in names:
                yield Problem("error", node_id, f"There is no port {edge.port!r} here.")
        for port in known:
            if graph.target(node_id, port.name) is None and not port.default:
                yield Problem("error", node_id, f"{port.label!r} leads nowhere.")


def _targets(graph: Graph, node_id: str) -> Iterator[str]:
    for edge in graph.edges:
        if edge.source == node_id:
            yield edge.target


def _reach_problems(graph: Graph) -> Iterator[Problem]:
    reached = {graph.start().id}
    frontier = list(reached)
    while frontier:
        for target in _targets(graph, frontier.pop()):
            if target not in reached:
                reached.add(target)
                frontier.append(target)
    for node in graph.nodes.values():
        if node.id not in reached:
            yield Problem("warning", node.id, "No way leads here.")


def _loop_problems(graph: Graph, waits: Waits) -> Iterator[Problem]:
    for node in graph.nodes.values():
        if not waits(node) and _returns_without_wait(graph, node.id, waits):
            yield Problem("error", node.id, "This loop never waits for anybody.")


def _returns_without_wait(graph: Graph, node_id: str, waits: Waits) -> bool:
    seen: set[str] = set()
    frontier = list(_targets(graph, node_id))
    while frontier:
        current = frontier.pop()
        if current == node_id:
            return True
        if current in seen or waits(graph.nodes[current]):
            continue
        seen.add(current)
        frontier.extend(_targets(graph, current))
    return False
