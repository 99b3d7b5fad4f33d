"""The picture of a flow names every node and every way, and escapes what managers typed."""

from __future__ import annotations

from flows.drawing import draw
from flows.graph import parse
from flows.starter import graph


def test_every_node_and_every_named_way_is_drawn() -> None:
    picture = draw(parse(graph(greeting="Hi!", goodbye="Bye!", queue="engineers")))
    for words in ("Human Chat", "engineers", "Escalation triggered?", "Escalated, Resolved"):
        assert words in picture


def test_labels_are_text_and_never_markup() -> None:
    data = {"nodes": [{"id": "start", "kind": "start", "label": "<b>x</b>"}], "edges": []}
    assert "&lt;b&gt;" in draw(parse(data))


def test_an_unknown_kind_is_drawn_by_its_name_and_a_loose_end_is_left_out() -> None:
    loose = {"source": "a", "port": "next", "target": "gone"}
    svg = draw(parse({"nodes": [{"id": "a", "kind": "telepathy"}], "edges": [loose]}))
    assert "telepathy" in svg
    assert "polyline" not in svg
    assert draw(parse({"nodes": [], "edges": []})) == ""
