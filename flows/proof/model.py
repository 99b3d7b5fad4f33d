"""A graph as the proof sees it: for each node its ways out, and in which situations they exist.

What a node does is asked of the node itself: `ways` for what can happen there, `unconnected` for
what the engine does at an open port, `enter` where a node has no port and no ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from flows.effects import Close, Effect, LeaveMessage, RequestCallback, RequestHuman
from flows.node_context import NodeContext
from flows.nodes import NODES
from flows.nodes.base import Node
from flows.program import Library, Program
from flows.proof.situations import ALL, SITUATIONS
from flows.types import (
    Go,
    GraphError,
    Jump,
    NodeSpec,
    Outcome,
    Port,
    QueueFigures,
    Reached,
    Resume,
    Stop,
    Wait,
    WaitFor,
)

Key = tuple[int, str]
"""A node of a version; the graph that is looked at has version `OWN`."""

OWN = 0


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out of a node in the situations of `mask`.

    It leads to `targets`; without any the visitor stays with what was reached. `resumes`: the run
    is taken up at one of the targets, which are looked at for themselves. `is_excused`: a problem
    of its own says what is wrong here.
    """

    port: str
    mask: int
    reached: Reached | None = None
    targets: tuple[Key, ...] = ()
    is_connected: bool = True
    resumes: bool = False
    is_excused: bool = False


@dataclass(slots=True)
class Place:
    """A node with its settings and ways out. `error` instead when it cannot be read."""

    spec: NodeSpec
    node: Node | None = None
    config: Any = None
    ports: tuple[Port, ...] = ()
    exits: tuple[Exit, ...] = ()
    error: GraphError | None = None
    unknown_node: str = ""  # where it wants to go, and cannot

    at_once: frozenset[str] = frozenset()  # ports that a visit can take without stopping here


@dataclass(slots=True)
class Model:
    """Everything that can be walked from the graph, other flows' live versions included."""

    places: dict[Key, Place] = field(default_factory=dict)
    starts: dict[int, Key] = field(default_factory=dict)

    def successors(self, key: Key) -> list[Key]:
        """Where the node leads in any situation."""
        exits = self.places[key].exits
        return [target for one in exits if not one.resumes for target in one.targets]

    def passing(self, key: Key) -> list[Key]:
        """Where the node leads without stopping, also by taking up the run."""
        place = self.places[key]
        exits = (one for one in place.exits if one.port in place.at_once)
        return [target for one in exits for target in one.targets]


class Elsewhere:
    """A world of which nothing is known: defaults must not depend on it."""

    now = datetime(2000, 1, 1, tzinfo=UTC)

    def fact(self, name: str) -> Any:
        """Nothing is known."""
        return None

    def queue(self, slug: str) -> QueueFigures:
        """Nobody is there."""
        return QueueFigures(slug or "default", False, 0, 0, 0)


def read(program: Program, library: Library | None, own_slug: str) -> Model:
    """The model of a graph with exactly one start. `own_slug`: a jump there is one to itself."""
    return _Reader(library, own_slug).read(program)


@dataclass(frozen=True, slots=True)
class _Found:
    """A way as the node states it, in all situations in which it does."""

    port: str
    reached: Reached | None
    mask: int


