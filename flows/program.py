"""A graph made ready to be walked: settings read once, connections looked up at once; pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from flows.nodes import node_of
from flows.nodes.base import Node
from flows.types import Graph, GraphError, NodeSpec


@dataclass(slots=True)
class Program:
    """A graph with the settings of its nodes, read when first needed."""

    graph: Graph
    targets: dict[tuple[str, str], str] = field(default_factory=dict)
    _read: dict[str, tuple[NodeSpec, Node, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, graph: Graph) -> Program:
        """The program of this graph. Each program belongs to one thread at a time."""
        targets = {(edge.source, edge.port): edge.target for edge in graph.edges}
        return cls(graph, targets)

    def node(self, node_id: str) -> tuple[NodeSpec, Node, Any]:
        """The node with its kind and its settings. Raises GraphError."""
        found = self._read.get(node_id)
        if found is None:
            spec = self.graph.nodes.get(node_id)
            if spec is None:
                raise GraphError(f"the run stands at the unknown node {node_id!r}")
            kind = node_of(spec)
            found = self._read[node_id] = (spec, kind, kind.config_of(spec))
        return found

    def start(self) -> str:
        """The id of the node that every run begins with."""
        return self.graph.start().id


class Library(Protocol):
    """Where graphs are found."""

    def program(self, version: int) -> Program:
        """The graph of this version. Raises GraphError when there is none."""

    def live(self, flow: str) -> int:
        """The live version of the flow with this short name. Raises GraphError without one."""


@dataclass(frozen=True, slots=True)
class OneProgram:
    """A library of a single graph, version 0; other flows are looked up in `others`."""

    only: Program
    others: Library | None = None

    def program(self, version: int) -> Program:
        """The graph. Raises GraphError for another version that `others` does not know."""
        if version == 0:
            return self.only
        if self.others is None:
            raise GraphError(f"there is no version {version}")
        return self.others.program(version)

    def live(self, flow: str) -> int:
        """As the other library says. Raises GraphError."""
        if self.others is None:
            raise GraphError(f"there is no flow {flow!r}")
        return self.others.live(flow)
