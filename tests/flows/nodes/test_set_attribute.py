"""Attributes and tags are kept with variables filled in; what cannot be kept is said."""

from __future__ import annotations

from typing import Any

import pytest

from flows.effects import SetTags, SetVisitor
from flows.nodes import node_of
from flows.types import GraphError, NodeSpec
from tests.flows.walking import FakeWorld, Walker, alone, flow

KNOWN = {"visitor.name": "Vera", "page": "/pricing", "tags": ("old", "new")}


def kept(known: dict[str, Any] | None = None, **config: Any) -> Walker:
    world = FakeWorld(KNOWN if known is None else known)
    return Walker(alone("set_attribute", ("next",), **config), world).begin()


def test_attributes_are_kept_with_variables_filled_in() -> None:
    walker = kept(
        attributes=[
            {"name": "interest", "value": "{{page}} of {{visitor.name}}"},
            {"name": "visitor.tier", "value": "gold"},
            {"name": "email", "value": "vera@shop.example"},
        ]
    )
    assert walker.run.node == "at_next"
    assert walker.all(SetVisitor) == [
        SetVisitor({"interest": "/pricing of Vera", "tier": "gold", "email": "vera@shop.example"})
    ]


def test_what_is_set_is_known_to_the_next_node_at_once() -> None:
    nodes: list[dict[str, Any]] = [
        {"id": "start", "kind": "start"},
        {"id": "a", "kind": "set_attribute", "config": {"attributes": [PLAN], "add_tags": ["X"]}},
        {"id": "b", "kind": "conditional", "config": {"branches": [IS_PRO]}},
        {"id": "yes", "kind": "end"},
        {"id": "no", "kind": "end"},
    ]
    edges = [
        ("start", "next", "a"),
        ("a", "next", "b"),
        ("b", "branch_0", "yes"),
        ("b", "else", "no"),
    ]
    assert Walker(flow(nodes, edges)).begin().run.node == "yes"


PLAN = {"name": "plan", "value": "Pro"}
IS_PRO = {
    "label": "Pro",
    "conditions": [
        {"fact": "visitor.plan", "value": "pro"},
        {"fact": "tags", "operator": "contains", "value": "x"},
    ],
}


def test_tags_are_words_in_lower_case() -> None:
    walker = kept(add_tags=["  VIP  Customer ", "{{answers.none}}"], remove_tags=["OLD"])
    assert walker.all(SetTags) == [SetTags(("vip customer",), ("old",))]


def test_what_is_no_address_or_name_is_left_as_it_was_and_said() -> None:
    walker = kept(
        attributes=[
            {"name": "email", "value": "{{visitor.name}}"},
            {"name": "name", "value": "{{answers.none}}"},
            {"name": "plan", "value": ""},
        ]
    )
    assert walker.all(SetVisitor) == [SetVisitor({"plan": ""})]
    why = "Left as it was, for want of a good value: email, name."
    assert walker.steps[1].why == why


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({}, "Set an attribute, or add or take away a tag."),
        ({"attributes": [PLAN, PLAN]}, "One attribute is set twice."),
        ({"add_tags": [" "]}, "A tag has between 1 and 40 characters."),
        ({"add_tags": ["x" * 41]}, "A tag has between 1 and 40 characters."),
    ],
)
def test_settings_that_keep_nothing_are_named(config: dict[str, Any], sentence: str) -> None:
    spec = NodeSpec("it", "set_attribute", config)
    with pytest.raises(GraphError) as refusal:
        node_of(spec).config_of(spec)
    assert str(refusal.value).endswith(sentence)
