"""Whatever is taken out of a good flow, the proof objects, and names what is affected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from flows.graph import parse
from flows.proof import prove
from flows.recipes import RECIPES
from flows.types import Problem


def without_an_edge() -> Iterator[Any]:
    for recipe in RECIPES:
        for index, edge in enumerate(recipe.graph()["edges"]):
            name = f"{recipe.slug}: {edge['source']}.{edge['port']}"
            yield pytest.param(recipe, index, id=name)


def without_a_node() -> Iterator[Any]:
    for recipe in RECIPES:
        for index, node in enumerate(recipe.graph()["nodes"]):
            yield pytest.param(recipe, index, id=f"{recipe.slug}: {node['id']}")


def named(found: list[Problem]) -> set[str]:
    return {node for one in found for node in (one.node, *one.path)}


@pytest.mark.parametrize(("recipe", "index"), list(without_an_edge()))
def test_a_missing_connection_is_noticed(recipe: Any, index: int) -> None:
    graph = recipe.graph()
    edge = graph["edges"].pop(index)
    found = prove(parse(graph))
    told = {(one.node, one.port) for one in found}
    assert told & {(edge["source"], edge["port"]), (edge["target"], "")}, found


@pytest.mark.parametrize(("recipe", "index"), list(without_a_node()))
def test_a_missing_node_is_noticed(recipe: Any, index: int) -> None:
    graph = recipe.graph()
    gone = graph["nodes"].pop(index)["id"]
    beside = {edge["source"] for edge in graph["edges"] if edge["target"] == gone}
    beside |= {edge["target"] for edge in graph["edges"] if edge["source"] == gone}
    graph["edges"] = [edge for edge in graph["edges"] if gone not in edge.values()]
    found = prove(parse(graph))
    assert named(found) & beside or [one.code for one in found] == ["no_start"]
