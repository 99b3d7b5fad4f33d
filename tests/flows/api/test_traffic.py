"""The overlay of the builder counts what conversations did, and shows them to who may see them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from chat.models import Conversation, Site
from chat.services import ensure_conversation
from escalation.setup import ensure_defaults
from flows.models import Flow, FlowStep, FlowVersion
from flows.services import publish, save_draft, tell
from flows.starter import ensure_default_flow
from flows.types import Happening, HappeningKind
from knowledge.models import AssistantProfile
from tests.builders import visitor
from tests.flows.api.talking import person, url

pytestmark = pytest.mark.django_db

K = HappeningKind


@pytest.fixture
def flow(shop: Site) -> Flow:
    """The starter flow, which conversations of the shop walk."""
    ensure_defaults()
    AssistantProfile.objects.create(slug="help", display_name="Help", is_default=True)
    return ensure_default_flow()


@pytest.fixture
def mona() -> Client:
    """A manager who may see the inbox, too."""
    client = person("view")
    permission = Permission.objects.get(codename="view_queue")
    User.objects.get().user_permissions.add(permission)
    return client


def walk(site: Site, *kinds: HappeningKind) -> Conversation:
    """A conversation to which these things happened."""
    talk = ensure_conversation(
        site=site,
        visitor_id=visitor(at=site).pk,
        start_url="https://shop.example/",
        start_title="Shop",
        language="en",
    )
    for kind in kinds:
        tell(conversation_id=talk.pk, happening=Happening(kind))
    return talk


def counted(page: Any) -> dict[tuple[str, str, str], int]:
    """The counts by connection."""
    return {(one["source"], one["port"], one["target"]): one["count"] for one in page["edges"]}


def test_counts_are_the_steps_that_were_walked(mona: Client, flow: Flow, shop: Site) -> None:
    walk(shop)
    walk(shop, K.RESOLVED)
    walk(shop, K.RESOLVED, K.LEFT)
    page = mona.get(url(flow, "traffic?days=7&version=1")).json()
    assert page["runs"] == 3
    assert page["version"] == 1
    counts = counted(page)
    assert counts[("start", "next", "hello")] == 3
    assert counts[("assistant", "resolved", "escalated")] == 2
    assert counts[("escalated", "else", "goodbye")] == 2
    assert counts[("survey", "skipped", "end")] == 1
    assert sum(counts.values()) == FlowStep.objects.exclude(target="").count()
    nodes = {one["node"]: (one["entered"], one["waiting"]) for one in page["nodes"]}
    assert nodes["start"] == (3, 0)
    assert nodes["assistant"] == (3, 1)
    assert nodes["survey"] == (2, 1)
    assert nodes["end"] == (1, 0)


def test_taking_up_again_counts_as_coming_to_the_assistant(
    mona: Client, flow: Flow, shop: Site
) -> None:
    walk(shop, K.RESOLVED, K.VISITOR_WROTE)
    nodes = {one["node"]: one for one in mona.get(url(flow, "traffic")).json()["nodes"]}
    assert (nodes["assistant"]["entered"], nodes["assistant"]["waiting"]) == (2, 1)


def test_the_period_and_the_version_are_those_that_were_asked_for(
    mona: Client, flow: Flow, shop: Site
) -> None:
    walk(shop)
    FlowStep.objects.update(at=timezone.now() - timedelta(days=20))
    graph = FlowVersion.objects.get().graph
    publish(flow=save_draft(flow_id=flow.pk, graph=graph))
    walk(shop)
    assert mona.get(url(flow, "traffic?days=7")).json()["runs"] == 1
    assert mona.get(url(flow, "traffic?days=30&version=all")).json()["runs"] == 2
    assert mona.get(url(flow, "traffic?days=30&version=1")).json()["runs"] == 1
    assert mona.get(url(flow, "traffic?days=7&version=1")).json()["edges"] == []
    assert mona.get(url(flow, "traffic?version=9")).status_code == 404
    assert mona.get(url(flow, "traffic?days=x")).status_code == 400


def test_the_conversations_behind_a_count(mona: Client, flow: Flow, shop: Site) -> None:
    walk(shop)
    settled = walk(shop, K.RESOLVED)
    tail = "traffic/conversations?node=assistant&port=resolved"
    page = mona.get(url(flow, tail)).json()
    (row,) = page["conversations"]
    assert row["id"] == settled.pk
    assert row["url"].endswith(f"#/all/{settled.public_id}")
    assert row["visitor"] == settled.visitor.display_name
    assert not page["more"]


def test_who_may_not_see_the_inbox_sees_counts_and_no_names(flow: Flow, shop: Site) -> None:
    walk(shop)
    reader, agent = person("view"), person()
    tail = "traffic/conversations?node=start&port=next"
    assert reader.get(url(flow, "traffic")).json()["runs"] == 1
    assert reader.get(url(flow, tail)).status_code == 403
    assert agent.get(url(flow, "traffic")).status_code == 403
    assert agent.get(url(flow, tail)).status_code == 403
