"""Mails as a real server gets them: who they go to, what stands in their heads, what is refused."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from email.policy import default

import pytest
from django.utils import timezone
from pytest_django import Settings

from agents import notices
from agents.models import Notice
from tests.agents.mailhost import MailHost, mail_host
from tests.agents.test_notices import member, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published", "mail_server")]


@pytest.fixture
def host(settings: Settings) -> Iterator[MailHost]:
    """The product's mail server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    with mail_host() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


def test_a_mail_arrives_with_its_words_and_nothing_else_in_its_head(host: MailHost) -> None:
    member("Ada")
    tell(subject="Grüße\r\nBcc: eve@evil.example", body=notices.quoted(".\r\nRCPT TO:<eve@x>"))
    assert notices.deliver_due() == 1
    [(to, raw)] = host.taken
    assert to == ["ada@desk.example"]
    sent = email.message_from_string(raw, policy=default)
    assert sent["Subject"] == "Grüße Bcc: eve@evil.example"
    assert (sent["To"], sent["Bcc"]) == ("ada@desk.example", None)
    assert sent["From"] == "Desk <desk@mail.example>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent.get_content_type() == "text/plain"
    assert "> .\n> RCPT TO:<eve@x>" in sent.get_content().replace("\r\n", "\n")


def test_who_is_refused_is_given_up_and_the_others_get_theirs(host: MailHost) -> None:
    host.refused = {"ada@desk.example"}
    member("Ada")
    member("Abel")
    tell()
    assert notices.deliver_due() == 1
    assert [to for to, _ in host.taken] == [["abel@desk.example"]]
    assert Notice.objects.get(state="failed").error == "550 No such user"


def test_where_nobody_answers_it_is_tried_again_later(settings: Settings, host: MailHost) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: refused at once
        settings.EMAIL_PORT = closed.getsockname()[1]
        member("Ada")
        tell()
        now = timezone.now()
        assert notices.deliver_due(now) == 0
    row = Notice.objects.get()
    assert (row.state, row.attempts) == ("pending", 1)
    assert "ConnectionRefusedError" in row.error
    assert row.not_before > now


def test_a_sender_that_is_none_counts_as_no_mail_server(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Support"
    assert not notices.has_mail_server()
