"""A person was promised, and the assistant goes on: nobody is left without an answer meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from agents import services as agents
from agents.models import Queue, QueueEntry
from agents.selectors import default_queue
from chat.types import State
from escalation import selectors, services
from escalation.models import Promise
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


def test_words_that_come_while_somebody_is_asked_are_the_assistants_if_nobody_comes() -> None:
    Queue.objects.filter(pk=default_queue().pk).update(fallbacks=["assistant_note"])
    conversation = make.conversation()
    make.escalate(conversation)
    services.fall_back(conversation_id=conversation.pk)
    services.sweep(timezone.now() + timedelta(minutes=20))
    ada = make.agent()
    agents.route()
    assert make.state_of(conversation) == State.OFFERED
    make.say(conversation, "And another question?")
    agents.decline(agent_id=ada.pk, conversation_id=conversation.pk)
    assert make.state_of(conversation) == State.ASSISTANT
    assert not QueueEntry.objects.filter(conversation=conversation, left_at=None).exists()
    assert Promise.objects.get(conversation=conversation).state == "open"
    assert selectors.check(timezone.now()).is_clean
