"""A form asks what is missing, keeps what is filled in, and loses no words that come instead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from flows.effects import AskForm, CloseForm, Say, SetVisitor
from flows.nodes import node_of
from flows.types import (
    GraphError,
    HappeningKind,
    NodeSpec,
    Situation,
    Staffing,
    WaitFor,
    Way,
)
from tests.flows.walking import NOW, FakeWorld, Walker, alone

K = HappeningKind
PORTS = ("submitted", "skipped")
FIELDS: list[dict[str, Any]] = [
    {"label": "Your name", "save_as": "name"},
    {"label": "E-mail", "kind": "email", "save_as": "email"},
    {"label": "Your plan", "save_as": "attribute", "name": "plan", "required": False},
    {"label": "Order number", "kind": "number", "minimum": 1},
    {"label": "Which one?", "kind": "choice", "options": [{"label": "Red"}, {"label": "Blue"}]},
]
FILLED = {
    "name": " Vera ",
    "email": "vera@shop.example",
    "plan": "",
    "order_number": "12",
    "which_one": "Red",
}


def shown(known: dict[str, Any] | None = None, **changes: Any) -> Walker:
    graph = alone("collect_info", PORTS, **{"fields": FIELDS, "wait_minutes": 15, **changes})
    return Walker(graph, FakeWorld(known or {})).begin()


def test_the_form_is_shown_with_its_types_and_waits_so_long() -> None:
    walker = shown({"visitor.name": "Vera"}, ask_known=True, text="Hi {{visitor.name}}")
    (form,) = walker.all(AskForm)
    assert (form.kind, form.text, form.is_skippable) == ("info", "Hi Vera", True)
    assert [(field["name"], field["kind"], field["value"]) for field in form.fields] == [
        ("name", "text", "Vera"),
        ("email", "email", ""),
        ("plan", "text", ""),
        ("order_number", "number", ""),
        ("which_one", "choice", ""),
    ]
    assert form.fields[4]["options"][1] == {"value": "Blue", "label": "Blue"}
    assert walker.run.until == NOW + timedelta(minutes=15)


def test_what_is_filled_in_is_kept_where_the_manager_said() -> None:
    walker = shown().settle(FILLED)
    assert walker.run.node == "at_submitted"
    assert walker.all(SetVisitor) == [SetVisitor({"name": "Vera", "email": "vera@shop.example"})]
    answers = {key: value for key, value in walker.run.memory.items() if key.startswith("answers.")}
    assert answers == {
        "answers.name": "Vera",
        "answers.email": "vera@shop.example",
        "answers.order_number": "12",
        "answers.which_one": "Red",
    }


def test_what_is_known_is_not_asked_again() -> None:
    walker = shown({"visitor.name": "Vera", "visitor.email": "v@shop.example", "visitor.plan": "X"})
    (form,) = walker.all(AskForm)
    assert [field["name"] for field in form.fields] == ["order_number", "which_one"]
    assert walker.run.memory["answers.email"] == "v@shop.example"


def test_with_nothing_left_to_ask_there_is_no_form() -> None:
    walker = shown({"visitor.name": "Vera"}, fields=FIELDS[:1])
    assert walker.run.node == "at_submitted"
    assert walker.all(AskForm) == []
    assert walker.steps[1].why == "Everything that is asked here is known already."


def test_what_was_answered_earlier_in_the_conversation_is_known() -> None:
    walker = shown(fields=FIELDS[3:4])
    assert walker.settle({"order_number": "7"}).tell(K.BEGUN).run.node == "at_submitted"
    assert len(walker.all(AskForm)) == 1


@pytest.mark.parametrize("kind", [K.VISITOR_WROTE, K.TIMED_OUT])
def test_words_and_silence_skip_a_form_that_can_be_skipped(kind: HappeningKind) -> None:
    walker = shown().tell(kind)
    assert walker.run.node == "at_skipped"
    assert walker.all(CloseForm) == [CloseForm("it-1")]


def test_words_wait_for_a_form_that_has_to_be_filled_in_and_one_hint_is_said() -> None:
    walker = shown(is_skippable=False, hint="First the form, {{visitor.name}}.")
    walker.tell(K.VISITOR_WROTE).tell(K.VISITOR_WROTE)
    assert walker.all(Say) == [Say("First the form,.")]
    assert (walker.run.waiting_for, walker.run.until) == (
        WaitFor.FORM,
        NOW + timedelta(minutes=15),
    )
    assert walker.settle(FILLED).run.node == "at_submitted"


def test_a_form_that_has_to_be_filled_in_cannot_be_skipped_but_ends_in_time() -> None:
    walker = shown(is_skippable=False).settle(None)
    assert walker.run.node == "it"
    assert walker.tell(K.TIMED_OUT).run.node == "at_skipped"


def test_values_that_nobody_asked_for_are_not_kept() -> None:
    forged = {"which_one": "Green", "plan": 7, "role": "admin", "visitor.role": "admin"}
    walker = shown().settle({**FILLED, **forged})  # type: ignore[dict-item]
    assert "answers.which_one" not in walker.run.memory
    assert walker.all(SetVisitor) == [SetVisitor({"name": "Vera", "email": "vera@shop.example"})]
    assert not any("role" in key for key in walker.run.memory)


def test_whoever_does_not_answer_leaves_it_unfilled_unless_all_is_known() -> None:
    spec = NodeSpec("it", "collect_info", {})
    node = node_of(spec)
    silent = Situation(True, Staffing.FREE, ai_works=True, visitor_answers=False)
    assert node.ways(node.config_of(spec), silent) == (Way("submitted"), Way("skipped"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            [{"label": "Colour", "kind": "choice", "options": [{"label": "Red"}]}],
            "“Colour” needs at least two different choices.",
        ),
        (
            [{"label": "Mail", "save_as": "email"}],
            "“Mail” is kept as an e-mail address, so it has to ask for one.",
        ),
        (
            [{"label": "Name", "kind": "date", "save_as": "name"}],
            "“Name” is kept as a name, so it has to ask for one line.",
        ),
        ([{"label": "A b"}, {"label": "a-b"}], "Two fields are called “a_b”."),
        ([{"label": "訂單"}], "“訂單” needs a short name."),
        (
            [{"label": "Seats", "kind": "number", "minimum": 5, "maximum": 2}],
            "“Seats”: the least is more than the most.",
        ),
    ],
)
def test_fields_that_cannot_work_are_named(fields: list[dict[str, Any]], sentence: str) -> None:
    spec = NodeSpec("it", "collect_info", {"fields": fields})
    with pytest.raises(GraphError) as refusal:
        node_of(spec).config_of(spec)
    assert str(refusal.value).endswith(sentence)
