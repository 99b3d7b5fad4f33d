"""The product page's hosting example walks exactly as drawn."""

from __future__ import annotations

import pytest

from flows.effects import AskForm, Close, RequestHuman, Say
from flows.graph import parse
from flows.proof import prove
from flows.starter import graph as starter
from flows.types import Graph, Happening, HappeningKind, RunState, WaitFor
from tests.flows.walking import FakeWorld, Walker

K = HappeningKind


@pytest.fixture
def graph() -> Graph:
    return parse(starter(greeting="Hi!", goodbye="Glad I could help!", queue="senior-engineers"))


@pytest.fixture
def world() -> FakeWorld:
    return FakeWorld()


def walk(graph: Graph, world: FakeWorld, *kinds: HappeningKind) -> Walker:
    walker = Walker(graph, world).begin()
    for kind in kinds:
        if kind is K.FORM_SETTLED:
            walker.settle({"rating": "5"})
        else:
            walker.tell(kind)
    return walker


def test_it_can_be_published(graph: Graph) -> None:
    assert prove(graph) == []


def test_it_says_hello_and_waits_for_the_visitor(graph: Graph, world: FakeWorld) -> None:
    walker = walk(graph, world)
    assert walker.effects == [Say("Hi!")]
    assert (walker.run.node, walker.run.waiting_for) == ("assistant", WaitFor.VISITOR)


def test_an_escalation_leads_to_a_senior_engineer(graph: Graph, world: FakeWorld) -> None:
    world.known["escalated"] = True
    walker = walk(graph, world, K.VISITOR_WROTE, K.ESCALATED)
    assert walker.effects[-1] == RequestHuman("senior-engineers")
    assert (walker.run.node, walker.run.waiting_for) == ("human", WaitFor.AGENT)
    ports = [(step.node, step.port) for step in walker.steps[-3:]]
    assert ports == [("assistant", "escalated"), ("escalated", "escalate"), ("human", "")]
    assert walker.steps[-2].inputs == {"escalated": True}
    assert walker.steps[-2].why == "“Escalate” holds: escalated is yes."


def test_a_resolved_talk_ends_with_goodbye_survey_and_close(graph: Graph, world: FakeWorld) -> None:
    walker = walk(graph, world, K.VISITOR_WROTE, K.RESOLVED)
    said, form = walker.effects[-2:]
    assert said == Say("Glad I could help!")
    assert isinstance(form, AskForm)
    assert form.kind == "survey"
    assert walker.run.waiting_for is WaitFor.FORM
    walker = walk(graph, world, K.RESOLVED, K.FORM_SETTLED)
    assert walker.effects[-1] == Close("resolved")
    assert walker.run.state is RunState.COMPLETED


def test_a_handed_back_conversation_is_answered_by_the_assistant_again(
    graph: Graph, world: FakeWorld
) -> None:
    world.known["escalated"] = True
    walker = walk(graph, world, K.ESCALATED, K.AGENT_JOINED, K.RETURNED)
    assert (walker.run.node, walker.run.waiting_for) == ("assistant", WaitFor.VISITOR)


def test_the_survey_arrives_when_the_agent_resolves(graph: Graph, world: FakeWorld) -> None:
    world.known["escalated"] = True
    walker = walk(graph, world, K.ESCALATED, K.AGENT_JOINED, K.AGENT_RESOLVED)
    assert [form.kind for form in walker.all(AskForm)] == ["survey"]
    assert walker.run.node == "survey"


@pytest.mark.parametrize("kind", [K.VISITOR_WROTE, K.REOPENED])
def test_words_after_the_end_lead_back_to_the_assistant(
    graph: Graph, world: FakeWorld, kind: HappeningKind
) -> None:
    walker = walk(graph, world, K.RESOLVED, K.FORM_SETTLED, kind)
    assert (walker.run.node, walker.run.state) == ("assistant", RunState.WAITING)


def test_a_survey_nobody_answers_is_skipped_in_time(graph: Graph, world: FakeWorld) -> None:
    assert walk(graph, world, K.RESOLVED, K.TIMED_OUT).run.outcome == "resolved"


def test_a_form_of_somebody_else_settles_no_survey(graph: Graph, world: FakeWorld) -> None:
    walker = walk(graph, world, K.RESOLVED).tell(K.FORM_SETTLED, {"form_id": "offline-7"})
    assert walker.run.node == "survey"


def test_what_does_not_concern_the_run_changes_nothing(graph: Graph, world: FakeWorld) -> None:
    walker = walk(graph, world, K.RESOLVED, K.FORM_SETTLED)
    assert walker.went(Happening(K.AGENT_RESOLVED)).run is walker.run
