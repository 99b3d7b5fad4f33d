"""A left message whose agent drops off, or passes it on, is owed as it was before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from agents import services as agents
from agents.models import AgentProfile, QueueEntry
from chat.types import EntryKind
from escalation import selectors, services
from escalation.models import Handoff, Promise
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("passed_on", [False, True])
def test_a_message_is_owed_again_without_a_second_form(passed_on: bool) -> None:
    conversation = make.conversation()
    make.escalate(conversation)
    services.fall_back(conversation_id=conversation.pk)
    make.send_form(conversation, {"email": "vera@example.com"})
    before = QueueEntry.objects.get(conversation=conversation, left_at=None)
    ada = make.agent()
    agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
    told = make.notices(conversation)
    if passed_on:
        agents.transfer(agent_id=ada.pk, conversation_id=conversation.pk)
    else:
        gone = timezone.now() - timedelta(hours=1)
        AgentProfile.objects.filter(pk=ada.pk).update(last_beat_at=gone)
        assert agents.sweep()["lost"] == 1
    assert make.state_of(conversation) == "deferred"
    message = QueueEntry.objects.get(conversation=conversation, left_at=None)
    assert (message.is_message, message.priority) == (True, before.priority)
    assert passed_on or message.entered_at == before.entered_at
    promise = Promise.objects.get(conversation=conversation)
    assert promise.state == "open"
    assert len(make.entries(conversation, EntryKind.FORM_REQUESTED)) == 1
    assert make.notices(conversation) == told
    assert not Handoff.objects.filter(conversation=conversation, settled_at=None).exists()
    assert selectors.check(timezone.now()).is_clean
