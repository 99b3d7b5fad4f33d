"""What the proof calls an error blocks publishing; what it warns of does not."""

from __future__ import annotations

import pytest

from flows.drafts import BlockedError
from flows.models import Flow
from flows.problems import flow_problems
from flows.recipes import RECIPES
from flows.services import publish
from tests.flows.walking import flow

pytestmark = pytest.mark.django_db

START = {"id": "start", "kind": "start"}
GONE = {"id": "gone", "kind": "end", "config": {"outcome": "left"}}
HUMAN = {"id": "human", "kind": "human_chat"}
END = {"id": "end", "kind": "end"}


def test_a_dead_end_blocks_and_nothing_is_published() -> None:
    draft = flow([START, GONE], [("start", "next", "gone")])
    made = Flow.objects.create(slug="a", name="A", draft=draft)
    with pytest.raises(BlockedError) as caught:
        publish(flow=made)
    assert [(one.code, one.node) for one in caught.value.problems] == [("dead_end", "gone")]
    assert not made.versions.exists()


def test_a_warning_does_not_block() -> None:
    draft = flow([START, HUMAN, END], [("start", "next", "human"), ("human", "ended", "end")])
    made = Flow.objects.create(slug="a", name="A", draft=draft)
    assert [one.level for one in flow_problems(draft, "a")] == ["warning"]
    assert publish(flow=made).number == 1


def test_a_flow_that_comes_back_to_itself_is_proven_as_it_will_be() -> None:
    """The version that is live has no loop; with the draft in its place there is one."""
    made = Flow.objects.create(
        slug="a", name="A", draft=flow([START, END], [("start", "next", "end")])
    )
    publish(flow=made)
    back = {"id": "back", "kind": "go_to", "config": {"where": "flow", "flow": "a"}}
    made.draft = flow([START, back], [("start", "next", "back")])
    made.save()
    with pytest.raises(BlockedError) as caught:
        publish(flow=made)
    assert caught.value.problems[0].code == "restless_loop"


def test_a_setting_that_names_something_unknown_is_told_once() -> None:
    jump = {"id": "jump", "kind": "go_to", "config": {"node": "nowhere"}}
    found = flow_problems(flow([START, jump], [("start", "next", "jump")]), "a")
    assert [(one.code, one.node, one.field) for one in found] == [
        ("unknown_reference", "jump", "node")
    ]


def test_every_recipe_can_be_published() -> None:
    for recipe in RECIPES:
        assert flow_problems(recipe.graph(), recipe.slug) == []
