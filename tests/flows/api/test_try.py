"""The test drawer: a draft walked by a conversation that does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client

from agents.models import Queue
from agents.selectors import default_queue
from chat.models import Conversation
from escalation.models import Decision
from escalation.setup import ensure_defaults
from flows.models import Flow, FlowRun, FlowStep
from flows.recipes.hosting import HOSTING
from flows.starter import ensure_default_flow
from knowledge.models import AnswerRecord, AssistantProfile
from knowledge.types import AnswerRequest, Retrieval
from tests.flows import staging
from tests.flows.api.talking import graph, node, person, post, short

pytestmark = pytest.mark.django_db

WORLD = {"ai": "recorded", "answer": "Your backups are kept for 14 days.", "language": "en"}


class Drawer:
    """The drawer of the builder: it hands the state back with each event."""

    def __init__(self, client: Client, flow: Flow, drawn: Mapping[str, Any]) -> None:
        self.client, self.flow, self.drawn = client, flow, drawn
        self.world: dict[str, Any] = dict(WORLD)
        self.state: Any = None
        self.last: dict[str, Any] = {}

    def send(self, kind: str, status: int = 200, **event: Any) -> dict[str, Any]:
        """Lets something happen."""
        body = {"state": self.state, "event": {"kind": kind, **event}, "world": self.world}
        answer = post(self.client, self.flow, "try", graph=self.drawn, **body)
        assert answer.status_code == status, answer.content
        self.last = answer.json()
        self.state = self.last.get("state", self.state)
        return self.last

    def said(self, who: str) -> list[str]:
        """What this one said last."""
        return [one["text"] for one in self.last["said"] if one["who"] == who]

    def walked(self) -> list[tuple[str, str]]:
        """Nodes that were left, and through which port."""
        return [(one["node"], one["port"]) for one in self.last["steps"] if one["port"]]


@pytest.fixture
def flow() -> Flow:
    """A flow; what is tried is not its draft."""
    ensure_defaults()
    AssistantProfile.objects.create(slug="help", display_name="Help", is_default=True)
    return ensure_default_flow()


@pytest.fixture
def drawer(flow: Flow) -> Drawer:
    """Somebody who may look, in front of the hosting example."""
    return Drawer(person("view", "change"), flow, HOSTING.graph())


def drawing(drawer: Drawer, *nodes: dict[str, Any], edges: str) -> Drawer:
    """The same drawer in front of another graph."""
    drawer.drawn = graph(node("start", "start"), *nodes, node("end", "end"), edges=edges)
    return drawer


# The example of the product page


def test_the_example_goes_through_the_resolved_branch(drawer: Drawer) -> None:
    began = drawer.send("begin")
    assert drawer.said("assistant") == ["Hi! I'll try to help first."]
    assert drawer.walked() == [("start", "next"), ("hello", "next")]
    assert (began["waiting_for"], began["waiting_node"]) == ("visitor", "assistant")
    answered = drawer.send("words", text="How long do you keep backups?")
    (line,) = [one for one in answered["said"] if one["who"] == "assistant"]
    assert line["text"] == WORLD["answer"]
    assert line["confidence"] == 0.9
    (turn,) = answered["steps"]
    assert turn["node"] == "assistant"
    assert turn["inputs"]["question"] == "How long do you keep backups?"
    assert "no rule asks for a person" in turn["why"]
    settled = drawer.send("words", text="Thank you!")
    assert ("assistant", "resolved") in drawer.walked()
    assert ("escalated", "else") in drawer.walked()
    (branch,) = [one for one in settled["steps"] if one["node"] == "escalated"]
    assert branch["inputs"] == {"escalated": False}
    assert branch["why"]
    assert drawer.said("assistant") == ["Glad I could help!"]
    assert settled["waiting_for"] == "form"
    form = next(one["form"] for one in settled["said"] if one["form"])
    assert [one["name"] for one in form["fields"]][:1] == ["rating"]
    drawer.send("form", status=400, values={"rating": "9"})
    ended = drawer.send("form", values={"rating": "5"})
    assert drawer.walked() == [("survey", "answered")]
    assert ended["ended"]
    assert ended["outcome"] == "resolved"


def test_the_example_goes_through_the_escalated_branch(drawer: Drawer) -> None:
    drawer.send("begin")
    handed = drawer.send("words", text="I want to talk to a human being, please.")
    assert drawer.walked() == [("assistant", "escalated"), ("escalated", "escalate")]
    turn = handed["steps"][0]
    assert turn["inputs"]["human_request"] > 0.5
    assert "person" in turn["why"]
    branch = next(one for one in handed["steps"] if one["node"] == "escalated")
    assert branch["inputs"] == {"escalated": True}
    assert drawer.said("system")[0].startswith("Of course.")
    assert (handed["waiting_for"], handed["waiting_node"]) == ("agent", "human")
    drawer.send("agent_joins", text="Hello, Ada here.")
    assert drawer.said("agent") == ["Hello, Ada here."]
    drawer.send("agent_resolves")
    assert drawer.walked() == [("human", "ended")]
    drawer.send("skip")
    assert drawer.walked() == [("survey", "skipped")]
    assert drawer.last["ended"]


def test_nothing_is_stored(drawer: Drawer) -> None:
    drawer.send("begin", text="How long do you keep backups?")
    drawer.send("words", text="I want to talk to a person.")
    drawer.send("leaves")
    for model in (Conversation, FlowRun, FlowStep, Decision, AnswerRecord):
        assert not model.objects.exists()


# What can be set


def test_a_low_confidence_brings_in_a_person(drawer: Drawer) -> None:
    drawer.world["confidence"] = 0.2
    drawer.send("begin")
    drawer.send("words", text="How long do you keep backups?")
    assert ("assistant", "escalated") in drawer.walked()
    assert drawer.said("assistant") == []
    assert drawer.last["steps"][0]["inputs"]["confidence"] == 0.2


def test_an_ai_that_is_down_leaves_by_its_error(drawer: Drawer) -> None:
    drawer.world["ai_works"] = False
    drawer.send("begin")
    drawer.send("words", text="How long do you keep backups?")
    assert ("assistant", "error") in drawer.walked()


def test_people_hours_and_queues_are_as_set(drawer: Drawer) -> None:
    drawing(
        drawer,
        node("gate", "queue_gate"),
        edges="start.next>gate gate.available>end gate.wait>end gate.busy>end gate.closed>end",
    )
    for world, port in (
        ({"open": True, "free": 1}, "available"),
        ({"open": True, "free": 0, "waiting": 2}, "wait"),
        ({"open": True, "free": 0, "waiting": 9}, "busy"),
        ({"open": False}, "closed"),
        ({"open": True, "agents_online": 0}, "closed"),
    ):
        drawer.world = {**WORLD, **world}
        drawer.send("begin")
        assert ("gate", port) in drawer.walked(), world
    (figures,) = [one["inputs"] for one in drawer.last["steps"] if one["node"] == "gate"]
    assert next(iter(figures.values()))["online"] == 0


def test_time_passes_up_to_the_deadline_and_no_further(drawer: Drawer) -> None:
    drawing(
        drawer,
        node("wait", "wait", minutes=30),
        node("hello", "message", text="Still there?"),
        edges="start.next>wait wait.done>hello hello.next>end",
    )
    drawer.world["now"] = "2026-03-02T12:00:00Z"
    assert drawer.send("begin")["until"] == "2026-03-02T12:30:00+00:00"
    drawer.send("time_passes", minutes=29)
    assert drawer.walked() == []
    drawer.send("time_passes", minutes=1)
    assert drawer.said("assistant") == ["Still there?"]
    assert drawer.last["ended"]


def test_a_silent_visitor_has_left_when_the_wait_is_over(drawer: Drawer) -> None:
    drawer.send("begin")
    drawer.send("time_passes")
    assert ("assistant", "left") in drawer.walked()


def test_what_is_known_of_the_visitor_fills_texts_and_decides(drawer: Drawer) -> None:
    drawing(
        drawer,
        node("hello", "message", text="Hi {{visitor.name}}, you are on {{visitor.plan}}."),
        edges="start.next>hello hello.next>end",
    )
    drawer.world["visitor"] = {"name": "Vera", "plan": "pro"}
    drawer.send("begin")
    assert drawer.said("assistant") == ["Hi Vera, you are on pro."]
    assert drawer.last["steps"][1]["inputs"] == {"visitor.name": "Vera", "visitor.plan": "pro"}


def test_nobody_comes(drawer: Drawer) -> None:
    drawer.send("begin", text="I want to talk to a person.")
    drawer.send("nobody")
    form = next(one["form"] for one in drawer.last["said"] if one["form"])
    assert form["kind"] == "offline"
    drawer.send("form", values={"email": "vera@example.com", "message": "Call me."})
    assert drawer.last["waiting_for"] == "agent"


def test_where_nobody_comes_the_queues_ladder_counts(drawer: Drawer) -> None:
    """A call that is not wanted, then the AI with a note, as its queue has it."""
    Queue.objects.filter(pk=default_queue().pk).update(fallbacks=["callback", "assistant_note"])
    drawer.send("begin", text="I want to talk to a person.")
    drawer.send("nobody")
    assert drawer.last["waiting_for"] == "visitor"
    assert any("I have noted" in words for words in drawer.said("system"))
    assert any("A call is offered" in words for words in drawer.said("staff"))


def test_where_nobody_comes_the_ai_has_the_conversation_again(drawer: Drawer) -> None:
    drawing(
        drawer,
        node("human", "human_chat"),
        node("ai", "ai_agent_chat"),
        edges="start.next>human human.nobody>ai human.ended>end ai.limit>end ai.error>end",
    )
    drawer.send("begin")
    drawer.send("nobody")
    assert ("human", "nobody") in drawer.walked()
    assert (drawer.last["waiting_for"], drawer.last["waiting_node"]) == ("visitor", "ai")
    drawer.send("words", text="How long do you keep backups?")
    assert drawer.said("assistant") == [WORLD["answer"]]


def test_an_assistant_alone_declines_and_stops_at_its_limit(drawer: Drawer) -> None:
    drawing(
        drawer,
        node("ai", "ai_agent_chat", decline="I do not know.", max_declines=2),
        edges="start.next>ai ai.limit>end ai.error>end",
    )
    drawer.world["confidence"] = 0.1
    drawer.send("begin")
    drawer.send("words", text="How long do you keep backups?")
    assert drawer.said("assistant") == ["I do not know."]
    assert drawer.last["waiting_for"] == "visitor"
    drawer.send("words", text="How much is it?")
    assert ("ai", "limit") in drawer.walked()
    drawer.world["ai_works"] = False
    drawer.send("begin", text="How much is it?")
    assert ("ai", "error") in drawer.walked()


def test_a_step_asks_for_a_message_in_its_own_words(drawer: Drawer) -> None:
    drawing(
        drawer,
        node("offline", "offline_message", title="Write to us, {{visitor.name}}"),
        edges="start.next>offline",
    )
    drawer.world["visitor"] = {"name": "Vera"}
    (line,) = drawer.send("begin")["said"]
    assert line["form"]["title"] == "Write to us, Vera"
    assert {one["name"]: one["value"] for one in line["form"]["fields"]}["name"] == "Vera"


@pytest.mark.parametrize(("webhook", "port"), [("ok", "ok"), ("failed", "failed")])
def test_another_system_is_never_called(drawer: Drawer, webhook: str, port: str) -> None:
    drawing(
        drawer,
        node("call", "webhook", url="https://api.example.com/orders"),
        edges="start.next>call call.ok>end call.failed>end",
    )
    drawer.world["webhook"] = webhook
    drawer.send("begin")
    assert ("call", port) in drawer.walked()
    assert "api.example.com" in drawer.said("staff")[0]


# What makes no sense


def test_events_that_cannot_happen_are_refused_with_words(drawer: Drawer) -> None:
    drawer.send("words", status=400, text="Hello")
    drawer.send("begin")
    for kind in ("form", "skip", "nobody", "agent_resolves", "agent_returns"):
        assert drawer.send(kind, status=400)["detail"]
    drawer.send("words", status=400, text="   ")
    drawer.send("telepathy", status=400)


@pytest.mark.parametrize("state", ["", "x", "eyJydW4iOiB7fX0:1abc:def", {"run": {}}, 7, []])
def test_a_state_that_nobody_signed_is_refused(drawer: Drawer, state: Any) -> None:
    drawer.send("begin")
    drawer.state = state
    drawer.send("words", status=400, text="Hello")


@pytest.mark.parametrize(
    "world",
    [
        {"now": "soon"},
        {"now": "9999-12-31T23:59:59Z"},
        {"confidence": 7},
        {"agents_online": -1},
        {"ai": "dream"},
        {"visitor": {"name": ["Vera"]}},
    ],
)
def test_a_world_that_cannot_be_is_refused(drawer: Drawer, world: dict[str, Any]) -> None:
    drawer.world = {**WORLD, **world}
    assert drawer.send("begin", status=400)["detail"]


def test_a_graph_that_cannot_be_walked_says_where(drawer: Drawer) -> None:
    drawer.drawn = graph(node("start", "start"), node("hello", "message"), edges="start.next>hello")
    assert "Message" in drawer.send("begin")["problem"]
    drawer.drawn = {"nodes": 7}
    drawer.send("begin", status=400)


def test_only_who_may_look_may_try(flow: Flow) -> None:
    body = {"graph": short(), "state": None, "event": {"kind": "begin"}, "world": WORLD}
    for client in (Client(), person(), person("view", staff=False)):
        assert post(client, flow, "try", **body).status_code == 403


# Real answers


def test_real_answers_need_the_right_to_change_flows(flow: Flow) -> None:
    real = {**WORLD, "ai": "real"}
    body = {"graph": short(), "state": None, "event": {"kind": "begin"}, "world": real}
    refused = post(person("view"), flow, "try", **body)
    assert (refused.status_code, "real answers" in refused.json()["detail"]) == (400, True)
    assert post(person("view", "change"), flow, "try", **body).status_code == 200
    assert post(person("view"), flow, "try", **{**body, "world": WORLD}).status_code == 200


def test_a_real_answer_comes_from_the_knowledge_base_with_its_sources(
    drawer: Drawer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ANSWER_PROVIDERS = {"scripted": "tests.flows.staging.ScriptedAnswers"}
    AssistantProfile.objects.update(providers=["scripted"])

    async def search(request: AnswerRequest) -> Retrieval:
        return staging.found()

    monkeypatch.setattr("knowledge.services.retrieve", search)
    staging.ScriptedAnswers.play(staging.Script())
    drawer.world["ai"] = "real"
    drawer.send("begin")
    drawer.send("words", text="How long do you keep backups?")
    (line,) = [one for one in drawer.last["said"] if one["who"] == "assistant"]
    assert line["text"] == "Backups are kept for 14 days."
    assert line["sources"] == [{"title": "Backups", "url": "/help/backups"}]
    drawer.world["confidence"] = 0.1
    drawer.send("words", text="And on the small plan?")
    assert ("assistant", "escalated") in drawer.walked()
    assert not AnswerRecord.objects.exists()
