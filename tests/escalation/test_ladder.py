"""T14: zero agents, each way to catch visitors, alone and as ladders; and the morning after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agents import services as agents
from agents.models import Assignment, BusinessHours, Queue, QueueEntry
from agents.selectors import default_queue, next_opening
from chat.models import Conversation, Message
from chat.types import EntryKind, State
from escalation import selectors, services
from escalation.models import Handoff, Promise
from escalation.types import HandoffState, ReasonCode, Urgency
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db

WORDS = "my invoice is wrong"
ALONE = [("wait",), ("callback",), ("offline_form",), ("assistant_note",)]
LADDERS = [
    ("wait", "callback", "offline_form", "assistant_note"),
    ("callback", "wait", "offline_form"),
    ("offline_form", "callback"),
    ("callback", "assistant_note"),
    ("assistant_note", "offline_form"),
]
FORM_OF = {"callback": "callback", "offline_form": "offline"}


def with_ladder(*rungs: str, **fields: Any) -> Queue:
    """The default queue has this ladder; nobody of its team is there."""
    queue = default_queue()
    Queue.objects.filter(pk=queue.pk).update(fallbacks=list(rungs), **fields)
    queue.refresh_from_db()
    return queue


def nobody_comes(conversation: Conversation) -> Handoff:
    """A person is asked for in vain."""
    handoff = make.escalate(conversation)
    agents.give_up_asking(conversation_id=conversation.pk, now=handoff.requested_at)
    services.fall_back(conversation_id=conversation.pk, now=handoff.requested_at)
    handoff.refresh_from_db()
    return handoff


def forms(conversation: Conversation) -> list[str]:
    return [form["kind"] for form in make.entries(conversation, EntryKind.FORM_REQUESTED)]


def pass_time(handoff: Handoff, hours: int = 3) -> None:
    """The sweeper runs every ten minutes, and the visitor does nothing."""
    for minutes in range(10, hours * 60, 10):
        services.sweep(handoff.requested_at + timedelta(minutes=minutes))


@pytest.mark.parametrize("rungs", ALONE + LADDERS, ids="-".join)
def test_a_visitor_who_does_nothing_is_promised_an_answer(rungs: Sequence[str]) -> None:
    """Words kept; every rung that can be is tried; what remains is owed by somebody, by when."""
    queue = with_ladder(*rungs)
    conversation = make.conversation(WORDS)
    handoff = nobody_comes(conversation)
    pass_time(handoff)
    handoff.refresh_from_db()
    assert handoff.state == HandoffState.CAPTURED
    assert Message.objects.filter(conversation=conversation, text=WORDS).exists()
    promise = Promise.objects.get(conversation=conversation)
    assert (promise.state, promise.queue_id) == ("open", queue.pk)
    until = rungs.index("assistant_note") if "assistant_note" in rungs else len(rungs)
    assert forms(conversation) == [FORM_OF[kind] for kind in rungs[:until] if kind in FORM_OF]
    told = make.entries(conversation, EntryKind.PROMISE_MADE)
    assert [one["due_at"] for one in told] == [promise.due_at.isoformat()]
    assert selectors.check(timezone.now()).is_clean
    assert make.state_of(conversation) == State.DEFERRED
    assert promise.kind == ("follow_up" if "assistant_note" in rungs else "message")
    entry = QueueEntry.objects.get(conversation=conversation, left_at=None)
    assert (entry.is_message, entry.queue_id) == (True, queue.pk)


@pytest.mark.parametrize("kind", ["callback", "offline_form"])
def test_what_is_left_is_kept_with_a_way_to_reach_the_visitor(kind: str) -> None:
    with_ladder(kind, "assistant_note")
    conversation = make.conversation(WORDS)
    handoff = nobody_comes(conversation)
    left = {"phone": "+49 30 123"} if kind == "callback" else {"email": "vera@example.com"}
    make.send_form(conversation, {"name": "Vera", **left})
    handoff.refresh_from_db()
    assert (handoff.state, handoff.captured_basis) == ("captured", "form")
    assert left.items() <= handoff.captured.items()
    promise = Promise.objects.get()
    assert promise.kind == ("callback" if kind == "callback" else "message")
    assert make.state_of(conversation) == State.DEFERRED
    assert len(forms(conversation)) == 1
    assert make.notices(conversation)[-1].startswith("Thank you.")


def test_a_call_at_a_chosen_time_waits_until_then() -> None:
    with_ladder("callback")
    conversation = make.conversation(WORDS)
    nobody_comes(conversation)
    (form,) = make.entries(conversation, EntryKind.FORM_REQUESTED)
    slot = form["fields"][2]["options"][0]
    make.send_form(conversation, {"phone": "030 123", "slot": slot["value"]})
    promise = Promise.objects.get()
    assert promise.at is not None
    assert (promise.kind, promise.at.isoformat()) == ("callback", slot["value"])
    entry = QueueEntry.objects.get(left_at=None)
    assert (entry.ready_at, entry.reason) == (promise.at, "callback")
    assert entry.reason_text == f"Call back at {slot['label']}."


def test_a_form_that_is_not_wanted_makes_way_at_once() -> None:
    with_ladder("callback", "offline_form", "assistant_note")
    conversation = make.conversation(WORDS)
    nobody_comes(conversation)
    for expected in (["callback", "offline"], ["callback", "offline"]):
        make.skip_form(conversation)
        assert forms(conversation) == expected
    assert make.state_of(conversation) == State.ASSISTANT
    assert Promise.objects.get().kind == "follow_up"
    ids = [form["form_id"] for form in make.entries(conversation, EntryKind.FORM_REQUESTED)]
    assert len(set(ids)) == 2


def test_whoever_wants_no_call_waits_at_the_old_place_where_waiting_comes_next() -> None:
    with_ladder("callback", "wait", "offline_form")
    conversation = make.conversation(WORDS)
    handoff = nobody_comes(conversation)
    entry = QueueEntry.objects.get()
    assert (make.state_of(conversation), handoff.state) == (State.QUEUED, "pending")
    make.skip_form(conversation)
    handoff.refresh_from_db()
    assert handoff.deadline_at == make.later(handoff.requested_at, 300)
    assert QueueEntry.objects.get().entered_at == entry.entered_at
    services.sweep(make.later(handoff.requested_at, 301))
    assert forms(conversation) == ["callback", "offline"]
    assert make.state_of(conversation) == State.DEFERRED


def test_a_person_goes_before_every_rung() -> None:
    with_ladder("callback", "wait")
    conversation = make.conversation(WORDS)
    nobody_comes(conversation)
    ada = make.agent()
    agents.route()
    agents.accept(agent_id=ada.pk, conversation_id=conversation.pk)
    make.send_form(conversation, {"phone": "030 123"})
    assert make.state_of(conversation) == State.WITH_AGENT
    assert make.handoff_of(conversation).captured["phone"] == "030 123"
    assert not Promise.objects.exists()


def test_a_queue_goes_before_its_policy() -> None:
    with_ladder("callback")
    conversation = make.conversation(WORDS)
    nobody_comes(conversation)
    assert forms(conversation) == ["callback"]


# The assistant goes on


def test_the_assistant_goes_on_and_a_new_wish_for_a_person_is_answered_honestly() -> None:
    with_ladder("assistant_note")
    conversation = make.conversation(WORDS)
    nobody_comes(conversation)
    assert make.state_of(conversation) == State.ASSISTANT
    first = Promise.objects.get()
    make.say(conversation, "I want a person, please")
    nobody_comes(conversation)
    assert make.state_of(conversation) == State.ASSISTANT
    again = Promise.objects.get()
    assert (again.pk, again.due_at) == (first.pk, first.due_at)
    notices = make.notices(conversation)
    assert sum("I have noted" in one for one in notices) == 1
    assert sum("It stays noted" in one for one in notices) == 1
    ada = make.agent()
    make.say(conversation, "A person!")
    make.escalate(conversation)
    agents.route()
    agents.accept(agent_id=ada.pk, conversation_id=conversation.pk)
    assert make.state_of(conversation) == State.WITH_AGENT
    assert Promise.objects.get().owner_id == ada.pk


def test_what_asks_for_a_person_by_itself_again_and_again_ends_as_a_message() -> None:
    with_ladder("assistant_note")
    conversation = make.conversation(WORDS)
    nobody_comes(conversation)
    nobody_comes(conversation)  # without a word of the visitor
    assert make.state_of(conversation) == State.DEFERRED
    assert Promise.objects.get().kind == "message"


def test_whoever_falls_silent_after_a_note_lies_in_the_queue_until_they_write() -> None:
    with_ladder("assistant_note")
    conversation = make.conversation(WORDS)
    handoff = nobody_comes(conversation)
    assert services.sweep(timezone.now() + timedelta(minutes=14))["laid_aside"] == 0
    assert services.sweep(timezone.now() + timedelta(minutes=16))["laid_aside"] == 1
    entry = QueueEntry.objects.get(left_at=None)
    assert (entry.is_message, entry.entered_at) == (True, handoff.requested_at)
    make.say(conversation, "Are you still there?")
    assert make.state_of(conversation) == State.ASSISTANT
    assert not QueueEntry.objects.filter(left_at=None).exists()
    assert Promise.objects.get().state == "open"


# Closed, full, out of hours


def closed_until_monday() -> BusinessHours:
    """Hours that never lie around now: only in seven days' time."""
    day = (timezone.now() + timedelta(days=3)).strftime("%A").lower()
    week = {day: [["08:00", "12:00"]]}
    hours = BusinessHours.objects.create(name="Rare", zone="Europe/Berlin", week=week)
    team = default_queue().team
    team.hours = hours
    team.save(update_fields=["hours"])
    return hours


