"""What was captured before there were promises is owed by somebody, without a flood."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from agents import notices
from agents.models import Notice, QueueEntry, Team
from agents.selectors import default_queue
from chat import bus
from chat.models import Conversation
from chat.types import EntryKind
from escalation import selectors, services
from escalation.models import Handoff, Promise
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mails_are_written() -> None:
    bus._bus.inside[EntryKind.PROMISE_MADE].append(notices.on_promise_made)
    Team.objects.filter(pk=default_queue().team_id).update(email="team@example.com")


def left_before_the_release(ago: timedelta) -> Conversation:
    """A message of a release that had no promises, and in which messages did not wait."""
    conversation = make.conversation()
    make.escalate(conversation)
    services.fall_back(conversation_id=conversation.pk)
    make.send_form(conversation, {"email": "vera@example.com"})
    Promise.objects.filter(conversation=conversation).delete()
    QueueEntry.objects.filter(conversation=conversation, is_message=True).delete()
    Notice.objects.filter(conversation=conversation).delete()
    Handoff.objects.filter(conversation=conversation).update(
        requested_at=timezone.now() - ago, settled_at=timezone.now() - ago
    )
    return conversation


def test_what_was_left_lately_is_promised_and_lies_in_line() -> None:
    conversation = left_before_the_release(timedelta(hours=10))
    assert services.sweep()["promised"] == 1
    promise = Promise.objects.get(conversation=conversation)
    message = QueueEntry.objects.get(conversation=conversation, left_at=None)
    assert (message.is_message, message.queue_id) == (True, promise.queue_id)
    assert abs(message.entered_at - (timezone.now() - timedelta(hours=10))) < timedelta(minutes=1)
    assert not Notice.objects.exists(), "hundreds of them are no reason for hundreds of mails"
    assert selectors.check(timezone.now()).is_clean


def test_what_is_old_is_noted_and_reaches_nobody() -> None:
    conversation = left_before_the_release(timedelta(days=40))
    told = len(make.entries(conversation, EntryKind.PROMISE_MADE))
    assert services.sweep()["promised"] == 1
    services.sweep(timezone.now() + timedelta(days=30))
    promise = Promise.objects.get(conversation=conversation)
    assert (promise.state, bool(promise.note)) == ("dropped", True)
    assert not QueueEntry.objects.filter(conversation=conversation, left_at=None).exists()
    assert not Notice.objects.exists()
    assert len(make.entries(conversation, EntryKind.PROMISE_MADE)) == told
    assert selectors.check(timezone.now() + timedelta(days=30)).is_clean
