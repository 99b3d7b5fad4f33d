"""The product page's hosting example walks exactly as drawn."""

from __future__ import annotations

import pytest

from flows.engine import Position, begin, happen
from flows.graph import parse, problems
from flows.nodes import ports_of
from flows.types import Graph, Happening, HappeningKind, RunState, WaitFor
from tests.flows.recording import RecordingContext

K = HappeningKind


@pytest.fixture
def graph() -> Graph:
    from flows.starter import graph as starter

    return parse(starter(greeting="Hi!", goodbye="Glad I could help!", queue="senior-engineers"))


@pytest.fixture
def context() -> RecordingContext:
    return RecordingContext()


def walk(graph: Graph, context: RecordingContext, *kinds: HappeningKind) -> Position:
    position = begin(graph, lambda spec: context)
    for kind in kinds:
        facts = {"values": {"rating": "5"}} if kind is K.FORM_SETTLED else {}
        position = happen(graph, position, Happening(kind, facts), lambda spec: context)
    return position


def test_it_can_be_published(graph: Graph) -> None:
    assert problems(graph, ports_of) == []


def test_it_says_hello_and_waits_for_the_visitor(graph: Graph, context: RecordingContext) -> None:
    position = walk(graph, context)
    assert context.done == [("say", "Hi!")]
    assert (position.node, position.waiting_for) == ("assistant", WaitFor.VISITOR)


def test_an_escalation_leads_to_a_senior_engineer(graph: Graph, context: RecordingContext) -> None:
    context.known["escalated"] = True
    position = walk(graph, context, K.VISITOR_WROTE, K.ESCALATED)
    assert context.done[-1] == ("request_human", "senior-engineers")
    assert (position.node, position.waiting_for) == ("human", WaitFor.AGENT)
    ports = [(step.node, step.port) for step in position.steps]
    assert ports == [("assistant", "escalated"), ("escalated", "branch_0"), ("human", "")]


def test_a_resolved_talk_ends_with_goodbye_survey_and_close(
    graph: Graph, context: RecordingContext
) -> None:
    position = walk(graph, context, K.VISITOR_WROTE, K.RESOLVED)
    assert context.done[-2:] == [("say", "Glad I could help!"), ("ask_form", "survey")]
    assert position.waiting_for is WaitFor.FORM
    position = walk(graph, context, K.RESOLVED, K.FORM_SETTLED)
    assert context.done[-1] == ("close", "resolved")
    assert position.state is RunState.COMPLETED


def test_a_handed_back_conversation_is_answered_by_the_assistant_again(
    graph: Graph, context: RecordingContext
) -> None:
    context.known["escalated"] = True
    position = walk(graph, context, K.ESCALATED, K.AGENT_JOINED, K.RETURNED)
    assert (position.node, position.waiting_for) == ("assistant", WaitFor.VISITOR)


def test_the_survey_arrives_when_the_agent_resolves(
    graph: Graph, context: RecordingContext
) -> None:
    context.known["escalated"] = True
    position = walk(graph, context, K.ESCALATED, K.AGENT_JOINED, K.AGENT_RESOLVED)
    assert context.done[-1] == ("ask_form", "survey")
    assert position.node == "survey"


@pytest.mark.parametrize("kind", [K.VISITOR_WROTE, K.REOPENED])
def test_words_after_the_end_lead_back_to_the_assistant(
    graph: Graph, context: RecordingContext, kind: HappeningKind
) -> None:
    position = walk(graph, context, K.RESOLVED, K.FORM_SETTLED, kind)
    assert (position.node, position.state) == ("assistant", RunState.WAITING)


def test_a_survey_nobody_answers_is_skipped_in_time(
    graph: Graph, context: RecordingContext
) -> None:
    position = walk(graph, context, K.RESOLVED, K.TIMED_OUT)
    assert position.outcome == "resolved"


def test_what_does_not_concern_the_run_changes_nothing(
    graph: Graph, context: RecordingContext
) -> None:
    before = walk(graph, context, K.RESOLVED, K.FORM_SETTLED)
    after = happen(graph, before, Happening(K.AGENT_RESOLVED), lambda spec: context)
    assert after is before
