"""Whatever the proof accepts never strands anybody, whoever comes and whatever happens.

Random graphs of every kind of node are proven. Those that pass are walked by random visitors,
agents, clocks, queues and failures through the real engine; at a random moment everybody falls
silent, and time alone must lead to something.

`FLOW_WALKS=20000 pytest tests/flows/proof/test_any_world.py` walks as often as you like.
"""

from __future__ import annotations

import os
from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.nodes import NODES
from flows.proof import prove
from flows.types import Graph
from tests.flows.proof.chance import CONFIGS, Flows, random_graph
from tests.flows.proof.stranger import Stranger

WALKS = int(os.environ.get("FLOW_WALKS", "0"))
WALKS_A_GRAPH = 4


def proven(chance: Random, others: dict[str, Graph] | None = None) -> dict[str, Graph] | None:
    """A flow called main that the proof accepts, among others; None when this one does not pass."""
    graph = random_graph(chance, ("main", *(others or {})))
    library = Flows({"main": graph, **(others or {})})
    if any(one.level == "error" for one in prove(graph, library, "main")):
        return None
    return {"main": graph, **(others or {})}


def flows_of(chance: Random) -> dict[str, Graph] | None:
    """One flow, or one that can go on to another."""
    if chance.random() < 0.7:
        return proven(chance)
    behind = proven(chance)
    return proven(chance, {"behind": behind["main"]}) if behind else None


def walk(flows: dict[str, Graph], chance: Random) -> Stranger:
    stranger = Stranger(Flows(flows), chance)
    stranger.live(chance.randint(0, 25))
    stranger.fall_silent()
    return stranger


def test_every_kind_is_among_the_random_ones() -> None:
    assert set(CONFIGS) == set(NODES)


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(seed=st.integers(min_value=0, max_value=2**40))
def test_what_the_proof_accepts_strands_nobody(seed: int) -> None:
    chance = Random(seed)
    flows = None
    while flows is None:
        flows = flows_of(chance)
    for _ in range(WALKS_A_GRAPH):
        walk(flows, chance)


@pytest.mark.skipif(not WALKS, reason="FLOW_WALKS says how many")
def test_as_often_as_asked_for() -> None:
    chance, tried, kinds = Random(20260302), 0, Counter[str]()
    walked, steps = 0, 0
    while walked < WALKS:
        tried += 1
        flows = flows_of(chance)
        for _ in range(WALKS_A_GRAPH if flows else 0):
            stranger = walk(flows or {}, chance)
            walked, steps = walked + 1, steps + len(stranger.told)
            kinds.update(node.kind for node in stranger.library.programs[0].graph.nodes.values())
    print(f"{walked} walks, {steps} happenings, {tried} graphs tried, {dict(kinds)}")  # noqa: T201
