"""Mails to the team: written once, sent after commit, tried again, given up."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from celery import Celery
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from agents import notices
from agents.models import AgentProfile, Notice, Queue, Team
from agents.notices import outbox
from agents.notices.delivering import MAX_ATTEMPTS, pause_after
from agents.notices.plain import one_line, quoted
from agents.services import ensure_defaults
from chat.models import Conversation
from tests.agents import builders as build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published", "mail_server")]


def member(name: str, *, team: Team | None = None, **user: Any) -> AgentProfile:
    """An agent who has an address."""
    made = build.agent(name, teams=[team] if team else ())
    for field, value in {"email": f"{name.lower()}@desk.example", **user}.items():
        setattr(made.user, field, value)
    made.user.save()
    return made


def tell(**fields: Any) -> int:
    """The default queue's team is told that a message was left."""
    given: dict[str, Any] = {
        "kind": Notice.Kind.MESSAGE,
        "key": "message:1",
        "queue_id": ensure_defaults().pk,
        "conversation_id": None,
        "now": timezone.now(),
        "subject": "A message was left",
        "body": "Please answer it.",
    }
    return notices.tell_team(**{**given, **fields})


def readers() -> list[str]:
    return sorted(Notice.objects.exclude(to="").values_list("to", flat=True))


def test_a_notice_is_mailed_to_every_member_who_wants_mail_and_may_answer() -> None:
    for name in ("Ada", "Abel"):
        member(name)
    member("Gone", is_active=False)
    member("Addressless", email="")
    member("Broken", email="not an address")
    AgentProfile.objects.filter(pk=member("Quiet").pk).update(gets_mail=False)
    member("Other", team=build.queue("Sales").team)
    assert tell() == 2
    assert notices.deliver_due() == 2
    assert sorted(one.to[0] for one in mail.outbox) == ["abel@desk.example", "ada@desk.example"]
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}


def test_a_team_with_an_address_of_its_own_gets_one_mail() -> None:
    member("Ada")
    Team.objects.update(email="desk@desk.example")
    assert tell() == 1
    assert readers() == ["desk@desk.example"]


def test_a_notice_for_one_agent_goes_to_them_or_to_the_team_when_they_have_no_address() -> None:
    ada, abel = member("Ada"), member("Abel", email="")
    assert tell(agent_id=ada.pk) == 1
    assert readers() == ["ada@desk.example"]
    assert Notice.objects.get().agent_id == ada.pk
    assert tell(agent_id=abel.pk, key="message:2") == 1
    assert Notice.objects.get(key__startswith="message:2").to == "ada@desk.example"


def test_what_is_known_is_not_written_again_and_an_address_is_told_once() -> None:
    member("Ada")
    member("Twin", email="ADA@desk.example")
    assert tell() == 1
    assert tell() == 0
    assert notices.deliver_due() == 1
    assert notices.deliver_due() == 0
    assert len(mail.outbox) == 1


def test_nobody_with_an_address_is_a_failure_that_the_admin_shows() -> None:
    build.agent("Ada")
    assert tell() == 0
    assert tell() == 0
    row = Notice.objects.get()
    assert (row.state, row.to) == ("failed", "")
    assert "address" in row.error
    assert not notices.send_again(row.pk)


def test_a_mail_is_written_only_with_what_it_is_about() -> None:
    member("Ada")
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_the_mail_is_plain_text_in_the_language_of_the_site_with_the_way_into_the_inbox(
    settings: Settings,
) -> None:
    settings.LINK_BASE = "https://desk.example"
    member("Ada")
    talk = build.conversation()
    talk.site.language = "de-AT"
    talk.site.save()
    tell(conversation_id=talk.pk)
    notices.deliver_due()
    [sent] = mail.outbox
    assert f"https://desk.example/inbox/#/all/{talk.public_id}" in sent.body
    assert "Gespräch öffnen" in sent.body
    assert sent.from_email == "Desk <desk@mail.example>"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert sent.extra_headers["Message-ID"].endswith("@mail.example>")
    assert not getattr(sent, "alternatives", None)


def test_words_of_others_add_no_header_and_are_quoted() -> None:
    member("Ada")
    tell(
        subject="Hello\r\nBcc: all@victim.example\u2028X: y", body=quoted("1\n\n-- \nBuy\u202e\r\0")
    )
    notices.deliver_due()
    [sent] = mail.outbox
    assert sent.subject == "Hello Bcc: all@victim.example X: y"
    assert set(sent.message()) >= {"Subject", "To"}
    assert sent.message()["Bcc"] is None
    assert "> 1\n>\n> --\n> Buy" in sent.body
    assert "\u202e" not in sent.body
    assert one_line("x" * 500, 10) == "x" * 9 + "…"
    assert quoted("y" * 700, 600).endswith("y…")


