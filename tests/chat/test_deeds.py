"""What visitors do beside writing."""

from __future__ import annotations

import pytest

from chat import frames, services
from chat.deeds import carry_out
from chat.models import Conversation, Visitor
from chat.types import SYSTEM, Move, RefusedMessageError, State
from tests.builders import open_conversation_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kernel_only")]

END = frames.EndConversation(type="end")


def test_a_visitor_ends_the_conversation(vera: Visitor) -> None:
    talk = open_conversation_with("Hello", who=vera)
    carry_out(talk.pk, END)
    assert Conversation.objects.get(pk=talk.pk).state == State.CLOSED


def test_a_message_that_was_left_is_not_closed_under_those_who_owe_an_answer(vera: Visitor) -> None:
    talk = open_conversation_with("Hello", who=vera)
    services.move(conversation_id=talk.pk, move=Move.DEFER, actor=SYSTEM)
    with pytest.raises(RefusedMessageError) as refusal:
        carry_out(talk.pk, END)
    assert refusal.value.code == "not_possible"
    assert Conversation.objects.get(pk=talk.pk).state == State.DEFERRED