@pytest.mark.parametrize(
    ("language", "back"),
    [("en", "We are back on"), ("de", "Wir sind"), ("es", "Volvemos"), ("fr", "Nous sommes")],
)
def test_out_of_hours_the_ladder_begins_at_once_and_says_when_somebody_is_back(
    language: str, back: str
) -> None:
    closed_until_monday()
    make.agent()
    conversation = make.conversation(WORDS, language=language)
    handoff = make.escalate(conversation, reason=ReasonCode.HUMAN_REQUESTED, fired=())
    assert (make.state_of(conversation), handoff.state) == (State.QUEUED, "pending")
    assert services.fall_back(conversation_id=conversation.pk)
    (form,) = make.entries(conversation, EntryKind.FORM_REQUESTED)
    assert back in form["text"]
    assert "8:00" in form["text"]
    assert "Berlin" in form["text"]


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"closed_at": make.NOON}, "cannot take any more"), ({"max_waiting": 1}, "So many people")],
)
def test_a_queue_that_takes_nobody_says_so_at_once(fields: dict[str, Any], why: str) -> None:
    queue = with_ladder("wait", "offline_form")
    make.agent()
    first = make.conversation("First in line")
    make.escalate(first)
    Queue.objects.filter(pk=queue.pk).update(**fields)
    conversation = make.conversation(WORDS)
    make.escalate(conversation)
    services.fall_back(conversation_id=conversation.pk)
    (form,) = make.entries(conversation, EntryKind.FORM_REQUESTED)
    assert form["text"].startswith(why) or why in form["text"]
    assert make.state_of(first) == State.QUEUED, "whoever waits already is still served"


