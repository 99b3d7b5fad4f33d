"""Whatever happens to a template in the test drawer, it goes on or says why not."""

from __future__ import annotations

import json
import random
from typing import Any, get_args

import pytest

from escalation.setup import ensure_defaults
from flows.graph import parse
from flows.graph_form import normal
from flows.recipes import RECIPES, Recipe
from flows.trying import EventForm, TryError, WorldForm, try_out
from knowledge.models import AssistantProfile

pytestmark = pytest.mark.django_db

KINDS = [kind for kind in get_args(EventForm.model_fields["kind"].annotation) if kind != "begin"]
WORDS = ("Hello", "thanks!", "I want a person", "How much is it?")
FITTING = {
    "email": "vera@example.com",
    "phone": "+44 20 7946 0000",
    "rating": "4",
    "number": "3",
    "date": "2026-03-03",
    "yes_no": "yes",
}


def filled(form: dict[str, Any], dice: random.Random) -> dict[str, str]:
    """What somebody could enter."""
    values = {}
    for field in form["fields"]:
        offered = [one["value"] for one in field["options"] if not one.get("url")]
        values[field["name"]] = (
            dice.choice(offered) if offered else FITTING.get(field["kind"], "words")
        )
    return values


def world(dice: random.Random) -> WorldForm:
    """Any world."""
    return WorldForm(
        open=dice.choice([True, False, None]),
        agents_online=dice.choice([0, 2]),
        free=dice.choice([0, 1]),
        waiting=dice.choice([0, 9]),
        confidence=dice.choice([None, 0.2, 0.9]),
        ai_works=dice.random() > 0.2,
        webhook=dice.choice(["ok", "failed"]),
        answer="Yes.",
    )


@pytest.mark.parametrize("recipe", RECIPES, ids=[one.slug for one in RECIPES])
def test_random_walks_never_get_stuck_on_a_problem(recipe: Recipe) -> None:
    ensure_defaults()
    AssistantProfile.objects.create(slug="help", display_name="Help", is_default=True)
    graph, dice = parse(normal(recipe.graph())), random.Random(recipe.slug)
    for _ in range(4):
        tried = try_out(graph, None, EventForm(kind="begin"), world(dice))
        for _ in range(10):
            form = next((one["form"] for one in reversed(tried.said) if one["form"]), None)
            kind = "form" if form and dice.random() < 0.6 else dice.choice(KINDS)
            event = EventForm.model_validate(
                {
                    "kind": kind,
                    "text": dice.choice(WORDS),
                    "values": filled(form, dice) if form else {},
                    "minutes": dice.choice([0, 1, 60, 3_000]),
                }
            )
            try:
                tried = try_out(graph, tried.state, event, world(dice))
            except TryError:
                continue  # it makes no sense now, and nothing happened
            assert tried.problem == ""
            assert json.dumps(tried.to_json())
