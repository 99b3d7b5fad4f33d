"""Runs as rows: reading one, and storing how far it went with the steps that led there."""

from __future__ import annotations

from datetime import datetime

from chat.services import record
from chat.types import Audience, EntryKind
from flows.engine import Advance
from flows.models import FlowRun, FlowStep
from flows.types import Run, RunState, Step, WaitFor

_WHY_CHARS = 300


def of_row(row: FlowRun) -> Run:
    """The run that this row holds."""
    return Run(
        version=row.version_id,
        state=RunState(row.state),
        node=row.node,
        assistant_node=row.assistant_node,
        waiting_for=WaitFor(row.waiting_for) if row.waiting_for else None,
        until=row.deadline_at,
        outcome=row.outcome,
        memory=row.facts,
    )


def store(row: FlowRun, went: Advance, now: datetime) -> None:
    """The row holds the run, its steps are kept, and staff read them in the timeline."""
    run = went.run
    row.version_id = run.version
    row.state = run.state.value
    row.node = run.node
    row.assistant_node = run.assistant_node
    row.waiting_for = run.waiting_for.value if run.waiting_for else ""
    row.deadline_at = run.until
    row.outcome = run.outcome
    row.facts = dict(run.memory)
    row.save()
    gone = [step for step in went.steps if step.port or step.target]
    FlowStep.objects.bulk_create(_step(row, step, now) for step in gone)
    taken = [step for step in gone if step.port]
    for step in taken:
        record(
            conversation_id=row.conversation_id,
            kind=EntryKind.FLOW_STEPPED,
            payload={
                "node": step.node,
                "kind": step.kind,
                "port": step.port,
                "listens": step is taken[-1] and run.waiting_for is WaitFor.VISITOR,
            },
            audience=Audience.STAFF,
        )


def _step(row: FlowRun, step: Step, now: datetime) -> FlowStep:
    return FlowStep(
        run=row,
        version_id=step.version,
        node=step.node,
        kind=step.kind,
        port=step.port,
        target=step.target,
        why=step.why[:_WHY_CHARS],
        inputs=dict(step.inputs),
        at=now,
    )