# The morning after


@pytest.mark.django_db(transaction=True)
def test_the_morning_team_finds_the_urgent_ones_first_with_their_brief() -> None:
    """Urgent before normal; a message of higher priority before a visitor of a lower one."""
    with_ladder("offline_form", follow_up_s=3600)
    usual = make.conversation("When do you open?")
    make.escalate(usual)
    urgent = make.conversation("Our shop is down, customers cannot pay!")
    fired = make.keyword_fired(urgency=Urgency.URGENT.priority)
    make.escalate(urgent, reason=ReasonCode.AFTER_HOURS_URGENT, fired=(fired,))
    for one in (usual, urgent):
        make.fill_form(one)
    assert set(Promise.objects.values_list("priority", flat=True)) == {50, 95}
    live = make.conversation("Hello?")
    make.escalate(live, fired=(make.keyword_fired(urgency=20),))
    services.fall_back(conversation_id=live.pk)
    waiting = QueueEntry.objects.filter(left_at=None).order_by("-priority", "is_message", "pk")
    assert list(waiting.values_list("conversation_id", flat=True))[:2] == [urgent.pk, usual.pk]
    ada = make.agent()
    type(ada).objects.filter(pk=ada.pk).update(capacity=2)
    agents.route()
    offered = Assignment.objects.filter(agent=ada, state="offered").order_by("pk")
    assert offered[0].conversation_id == urgent.pk
    agents.accept(agent_id=ada.pk, conversation_id=urgent.pk)
    (brief,) = make.entries(urgent, EntryKind.CONVERSATION_ESCALATED)
    assert brief["brief"]["wants"]
    assert Promise.objects.get(conversation=urgent).owner_id == ada.pk


