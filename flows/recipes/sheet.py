"""Draws a stored graph: nodes in columns and rows, connections by port."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

COLUMN = 320
ROW = 200
"""Canvas units from one node to the next; a node is 240 wide and up to about 200 high."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A flow to begin with. `use` is what teams have it for, `graph()` a new copy as stored."""

    slug: str
    name: str
    description: str
    use: str
    graph: Callable[[], dict[str, Any]]


@dataclass(slots=True)
class Sheet:
    """An empty canvas with a start in the first column of this row."""

    start_row: float
    nodes: list[dict[str, Any]] = field(default_factory=list)
    edges: list[dict[str, str]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.node("start", "start", 0, self.start_row, "Start")

    def node(
        self, node_id: str, kind: str, column: float, row: float, label: str, /, **config: Any
    ) -> None:
        """A node with its settings."""
        x, y = int(column * COLUMN), int(row * ROW)
        self.nodes.append(
            {"id": node_id, "kind": kind, "x": x, "y": y, "label": label, "config": config}
        )

    def connect(self, source: str, /, **targets: str) -> None:
        """Each port, by name, leads to a node; `else_` is the port `else`."""
        self.edges += (
            {"source": source, "port": port.removesuffix("_"), "target": target}
            for port, target in targets.items()
        )

    def note(self, note_id: str, column: float, row: float, text: str) -> None:
        """Words on the canvas for whoever edits the flow."""
        x, y = int(column * COLUMN), int(row * ROW)
        size = {"width": 240, "height": 120, "color": "yellow"}
        self.notes.append({"id": note_id, "x": x, "y": y, **size, "text": text})

    def graph(self) -> dict[str, Any]:
        """The graph as it is stored."""
        return {"nodes": self.nodes, "edges": self.edges, "notes": self.notes}


def branch(
    key: str, label: str, *conditions: Mapping[str, Any], match: str = "all"
) -> dict[str, Any]:
    """A way of a conditional."""
    return {"key": key, "label": label, "match": match, "conditions": list(conditions)}


def condition(fact: str, value: str | float | bool, operator: str = "is") -> dict[str, Any]:
    """A test of a fact."""
    return {"fact": fact, "operator": operator, "value": value}
