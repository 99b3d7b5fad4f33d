"""The builder's server side: who may do what, drafts, conflicts, publishing, differences."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agents.models import Queue, Team
from chat.models import Site
from flows.models import Flow, FlowVersion
from flows.starter import ensure_default_flow
from tests.flows.api.talking import graph, node, person, post, put, short, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def flow() -> Flow:
    """The flow that every installation has, published once."""
    return ensure_default_flow()


@pytest.fixture
def mona() -> Client:
    """A manager."""
    return person("view", "change", "publish")


# Rights


def test_strangers_agents_and_readers_are_kept_out(flow: Flow) -> None:
    nobody, visitor, agent = Client(), person("view", staff=False), person()
    for client in (nobody, visitor, agent):
        for tail in ("", "versions/1", "diff?from=1&to=draft"):
            assert client.get(url(flow, tail)).status_code == 403
        assert client.get("/api/flows/999/").status_code == 403
        assert client.get("/api/flows/templates").status_code == 403
        assert put(client, flow, short(), 0).status_code == 403
        assert post(client, flow, "check", graph=short()).status_code == 403
        assert post(client, flow, "publish", revision=0).status_code == 403
        assert post(client, flow, "restore", number=1, revision=0).status_code == 403
    reader, editor = person("view"), person("view", "change")
    assert reader.get(url(flow)).json()["rights"] == {"change": False, "publish": False}
    assert post(reader, flow, "check", graph=short()).status_code == 200
    assert put(reader, flow, short(), flow.draft_revision).status_code == 403
    assert post(reader, flow, "restore", number=1, revision=0).status_code == 403
    assert post(editor, flow, "publish", revision=flow.draft_revision).status_code == 403
    assert put(editor, flow, short(), flow.draft_revision).status_code == 200


def test_a_foreign_page_cannot_save(flow: Flow) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("root"))
    assert put(client, flow, short(), flow.draft_revision).status_code == 403


# Reading


def test_the_page_gets_everything_at_once(mona: Client, flow: Flow) -> None:
    team = Team.objects.create(name="Engineers", slug="engineers")
    Queue.objects.create(name="Engineers", slug="engineers", team=team)
    Site.objects.create(name="Shop")
    page = mona.get(url(flow)).json()
    assert page["name"] == "AI triage, then a person"
    assert page["live"]["number"] == 1
    assert not page["differs"]
    assert page["live"]["graph"] == page["draft"]["graph"]
    assert page["draft"]["graph"]["notes"] == []
    assert page["rights"] == {"change": True, "publish": True}
    assert {"slug": "engineers", "name": "Engineers"} in page["references"]["queue"]
    assert page["start_hint"] == "Conversations on Shop begin here."
    assert [one["number"] for one in page["versions"]] == [1]
    assert {"start", "message", "end"} <= {one["kind"] for one in page["kinds"]}
    assert "visitor.name" in [one["name"] for one in page["facts"]]


def test_a_draft_that_cannot_be_read_shows_an_empty_canvas_and_says_so(
    mona: Client, flow: Flow
) -> None:
    Flow.objects.update(draft={"nodes": 7})
    page = mona.get(url(flow)).json()
    assert [one["kind"] for one in page["draft"]["graph"]["nodes"]] == ["start"]
    assert page["problems"][0]["code"] == "unreadable"
    assert page["differs"]


def test_the_templates_are_graphs_that_can_be_published(mona: Client, flow: Flow) -> None:
    templates = mona.get("/api/flows/templates").json()["templates"]
    assert templates
    for one in templates:
        found = post(mona, flow, "check", graph=one["graph"]).json()["problems"]
        assert [each for each in found if each["level"] == "error"] == [], one["slug"]


# Checking and saving


def test_saving_moves_the_revision_and_keeps_what_is_live(mona: Client, flow: Flow) -> None:
    saved = put(mona, flow, short(), flow.draft_revision).json()
    assert saved["revision"] == flow.draft_revision + 1
    assert saved["differs"]
    assert saved["author"].startswith("user")
    page = mona.get(url(flow)).json()
    assert len(page["draft"]["graph"]["nodes"]) == 3
    assert len(page["live"]["graph"]["nodes"]) > 3


def test_the_second_editor_gets_the_first_ones_draft_and_nothing_is_lost(
    mona: Client, flow: Flow
) -> None:
    revision = flow.draft_revision
    put(mona, flow, short("Mona's"), revision)
    abel = person("view", "change")
    refused = put(abel, flow, short("Abel's"), revision)
    assert refused.status_code == 409
    theirs = refused.json()
    assert theirs["graph"]["nodes"][1]["config"] == {"text": "Mona's"}
    assert theirs["author"] == "user0"
    assert theirs["saved_at"]
    assert Flow.objects.get().draft == theirs["graph"]
    assert put(abel, flow, short("Abel's"), theirs["revision"]).status_code == 200


@pytest.mark.parametrize(
    "bad",
    [
        {"nodes": []},
        {"nodes": "none", "edges": []},
        graph(node("start", "start"), node("start", "end")),
        graph(node("start", "../../etc")),
        graph(node("x" * 65, "start")),
        graph(node("start", "start", text="nul \x00")),
        graph(*(node(f"n{index}", "end") for index in range(501))),
        graph(node("start", "start"), node("m", "message", text="x" * 1_000_001)),
    ],
)
def test_what_is_no_graph_is_refused_and_nothing_is_saved(
    mona: Client, flow: Flow, bad: Any
) -> None:
    refused = put(mona, flow, bad, flow.draft_revision)
    assert refused.status_code == 400
    assert refused.json()["detail"]
    assert post(mona, flow, "check", graph=bad).status_code == 400
    assert Flow.objects.get().draft_revision == flow.draft_revision


def test_an_unfinished_draft_is_saved_with_its_problems(mona: Client, flow: Flow) -> None:
    unfinished = graph(node("start", "start"), node("hello", "message", text=""))
    saved = put(mona, flow, unfinished, flow.draft_revision).json()
    assert {one["node"] for one in saved["problems"]} == {"start", "hello"}
    assert {one["level"] for one in saved["problems"]} == {"error"}


# Publishing


def test_publishing_takes_the_draft_that_was_looked_at(mona: Client, flow: Flow) -> None:
    revision = put(mona, flow, short(), flow.draft_revision).json()["revision"]
    late = post(mona, flow, "publish", revision=revision - 1)
    assert late.status_code == 409
    assert late.json()["revision"] == revision
    made = post(mona, flow, "publish", revision=revision, note=" Shorter. ")
    assert made.status_code == 201
    assert made.json()["number"] == 2
    assert (made.json()["note"], made.json()["nodes"]) == ("Shorter.", 3)
    page = mona.get(url(flow)).json()
    assert not page["differs"]
    assert [one["number"] for one in page["versions"]] == [2, 1]


def test_errors_block_publishing_and_warnings_do_not(mona: Client, flow: Flow) -> None:
    alone = node("alone", "end")
    broken = graph(node("start", "start"), alone)
    revision = put(mona, flow, broken, flow.draft_revision).json()["revision"]
    refused = post(mona, flow, "publish", revision=revision)
    assert refused.status_code == 400
    assert "error" in {one["level"] for one in refused.json()["problems"]}
    assert FlowVersion.objects.count() == 1
    warned = short()
    warned["nodes"].append(alone)
    saved = put(mona, flow, warned, revision).json()
    assert {one["level"] for one in saved["problems"]} == {"warning"}
    assert post(mona, flow, "publish", revision=saved["revision"]).status_code == 201


def test_restoring_brings_an_old_version_into_the_draft_only(mona: Client, flow: Flow) -> None:
    before = mona.get(url(flow)).json()["live"]["graph"]
    revision = put(mona, flow, short(), flow.draft_revision).json()["revision"]
    post(mona, flow, "publish", revision=revision)
    late = post(mona, flow, "restore", number=1, revision=revision - 1)
    assert late.status_code == 409
    assert len(late.json()["graph"]["nodes"]) == 3
    restored = post(mona, flow, "restore", number=1, revision=revision).json()
    assert restored["graph"] == before
    assert restored["revision"] == revision + 1
    assert mona.get(url(flow)).json()["live"]["number"] == 2
    unknown = post(mona, flow, "restore", number=9, revision=restored["revision"])
    assert unknown.status_code == 404
    assert mona.get(url(flow, "versions/1")).json()["graph"] == before
    assert mona.get(url(flow, "versions/9")).status_code == 404


# Comparing


def test_differences_name_nodes_settings_and_connections(mona: Client, flow: Flow) -> None:
    draft = mona.get(url(flow)).json()["draft"]
    changed = draft["graph"]
    changed["nodes"] = [one for one in changed["nodes"] if one["id"] != "goodbye"]
    changed["nodes"].append(node("bye", "message", label="Bye", text="Bye!"))
    hello = next(one for one in changed["nodes"] if one["id"] == "hello")
    hello["config"]["text"] = "Hey"
    hello["x"] += 40
    changed["edges"] = [one for one in changed["edges"] if "goodbye" not in one.values()]
    changed["edges"].append({"source": "escalated", "port": "else", "target": "bye"})
    put(mona, flow, changed, draft["revision"])
    found = mona.get(url(flow, "diff?from=1&to=draft")).json()
    assert [one["id"] for one in found["added"]] == ["bye"]
    assert [one["id"] for one in found["removed"]] == ["goodbye"]
    (one,) = found["changed"]
    assert one["node"] == {"id": "hello", "kind": "message", "label": "Hello"}
    ((field),) = one["fields"]
    assert (field["field"], field["title"], field["after"]) == ("text", "Text", "Hey")
    assert found["connected"] == [
        {
            "source": "escalated",
            "port": "else",
            "target": "bye",
            "source_label": "Escalation triggered?",
            "port_label": "Resolved",
            "target_label": "Bye",
        }
    ]
    assert len(found["disconnected"]) == 2
    assert found["moved"] == 1
    assert mona.get(url(flow, "diff?from=1&to=1")).json()["changed"] == []
    assert mona.get(url(flow, "diff?from=1&to=7")).status_code == 404
    assert mona.get(url(flow, "diff?from=x&to=1")).status_code == 400


def test_moving_alone_is_nothing_to_publish(mona: Client, flow: Flow) -> None:
    draft = mona.get(url(flow)).json()["draft"]
    for one in draft["graph"]["nodes"]:
        one["y"] += 100
    draft["graph"]["notes"] = [{"id": "c1", "text": "Ask Abel."}]
    assert not put(mona, flow, draft["graph"], draft["revision"]).json()["differs"]


# Around


def test_the_builder_page_knows_its_addresses_and_lets_nobody_else_in(flow: Flow) -> None:
    page = person("view").get(f"/admin/flows/flow/{flow.pk}/builder/")
    assert page.status_code == 200
    assert f'"api_url": "/api/flows/{flow.pk}/"' in page.content.decode()
    assert 'id="flow-builder"' in page.content.decode()
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert person().get(f"/admin/flows/flow/{flow.pk}/builder/").status_code == 403
    assert person().get("/admin/flows/flow/999/builder/").status_code == 403
    assert person("view").get("/admin/flows/flow/999/builder/").status_code == 404


def test_the_addresses_are_in_the_schema(flow: Flow) -> None:
    paths = person("view").get("/api/schema.json").json()["paths"]
    assert {path for path in paths if "/flows/" in path} >= {
        "/api/flows/{id}/",
        "/api/flows/{id}/draft",
        "/api/flows/{id}/publish",
        "/api/flows/templates",
    }


def test_nesting_without_end_is_refused(mona: Client, flow: Flow) -> None:
    for depth in (900, 100_000):
        deep = "[" * depth + "]" * depth
        body = f'{{"graph": {{"nodes": {deep}, "edges": []}}}}'
        refused = mona.post(url(flow, "check"), body, content_type="application/json")
        assert refused.status_code == 400
    body = '{"graph": {}, "pad": "' + "x" * 2_000_001 + '"}'
    assert mona.post(url(flow, "check"), body, content_type="application/json").status_code == 400
