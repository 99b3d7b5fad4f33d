"""Mails in the product as it is wired: an escalation, a sweep, somebody who joins, an answer."""

from __future__ import annotations

import pytest
from celery import Celery
from django.contrib.auth.models import User
from django.core import mail
from pytest_django import Settings

from agents import notices, services
from agents.models import Notice
from chat.models import Site, Visitor
from flows.tasks import sweep
from tests import builders
from tests.conftest import Clock


@pytest.fixture
def desk(settings: Settings, ada: User, monkeypatch: pytest.MonkeyPatch) -> User:
    """Ada is at home; there is a mail server, and workers are played by the test."""
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example", "desk@mail.example"
    monkeypatch.setattr(Celery, "send_task", lambda *_, **__: None)
    ada.email = "ada@desk.example"
    ada.save()
    services.ensure_agent(user_id=ada.pk, display_name="Ada")
    return ada


def test_the_team_is_told_and_the_visitor_gets_the_answer(
    clock: Clock, desk: User, shop: Site, vera: Visitor
) -> None:
    vera.email = "vera@home.example"
    vera.save()
    talk = builders.open_conversation_with("I want a person", who=vera)  # nothing to answer from
    assert Notice.objects.get().state == "pending"
    sweep()  # nobody is there: the form is asked, and the visitor can still be met
    clock.advance(seconds=20)
    assert notices.deliver_due() == 1
    services.take_over(agent_id=desk.pk, conversation_id=talk.pk)
    services.reply(agent_id=desk.pk, conversation_id=talk.pk, client_id="reply-001", text="Here!")
    clock.advance(seconds=60)
    assert notices.deliver_due() == 1
    assert [one.to for one in mail.outbox] == [["ada@desk.example"], ["vera@home.example"]]
