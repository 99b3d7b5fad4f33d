"""A note is for colleagues, never empty."""

from __future__ import annotations

import pytest

from flows.effects import Say, WriteNote
from flows.nodes import node_of
from flows.types import GraphError, NodeSpec
from tests.flows.walking import FakeWorld, Walker, alone


def noted(text: str) -> Walker:
    return Walker(alone("note", ("next",), text=text), FakeWorld({"visitor.plan": "Pro"})).begin()


def test_colleagues_read_it_and_the_visitor_does_not() -> None:
    walker = noted("Plan: {{visitor.plan}}")
    assert walker.all(WriteNote) == [WriteNote("Plan: Pro")]
    assert walker.all(Say) == []
    assert walker.run.node == "at_next"


def test_a_note_of_unknown_variables_is_not_written_empty() -> None:
    walker = noted("{{answers.none}}")
    assert walker.all(WriteNote) == []
    assert walker.run.node == "at_next"


def test_a_note_without_words_is_named() -> None:
    spec = NodeSpec("it", "note", {})
    with pytest.raises(GraphError, match="text"):
        node_of(spec).config_of(spec)
