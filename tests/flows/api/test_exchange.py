"""Flows travel: what is written can be read elsewhere, and what is read is not trusted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agents.models import Queue, Team
from flows.exchange import read_document
from flows.models import Flow
from flows.recipes import RECIPES
from flows.starter import ensure_default_flow
from flows.types import GraphError
from tests.flows.api.talking import graph, node, person, post, put, short, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def flow() -> Flow:
    """The flow that every installation has."""
    return ensure_default_flow()


@pytest.fixture
def mona() -> Client:
    """A manager."""
    return person("view", "change")


def document(drawn: Any, **more: Any) -> dict[str, Any]:
    """A document from elsewhere."""
    return {"format": "baton.flow", "version": 1, "name": "Elsewhere", "graph": drawn, **more}


def queued(queue: str) -> dict[str, Any]:
    """A flow that goes straight to a person of this queue."""
    return graph(
        node("start", "start"),
        node("human", "human_chat", queue=queue),
        node("end", "end"),
        edges="start.next>human human.ended>end",
    )


# References


def test_unknown_references_are_named_with_their_node_and_setting(mona: Client, flow: Flow) -> None:
    found = post(mona, flow, "check", graph=queued("nowhere")).json()["problems"]
    (unknown,) = [one for one in found if one["code"] == "unknown_reference"]
    assert (unknown["level"], unknown["node"], unknown["field"]) == ("error", "human", "queue")
    assert unknown["message"] == "The queue “nowhere” does not exist."


def test_a_jump_to_a_node_that_is_gone_is_an_error(mona: Client, flow: Flow) -> None:
    jumping = graph(
        node("start", "start"),
        node("jump", "go_to", where="node", node="gone"),
        edges="start.next>jump",
    )
    found = post(mona, flow, "check", graph=jumping).json()["problems"]
    assert ("error", "jump") in [(one["level"], one["node"]) for one in found]


def test_lists_of_references_are_looked_through(mona: Client, flow: Flow) -> None:
    listening = graph(
        node("start", "start"),
        node("ai", "ai_agent_handoff", knowledge_bases=["one", "two"], profile="who"),
        node("human", "human_chat"),
        edges="start.next>ai ai.escalated>human ai.resolved>human human.ended>human",
    )
    found = post(mona, flow, "check", graph=listening).json()["problems"]
    named = {(one["field"], one["message"]) for one in found if one["code"] == "unknown_reference"}
    assert {field for field, _ in named} == {"knowledge_bases", "profile"}


# Export and import


def test_what_is_exported_can_be_imported_where_everything_exists(mona: Client, flow: Flow) -> None:
    team = Team.objects.create(name="Engineers", slug="engineers")
    Queue.objects.create(name="Senior engineers", slug="engineers", team=team)
    put(mona, flow, queued("engineers"), flow.draft_revision)
    exported = mona.get(url(flow, "export")).json()
    assert exported["format"] == "baton.flow"
    assert exported["references"] == [
        {"type": "queue", "slug": "engineers", "name": "Senior engineers"}
    ]
    taken = post(mona, flow, "import", document=exported).json()
    assert taken["graph"] == exported["graph"]
    assert taken["missing"] == []


def test_what_is_missing_is_named_as_it_was_called_elsewhere(mona: Client, flow: Flow) -> None:
    revision = flow.draft_revision
    exported = document(
        queued("engineers"),
        references=[{"type": "queue", "slug": "engineers", "name": "Senior engineers"}],
    )
    taken = post(mona, flow, "import", document=exported).json()
    assert taken["missing"] == [
        {"type": "queue", "slug": "engineers", "name": "Senior engineers", "nodes": ["human"]}
    ]
    assert "unknown_reference" in [one["code"] for one in taken["problems"]]
    assert Flow.objects.get().draft_revision == revision  # nothing is stored


def test_ids_that_are_not_safe_are_given_anew_wherever_they_stand(mona: Client, flow: Flow) -> None:
    drawn = graph(
        node("the start", "start"),
        node("n1", "message", text="Hi"),
        node("<script>", "message", text="Bye"),
        node("jump", "go_to", where="node", node="<script>"),
        edges="n1.next>jump",
    )
    drawn["edges"].append({"source": "the start", "port": "next", "target": "n1"})
    drawn["notes"] = [{"id": "a note!", "text": "Hello"}]
    taken = post(mona, flow, "import", document=document(drawn)).json()["graph"]
    ids = [one["id"] for one in taken["nodes"]]
    assert ids == ["n2", "n1", "n3", "jump"]
    assert taken["nodes"][3]["config"]["node"] == "n3"
    assert {"source": "n2", "port": "next", "target": "n1"} in taken["edges"]
    assert [one["id"] for one in taken["notes"]] == ["c1"]


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"format": "other", "version": 1, "graph": short()},
        {"format": "baton.flow", "version": 2, "graph": short()},
        {"format": "baton.flow", "version": 1},
        document({"nodes": "none"}),
        document(graph(*(node(f"n{place}", "end") for place in range(501)))),
        document(short("x" * 1_000_001)),
        document(graph(node("same", "start"), node("same", "end"))),
        document({"nodes": [{"id": {}, "kind": "start"}], "edges": []}),
    ],
)
def test_what_is_no_flow_is_refused_with_words(mona: Client, flow: Flow, bad: Any) -> None:
    refused = post(mona, flow, "import", document=bad)
    assert refused.status_code == 400
    assert refused.json()["detail"]


def test_every_template_can_be_imported_without_a_problem_that_blocks(
    mona: Client, flow: Flow
) -> None:
    for recipe in RECIPES:
        taken = post(mona, flow, "import", document=document(recipe.graph())).json()
        assert taken["missing"] == []
        assert "error" not in [one["level"] for one in taken["problems"]], recipe.slug


def test_who_may_look_may_export_and_who_may_change_may_import(flow: Flow) -> None:
    reader, agent = person("view"), person()
    assert reader.get(url(flow, "export")).status_code == 200
    assert post(reader, flow, "import", document=document(short())).status_code == 403
    assert agent.get(url(flow, "export")).status_code == 403
    assert post(agent, flow, "import", document=document(short())).status_code == 403


def test_a_document_that_is_nested_without_end_is_refused(mona: Client, flow: Flow) -> None:
    nested: dict[str, Any] = {}
    for _ in range(900):
        nested = {"a": nested}
    drawn = graph({**node("start", "start"), "config": nested}, edges="")
    with pytest.raises(GraphError):
        read_document(document(drawn))
    assert post(mona, flow, "import", document=document(drawn)).status_code == 400
