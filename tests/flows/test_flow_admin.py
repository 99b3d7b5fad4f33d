"""Managers find their flows in the admin, and every run says which way it took, and why."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from chat.models import Site
from chat.services import ensure_conversation
from escalation.setup import ensure_defaults
from flows.graph_form import blank
from flows.models import Flow, FlowVersion
from flows.recipes.hosting import HOSTING
from flows.services import save_draft, tell
from flows.starter import ensure_default_flow
from flows.types import Happening, HappeningKind
from knowledge.models import AssistantProfile
from tests.builders import visitor

pytestmark = pytest.mark.django_db

FLOWS = reverse("admin:flows_flow_changelist")


def person(*rights: str) -> Client:
    """Somebody of the staff with these rights, signed in."""
    user = User.objects.create_user(f"user{User.objects.count()}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def mona() -> Client:
    """A manager."""
    rights = ("view_flow", "add_flow", "change_flow", "publish_flow", "view_flowrun")
    return person(*rights, "view_flowstep", "view_flowversion")


@pytest.fixture
def flow() -> Flow:
    """The flow that every installation has, published once."""
    ensure_defaults()
    AssistantProfile.objects.create(slug="help", display_name="Help", is_default=True)
    return ensure_default_flow()


def change_page(flow: Flow) -> str:
    """Where a flow's details are."""
    return reverse("admin:flows_flow_change", args=(flow.pk,))


def builder_page(flow: Flow) -> str:
    """Where a flow is drawn."""
    return reverse("admin:flows_flow_builder", args=(flow.pk,))


def test_a_new_flow_begins_with_a_template_and_leads_into_the_builder(mona: Client) -> None:
    offered = mona.get(reverse("admin:flows_flow_add")).content.decode()
    assert "An empty canvas" in offered
    assert HOSTING.name in offered
    asked = {"name": "Night", "slug": "night", "description": "", "template": HOSTING.slug}
    made = mona.post(reverse("admin:flows_flow_add"), asked)
    flow = Flow.objects.get()
    assert made.status_code == 302
    assert made["Location"] == builder_page(flow)
    assert "human" in {node["id"] for node in flow.draft["nodes"]}
    assert flow.draft_revision == 1
    mona.post(reverse("admin:flows_flow_add"), {**asked, "slug": "empty", "template": ""})
    assert Flow.objects.get(slug="empty").draft == blank()


def test_the_details_say_how_it_stands_and_lead_into_the_builder(mona: Client, flow: Flow) -> None:
    save_draft(flow_id=flow.pk, graph=blank(), author_id=User.objects.get().pk)
    page = mona.get(change_page(flow)).content.decode()
    assert builder_page(flow) in page
    assert "Version 1 is live" in page
    assert "The draft holds changes that are not live" in page
    assert "user0 saved it last" in page
    assert "blocks publishing" in page
    assert "correct the error" not in page
    assert builder_page(flow) in mona.get(FLOWS).content.decode()


def test_renaming_leaves_the_draft_that_somebody_saves_meanwhile(mona: Client, flow: Flow) -> None:
    before = flow.draft_revision
    forms = {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    renamed = {"name": "Other", "slug": flow.slug, "description": "", **forms}
    assert mona.post(change_page(flow), renamed).status_code == 302
    flow.refresh_from_db()
    assert (flow.name, flow.draft_revision) == ("Other", before)


def test_publishing_from_the_list_needs_the_right_and_a_draft_that_can_be(
    mona: Client, flow: Flow
) -> None:
    asked = {"action": "publish_draft", "_selected_action": [flow.pk]}
    person("view_flow", "change_flow").post(FLOWS, asked)
    assert FlowVersion.objects.count() == 1
    mona.post(FLOWS, asked)
    assert FlowVersion.objects.count() == 2
    save_draft(flow_id=flow.pk, graph=blank())
    refused = mona.post(FLOWS, asked, follow=True)
    assert FlowVersion.objects.count() == 2
    assert "leads nowhere" in refused.content.decode()


def test_a_draft_that_is_not_finished_is_drawn_as_far_as_it_goes(mona: Client, flow: Flow) -> None:
    unfinished = blank()
    unfinished["nodes"] += [
        {"id": "hello", "kind": "message", "label": "Hello"},
        {"id": "odd", "kind": "telepathy"},
    ]
    unfinished["edges"] = [
        {"source": "start", "port": "next", "target": "hello"},
        {"source": "hello", "port": "next", "target": "gone"},
    ]
    Flow.objects.update(draft=unfinished)
    page = mona.get(change_page(flow)).content.decode()
    assert "<svg" in page
    assert "telepathy" in page
    Flow.objects.update(draft={"nodes": 7})
    assert "this is no flow" in mona.get(change_page(flow)).content.decode()


def test_a_run_shows_the_way_it_took_with_what_was_read_and_why(
    mona: Client, flow: Flow, shop: Site
) -> None:
    talk = ensure_conversation(
        site=shop,
        visitor_id=visitor(at=shop).pk,
        start_url="https://shop.example/",
        start_title="Shop",
        language="en",
    )
    tell(conversation_id=talk.pk, happening=Happening(HappeningKind.RESOLVED))
    page = mona.get(reverse("admin:flows_flowrun_change", args=(talk.run.pk,)))
    words = page.content.decode()
    assert "The visitor says that it is settled." in words
    assert "Escalation triggered?" in words
    assert "escalated: no" in words
    assert "Satisfaction Survey" in words
    assert mona.post(reverse("admin:flows_flowrun_change", args=(talk.run.pk,))).status_code == 403
