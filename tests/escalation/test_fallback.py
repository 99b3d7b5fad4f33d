"""When nobody can be had: words kept, contact captured, the morning finds it (T14)."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from agents import services as agents
from agents.models import QueueEntry
from agents.types import Presence
from chat import services as chat
from chat.models import Conversation, Message
from chat.types import SYSTEM, VISITOR, EntryKind, Move, State
from escalation import selectors, services, texts
from escalation.fallbacks import FALLBACKS
from escalation.models import Handoff, Policy, Promise
from escalation.rules import FALLBACKS as FALLBACK_NAMES
from escalation.setup import ensure_defaults
from escalation.types import CapturedBasis, HandoffState, ReasonCode
from tests.escalation import builders as make


def publish_with(**fields: Any) -> None:
    """The default policy is published with these settings."""
    policy_id = ensure_defaults().policy_id
    Policy.objects.filter(pk=policy_id).update(**fields)
    services.publish(policy_id=policy_id)


def clean() -> bool:
    return selectors.check(timezone.now()).is_clean


def test_every_name_a_policy_may_hold_is_a_fallback() -> None:
    assert tuple(FALLBACKS) == FALLBACK_NAMES


@pytest.mark.django_db(transaction=True)
def test_with_nobody_online_the_form_comes_at_once() -> None:
    conversation = make.conversation("my site is broken")
    handoff = make.escalate(conversation)
    handoff.refresh_from_db()
    assert make.state_of(conversation) == State.DEFERRED
    assert handoff.state == HandoffState.FALLBACK
    assert handoff.deadline_at is not None
    (form,) = make.entries(conversation, EntryKind.FORM_REQUESTED)
    assert (form["kind"], form["form_id"]) == ("offline", handoff.form_id)
    assert [field["name"] for field in form["fields"]] == ["name", "email", "message"]
    assert form["fields"][0]["value"] == "Vera"
    assert not QueueEntry.objects.filter(left_at=None).exists()
    assert Message.objects.filter(text="my site is broken").exists()
    assert len(make.notices(conversation)) == 1
    assert clean()


@pytest.mark.django_db(transaction=True)
def test_a_filled_form_captures_contact_and_thanks() -> None:
    conversation = make.conversation()
    make.escalate(conversation)
    make.fill_form(conversation, name="Vera V.", email="vera@example.com")
    handoff = make.handoff_of(conversation)
    assert handoff.state == HandoffState.CAPTURED
    assert handoff.captured_basis == CapturedBasis.FORM
    assert handoff.captured["message"] == "Please call."
    assert handoff.deadline_at is None
    conversation.visitor.refresh_from_db()
    assert (conversation.visitor.name, conversation.visitor.email) == (
        "Vera V.",
        "vera@example.com",
    )
    assert make.state_of(conversation) == State.DEFERRED
    assert make.notices(conversation)[-1] == texts.form_text("thanks", "en", {})
    assert clean()


@pytest.mark.django_db(transaction=True)
def test_without_the_form_the_conversation_is_the_message() -> None:
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    handoff.refresh_from_db()
    assert handoff.deadline_at is not None
    early, late = make.later(handoff.deadline_at, -1), make.later(handoff.deadline_at, 1)
    assert services.sweep(early)["moved"] == 0
    assert services.sweep(late)["moved"] == 1
    handoff.refresh_from_db()
    assert handoff.state == HandoffState.CAPTURED
    assert handoff.captured_basis == CapturedBasis.CONVERSATION
    assert make.state_of(conversation) == State.DEFERRED
    assert set(services.sweep(late).values()) == {0}


@pytest.mark.django_db(transaction=True)
def test_a_form_that_comes_late_is_kept_all_the_same() -> None:
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    handoff.refresh_from_db()
    assert handoff.deadline_at is not None
    services.sweep(make.later(handoff.deadline_at, 1))
    make.fill_form(conversation)
    handoff.refresh_from_db()
    assert handoff.captured_basis == CapturedBasis.FORM
    assert handoff.captured["email"] == "vera@example.com"
    assert len(make.entries(conversation, EntryKind.HANDOFF_SETTLED)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_skipped_form_leaves_the_conversation_as_the_message() -> None:
    conversation = make.conversation()
    make.escalate(conversation)
    make.skip_form(conversation)
    handoff = make.handoff_of(conversation)
    assert (handoff.state, handoff.captured_basis) == ("captured", "conversation")


@pytest.mark.django_db(transaction=True)
def test_words_written_later_are_kept_and_answered_once() -> None:
    conversation = make.conversation()
    make.escalate(conversation)
    make.fill_form(conversation)
    make.say(conversation, "It is urgent, by the way")
    make.say(conversation, "Really")
    assert Message.objects.filter(text="Really").exists()
    kept = texts.form_text("kept", "en", {})
    assert make.notices(conversation).count(kept) == 1
    assert make.state_of(conversation) == State.DEFERRED


@pytest.mark.django_db(transaction=True)
def test_in_the_morning_an_agent_follows_up() -> None:
    conversation = make.conversation()
    make.escalate(conversation)
    make.fill_form(conversation)
    ada = make.agent()  # and is offered what was left
    agents.accept(agent_id=ada.pk, conversation_id=conversation.pk)
    left, offered = Handoff.objects.order_by("pk")
    assert (left.state, left.agent_id) == (HandoffState.CAPTURED, ada.pk)
    assert left.followed_up_at is not None
    assert (offered.state, offered.origin) == (HandoffState.CONNECTED, "follow_up")


@pytest.mark.django_db(transaction=True)
def test_an_agent_who_takes_over_while_the_form_is_open_is_connected() -> None:
    conversation = make.conversation()
    make.escalate(conversation)
    ada = make.agent()
    agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
    handoff = make.handoff_of(conversation)
    assert (handoff.state, handoff.agent_id) == (HandoffState.CONNECTED, ada.pk)
    make.fill_form(conversation)
    handoff.refresh_from_db()
    assert handoff.state == HandoffState.CONNECTED
    assert handoff.captured["email"] == "vera@example.com"
    assert texts.form_text("thanks", "en", {}) not in make.notices(conversation)
    assert clean()


@pytest.mark.django_db(transaction=True)
def test_waiting_keeps_the_place_until_the_longest_wait() -> None:
    publish_with(fallback="wait")
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    handoff.refresh_from_db()
    assert make.state_of(conversation) == State.QUEUED
    assert handoff.deadline_at == make.later(handoff.requested_at, 300)
    services.sweep(make.later(handoff.requested_at, 301))
    handoff.refresh_from_db()
    assert (make.state_of(conversation), handoff.state) == (State.DEFERRED, "fallback")


@pytest.mark.django_db(transaction=True)
def test_an_agent_who_comes_back_finds_who_waits() -> None:
    publish_with(fallback="wait")
    conversation = make.conversation()
    make.escalate(conversation)
    ada = make.agent(presence=Presence.AWAY)
    agents.set_presence(agent_id=ada.pk, presence=Presence.ONLINE)
    assert make.state_of(conversation) == State.OFFERED
    agents.accept(agent_id=ada.pk, conversation_id=conversation.pk)
    assert make.handoff_of(conversation).state == HandoffState.CONNECTED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", FALLBACK_NAMES)
def test_every_fallback_keeps_the_words_and_ends_captured(kind: str) -> None:
    """T14: zero agents; whatever the policy chose, nothing is lost."""
    publish_with(fallback=kind)
    conversation = make.conversation("please help me with my invoice")
    make.escalate(conversation)
    now = timezone.now()
    for hours in range(1, 4):
        services.sweep(make.later(now, hours * 3600))
    assert make.handoff_of(conversation).state == HandoffState.CAPTURED
    assert make.state_of(conversation) == State.DEFERRED
    assert Message.objects.filter(text="please help me with my invoice").exists()
    assert Promise.objects.get(conversation=conversation).state == "open"
    assert clean()


@pytest.mark.django_db
def test_a_fallback_does_nothing_once_somebody_joined() -> None:
    conversation = make.conversation()
    make.escalate(conversation)
    agents.take_over(agent_id=make.agent().pk, conversation_id=conversation.pk)
    assert services.fall_back(conversation_id=conversation.pk) is False
    assert make.entries(conversation, EntryKind.FORM_REQUESTED) == []


@pytest.mark.django_db
def test_a_fallback_runs_once() -> None:
    """T6: run every job twice."""
    conversation = make.conversation()
    make.escalate(conversation)
    assert services.fall_back(conversation_id=conversation.pk) is True
    assert services.fall_back(conversation_id=conversation.pk) is False
    assert len(make.entries(conversation, EntryKind.FORM_REQUESTED)) == 1


@pytest.mark.django_db
def test_a_flow_asks_for_a_message_without_escalating_first() -> None:
    conversation = make.conversation()
    first = services.leave_message(conversation_id=conversation.pk)
    second = services.leave_message(conversation_id=conversation.pk)
    assert first is not None
    assert second is not None
    assert first.pk == second.pk
    assert (first.state, first.reason) == (HandoffState.FALLBACK, ReasonCode.FLOW_STEP)
    assert len(make.entries(conversation, EntryKind.FORM_REQUESTED)) == 1
    assert clean()


@pytest.mark.django_db
def test_a_flow_asks_for_a_message_in_place_of_waiting() -> None:
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    left = services.leave_message(conversation_id=conversation.pk)
    assert left is not None
    assert (left.pk, left.state) == (handoff.pk, HandoffState.FALLBACK)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.WITH_AGENT, State.CLOSED])
def test_nobody_is_asked_for_a_message_with_a_person_there_or_at_the_end(state: State) -> None:
    conversation = make.conversation()
    if state is State.CLOSED:
        make.end(conversation)
    else:
        agents.take_over(agent_id=make.agent().pk, conversation_id=conversation.pk)
    assert services.leave_message(conversation_id=conversation.pk) is None
    assert make.state_of(conversation) == state


@pytest.mark.django_db
def test_the_form_speaks_the_visitors_language_and_the_managers_words() -> None:
    publish_with(form_texts={"de": {"title": "Schreiben Sie uns"}})
    conversation = make.conversation(language="de")
    services.leave_message(conversation_id=conversation.pk)
    (form,) = make.entries(conversation, EntryKind.FORM_REQUESTED)
    assert form["title"] == "Schreiben Sie uns"
    assert form["text"] == texts.FORM_TEXTS["de"]["text"]


@pytest.mark.django_db
def test_the_form_speaks_the_words_of_the_step_that_asks() -> None:
    conversation = make.conversation()
    services.leave_message(conversation_id=conversation.pk, texts={"title": "Write to us"})
    (form,) = make.entries(conversation, EntryKind.FORM_REQUESTED)
    assert form["title"] == "Write to us"
    assert form["text"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("move", "state"), [(Move.CLOSE, "abandoned"), (Move.RETURN_TO_ASSISTANT, "returned")]
)
def test_leaving_the_queue_settles_the_handoff(move: Move, state: str) -> None:
    conversation = make.conversation()
    make.escalate(conversation)
    chat.move(conversation_id=conversation.pk, move=move, actor=VISITOR)
    handoff = make.handoff_of(conversation)
    assert (handoff.state, handoff.deadline_at) == (state, None)
    assert clean()


@pytest.mark.django_db
def test_reopening_a_left_message_gives_it_back_to_the_assistant() -> None:
    conversation = make.conversation()
    services.leave_message(conversation_id=conversation.pk)
    chat.move(conversation_id=conversation.pk, move=Move.REOPEN, actor=SYSTEM)
    assert make.handoff_of(conversation).state == HandoffState.RETURNED
    assert clean()


@pytest.mark.django_db
def test_an_agent_who_steps_in_unasked_is_on_record() -> None:
    conversation = make.conversation()
    ada = make.agent()
    agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
    handoff = make.handoff_of(conversation)
    assert (handoff.state, handoff.origin) == (HandoffState.CONNECTED, "taken_over")
    assert handoff.reason == ReasonCode.AGENT_TAKEOVER
    assert handoff.agent_id == ada.pk
    assert make.notices(conversation) == []


@pytest.mark.django_db
def test_a_transfer_opens_a_handoff_with_a_deadline() -> None:
    conversation = make.conversation()
    make.escalate(conversation)
    ada = make.agent()
    agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
    sales = make.queue("Sales")
    agents.transfer(agent_id=ada.pk, conversation_id=conversation.pk, queue_id=sales.pk)
    handoff = make.handoff_of(conversation)
    assert (handoff.state, handoff.origin) == (HandoffState.PENDING, "transferred")
    assert handoff.queue_id == sales.pk
    assert handoff.reason == "keyword"
    assert Handoff.objects.count() == 2
    assert clean()


@pytest.mark.django_db
def test_reactions_that_run_twice_change_nothing() -> None:
    """T6 for reactions: a second run of each, in any order."""
    conversation = make.conversation()
    make.escalate(conversation)
    agents.take_over(agent_id=make.agent().pk, conversation_id=conversation.pk)
    before = list(Handoff.objects.values())
    for entry in _all_entries(conversation):
        for reaction in (services.on_moved, services.on_agent_joined, services.on_queue_entered):
            if _concerns(reaction, entry.kind):
                reaction(entry)
    assert list(Handoff.objects.values()) == before


def _all_entries(conversation: Conversation) -> list[Any]:
    rows = conversation.entries.select_related("conversation").order_by("seq")
    return [chat.as_entry(row) for row in rows]


def _concerns(reaction: Any, kind: str) -> bool:
    return {
        services.on_moved: EntryKind.CONVERSATION_MOVED,
        services.on_agent_joined: EntryKind.AGENT_JOINED,
        services.on_queue_entered: EntryKind.QUEUE_ENTERED,
    }[reaction] == kind
