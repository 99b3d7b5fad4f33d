"""Runs in trouble: one that cannot go on ends at a person; what happens at once is told once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from celery import Celery
from django.utils import timezone

from agents import services as agents
from chat.forms import settle_form
from chat.services import open_conversation
from chat.types import AuthorKind, EntryKind, State
from escalation import selectors as escalation_state
from escalation import services as escalation
from escalation.types import HandoffState
from flows import calls, people, runner, turn_store
from flows.models import Flow, FlowCall, FlowRun, FlowStep, FlowVersion, SiteFlow
from flows.services import open_turn_of
from flows.types import TurnState
from knowledge.providers.base import ProviderError
from tests import builders
from tests.escalation import builders as make
from tests.flows.staging import Script, ScriptedAnswers, Stage, words_of
from tests.flows.walking import flow
from tests.threads import at_once

QUESTION = "How long do you keep backups?"
Graph = dict[str, Any]


def node(name: str, kind: str, **config: Any) -> Graph:
    return {"id": name, "kind": kind, "config": config}


def publish(stage: Stage, graph: Graph) -> None:
    """The site's flow is this one, whatever the proof says of it."""
    made = Flow.objects.create(name="It", slug=f"it-{Flow.objects.count()}", draft=graph)
    FlowVersion.objects.create(flow=made, number=1, graph=graph)
    SiteFlow.objects.update_or_create(site=stage.site, defaults={"flow": made})


WAITS = flow(
    [
        node("start", "start"),
        node("wait", "wait", minutes=1),
        node("human", "human_chat"),
        node("end", "end"),
    ],
    [("start", "next", "wait"), ("wait", "done", "human"), ("human", "ended", "end")],
)


@pytest.mark.parametrize("falls", ["first", "second"])
def test_a_step_that_fails_ends_its_run_at_a_person_and_stops_no_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, falls: str
) -> None:
    publish(stage, WAITS)
    wanted = people.request_human
    somebody = builders.visitor(at=stage.site)
    broken, whole = stage.say("Hello"), open_conversation(site=stage.site, visitor=somebody)
    if falls == "second":
        broken, whole = whole, broken

    def asked(conversation: Any, request: Any) -> None:
        if conversation.pk == broken.pk:
            raise ZeroDivisionError
        wanted(conversation, request)

    monkeypatch.setattr(people, "request_human", asked)
    FlowRun.objects.update(deadline_at=timezone.now() - timedelta(minutes=1))
    runner.sweep()
    states = {pk: FlowRun.objects.get(conversation=pk).state for pk in (broken.pk, whole.pk)}
    assert states == {broken.pk: "aborted", whole.pk: "waiting"}
    handoff = make.handoff_of(broken)
    assert handoff.sentence == "The flow cannot go on: a step failed (ZeroDivisionError)."
    assert make.handoff_of(whole).reason == "flow_step"


def test_who_begins_a_flow_that_leads_nowhere_gets_a_person(stage: Stage) -> None:
    nodes = [node("start", "start"), node("go", "go_to", where="flow", flow="gone")]
    publish(stage, flow(nodes, [("start", "next", "go")]))
    conversation = stage.ask(QUESTION)
    assert (FlowRun.objects.get().state, conversation.state) == ("aborted", State.DEFERRED)
    assert "gone" in make.handoff_of(conversation).sentence
    assert open_turn_of(conversation.pk) is None


def test_a_call_promised_while_an_agent_is_asked_outlives_the_end_of_the_flow(
    stage: Stage,
) -> None:
    nodes = [
        node("start", "start"),
        node("ai", "ai_agent_handoff"),
        node("human", "human_chat"),
        node("call", "callback"),
        node("end", "end"),
    ]
    edges = [
        ("start", "next", "ai"),
        ("ai", "escalated", "human"),
        ("human", "nobody", "call"),
        ("call", "requested", "end"),
    ]
    publish(stage, flow(nodes, edges))
    conversation = stage.say("Can I talk to somebody?")
    make.escalate(conversation)
    ada = make.agent()
    agents.route()
    form = make.entries(conversation, EntryKind.FORM_REQUESTED)[-1]
    values = {"phone": "+49 30 123"}
    settle_form(conversation_id=conversation.pk, form_id=form["form_id"], values=values)
    assert make.state_of(conversation) == State.OFFERED
    agents.decline(agent_id=ada.pk, conversation_id=conversation.pk)
    escalation.sweep(timezone.now() + timedelta(hours=1))
    handoff = make.handoff_of(conversation)
    assert (make.state_of(conversation), handoff.state) == (State.DEFERRED, HandoffState.CAPTURED)
    assert handoff.captured["phone"] == "+49 30 123"


def test_an_end_does_not_close_who_waits_for_a_person(stage: Stage) -> None:
    nodes = [node("start", "start"), node("ai", "ai_agent_handoff"), node("end", "end")]
    publish(stage, flow(nodes, [("start", "next", "ai"), ("ai", "escalated", "end")]))
    ada = make.agent()
    conversation = stage.say("Can I talk to somebody?")
    make.escalate(conversation)
    agents.route()
    agents.accept(agent_id=ada.pk, conversation_id=conversation.pk)
    assert (make.state_of(conversation), FlowRun.objects.get().node) == (State.WITH_AGENT, "end")
    assert make.handoff_of(conversation).state == HandoffState.CONNECTED


ALONE = flow(
    [
        node("start", "start"),
        node("chat", "ai_agent_chat"),
        node("ai", "ai_agent_handoff"),
        node("end", "end"),
    ],
    [("start", "next", "chat"), ("chat", "error", "ai"), ("chat", "limit", "end")],
)


