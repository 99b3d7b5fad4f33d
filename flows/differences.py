"""What changed between two graphs: nodes, their settings and connections; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.nodes import NODES, ports_of
from flows.types import Edge, Graph, GraphError, NodeSpec

LABEL = "label"
"""The name that a node was given counts as one of its fields."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A setting that is different. `before`, `after`: JSON values, None where it was not set."""

    field: str
    title: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ChangedNode:
    """A node of both graphs that is not the same in them; as it is in the second."""

    node: NodeSpec
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection with the names that people read."""

    edge: Edge
    source_label: str
    port_label: str
    target_label: str


@dataclass(frozen=True, slots=True)
class Differences:
    """From the first graph to the second. `moved`: nodes that only stand somewhere else."""

    added: tuple[NodeSpec, ...]
    removed: tuple[NodeSpec, ...]
    changed: tuple[ChangedNode, ...]
    connected: tuple[Connection, ...]
    disconnected: tuple[Connection, ...]
    moved: int

    @property
    def is_empty(self) -> bool:
        """Whether conversations walk both graphs alike, and every node reads the same."""
        return not (
            self.added or self.removed or self.changed or self.connected or self.disconnected
        )


def differences(before: Graph, after: Graph) -> Differences:
    """Nodes are the same node when they have the same id and kind."""
    both = [
        (before.nodes[node.id], node)
        for node in after.nodes.values()
        if node.id in before.nodes and before.nodes[node.id].kind == node.kind
    ]
    kept = {node.id for _, node in both}
    changed = (ChangedNode(new, tuple(_fields(old, new))) for old, new in both)
    return Differences(
        added=tuple(node for node in after.nodes.values() if node.id not in kept),
        removed=tuple(node for node in before.nodes.values() if node.id not in kept),
        changed=tuple(one for one in changed if one.fields),
        connected=_only_in(after, before),
        disconnected=_only_in(before, after),
        moved=sum((old.x, old.y) != (new.x, new.y) for old, new in both),
    )


def name_of(node: NodeSpec) -> str:
    """How people call the node: its own name, else its kind's."""
    kind = NODES.get(node.kind)
    return node.label or (kind.label if kind else node.kind)


def _fields(old: NodeSpec, new: NodeSpec) -> Iterator[FieldChange]:
    if old.label != new.label:
        yield FieldChange(LABEL, "Name", old.label, new.label)
    before, after = settings_of(old), settings_of(new)
    titles = _titles(new.kind)
    for name in dict.fromkeys((*titles, *before, *after)):
        if before.get(name) != after.get(name):
            yield FieldChange(name, titles.get(name, name), before.get(name), after.get(name))


def settings_of(node: NodeSpec) -> Mapping[str, Any]:
    """The settings with the usual values of what is not set; as stored when they do not fit."""
    kind = NODES.get(node.kind)
    if kind is None:
        return node.config
    try:
        settings: dict[str, Any] = kind.config_of(node).model_dump(mode="json")
    except GraphError:
        return node.config
    return settings


def _titles(kind: str) -> dict[str, str]:
    node = NODES.get(kind)
    if node is None:
        return {}
    fields = node.Config.model_fields
    return {name: field.title or name for name, field in fields.items()}


def _only_in(graph: Graph, other: Graph) -> tuple[Connection, ...]:
    there = set(other.edges)
    return tuple(_named(graph, edge) for edge in graph.edges if edge not in there)


def _named(graph: Graph, edge: Edge) -> Connection:
    source, target = graph.nodes.get(edge.source), graph.nodes.get(edge.target)
    return Connection(
        edge,
        source_label=name_of(source) if source else edge.source,
        port_label=port_label(source, edge.port) if source else edge.port,
        target_label=name_of(target) if target else edge.target,
    )


def port_label(node: NodeSpec, port: str) -> str:
    """How the port is called on the canvas; its wire name when the settings do not fit."""
    try:
        return next((one.label for one in ports_of(node) if one.name == port), port)
    except GraphError:
        return port
