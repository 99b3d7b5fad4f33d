"""Mails are read in the admin, with what went wrong; given-up ones are sent again from there."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from agents import notices
from agents.models import Notice
from config.checks import mail_is_sent

PAGE = "admin:agents_notice_changelist"


@pytest.fixture
def given_up(db: None) -> Notice:
    """A mail that the server refused."""
    return Notice.objects.create(
        key="message:1:u1",
        kind="message",
        state="failed",
        to="ada@desk.example",
        subject="A message was left",
        body="<b>Please</b> answer it.",
        not_before=timezone.now(),
        attempts=6,
        error="550 No such user",
    )


@pytest.mark.usefixtures("mail_server")
def test_given_up_mails_are_shown_with_the_reason_and_sent_again(
    client: Client, mona: User, given_up: Notice
) -> None:
    client.force_login(mona)
    shown = client.get(reverse(PAGE)).content.decode()
    assert "550 No such user" in shown
    assert "No mail server is named" not in shown
    one = client.get(reverse("admin:agents_notice_change", args=[given_up.pk])).content.decode()
    assert "&lt;b&gt;Please&lt;/b&gt; answer it." in one
    client.post(reverse(PAGE), {"action": "send_again", "_selected_action": [given_up.pk]})
    given_up.refresh_from_db()
    assert (given_up.state, given_up.attempts) == ("pending", 0)
    assert notices.deliver_due() == 1
    assert mail.outbox[0].to == ["ada@desk.example"]


def test_without_a_mail_server_the_list_says_so(client: Client, mona: User) -> None:
    client.force_login(mona)
    assert "No mail server is named" in client.get(reverse(PAGE)).content.decode()


@pytest.mark.usefixtures("mail_server")
def test_who_may_only_look_sends_and_changes_nothing(
    client: Client, ada: User, given_up: Notice
) -> None:
    ada.user_permissions.add(Permission.objects.get(codename="view_notice"))
    client.force_login(ada)
    client.post(reverse(PAGE), {"action": "send_again", "_selected_action": [given_up.pk]})
    change = reverse("admin:agents_notice_change", args=[given_up.pk])
    assert client.post(change, {"to": "eve@evil.example"}).status_code == 403
    given_up.refresh_from_db()
    assert (given_up.state, given_up.to) == ("failed", "ada@desk.example")


@pytest.mark.parametrize(
    ("host", "sender", "public", "demo", "hint"),
    [
        ("", "", "", True, ""),
        ("", "", "https://chat.example", False, "EMAIL_HOST"),
        ("mail.example", "", "https://chat.example", True, "EMAIL_FROM"),
        ("mail.example", "a@b.example", "", False, "PUBLIC_URL"),
        ("mail.example", "a@b.example", "https://chat.example", False, ""),
    ],
)
def test_the_check_names_what_mail_lacks(
    settings: Settings, host: str, sender: str, public: str, demo: bool, hint: str
) -> None:
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = host, sender
    settings.PUBLIC_URL, settings.DEMO = public, demo
    found = [str(one.hint) for one in mail_is_sent(None)]
    assert [hint in one for one in found] == ([True] if hint else [])