def test_behind_an_aborted_run_the_ai_hands_over_when_it_fails(stage: Stage) -> None:
    """An assistant that answers alone tells its run, and that one is over."""
    publish(stage, ALONE)
    stage.ask(QUESTION)
    FlowRun.objects.update(state="aborted")
    ScriptedAnswers.play(Script(error=ProviderError("server_error", retryable=False)))
    conversation = stage.ask(QUESTION)
    assert make.handoff_of(conversation).reason == "ai_error"


def test_words_whose_turn_crashed_are_the_next_assistants(stage: Stage) -> None:
    publish(stage, ALONE)
    conversation = stage.say(QUESTION)
    turn = open_turn_of(conversation.pk)
    assert turn is not None
    turn_store.fail(turn.pk, "crashed")
    assert FlowRun.objects.get().node == "ai"
    assert stage.run(conversation) is TurnState.ANSWERED


ASKS = flow(
    [
        node("start", "start"),
        node("ask", "collect_info", title="Your order?", fields=[{"label": "Order"}]),
        node("late", "set_attribute", add_tags=["late"]),
        node("given", "set_attribute", add_tags=["given"]),
        node("ai", "ai_agent_handoff"),
    ],
    [
        ("start", "next", "ask"),
        ("ask", "submitted", "given"),
        ("ask", "skipped", "late"),
        ("late", "next", "ai"),
        ("given", "next", "ai"),
    ],
)


@pytest.mark.parametrize("number", range(4))
def test_a_form_that_is_settled_overdue_and_written_past_at_once_leads_on_once(
    stage: Stage, number: int
) -> None:
    """The sweep, the form, the same form from another tab, and words, all in the same moment."""
    publish(stage, ASKS)
    conversation = stage.say("Hello")
    form = make.entries(conversation, EntryKind.FORM_REQUESTED)[-1]["form_id"]
    FlowRun.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    steps: list[Any] = [
        runner.sweep,
        partial(
            settle_form,
            conversation_id=conversation.pk,
            form_id=form,
            values={"order": "A7"},
        ),
        partial(settle_form, conversation_id=conversation.pk, form_id=form, values=None),
        partial(stage.say, "Are you there?"),
        runner.sweep,
    ]
    results = at_once(*steps[number:], *steps[:number])
    assert [one for one in results if isinstance(one, Exception)] == []
    run = FlowRun.objects.get()
    assert (run.state, run.node, run.waiting_for) == ("waiting", "ai", "visitor")
    ways = list(FlowStep.objects.filter(node="ask").values_list("port", flat=True))
    conversation.refresh_from_db()
    assert conversation.tags == {("submitted",): ["given"], ("skipped",): ["late"]}[tuple(ways)]
    settled = conversation.entries.filter(kind__in=["form.submitted", "form.skipped"])
    assert settled.count() == 1
    # Both messages have one turn, and one answer.
    assert stage.run(conversation) is TurnState.ANSWERED
    assert len(words_of(conversation, AuthorKind.ASSISTANT)) == 1
    assert stage.run(conversation) is None


@pytest.mark.parametrize("number", range(3))
def test_a_person_who_steps_in_at_the_end_of_a_wait_is_never_talked_over(
    stage: Stage, number: int
) -> None:
    publish(stage, WAITS)
    ada = make.agent()
    conversation = stage.say("Hello")
    FlowRun.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    steps: list[Any] = [
        runner.sweep,
        partial(agents.take_over, agent_id=ada.pk, conversation_id=conversation.pk),
        partial(stage.say, "Hello?"),
    ]
    results = at_once(*steps[number:], *steps[:number])
    assert [one for one in results if isinstance(one, Exception)] == []
    assert make.state_of(conversation) == State.WITH_AGENT
    run = FlowRun.objects.get()
    assert (run.state, run.waiting_for, run.deadline_at) == ("waiting", "agent", None)
    assert open_turn_of(conversation.pk) is None
    assert escalation_state.check(timezone.now()).is_clean


@pytest.mark.parametrize("number", range(3))
def test_a_call_that_ends_twice_in_the_last_moment_leads_on_once(
    stage: Stage, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers have the answer, the wait is over, and the visitor writes."""
    monkeypatch.setattr(Celery, "send_task", lambda *_, **__: None)
    nodes = [
        node("start", "start"),
        node("call", "webhook", url="https://crm.example.com/x", body_kind="none"),
        node("ai", "ai_agent_handoff"),
    ]
    edges = [("start", "next", "call"), ("call", "ok", "ai"), ("call", "failed", "ai")]
    publish(stage, flow(nodes, edges))
    conversation = stage.say("Hello")
    now = timezone.now()
    claimed = calls.claim(FlowCall.objects.get().pk, now)
    assert claimed is not None
    FlowRun.objects.update(deadline_at=now - timedelta(seconds=1))
    done = partial(calls.settle, claimed, calls.Outcome(status=200, body="{}"), now)
    steps: list[Any] = [done, runner.sweep, done, partial(stage.say, "Hello?"), runner.sweep]
    results = at_once(*steps[number:], *steps[:number])
    assert [one for one in results if isinstance(one, Exception)] == []
    assert FlowStep.objects.filter(node="call").count() == 1
    assert FlowCall.objects.get().state == "done"
    assert FlowRun.objects.get().waiting_for == "visitor"
    assert stage.run(conversation) is TurnState.ANSWERED
    assert len(words_of(conversation, AuthorKind.ASSISTANT)) == 1
