"""A message says words, shows a picture, offers links; old settings with only words still work."""

from __future__ import annotations

from typing import Any

import pytest

from flows.effects import Image, Link, Say
from flows.nodes import node_of
from flows.types import GraphError, NodeSpec
from tests.flows.walking import FakeWorld, Walker, alone

KNOWN = {"visitor.name": "Vera", "visitor.order": "A 1/2"}


def said(**config: Any) -> list[Say]:
    walker = Walker(alone("message", ("next",), **config), FakeWorld(dict(KNOWN))).begin()
    assert walker.run.node == "at_next"
    return walker.all(Say)


def test_words_with_variables_are_said() -> None:
    assert said(text="Hi {{visitor.name}}!") == [Say("Hi Vera!")]


def test_a_picture_needs_no_words() -> None:
    picture = {"image_url": "https://shop.example/map.png", "image_alt": "The way to us"}
    assert said(**picture) == [Say("", Image("https://shop.example/map.png", "The way to us"))]


def test_a_picture_whose_address_is_not_known_is_left_out() -> None:
    picture = {"image_url": "/plans/{{visitor.name}}.png", "image_alt": "Of {{visitor.name}}"}
    assert said(**picture) == [Say("", Image("/plans/Vera.png", "Of Vera"))]
    assert said(text="Hi", image_url="/{{answers.none}}/..", image_alt="x") == [Say("Hi")]


def test_links_are_filled_in_and_values_cannot_leave_their_place() -> None:
    (say,) = said(
        text="Look:",
        links=[
            {"label": "Order of {{visitor.name}}", "url": "/orders/{{visitor.order}}"},
            {"label": "Plans", "url": "https://shop.example/plans"},
        ],
    )
    assert say.links == (
        Link("Order of Vera", "/orders/A%201%2F2"),
        Link("Plans", "https://shop.example/plans"),
    )


def test_a_text_of_unknown_variables_is_not_said_empty() -> None:
    assert said(text="{{answers.plan}}") == []


def test_a_link_without_words_is_left_out() -> None:
    links = [{"label": "{{answers.plan}}", "url": "/plans"}, {"label": "Help", "url": "/help"}]
    [words] = said(text="Hi", links=links)
    assert [link.label for link in words.links] == ["Help"]


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({}, "Write a text or choose a picture."),
        ({"text": "  "}, "Write a text or choose a picture."),
        ({"image_url": "/a.png"}, "Say what the picture shows: some visitors cannot see it."),
        (
            {"image_url": "javascript:alert(1)", "image_alt": "x"},
            "The picture has no address that visitors can open.",
        ),
        (
            {"text": "x", "links": [{"label": "Go", "url": "data:text/html,x"}]},
            "“Go” has no address that visitors can open.",
        ),
        (
            {"text": "x", "links": [{"label": "Go", "url": "https://{{visitor.host}}/x"}]},
            "“Go” has no address that visitors can open.",
        ),
    ],
)
def test_settings_that_say_nothing_are_named(config: dict[str, Any], sentence: str) -> None:
    spec = NodeSpec("it", "message", config)
    with pytest.raises(GraphError) as refusal:
        node_of(spec).config_of(spec)
    assert str(refusal.value).endswith(sentence)
