"""Another way than waiting: chosen while one waits, refused with a reason otherwise."""

from __future__ import annotations

import json

import pytest

from chat import services, ways
from chat.models import Conversation, TimelineEntry, Visitor
from chat.types import SYSTEM, Audience, EntryKind, Move, RefusedMessageError, State
from tests import builders
from tests.chat.conftest import OpenTab

MOVES = {
    State.ASSISTANT: (),
    State.QUEUED: (Move.ESCALATE,),
    State.OFFERED: (Move.ESCALATE, Move.OFFER),
    State.WITH_AGENT: (Move.TAKE_OVER,),
    State.DEFERRED: (Move.DEFER,),
    State.CLOSED: (Move.CLOSE,),
}


def conversation_in(state: State, who: Visitor) -> Conversation:
    conversation = builders.open_conversation_with("Hello", who=who)
    for move in MOVES[state]:
        services.move(conversation_id=conversation.pk, move=move, actor=SYSTEM)
    return conversation


@pytest.mark.django_db
@pytest.mark.parametrize("state", State)
def test_only_whoever_waits_chooses(state: State, vera: Visitor) -> None:
    conversation = conversation_in(state, vera)
    if state is State.QUEUED:
        entry = ways.choose_way(conversation_id=conversation.pk, way="callback")
        assert (entry.payload, entry.audience) == ({"way": "callback"}, Audience.STAFF)
        return
    with pytest.raises(RefusedMessageError) as refused:
        ways.choose_way(conversation_id=conversation.pk, way="callback")
    assert refused.value.code == ("being_asked" if state is State.OFFERED else "not_waiting")
    assert not TimelineEntry.objects.filter(kind=EntryKind.WAY_CHOSEN.value).exists()


@pytest.mark.django_db(transaction=True)
async def test_the_widget_chooses_by_a_frame(open_tab: OpenTab, vera: Visitor) -> None:
    tab = await open_tab(vera)
    await tab.send_raw(json.dumps({"type": "say", "client_id": "client-00", "text": "Hello"}))
    while (await tab.next())["type"] != "ack":
        continue
    await tab.send_raw(json.dumps({"type": "choose_way", "way": "callback"}))
    while (error := await tab.next())["type"] != "error":
        continue
    assert error["code"] == "not_waiting"
    await tab.send_raw(json.dumps({"type": "choose_way", "way": "wait"}))
    while (error := await tab.next())["type"] != "error":
        continue
    assert error["code"] == "bad_frame"
