"""Mails raced for by several workers and writers: each is written once and sent once."""

from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone

from agents import notices
from agents.models import Notice
from tests.agents.test_notices import member, tell
from tests.threads import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("published", "mail_server", "no_workers"),
]


def test_four_writers_of_one_notice_write_it_once() -> None:
    member("Ada")
    now = timezone.now()
    found = at_once(*[lambda: tell(now=now)] * 4)
    assert all(isinstance(one, int) for one in found)
    assert Notice.objects.count() == 1


def test_four_workers_send_each_mail_once() -> None:
    for number in range(6):
        member(f"Ada{number}")
    tell()
    while Notice.objects.filter(state="pending").exists():
        found = at_once(*[notices.deliver_due] * 4)
        assert all(isinstance(one, int) for one in found)
    assert len({one.to[0] for one in mail.outbox}) == len(mail.outbox) == 6
