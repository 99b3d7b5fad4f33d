"""Graphs, what nodes answer, and what can happen to a run; plain Python, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class WaitFor(StrEnum):
    """What a waiting run needs before it goes on."""

    VISITOR = "visitor"  # words for the assistant
    AGENT = "agent"  # a person to finish
    FORM = "form"  # a form to be settled


class RunState(StrEnum):
    """The life of one conversation's walk."""

    WAITING = "waiting"
    COMPLETED = "completed"
    ABORTED = "aborted"


class TurnState(StrEnum):
    """The life of one attempt to answer."""

    PENDING = "pending"
    RUNNING = "running"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    SUPERSEDED = "superseded"
    FAILED = "failed"


OPEN_TURNS = (TurnState.PENDING, TurnState.RUNNING)
SETTLED_TURNS = (TurnState.ANSWERED, TurnState.ESCALATED, TurnState.FAILED)
"""Turns after which nothing is owed for the words they took up."""


class HappeningKind(StrEnum):
    """What can happen to a waiting run."""

    VISITOR_WROTE = "visitor_wrote"
    RESOLVED = "resolved"  # the visitor said that it is settled
    ESCALATED = "escalated"
    AGENT_JOINED = "agent_joined"
    AGENT_RESOLVED = "agent_resolved"
    RETURNED = "returned"  # an agent handed the conversation back
    REOPENED = "reopened"
    FORM_SETTLED = "form_settled"
    LEFT = "left"  # the visitor ended it, or was idle for too long
    TIMED_OUT = "timed_out"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something happened; `facts` holds what is known about it (a form's values, a reason)."""

    kind: HappeningKind
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Port:
    """A named exit of a node. `default` says in words what happens when nothing is connected."""

    name: str
    label: str
    default: str = ""


@dataclass(frozen=True, slots=True)
class NodeSpec:
    """A node of a graph: its kind and its settings, as stored."""

    id: str
    kind: str
    config: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Edge:
    """From a node's port to a node."""

    source: str
    port: str
    target: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by id, and edges. Exactly one node is of kind `start`."""

    nodes: Mapping[str, NodeSpec]
    edges: tuple[Edge, ...]

    def start(self) -> NodeSpec:
        """The node that every run begins with."""
        return next(node for node in self.nodes.values() if node.kind == "start")

    def target(self, source: str, port: str) -> str | None:
        """The node that this port leads to, or None when nothing is connected."""
        for edge in self.edges:
            if edge.source == source and edge.port == port:
                return edge.target
        return None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a graph: errors block publishing, warnings do not."""

    level: str  # "error" or "warning"
    node: str  # id, empty for the graph as a whole
    message: str


@dataclass(frozen=True, slots=True)
class Go:
    """Leave through this port."""

    port: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Stay here until something happens, at most until the deadline (aware UTC)."""

    wait_for: WaitFor
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """The run is over."""

    outcome: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Go back to the assistant node that the run came through, else to the start."""


Outcome = Go | Wait | Stop | Resume


class FlowError(Exception):
    """Base of this app's errors."""


class GraphError(FlowError):
    """The graph cannot be read or walked."""