def test_a_worker_is_woken_after_commit_and_only_with_a_mail_server(
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    django_capture_on_commit_callbacks: Any,
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(Celery, "send_task", lambda _app, name, **_: woken.append(name))
    member("Ada")
    with django_capture_on_commit_callbacks(execute=True):
        tell()
        assert not woken
    assert woken == [outbox.TASK]
    settings.EMAIL_HOST = ""
    with django_capture_on_commit_callbacks(execute=True):
        tell(key="message:2")
    assert woken == [outbox.TASK]


def test_without_a_mail_server_nothing_is_tried_and_nothing_is_lost(settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    member("Ada")
    assert tell() == 1
    assert notices.deliver_due() == 0
    row = Notice.objects.get()
    assert (row.state, row.attempts, row.error) == ("pending", 0, "")
    settings.EMAIL_HOST = "mail.example"
    assert notices.deliver_due() == 1


def test_what_waited_for_a_mail_server_for_days_is_no_news(settings: Settings) -> None:
    member("Ada")
    tell()
    assert notices.deliver_due(timezone.now() + timedelta(days=4)) == 0
    assert Notice.objects.get().state == "dropped"
    assert not mail.outbox


class Faulty(EmailBackend):
    """A server that raises what the test wrote down before it takes anything."""

    script: list[Exception] = []

    def send_messages(self, messages: Any) -> int:
        """Takes the mails when the script is at its end."""
        if Faulty.script:
            raise Faulty.script.pop(0)
        return int(super().send_messages(messages))


@pytest.fixture
def faulty(settings: Settings) -> list[Exception]:
    """What the mail server does wrong, in order."""
    settings.EMAIL_BACKEND = "tests.agents.test_notices.Faulty"
    Faulty.script = []
    return Faulty.script


def test_a_server_that_is_away_is_tried_again_with_longer_and_longer_pauses(
    faulty: list[Exception],
) -> None:
    member("Ada")
    tell()
    now = timezone.now()
    faulty += [SMTPServerDisconnected("gone"), ConnectionRefusedError(111, "refused")]
    for attempts in (1, 2):
        assert notices.deliver_due(now) == 0
        row = Notice.objects.get()
        assert (row.state, row.attempts, row.lease_until) == ("pending", attempts, None)
        assert row.not_before == now + pause_after(attempts)
        assert notices.deliver_due(now + pause_after(attempts) - timedelta(seconds=1)) == 0
        now += pause_after(attempts)
    assert notices.deliver_due(now) == 1
    row.refresh_from_db()
    assert (row.state, row.sent_at, row.error) == ("sent", now, "")


def test_trouble_with_the_server_costs_other_notices_no_try(faulty: list[Exception]) -> None:
    member("Ada")
    tell()
    tell(key="message:2")
    faulty += [TimeoutError("slow")]
    now = timezone.now()
    assert notices.deliver_due(now) == 0
    assert sorted(Notice.objects.values_list("attempts", flat=True)) == [0, 1]
    assert not Notice.objects.filter(outbox.due(now)).exists()


def test_after_the_last_try_it_is_given_up_with_the_reason_and_can_be_sent_again(
    faulty: list[Exception],
) -> None:
    member("Ada")
    tell()
    now = timezone.now()
    for _ in range(MAX_ATTEMPTS):
        faulty += [SMTPDataError(451, b"Try later")]
        notices.deliver_due(now)
        now += timedelta(hours=10)
    row = Notice.objects.get()
    assert (row.state, row.error) == ("failed", "451 Try later")
    assert notices.send_again(row.pk, now)
    assert notices.deliver_due(now) == 1
    assert not notices.send_again(row.pk, now)


def test_a_reader_who_is_refused_is_given_up_at_once_and_holds_up_nobody(
    faulty: list[Exception],
) -> None:
    member("Ada")
    member("Abel")
    tell()
    faulty += [SMTPRecipientsRefused({"x": (550, b"No such user")})]
    assert notices.deliver_due() == 1
    states = dict(Notice.objects.values_list("state", "error"))
    assert states == {"failed": "550 No such user", "sent": ""}


def test_a_notice_in_the_hands_of_one_worker_is_left_to_it_until_its_lease_ends() -> None:
    member("Ada")
    tell()
    now = timezone.now()
    lease = now + timedelta(minutes=5)
    Notice.objects.update(attempts=1, lease_until=lease)
    assert notices.deliver_due(now) == 0
    assert notices.deliver_due(lease) == 1


def test_a_slow_server_takes_two_workers_and_no_more() -> None:
    for name in ("Ada", "Abel", "Abby"):
        member(name)
    tell()
    now = timezone.now()
    first, second, _third = Notice.objects.order_by("pk")
    sending = Notice.objects.filter(pk__in=[first.pk, second.pk])
    sending.update(attempts=1, lease_until=now + timedelta(minutes=5))
    assert notices.deliver_due(now) == 0
    sending.filter(pk=first.pk).update(state="sent", lease_until=None)
    assert notices.deliver_due(now) == 1


def test_a_notice_that_kills_every_worker_is_given_up() -> None:
    member("Ada")
    tell()
    now = timezone.now()
    Notice.objects.update(attempts=MAX_ATTEMPTS, lease_until=now)
    assert notices.deliver_due(now) == 0
    assert Notice.objects.get().state == "failed"


def test_logs_hold_no_addresses(caplog: pytest.LogCaptureFixture, faulty: list[Exception]) -> None:
    caplog.set_level("DEBUG")
    member("Ada")
    tell()
    faulty += [SMTPRecipientsRefused({"ada@desk.example": (550, b"ada@desk.example unknown")})]
    notices.deliver_due()
    assert caplog.records
    assert "@" not in "".join(f"{one.getMessage()}{vars(one)}" for one in caplog.records)


def test_a_notice_knows_team_and_conversation(settings: Settings) -> None:
    member("Ada")
    talk: Conversation = build.conversation()
    queue: Queue = ensure_defaults()
    tell(conversation_id=talk.pk)
    row = Notice.objects.get()
    assert (row.conversation_id, row.team_id) == (talk.pk, queue.team_id)
