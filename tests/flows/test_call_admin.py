"""Secrets are entered and never shown; failed calls can be sent again."""

from __future__ import annotations

from typing import Any

import pytest
from celery import Celery
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from flows.models import Flow, FlowCall, FlowRun, FlowVersion, Secret
from tests import builders

VALUE = "4f-very-secret"


def test_a_secret_is_never_shown_and_stays_when_left_empty(client: Client, mona: User) -> None:
    client.force_login(mona)
    add = reverse("admin:flows_secret_add")
    client.post(add, {"name": "CRM", "slug": "crm", "value": VALUE})
    secret = Secret.objects.get()
    assert secret.value == VALUE
    change = reverse("admin:flows_secret_change", args=[secret.pk])
    for page in (change, reverse("admin:flows_secret_changelist")):
        assert VALUE not in client.get(page).content.decode()
    refused = client.post(change, {"name": "", "slug": "crm", "value": "typed-anew"})
    assert "typed-anew" not in refused.content.decode()
    client.post(change, {"name": "Our CRM", "slug": "crm", "value": ""})
    secret.refresh_from_db()
    assert (secret.name, secret.value) == ("Our CRM", VALUE)
    client.post(change, {"name": "Our CRM", "slug": "crm", "value": "new"})
    secret.refresh_from_db()
    assert secret.value == "new"


def test_who_may_only_look_at_secrets_does_not_see_them_either(client: Client, db: None) -> None:
    secret = Secret.objects.create(name="CRM", slug="crm", value=VALUE)
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_secret"))
    client.force_login(reader)
    page = client.get(reverse("admin:flows_secret_change", args=[secret.pk]))
    assert page.status_code == 200
    assert VALUE not in page.content.decode()


@pytest.fixture
def failed(db: None) -> FlowCall:
    """A call that failed."""
    version = FlowVersion.objects.create(
        flow=Flow.objects.create(name="A", slug="a"), number=1, graph={}
    )
    conversation = builders.open_conversation_with()
    FlowRun.objects.filter(conversation=conversation).delete()
    return FlowCall.objects.create(
        run=FlowRun.objects.create(conversation=conversation, version=version),
        node="it",
        key="it-1",
        method="POST",
        url="https://crm.example.com/leads?mail=vera@shop.example",
        body="private words",
        state="failed",
        failure="status 404",
        status=404,
        created_at=timezone.now(),
    )


def test_failed_calls_are_listed_without_what_was_sent_and_sent_again(
    client: Client, mona: User, failed: FlowCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Celery, "send_task", lambda *args, **kwargs: None)
    client.force_login(mona)
    page = reverse("admin:flows_flowcall_changelist")
    shown = client.get(page).content.decode()
    assert "POST crm.example.com" in shown
    assert "status 404" in shown
    one = client.get(reverse("admin:flows_flowcall_change", args=[failed.pk])).content.decode()
    for text in (shown, one):
        assert "private words" not in text
        assert "vera@shop.example" not in text
    deed: dict[str, Any] = {"action": "send_again", "_selected_action": [failed.pk]}
    client.post(page, deed)
    failed.refresh_from_db()
    assert failed.state == "pending"


def test_who_may_only_look_sends_nothing(client: Client, ada: User, failed: FlowCall) -> None:
    ada.user_permissions.add(Permission.objects.get(codename="view_flowcall"))
    client.force_login(ada)
    page = reverse("admin:flows_flowcall_changelist")
    client.post(page, {"action": "send_again", "_selected_action": [failed.pk]})
    failed.refresh_from_db()
    assert failed.state == "failed"
