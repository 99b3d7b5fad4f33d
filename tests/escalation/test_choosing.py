"""A visitor who waits chooses another way; until it leads somewhere the place is kept."""

from __future__ import annotations

import pytest

from agents import services as agents
from agents.models import Queue, QueueEntry
from agents.selectors import default_queue
from agents.types import FallbackKind
from chat import ways
from chat.models import Conversation
from chat.types import EntryKind, State
from escalation import services
from escalation.models import Promise
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db

FORMS = {"callback": "callback", "offline_form": "offline"}


def waiting() -> Conversation:
    """Ada is there, but busy: the visitor waits."""
    every_way = ["wait", *FORMS, "assistant_note"]
    Queue.objects.filter(pk=default_queue().pk, fallbacks=[]).update(fallbacks=every_way)
    conversation = make.conversation()
    make.escalate(conversation)
    return conversation


def choose(conversation: Conversation, way: str) -> None:
    ways.choose_way(conversation_id=conversation.pk, way=way)


def forms(conversation: Conversation) -> list[str]:
    return [form["kind"] for form in make.entries(conversation, EntryKind.FORM_REQUESTED)]


@pytest.mark.parametrize("way", FORMS)
def test_a_chosen_form_leads_to_a_promise(way: str) -> None:
    conversation = waiting()
    choose(conversation, way)
    choose(conversation, way)  # a second press asks nothing twice
    assert forms(conversation) == [FORMS[way]]
    assert make.state_of(conversation) == State.QUEUED
    left = {"phone": "030 123"} if way == "callback" else {"email": "vera@example.com"}
    make.send_form(conversation, left)
    assert make.state_of(conversation) == State.DEFERRED
    assert Promise.objects.get().kind == ("callback" if way == "callback" else "message")
    assert make.handoff_of(conversation).captured == left


@pytest.mark.parametrize("way", FORMS)
def test_whoever_wants_no_form_after_all_goes_on_waiting(way: str) -> None:
    conversation = waiting()
    since = QueueEntry.objects.get().entered_at
    choose(conversation, way)
    make.skip_form(conversation)
    assert make.state_of(conversation) == State.QUEUED
    assert QueueEntry.objects.get(left_at=None).entered_at == since
    handoff = make.handoff_of(conversation)
    assert handoff.deadline_at == make.later(handoff.requested_at, 300)
    choose(conversation, way)
    assert forms(conversation) == [FORMS[way]] * 2


def test_another_choice_takes_the_place_of_the_form_before() -> None:
    conversation = waiting()
    choose(conversation, "callback")
    choose(conversation, "offline_form")
    assert forms(conversation) == ["callback", "offline"]
    (closed,) = make.entries(conversation, EntryKind.FORM_SKIPPED)
    assert closed["kind"] == "callback"
    assert make.state_of(conversation) == State.QUEUED


def test_the_assistant_goes_on_at_once() -> None:
    conversation = waiting()
    choose(conversation, "assistant_note")
    assert make.state_of(conversation) == State.ASSISTANT
    assert Promise.objects.get().kind == "follow_up"
    assert QueueEntry.objects.get().ended == "captured"
    assert make.handoff_of(conversation).state == "captured"


def test_who_comes_while_the_form_is_open_goes_before_it() -> None:
    conversation, ada = waiting(), make.agent()
    choose(conversation, "callback")
    agents.route()
    make.send_form(conversation, {"phone": "030 123"})
    assert make.state_of(conversation) == State.OFFERED
    agents.decline(agent_id=ada.pk, conversation_id=conversation.pk)
    handoff = make.handoff_of(conversation)
    assert handoff.deadline_at is not None
    services.sweep(make.later(handoff.deadline_at, 1))
    promise = Promise.objects.get()
    assert (promise.kind, make.state_of(conversation)) == ("callback", State.DEFERRED)


@pytest.mark.parametrize("way", FallbackKind)
def test_a_choice_that_comes_too_late_changes_nothing(way: FallbackKind) -> None:
    """The entry is read again when somebody has joined meanwhile."""
    conversation = waiting()
    entry = ways.choose_way(conversation_id=conversation.pk, way="wait")
    agents.take_over(agent_id=make.agent().pk, conversation_id=conversation.pk)
    payload = {**entry.payload, "way": way.value}
    services.on_way_chosen(type(entry)(**{**_fields(entry), "payload": payload}))
    assert make.state_of(conversation) == State.WITH_AGENT
    assert not Promise.objects.exists()
    assert forms(conversation) == []


def _fields(entry: object) -> dict[str, object]:
    return {name: getattr(entry, name) for name in entry.__slots__}  # type: ignore[attr-defined]


def test_only_ways_of_the_queue_can_be_chosen() -> None:
    Queue.objects.filter(pk=default_queue().pk).update(fallbacks=["wait", "offline_form"])
    conversation = waiting()
    choose(conversation, "callback")
    choose(conversation, "assistant_note")
    assert forms(conversation) == []
    assert make.state_of(conversation) == State.QUEUED
    choose(conversation, "offline_form")
    assert forms(conversation) == ["offline"]
