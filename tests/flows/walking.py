"""Walks graphs through the real engine in a made-up world; no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from flows.effects import Effect
from flows.engine import Advance, advance
from flows.graph import parse
from flows.program import OneProgram, Program
from flows.types import Graph, Happening, HappeningKind, QueueFigures, Run, Step

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Kind = TypeVar("Kind")


@dataclass
class FakeWorld:
    """Facts by name, and queues by short name; "" is the default queue."""

    known: dict[str, Any] = field(default_factory=dict)
    queues: dict[str, QueueFigures] = field(default_factory=dict)
    now: datetime = NOW

    def fact(self, name: str) -> Any:
        return self.known.get(name)

    def queue(self, slug: str) -> QueueFigures:
        return self.queues.get(slug) or QueueFigures(slug or "default", True, 1, 1, 0)


class Walker:
    """One run, told what happens; remembers every effect and step."""

    def __init__(self, graph: Graph | Mapping[str, Any], world: FakeWorld | None = None) -> None:
        self.graph = graph if isinstance(graph, Graph) else parse(graph)
        self.world = world or FakeWorld()
        self.library = OneProgram(Program.of(self.graph))
        self.run = Run(version=0)
        self.effects: list[Effect] = []
        self.steps: list[Step] = []

    def begin(self) -> Walker:
        return self.tell(HappeningKind.BEGUN)

    def tell(
        self,
        kind: HappeningKind,
        facts: Mapping[str, Any] | None = None,
        learned: Mapping[str, Any] | None = None,
    ) -> Walker:
        went = self.went(Happening(kind, facts or {}, learned or {}))
        self.run = went.run
        self.effects += went.effects
        self.steps += went.steps
        return self

    def went(self, happening: Happening) -> Advance:
        return advance(self.library, self.run, happening, self.world)

    def settle(self, values: Mapping[str, str] | None) -> Walker:
        """The open form is submitted, or skipped with None."""
        form_id = self.run.memory.get("_form")
        facts = {"form_id": form_id, "values": values or {}, "is_skipped": values is None}
        return self.tell(HappeningKind.FORM_SETTLED, facts)

    def all(self, kind: type[Kind]) -> list[Kind]:
        return [effect for effect in self.effects if isinstance(effect, kind)]


def flow(nodes: list[dict[str, Any]], edges: list[tuple[str, str, str]]) -> dict[str, Any]:
    """A stored graph of these nodes and (source, port, target)s."""
    return {
        "nodes": nodes,
        "edges": [{"source": a, "port": port, "target": b} for a, port, b in edges],
    }


def alone(kind: str, ports: tuple[str, ...] = (), **config: Any) -> dict[str, Any]:
    """Start, a node "it" of this kind, and behind each of these ports an end of the port's name."""
    nodes: list[dict[str, Any]] = [
        {"id": "start", "kind": "start"},
        {"id": "it", "kind": kind, "config": config},
        *({"id": f"at_{port}", "kind": "end"} for port in ports),
    ]
    edges = [("start", "next", "it"), *(("it", port, f"at_{port}") for port in ports)]
    return flow(nodes, edges)
