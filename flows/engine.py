"""Walks a graph: which step is next. Effects happen through the node context alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from flows.node_context import NodeContext
from flows.nodes import node_of
from flows.types import (
    Go,
    Graph,
    GraphError,
    Happening,
    HappeningKind,
    NodeSpec,
    Outcome,
    Resume,
    RunState,
    Stop,
    Wait,
    WaitFor,
)

MAX_STEPS = 50
"""Steps between two waits; more means a loop that the validation did not see."""

ContextFor = Callable[[NodeSpec], NodeContext]


@dataclass(frozen=True, slots=True)
class Step:
    """A node was left through a port (empty: it waits there or stopped)."""

    node: str
    kind: str
    port: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where a run is, and how it got there since it was last stored."""

    state: RunState = RunState.WAITING
    node: str = ""
    assistant_node: str = ""
    waiting_for: WaitFor | None = None
    until: datetime | None = None
    outcome: str = ""
    steps: tuple[Step, ...] = ()


def begin(graph: Graph, context_for: ContextFor) -> Position:
    """The position of a new run, after everything up to its first wait. Raises GraphError."""
    start = graph.start()
    return _walk(graph, Position(node=start.id), start, context_for)


def happen(
    graph: Graph, position: Position, happening: Happening, context_for: ContextFor
) -> Position:
    """The position after `happening`; the same one when it does not concern the run.

    A completed run goes on when the conversation does: words, a hand-back or a reopening lead
    back to its assistant. Raises GraphError.
    """
    if position.state is RunState.WAITING:
        spec = _spec(graph, position.node)
        node = node_of(spec)
        context = context_for(spec)
        outcome = node.resume(context, node.config_of(spec), happening)
    elif happening.kind in {
        HappeningKind.VISITOR_WROTE,
        HappeningKind.RETURNED,
        HappeningKind.REOPENED,
    }:
        spec, outcome = _spec(graph, position.node), Resume()
    else:
        return position
    if outcome is None:
        return position
    return _follow(graph, replace(position, steps=()), spec, outcome, context_for)


def _spec(graph: Graph, node_id: str) -> NodeSpec:
    spec = graph.nodes.get(node_id)
    if spec is None:
        raise GraphError(f"the run stands at the unknown node {node_id!r}")
    return spec


def _walk(graph: Graph, position: Position, spec: NodeSpec, context_for: ContextFor) -> Position:
    """Enters `spec` and everything behind it, up to the next wait or the end."""
    node = node_of(spec)
    if spec.kind == "ai_agent_handoff":
        position = replace(position, assistant_node=spec.id)
    if len(position.steps) >= MAX_STEPS:
        raise GraphError(f"more than {MAX_STEPS} steps without a wait")
    outcome = node.enter(context_for(spec), node.config_of(spec))
    return _follow(graph, position, spec, outcome, context_for)


def _follow(
    graph: Graph, position: Position, spec: NodeSpec, outcome: Outcome, context_for: ContextFor
) -> Position:
    port = outcome.port if isinstance(outcome, Go) else ""
    position = replace(position, steps=(*position.steps, Step(spec.id, spec.kind, port)))
    match outcome:
        case Wait(wait_for, until):
            return replace(
                position,
                state=RunState.WAITING,
                node=spec.id,
                waiting_for=wait_for,
                until=until,
                outcome="",
            )
        case Stop(result):
            return _stopped(position, spec, result)
        case Resume():
            target = position.assistant_node or graph.start().id
            return _walk(graph, position, graph.nodes[target], context_for)
        case Go(port):
            return _leave(graph, position, spec, port, context_for)


def _leave(
    graph: Graph, position: Position, spec: NodeSpec, port: str, context_for: ContextFor
) -> Position:
    target = graph.target(spec.id, port)
    if target is not None:
        return _walk(graph, position, _spec(graph, target), context_for)
    if port == "returned":  # its stated default: the assistant before goes on
        return _follow(graph, position, spec, Resume(), context_for)
    return _stopped(position, spec, port)


def _stopped(position: Position, spec: NodeSpec, outcome: str) -> Position:
    return replace(
        position,
        state=RunState.COMPLETED,
        node=spec.id,
        waiting_for=None,
        until=None,
        outcome=outcome,
    )
