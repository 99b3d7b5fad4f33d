"""Every flow to begin with can be published as it is, and reads well on the canvas."""

from __future__ import annotations

import json
from itertools import combinations

import pytest

from flows.graph import parse
from flows.graph_form import normal
from flows.nodes import ports_of
from flows.proof import prove
from flows.recipes import RECIPES, Recipe
from flows.recipes.hosting import HOSTING

USES = {
    "High-volume support",
    "Complex product support",
    "Regulated industries",
    "After-hours hybrid support",
    "Sales qualification",
}
WIDTH, HEIGHT, PORT_HEIGHT = 240, 80, 28


def named(recipe: Recipe) -> str:
    return recipe.slug


def test_there_is_one_for_each_use_and_the_hosting_example() -> None:
    assert {recipe.use for recipe in RECIPES} == USES | {HOSTING.use}
    assert len({recipe.slug for recipe in RECIPES}) == len(RECIPES)
    assert all(recipe.description.endswith(".") for recipe in RECIPES)


@pytest.mark.parametrize("recipe", RECIPES, ids=named)
def test_the_proof_has_nothing_to_say(recipe: Recipe) -> None:
    assert prove(parse(recipe.graph())) == []


@pytest.mark.parametrize("recipe", RECIPES, ids=named)
def test_it_is_stored_as_it_is_and_each_copy_is_new(recipe: Recipe) -> None:
    first = recipe.graph()
    assert json.loads(json.dumps(first)) == first
    assert parse(normal(first)) == parse(first)
    first["nodes"][0]["config"]["broken"] = True
    assert prove(parse(recipe.graph())) == []


@pytest.mark.parametrize("recipe", RECIPES, ids=named)
def test_nodes_stand_apart_and_ways_lead_to_the_right(recipe: Recipe) -> None:
    graph = parse(recipe.graph())
    for node in graph.nodes.values():
        assert node.label
        assert node.x % 20 == node.y % 20 == 0
    boxes = [
        (node.id, node.x, node.y, HEIGHT + PORT_HEIGHT * len(ports_of(node)))
        for node in graph.nodes.values()
    ] + [(note.id, note.x, note.y, note.height) for note in graph.notes]
    for (one, x, y, height), (other, x2, y2, height2) in combinations(boxes, 2):
        apart = abs(x - x2) >= WIDTH or y + height <= y2 or y2 + height2 <= y
        assert apart, f"{one} and {other} overlap"
    for edge in graph.edges:
        # In one column a way may lead down to the next node, never back.
        assert graph.nodes[edge.target].x >= graph.nodes[edge.source].x, edge


@pytest.mark.parametrize("recipe", RECIPES, ids=named)
def test_nothing_is_referred_to_that_an_installation_may_lack(recipe: Recipe) -> None:
    for node in parse(recipe.graph()).nodes.values():
        for name in ("queue", "profile", "policy", "secret", "flow"):
            assert not node.config.get(name)


def test_the_hosting_example_is_as_the_page_draws_it() -> None:
    graph = parse(HOSTING.graph())
    drawn = [(edge.source, edge.port, edge.target) for edge in graph.edges]
    kinds = {node_id: node.kind for node_id, node in graph.nodes.items()}
    assert [(kinds[a], port, kinds[b]) for a, port, b in drawn] == [
        ("start", "next", "message"),
        ("message", "next", "ai_agent_handoff"),
        ("ai_agent_handoff", "escalated", "conditional"),
        ("ai_agent_handoff", "resolved", "conditional"),
        ("conditional", "escalate", "human_chat"),
        ("conditional", "else", "message"),
        ("human_chat", "ended", "satisfaction_survey"),
        ("message", "next", "satisfaction_survey"),
        ("satisfaction_survey", "answered", "end"),
        ("satisfaction_survey", "skipped", "end"),
    ]
    assert graph.nodes["hello"].config["text"] == "Hi! I'll try to help first."
    assert graph.nodes["goodbye"].config["text"] == "Glad I could help!"
    assert graph.nodes["escalated"].label == "Escalation triggered?"
    assert graph.nodes["human"].label == "Senior engineer"
