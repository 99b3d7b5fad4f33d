"""Reads a stored graph; pure. What is wrong with one is said by `flows.proof`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.types import CanvasNote, Edge, Graph, GraphError, NodeSpec


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
