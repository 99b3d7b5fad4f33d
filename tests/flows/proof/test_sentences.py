"""What is told: once for each cause, in a whole sentence, with a way that can be walked."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.proof import prove
from flows.types import Graph, Problem
from tests.flows.proof.chance import Flows, random_graph

ROOT = Path(__file__).resolve().parents[3]
CODES = re.compile(r'(?:code=|code = )"(\w+)"')


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(min_value=0, max_value=2**40))
def test_every_problem_of_any_flow_can_be_shown(seed: int) -> None:
    graph = random_graph(Random(seed), ("main",))
    found = prove(graph, Flows({"main": graph}), "main")
    told = [(one.code, one.node, one.port, one.field, one.message) for one in found]
    assert len(set(told)) == len(told)
    assert [one.level for one in found] == sorted(one.level for one in found)
    for one in found:
        assert one.message[0].isupper() or one.message[0] == "“"
        assert one.message.endswith(".")
        assert not one.node or one.node in graph.nodes
        check_way(graph, one)


def check_way(graph: Graph, problem: Problem) -> None:
    if not problem.path:
        return
    assert problem.node in problem.path
    if problem.code == "unreachable":
        return
    leads = {(edge.source, edge.target) for edge in graph.edges}
    leads |= {
        (node.id, str(node.config.get("node") or graph.start().id))
        for node in graph.nodes.values()
        if node.kind == "go_to"
    }
    for one, other in zip(problem.path, problem.path[1:], strict=False):
        is_taken_up = graph.nodes[one].kind == "human_chat"  # its open port leads back to the AI
        assert (one, other) in leads or is_taken_up, problem
    if problem.code != "too_long":
        assert problem.path[0] == graph.start().id


def test_every_code_is_explained() -> None:
    page = (ROOT / "docs" / "flow-proof.md").read_text()
    sources = [*(ROOT / "flows" / "proof").glob("*.py"), ROOT / "flows" / "references.py"]
    codes = {code for path in sources for code in CODES.findall(path.read_text())}
    assert len(codes) >= 18
    assert {code for code in codes if f"`{code}`" not in page} == set()


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(min_value=0, max_value=2**40))
def test_a_graph_in_pieces_is_told_what_is_wrong_with_it(seed: int) -> None:
    """As it stands while somebody draws, or as somebody else's program wrote it."""
    chance = Random(seed)
    graph = random_graph(chance, ("main", "other"))
    nodes, edges = dict(graph.nodes), list(graph.edges)
    for node_id in chance.sample(sorted(nodes), chance.randint(0, 3)):
        match chance.randint(0, 3):
            case 0:
                del nodes[node_id]
            case 1:
                nodes[node_id] = replace(nodes[node_id], kind="teleport")
            case 2:
                nodes[node_id] = replace(nodes[node_id], config={"colour": "red"})
            case 3:
                nodes[node_id] = replace(nodes[node_id], kind="start", config={})
    for edge in chance.sample(edges, min(len(edges), chance.randint(0, 3))):
        edges.append(replace(edge, port=chance.choice(("up", edge.port)), target="gone"))
    broken = Graph(nodes, tuple(edges))
    found = prove(broken, Flows({"main": graph, "other": graph}), "main")
    assert all(one.message.endswith(".") for one in found)
    if broken != graph:
        assert found
