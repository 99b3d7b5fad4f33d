"""The picture of a flow names every node and every way, and escapes what managers typed."""

from __future__ import annotations

import pytest

from flows.drawing import draw
from flows.graph import parse
from flows.starter import graph
from flows.types import GraphError


def test_every_node_and_every_named_way_is_drawn() -> None:
    picture = draw(parse(graph(greeting="Hi!", goodbye="Bye!", queue="engineers")))
    for words in ("Human Chat", "engineers", "Escalation triggered?", "Escalated, Resolved"):
        assert words in picture


def test_labels_are_text_and_never_markup() -> None:
    data = {"nodes": [{"id": "start", "kind": "start", "label": "<b>x</b>"}], "edges": []}
    assert "&lt;b&gt;" in draw(parse(data))


def test_an_unknown_kind_is_named() -> None:
    data = {"nodes": [{"id": "start", "kind": "teleport"}], "edges": []}
    with pytest.raises(GraphError, match="teleport"):
        draw(parse(data))