@dataclass(slots=True)
class _Reader:
    library: Library | None
    own_slug: str
    model: Model = field(default_factory=Model)
    programs: dict[int, Program] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    assistants: dict[int, tuple[Key, ...]] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=list)

    def read(self, program: Program) -> Model:
        self._add(OWN, program)
        while self.waiting:
            version = self.waiting.pop()
            for node_id in self.programs[version].graph.nodes:
                self.model.places[version, node_id] = self._place(version, node_id)
        return self.model

    def _add(self, version: int, program: Program) -> None:
        self.programs[version] = program
        self.model.starts[version] = (version, program.start())
        self.waiting.append(version)

    def _place(self, version: int, node_id: str) -> Place:
        program = self.programs[version]
        try:
            spec, node, config = program.node(node_id)
        except GraphError as error:
            place = Place(program.graph.nodes[node_id], error=error)
            place.exits = tuple(_as_drawn(version, node_id, program))
            return place
        ports = node.ports(config)
        place = Place(spec, node, config, ports)
        place.at_once = frozenset(node.at_once(config) if ports or node.waits else ("",))
        place.exits = tuple(self._exits(version, place))
        return place

    def _exits(self, version: int, place: Place) -> Iterator[Exit]:
        node = place.node
        if node is None:
            return
        masks = _masks(node, place.config)
        if not masks:
            yield self._entered(version, place, node)
        named = {port.name: port for port in place.ports}
        for (name, reached), mask in masks.items():
            if not name:
                yield Exit("", mask, reached)
                continue
            target = self.programs[version].targets.get((place.spec.id, name))
            if target is not None:
                known = target in self.programs[version].graph.nodes
                targets = ((version, target),) if known else ()
                yield Exit(name, mask, reached, targets, is_excused=not known)
            elif name not in named or named[name].default:
                yield self._open(version, place, node, _Found(name, reached, mask))
            else:
                yield Exit(name, mask, reached, is_excused=True, is_connected=False)

    def _open(self, version: int, place: Place, node: Node, found: _Found) -> Exit:
        """Nothing is connected: what the node says that the engine does."""
        effects: list[Effect] = []
        outcome = node.unconnected(_context(place.spec, effects), place.config, found.port)
        taken = self._of(version, place, outcome, effects)
        return replace(
            taken,
            port=found.port,
            mask=found.mask,
            reached=found.reached or taken.reached,
            is_connected=False,
        )

    def _entered(self, version: int, place: Place, node: Node) -> Exit:
        """A node without ports or ways does one and the same thing whenever it is entered."""
        effects: list[Effect] = []
        outcome = node.enter(_context(place.spec, effects), place.config)
        return self._of(version, place, outcome, effects)

    def _of(self, version: int, place: Place, outcome: Outcome, effects: list[Effect]) -> Exit:
        reached = _reached_by(effects)
        program = self.programs[version]
        match outcome:
            case Go(port):
                target = program.targets.get((place.spec.id, port), "")
                targets = ((version, target),) if target in program.graph.nodes else ()
                # Without a target the run stops, which is a problem of that port.
                return Exit("", ALL, reached, targets, is_excused=not targets)
            case Wait(wait_for):
                return Exit("", ALL, reached or _kept(wait_for))
            case Resume():
                return Exit("", ALL, reached, self._resumed(version), resumes=True)
            case Jump(flow=slug) if slug:
                return self._to_flow(slug, reached)
            case Jump(node=node_id):
                if node_id not in program.graph.nodes:
                    place.unknown_node = node_id
                    return Exit("", ALL, reached, is_excused=True)
                return Exit("", ALL, reached, ((version, node_id),))
            case Stop():
                return Exit("", ALL, reached)

    def _to_flow(self, slug: str, reached: Reached | None) -> Exit:
        """The flow's live version; one that is not published ends with a person (the engine)."""
        try:
            version = OWN if slug == self.own_slug else self._live(slug)
        except GraphError:
            return Exit("", ALL, reached or Reached.PERSON)
        return Exit("", ALL, reached, (self.model.starts[version],))

    def _live(self, slug: str) -> int:
        """The flow's live version, asked for once. Raises GraphError."""
        if self.library is None:
            raise GraphError("no other flow is known")
        if slug not in self.versions:
            version = self.library.live(slug)
            if version not in self.programs:
                self._add(version, self.library.program(version))
            self.versions[slug] = version
        return self.versions[slug]

    def _resumed(self, version: int) -> tuple[Key, ...]:
        """Where a run may be taken up: at an assistant of its flow, without one at its start."""
        if version not in self.assistants:
            program = self.programs[version]
            found = [node_id for node_id in program.graph.nodes if _is_assistant(program, node_id)]
            self.assistants[version] = tuple((version, node_id) for node_id in found)
        return (*self.assistants[version], self.model.starts[version])


def _as_drawn(version: int, node_id: str, program: Program) -> Iterator[Exit]:
    """What a node that cannot be read is connected to."""
    for (source, port), target in program.targets.items():
        if source == node_id and target in program.graph.nodes:
            yield Exit(port, ALL, targets=((version, target),), is_excused=True)


def _is_assistant(program: Program, node_id: str) -> bool:
    node = NODES.get(program.graph.nodes[node_id].kind)
    return node is not None and node.is_assistant


def _masks(node: Node, config: Any) -> dict[tuple[str, Reached | None], int]:
    """For each way of the node, the situations in which it exists."""
    masks: dict[tuple[str, Reached | None], int] = {}
    ways = node.ways
    for at, situation in enumerate(SITUATIONS):
        for way in ways(config, situation):
            found = (way.port, way.reached)
            masks[found] = masks.get(found, 0) | 1 << at
    return masks


def _reached_by(effects: list[Effect]) -> Reached | None:
    """What these effects come to. A person who is asked for is followed by the queue's fallback."""
    for effect in effects:
        match effect:
            case RequestHuman() | LeaveMessage() | RequestCallback():
                return Reached.CAPTURED
            case Close():
                return Reached.RESOLVED
    return None


def _kept(wait_for: WaitFor) -> Reached | None:
    """Whoever goes on waiting for a person has a handoff, with a deadline and a fallback."""
    return Reached.CAPTURED if wait_for is WaitFor.AGENT else None


def _context(spec: NodeSpec, effects: list[Effect]) -> NodeContext:
    return NodeContext(node=spec.id, world=Elsewhere(), memory={}, overlay={}, effects=effects)
