"""What a visitor left follows its people: passed on, moved, then given to somebody or put off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from agents import services as agents
from agents.models import QueueEntry
from chat.models import Conversation
from escalation import selectors, services
from escalation.models import Promise
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


def left_message() -> Conversation:
    """Nobody was there; Vera left a message for the default queue."""
    conversation = make.conversation()
    make.escalate(conversation)
    services.fall_back(conversation_id=conversation.pk)
    make.send_form(conversation, {"email": "vera@example.com"})
    return conversation


@pytest.mark.parametrize("how", ["passed on", "moved"])
def test_the_promise_goes_along_to_the_other_queue(how: str) -> None:
    conversation, sales = left_message(), make.queue("Sales")
    if how == "moved":
        agents.move_to_queue(by="Mona", conversation_id=conversation.pk, queue_id=sales.pk)
    else:
        ada = make.agent()
        agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
        agents.transfer(agent_id=ada.pk, conversation_id=conversation.pk, queue_id=sales.pk)
    promise = Promise.objects.get(conversation=conversation)
    assert promise.queue_id == sales.pk
    services.postpone_promise(
        promise_id=promise.pk, due_at=timezone.now() + timedelta(days=1), by="Mona"
    )
    services.sweep()
    wait = QueueEntry.objects.get(conversation=conversation, left_at=None)
    assert wait.queue_id == sales.pk
    assert selectors.check(timezone.now()).is_clean


def test_a_message_that_was_answered_and_passed_on_is_still_for_the_colleague() -> None:
    conversation, ada, abel = left_message(), make.agent(), make.agent("Abel")
    agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
    agents.reply(
        agent_id=ada.pk,
        conversation_id=conversation.pk,
        client_id="reply-0001",
        text="Abel knows more about that.",
    )
    agents.transfer(agent_id=ada.pk, conversation_id=conversation.pk, to_agent_id=abel.pk)
    services.sweep()
    wait = QueueEntry.objects.get(conversation=conversation, left_at=None)
    assert wait.wanted_agent_id == abel.pk
    assert Promise.objects.filter(conversation=conversation, state="open").count() == 1
    assert selectors.check(timezone.now()).is_clean


def test_what_is_put_off_while_somebody_is_asked_is_offered_at_its_new_time() -> None:
    conversation, ada = left_message(), make.agent()
    at = timezone.now() - timedelta(minutes=1)
    Promise.objects.update(kind="callback", at=at, due_at=at + timedelta(minutes=15))
    agents.route()
    assert make.state_of(conversation) == "offered"
    promise = Promise.objects.get(conversation=conversation)
    late = services.postpone_promise(
        promise_id=promise.pk, due_at=promise.due_at + timedelta(days=1), by="Mona"
    )
    agents.decline(agent_id=ada.pk, conversation_id=conversation.pk)
    make.agent("Abel")
    agents.route()
    assert make.state_of(conversation) == "deferred", "Abel is not asked today"
    assert QueueEntry.objects.get(conversation=conversation, left_at=None).ready_at == late.at
