"""The admin shows what was said and lets nobody rewrite it."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest
from django.test import RequestFactory

from chat.models import Conversation, Site, TimelineEntry, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_mona(mona: User, rf: RequestFactory) -> HttpRequest:
    """A request of somebody who may do everything."""
    request = rf.get("/admin/")
    request.user = mona
    return request


@pytest.mark.parametrize("model", [Conversation, TimelineEntry, Visitor])
def test_what_happened_is_read_and_never_rewritten(
    model: type[Model], of_mona: HttpRequest
) -> None:
    page = admin.site.get_model_admin(model)
    assert page.has_view_permission(of_mona)
    assert not page.has_add_permission(of_mona)
    assert not page.has_change_permission(of_mona)
    assert not page.has_delete_permission(of_mona)
    assert "delete_selected" not in page.get_actions(of_mona)


def test_the_transcript_under_a_conversation_is_read_only_too(of_mona: HttpRequest) -> None:
    page = admin.site.get_model_admin(Conversation)
    (transcript,) = page.get_inline_instances(of_mona)
    assert transcript.has_view_permission(of_mona)
    assert not transcript.has_change_permission(of_mona)
    assert not transcript.has_add_permission(of_mona)


def test_sites_are_edited(of_mona: HttpRequest) -> None:
    page = admin.site.get_model_admin(Site)
    assert page.has_add_permission(of_mona)
    assert page.has_change_permission(of_mona)
