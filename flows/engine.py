"""Walks a graph: `advance` is pure. What steps want done comes back as effects, in order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from flows.effects import Effect
from flows.node_context import NodeContext, World
from flows.nodes.base import Node
from flows.program import Library, Program
from flows.types import (
    Go,
    GraphError,
    Happening,
    HappeningKind,
    Jump,
    NodeSpec,
    Outcome,
    Resume,
    Run,
    RunState,
    Step,
    Stop,
    Wait,
)

MAX_STEPS = 50
"""Steps between two waits; more means a loop that the validation did not see."""

_WAKING = frozenset({HappeningKind.VISITOR_WROTE, HappeningKind.RETURNED, HappeningKind.REOPENED})
"""What makes a run that is over go on: the conversation does."""


@dataclass(frozen=True, slots=True)
class Advance:
    """The run after something happened, what is to be done, and how it got there."""

    run: Run
    effects: tuple[Effect, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(slots=True)
class _Walk:
    """One advance under way."""

    library: Library
    world: World
    program: Program
    run: Run
    memory: dict[str, Any]
    overlay: dict[str, Any] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


def advance(library: Library, run: Run, happening: Happening, world: World) -> Advance:
    """The run after `happening`, with effects and steps; the same run when it does not concern it.

    BEGUN starts a run at its version's start. A completed run goes on when the conversation does:
    words, a hand-back or a reopening lead back to its assistant. Raises GraphError.
    """
    memory = {**run.memory, **happening.learned}
    walk = _Walk(library, world, library.program(run.version), run, memory)
    if happening.kind is HappeningKind.BEGUN:
        _enter(walk, walk.program.start())
    elif run.state is RunState.WAITING:
        spec, node, config = walk.program.node(run.node)
        context = _context(walk, spec)
        outcome = node.resume(context, config, happening)
        if outcome is None:
            return Advance(_learned(run, memory), tuple(walk.effects))
        _follow(walk, spec, node, outcome, context)
    elif run.state is RunState.COMPLETED and happening.kind in _WAKING:
        spec, node, _ = walk.program.node(run.node)
        _follow(walk, spec, node, Resume(), _context(walk, spec))
    else:
        return Advance(_learned(run, memory))
    return Advance(_learned(walk.run, walk.memory), tuple(walk.effects), tuple(walk.steps))


def _learned(run: Run, memory: dict[str, Any]) -> Run:
    return run if run.memory == memory else replace(run, memory=memory)


def _context(walk: _Walk, spec: NodeSpec) -> NodeContext:
    return NodeContext(
        node=spec.id,
        world=walk.world,
        memory=walk.memory,
        overlay=walk.overlay,
        effects=walk.effects,
        has_assistant=bool(walk.run.assistant_node),
    )


def _enter(walk: _Walk, node_id: str) -> None:
    """Enters the node and everything behind it, up to the next wait or the end."""
    if len(walk.steps) >= MAX_STEPS:
        raise GraphError(f"more than {MAX_STEPS} steps without a wait")
    spec, node, config = walk.program.node(node_id)
    if node.is_assistant:
        walk.run = replace(walk.run, assistant_node=spec.id)
    context = _context(walk, spec)
    _follow(walk, spec, node, node.enter(context, config), context)


def _follow(
    walk: _Walk, spec: NodeSpec, node: Node, outcome: Outcome, context: NodeContext
) -> None:
    target = _target(walk, spec, outcome)
    walk.steps.append(
        Step(
            node=spec.id,
            kind=spec.kind,
            port=outcome.port if isinstance(outcome, Go) else "",
            target=target,
            version=walk.run.version,
            why=outcome.why,
            inputs=dict(context.facts.read),
        )
    )
    match outcome:
        case Wait(wait_for, until):
            walk.run = replace(
                walk.run,
                state=RunState.WAITING,
                node=spec.id,
                waiting_for=wait_for,
                until=until,
                outcome="",
            )
        case Stop(result):
            _stop(walk, spec, result)
        case Jump(flow=flow) if flow:
            _change_flow(walk, flow)
        case Go(port) if not target:
            _leave_open(walk, spec, node, port, context)
        case _:
            _enter(walk, target)


def _target(walk: _Walk, spec: NodeSpec, outcome: Outcome) -> str:
    match outcome:
        case Go(port):
            return walk.program.targets.get((spec.id, port), "")
        case Resume():
            return walk.run.assistant_node or walk.program.start()
        case Jump(node=node):
            return node
    return ""


def _leave_open(walk: _Walk, spec: NodeSpec, node: Node, port: str, context: NodeContext) -> None:
    """Nothing is connected: the port's stated default holds."""
    _, _, config = walk.program.node(spec.id)
    outcome = node.unconnected(context, config, port)
    if isinstance(outcome, Go) and not walk.program.targets.get((spec.id, outcome.port)):
        outcome = Stop(outcome.port)
    _follow(walk, spec, node, outcome, context)


def _change_flow(walk: _Walk, flow: str) -> None:
    version = walk.library.live(flow)
    walk.program = walk.library.program(version)
    walk.run = replace(walk.run, version=version, assistant_node="")
    _enter(walk, walk.program.start())


def _stop(walk: _Walk, spec: NodeSpec, outcome: str) -> None:
    walk.run = replace(
        walk.run,
        state=RunState.COMPLETED,
        node=spec.id,
        waiting_for=None,
        until=None,
        outcome=outcome,
    )
