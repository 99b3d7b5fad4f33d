"""Buttons lead their own ways; words and silence have one too, and nothing else moves the run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from flows.effects import AskForm, CloseForm
from flows.nodes import node_of, ports_of
from flows.types import (
    GraphError,
    HappeningKind,
    NodeSpec,
    RunState,
    Situation,
    Staffing,
    WaitFor,
    Way,
)
from tests.flows.walking import NOW, FakeWorld, Walker, alone

K = HappeningKind
PORTS = ("sales", "button_1", "other")
CONFIG: dict[str, Any] = {
    "text": "Hi {{visitor.name}}, what is it about?",
    "buttons": [{"key": "sales", "label": "Sales"}, {"label": "Support"}],
    "links": [{"label": "Plans", "url": "/plans"}],
    "save_as": "topic",
    "wait_minutes": 10,
}


def asked(**changes: Any) -> Walker:
    world = FakeWorld({"visitor.name": "Vera"})
    return Walker(alone("buttons", PORTS, **{**CONFIG, **changes}), world).begin()


def test_the_buttons_are_in_the_thread_and_wait_so_long() -> None:
    walker = asked()
    (form,) = walker.all(AskForm)
    assert (form.kind, form.title, form.is_skippable) == (
        "buttons",
        "Hi Vera, what is it about?",
        False,
    )
    assert form.fields[0]["options"] == [
        {"value": "sales", "label": "Sales"},
        {"value": "button_1", "label": "Support"},
        {"value": "link_0", "label": "Plans", "url": "/plans"},
    ]
    assert walker.run.waiting_for is WaitFor.FORM
    assert walker.run.until == NOW + timedelta(minutes=10)


@pytest.mark.parametrize(("key", "label"), [("sales", "Sales"), ("button_1", "Support")])
def test_a_pressed_button_goes_its_way_and_is_remembered(key: str, label: str) -> None:
    walker = asked().settle({"choice": key})
    assert walker.run.node == f"at_{key}"
    assert walker.run.memory["answers.topic"] == label
    assert walker.steps[-2].why == f"“{label}” was pressed."


def test_a_link_without_words_is_no_option() -> None:
    walker = asked(links=[{"label": "{{answers.plan}}", "url": "/plans"}])
    [form] = walker.all(AskForm)
    assert [option["value"] for option in form.fields[0]["options"] if option.get("url")] == []


@pytest.mark.parametrize("kind", [K.VISITOR_WROTE, K.TIMED_OUT])
def test_words_and_silence_go_the_last_way_and_the_buttons_are_gone(kind: HappeningKind) -> None:
    walker = asked().tell(kind)
    assert walker.run.node == "at_other"
    assert walker.all(CloseForm) == [CloseForm("it-1")]


@pytest.mark.parametrize("choice", ["other", "link_0", "at_sales", "", None, ["sales"]])
def test_what_no_button_has_moves_nothing(choice: Any) -> None:
    walker = asked().settle({"choice": choice})
    assert (walker.run.node, walker.run.waiting_for) == ("it", WaitFor.FORM)


def test_nothing_is_settled_by_another_form_or_by_skipping() -> None:
    walker = asked().settle(None)
    walker.tell(K.FORM_SETTLED, {"form_id": "it-9", "values": {"choice": "sales"}})
    assert walker.run.node == "it"


def test_a_person_who_steps_in_has_the_conversation_and_no_button_speaks_over_them() -> None:
    walker = asked()
    form_id = walker.run.memory["_form"]
    walker.tell(K.AGENT_JOINED)
    assert walker.run.waiting_for is WaitFor.AGENT
    walker.tell(K.FORM_SETTLED, {"form_id": form_id, "values": {"choice": "sales"}})
    assert walker.run.node == "it"
    assert walker.tell(K.AGENT_RESOLVED).run.state is RunState.COMPLETED


def test_the_ports_are_the_buttons_and_the_last_way() -> None:
    ports = ports_of(NodeSpec("it", "buttons", {**CONFIG, "other_label": "Something else"}))
    assert [(port.name, port.label) for port in ports] == [
        ("sales", "Sales"),
        ("button_1", "Support"),
        ("other", "Something else"),
    ]


def test_whoever_does_not_answer_leaves_by_the_last_way() -> None:
    spec = NodeSpec("it", "buttons", CONFIG)
    node = node_of(spec)
    silent = Situation(True, Staffing.FREE, ai_works=True, visitor_answers=False)
    assert node.ways(node.config_of(spec), silent) == (Way("other"),)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"buttons": [{"key": "other", "label": "X"}]}, "it names the last way."),
        (
            {"buttons": [{"key": "a", "label": "X"}, {"key": "a", "label": "Y"}]},
            "Two buttons have the same key.",
        ),
        ({"buttons": [{"label": "X"}, {"label": "x"}]}, "Two buttons have the same words."),
    ],
)
def test_buttons_that_cannot_be_told_apart_are_named(
    changes: dict[str, Any], sentence: str
) -> None:
    spec = NodeSpec("it", "buttons", {**CONFIG, **changes})
    with pytest.raises(GraphError) as refusal:
        node_of(spec).config_of(spec)
    assert str(refusal.value).endswith(sentence)
