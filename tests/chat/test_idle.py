"""Conversations that nobody writes in any more are closed by the sweeper."""

from __future__ import annotations

import pytest

from chat import bus, services
from chat.models import Conversation, TimelineEntry, Visitor
from chat.tasks import close_idle
from chat.types import Entry, EntryKind, State
from tests import builders
from tests.conftest import Clock

pytestmark = pytest.mark.django_db


def _state(conversation: Conversation) -> tuple[str, str]:
    conversation.refresh_from_db()
    return conversation.state, conversation.outcome


def test_an_idle_conversation_with_the_assistant_is_closed_as_left(
    clock: Clock, vera: Visitor
) -> None:
    conversation = builders.open_conversation_with("Hello", who=vera)
    clock.advance(minutes=719)
    assert close_idle() == 0
    clock.advance(minutes=2)
    assert close_idle() == 1
    assert _state(conversation) == ("closed", "left")
    assert conversation.closed_at == clock.now
    entry = TimelineEntry.objects.filter(conversation=conversation).latest("seq")
    assert (entry.payload["reason"], entry.payload["actor"]["kind"]) == ("idle", "system")


def test_each_site_has_its_own_time(clock: Clock) -> None:
    quick = builders.visitor(at=builders.site(idle_close_minutes=5))
    slow = builders.open_conversation_with("Hello")
    conversation = builders.open_conversation_with("Hello", who=quick)
    clock.advance(minutes=6)
    assert close_idle() == 1
    assert _state(conversation)[0] == State.CLOSED
    assert _state(slow)[0] == State.ASSISTANT


def test_every_word_of_either_side_starts_the_time_anew(clock: Clock, vera: Visitor) -> None:
    conversation = builders.open_conversation_with("Hello", who=vera)
    clock.advance(minutes=700)
    builders.answer(conversation)
    clock.advance(minutes=700)
    assert close_idle() == 0
    builders.say(conversation)
    clock.advance(minutes=700)
    assert close_idle() == 0


def test_a_conversation_in_which_nothing_was_ever_said_is_closed_too(
    clock: Clock, vera: Visitor
) -> None:
    builders.open_conversation_with(who=vera)
    clock.advance(minutes=721)
    assert close_idle() == 1


@pytest.mark.parametrize("state", [State.QUEUED, State.OFFERED, State.WITH_AGENT, State.DEFERRED])
def test_whoever_waits_for_a_person_is_never_closed(clock: Clock, state: State) -> None:
    conversation = builders.open_conversation_with("Hello", state=state)
    clock.advance(days=30)
    assert close_idle() == 0
    assert _state(conversation)[0] == state


def test_sweeping_twice_leaves_the_same_rows(clock: Clock, vera: Visitor) -> None:
    conversation = builders.open_conversation_with("Hello", who=vera)
    clock.advance(minutes=721)
    assert [close_idle(), close_idle()] == [1, 0]
    moves = TimelineEntry.objects.filter(
        conversation=conversation, kind=EntryKind.CONVERSATION_MOVED
    )
    assert moves.count() == 1


def test_words_that_come_during_the_sweep_keep_their_conversation_open(
    clock: Clock, shop: object
) -> None:
    first, second = (builders.open_conversation_with("Hello") for _ in range(2))
    clock.advance(minutes=721)

    def write_in_the_other(entry: Entry) -> None:
        other = second if entry.conversation_id == first.pk else first
        builders.say(other, "Still there?")

    bus.in_transaction(EntryKind.CONVERSATION_MOVED, write_in_the_other)
    assert close_idle() == 1
    assert sorted([_state(first)[0], _state(second)[0]]) == ["assistant", "closed"]


def test_many_idle_conversations_are_closed_in_portions(
    clock: Clock, vera: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.tasks._BATCH", 2)
    for _ in range(3):
        services.open_conversation(site=vera.site, visitor=vera)
    clock.advance(minutes=721)
    assert [close_idle(), close_idle(), close_idle()] == [2, 1, 0]
