"""What the benchmark of flows measures: whole conversations, and flows without a problem."""

from __future__ import annotations

import pytest

from bench.flows import SIZES, Quiet, long_flow, walked
from flows.graph import parse
from flows.program import OneProgram, Program
from flows.proof import prove
from flows.recipes import RECIPES, Recipe


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.slug)
def test_each_walk_goes_to_an_end(recipe: Recipe) -> None:
    library = OneProgram(Program.of(parse(recipe.graph())))
    assert walked(library, Quiet()) >= 8


@pytest.mark.parametrize("size", SIZES)
def test_the_long_flow_is_long_whole_and_proven(size: int) -> None:
    graph = parse(long_flow(size))
    assert size <= len(graph.nodes) <= size + 15
    assert prove(graph) == []
