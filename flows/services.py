"""Moves runs along their flows, and plans turns: one transaction each."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from chat.models import Conversation
from chat.services import lock, record
from chat.types import Audience, EntryKind, State
from escalation.services import escalate
from escalation.types import ReasonCode
from flows.context import ConversationContext
from flows.engine import Position, begin, happen
from flows.graph import parse, problems
from flows.models import Flow, FlowRun, FlowVersion, SiteFlow, Turn
from flows.nodes import ports_of
from flows.types import (
    OPEN_TURNS,
    Graph,
    GraphError,
    Happening,
    HappeningKind,
    NodeSpec,
    Problem,
    RunState,
    TurnState,
    WaitFor,
)
from knowledge.selectors import default_profile

logger = logging.getLogger(__name__)

DEFAULT_SLUG = "ai-triage"
"""The flow of sites that choose none."""

_OPEN = tuple(state.value for state in OPEN_TURNS)


def flow_problems(data: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a stored graph, errors first."""
    try:
        return problems(parse(data), ports_of)
    except GraphError as error:
        return [Problem("error", "", str(error))]


@transaction.atomic
def publish(*, flow: Flow, note: str = "", author_id: int | None = None) -> FlowVersion:
    """The draft is live for new conversations. Raises GraphError naming the first error."""
    errors = [problem for problem in flow_problems(flow.draft) if problem.level == "error"]
    if errors:
        raise GraphError(errors[0].message)
    Flow.objects.select_for_update().get(pk=flow.pk)
    newest = flow.live_version()
    return FlowVersion.objects.create(
        flow=flow,
        number=newest.number + 1 if newest else 1,
        graph=flow.draft,
        note=note,
        author_id=author_id,
    )


@transaction.atomic
def begin_run(*, conversation_id: int) -> None:
    """The conversation walks its site's flow, else the default one, up to the first wait.

    Where nothing is published there is no run: the conversation goes to a person at once.
    """
    conversation = _conversation(conversation_id)
    version = _live_version(conversation.site_id)
    if version is None:
        _to_a_person(conversation_id, "No flow is published for this site.")
        return
    run = FlowRun(conversation=conversation, version=version)
    graph = parse(version.graph)
    position = begin(graph, _contexts(conversation, run, timezone.now()))
    _store(run, position)


def _live_version(site_id: int) -> FlowVersion | None:
    choice = SiteFlow.objects.select_related("flow").filter(site=site_id).first()
    flow = choice.flow if choice else Flow.objects.filter(slug=DEFAULT_SLUG).first()
    return flow.live_version() if flow else None


@transaction.atomic
def tell(*, conversation_id: int, happening: Happening, now: datetime | None = None) -> None:
    """The conversation's run knows what happened, and went on where that concerns it.

    A run that cannot go on is aborted and a person is asked for.
    """
    conversation = _conversation(conversation_id)
    run = (
        FlowRun.objects.select_for_update(of=("self",))
        .select_related("version")
        .filter(conversation=conversation_id)
        .exclude(state=RunState.ABORTED.value)
        .first()
    )
    if run is None:
        return
    try:
        with transaction.atomic():
            graph = parse(run.version.graph)
            contexts = _contexts(conversation, run, now or timezone.now())
            run.facts = {**run.facts, **happening.facts}
            _store(run, happen(graph, _position(run), happening, contexts))
    except GraphError as error:
        _abort(run, str(error))


def _abort(run: FlowRun, why: str) -> None:
    logger.error("flow run aborted", extra={"conversation": run.conversation_id, "why": why})
    run.state, run.outcome = RunState.ABORTED.value, "graph_error"
    run.deadline_at = None
    run.save(update_fields=["state", "outcome", "deadline_at", "updated_at"])
    _to_a_person(run.conversation_id, f"The flow cannot go on: {why}")


def _to_a_person(conversation_id: int, why: str) -> None:
    if lock(conversation_id).state == State.ASSISTANT:
        escalate(
            conversation_id=conversation_id,
            epoch=None,
            reason=ReasonCode.AI_ERROR,
            sentence=why,
            fired=(),
        )


def _conversation(conversation_id: int) -> Conversation:
    return (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("visitor")
        .get(pk=conversation_id)
    )


def _contexts(conversation: Conversation, run: FlowRun, now: datetime) -> Any:
    profile = default_profile()
    name = profile.display_name if profile else ""

    def context_for(spec: NodeSpec) -> ConversationContext:
        return ConversationContext(
            conversation=conversation,
            node_id=spec.id,
            at=now,
            run_facts=run.facts,
            assistant_name=name,
        )

    return context_for


def _position(run: FlowRun) -> Position:
    return Position(
        state=RunState(run.state),
        node=run.node,
        assistant_node=run.assistant_node,
        waiting_for=WaitFor(run.waiting_for) if run.waiting_for else None,
        until=run.deadline_at,
        outcome=run.outcome,
    )


def _store(run: FlowRun, position: Position) -> None:
    run.state = position.state.value
    run.node = position.node
    run.assistant_node = position.assistant_node
    run.waiting_for = position.waiting_for.value if position.waiting_for else ""
    run.deadline_at = position.until
    run.outcome = position.outcome
    run.save()
    for step in position.steps:
        if step.port:
            record(
                conversation_id=run.conversation_id,
                kind=EntryKind.FLOW_STEPPED,
                payload={"node": step.node, "kind": step.kind, "port": step.port},
                audience=Audience.STAFF,
            )


# Turns


def plan_turn(*, conversation_id: int, upto_seq: int) -> None:
    """The visitor's newest words have a turn. One that has shown nothing yet makes way for it.

    Runs in the transaction of the message, under the conversation's row lock.
    """
    _lead_to_assistant(conversation_id)
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE flows_turn SET state = %s, finished_at = %s "
            "WHERE conversation_id = %s AND state = ANY(%s) AND NOT shown",
            [TurnState.SUPERSEDED.value, now, conversation_id, list(_OPEN)],
        )
        cursor.execute(
            "INSERT INTO flows_turn (conversation_id, state, shown, attempts, upto_seq, failure,"
            " timings, created_at) SELECT id, %s, false, 0, %s, '', '{}', %s "
            "FROM chat_conversation WHERE id = %s AND state = %s "
            "ON CONFLICT (conversation_id) WHERE state IN ('pending', 'running') DO NOTHING",
            [TurnState.PENDING.value, upto_seq, now, conversation_id, State.ASSISTANT.value],
        )


def _lead_to_assistant(conversation_id: int) -> None:
    """A run that waits for something else (a survey, nothing any more) goes back to answering."""
    waiting = FlowRun.objects.filter(
        conversation=conversation_id,
        state=RunState.WAITING.value,
        waiting_for=WaitFor.VISITOR.value,
    )
    if not waiting.exists():
        tell(conversation_id=conversation_id, happening=Happening(HappeningKind.VISITOR_WROTE))


def open_turn_of(conversation_id: int) -> Turn | None:
    """The conversation's open turn."""
    return Turn.objects.filter(conversation=conversation_id, state__in=_OPEN).first()


def graph_of(run: FlowRun) -> Graph:
    """The graph that this run walks."""
    return parse(run.version.graph)