@pytest.mark.parametrize("rungs", [("offline_form",), ("callback",), ("assistant_note",)])
def test_what_came_at_night_is_offered_when_the_team_opens(rungs: Sequence[str]) -> None:
    """Not before, though somebody is up; then the urgent one first, with all that is known."""
    closed_until_monday()
    with_ladder(*rungs)
    usual, urgent = make.conversation("When do you open?"), make.conversation("We are down!")
    for conversation, urgency in ((usual, Urgency.NORMAL), (urgent, Urgency.URGENT)):
        make.escalate(conversation, fired=(make.keyword_fired(urgency=urgency.priority),))
        services.fall_back(conversation_id=conversation.pk)
        if rungs[0] in FORM_OF:
            make.skip_form(conversation)
    ada, now = make.agent(), timezone.now()
    services.sweep(now + timedelta(minutes=16))  # who talks with the assistant is silent by then
    opens_at = next_opening(default_queue().pk, now)
    assert opens_at is not None
    for at, offered in ((now, []), (opens_at - timedelta(minutes=1), []), (opens_at, [urgent.pk])):
        type(ada).objects.filter(pk=ada.pk).update(last_beat_at=at, capacity=1)
        agents.route(now=at)
        found = Assignment.objects.filter(agent=ada, state="offered")
        assert list(found.values_list("conversation_id", flat=True)) == offered
    agents.accept(agent_id=ada.pk, conversation_id=urgent.pk, now=opens_at)
    assert make.entries(urgent, EntryKind.CONVERSATION_ESCALATED)[0]["brief"]["wants"]
    assert Promise.objects.get(conversation=urgent).owner_id == ada.pk


@pytest.mark.django_db(transaction=True)
def test_an_offer_in_vain_leaves_the_message_where_it_was() -> None:
    with_ladder("offline_form")
    conversation = make.conversation(WORDS)
    make.escalate(conversation)
    make.fill_form(conversation)
    before = Promise.objects.get()
    entry = QueueEntry.objects.get(left_at=None)
    ada = make.agent()
    assert make.state_of(conversation) == State.OFFERED
    agents.decline(agent_id=ada.pk, conversation_id=conversation.pk)
    assert make.state_of(conversation) == State.DEFERRED
    newest = make.handoff_of(conversation)
    assert (newest.state, newest.origin) == ("captured", "follow_up")
    assert newest.captured["email"] == "vera@example.com"
    assert QueueEntry.objects.get(left_at=None).entered_at == entry.entered_at
    after = Promise.objects.get()
    assert (after.pk, after.due_at, after.owner) == (before.pk, before.due_at, None)
    assert forms(conversation) == ["offline"]
    assert selectors.check(timezone.now()).is_clean
