"""Promises: made, given, put off, kept, dropped; one open for each conversation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agents.models import Queue, QueueEntry
from agents.selectors import default_queue
from chat.models import Conversation
from chat.types import SYSTEM, EntryKind, Move, State
from escalation import services
from escalation.errors import PromiseRefusedError
from escalation.models import Promise
from escalation.types import PromiseKind
from tests.escalation import builders as make
from tests.escalation.builders import NOON, later

pytestmark = pytest.mark.django_db


def promise(conversation: Conversation, kind: str = "message", **values: Any) -> Promise:
    """Owed since noon by the default queue."""
    usual = {"queue_id": default_queue().pk, "now": NOON}
    return services.make_promise(
        conversation_id=conversation.pk, kind=PromiseKind(kind), **{**usual, **values}
    )


def test_a_promise_has_a_queue_a_deadline_and_is_told() -> None:
    Queue.objects.filter(pk=default_queue().pk).update(follow_up_s=600)
    conversation = make.conversation()
    made = promise(conversation)
    assert (made.state, made.owner, made.due_at) == ("open", None, later(NOON, 600))
    (told,) = make.entries(conversation, EntryKind.PROMISE_MADE)
    assert told == {
        "promise": made.pk,
        "kind": "message",
        "at": None,
        "due_at": later(NOON, 600).isoformat(),
    }


def test_a_call_at_a_chosen_time_is_due_soon_after_it() -> None:
    made = promise(make.conversation(), "callback", at=later(NOON, 7200))
    assert (made.at, made.due_at) == (later(NOON, 7200), later(NOON, 7200 + 900))


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("follow_up", "message", "message"),
        ("message", "follow_up", "message"),
        ("callback", "message", "callback"),
        ("follow_up", "callback", "callback"),
    ],
)
def test_what_is_promised_again_is_due_no_later(first: str, second: str, kind: str) -> None:
    conversation = make.conversation()
    before = promise(conversation, first)
    again = promise(conversation, second, now=later(NOON, 600))
    assert (again.pk, again.kind, again.due_at) == (before.pk, kind, before.due_at)
    told = make.entries(conversation, EntryKind.PROMISE_MADE)
    assert len(told) == 1 + (first != kind)


def test_a_time_for_a_call_that_is_asked_for_later_counts() -> None:
    conversation = make.conversation()
    promise(conversation, "callback", at=later(NOON, 3600))
    again = promise(conversation, "callback", at=later(NOON, 86400))
    assert again.at == later(NOON, 86400)
    assert Promise.objects.count() == 1


def test_it_is_given_and_put_off_and_the_visitor_hears_of_a_new_time() -> None:
    conversation, ada = make.conversation(), make.agent()
    made = promise(conversation, "callback", at=later(NOON, 3600))
    Promise.objects.update(reminded_at=NOON, alarmed_at=NOON)
    given = services.give_promise(promise_id=made.pk, agent_id=ada.pk, by="Mona")
    assert given.owner_id == ada.pk
    due_at = made.due_at + timedelta(days=1)
    late = services.postpone_promise(promise_id=made.pk, due_at=due_at, by="Mona", now=NOON)
    assert (late.due_at, late.at) == (due_at, later(NOON, 3600 + 86400))
    assert (late.reminded_at, late.alarmed_at) == (None, None)
    told = make.entries(conversation, EntryKind.PROMISE_MADE)[-1]
    assert (told["at"], told["due_at"]) == (late.at.isoformat(), due_at.isoformat())
    back = services.give_promise(promise_id=made.pk, agent_id=None, by="Mona")
    assert back.owner is None


def test_a_kept_promise_closes_what_lay_aside_for_it() -> None:
    conversation = make.conversation()
    chat_defer(conversation)
    made = promise(conversation)
    services.keep_promise(promise_id=made.pk, by="Ada", note="Called her.", now=NOON)
    made.refresh_from_db()
    assert (made.state, made.ended_by, made.note) == ("kept", "Ada", "Called her.")
    assert make.state_of(conversation) == State.CLOSED
    (ended,) = make.entries(conversation, EntryKind.PROMISE_ENDED)
    assert ended == {"promise": made.pk, "state": "kept", "by": "Ada"}


def test_a_dropped_promise_needs_a_reason() -> None:
    conversation = make.conversation()
    made = promise(conversation)
    with pytest.raises(PromiseRefusedError) as refused:
        services.drop_promise(promise_id=made.pk, by="Mona", note=" ")
    assert refused.value.code == "no_note"
    services.drop_promise(promise_id=made.pk, by="Mona", note="Spam.")
    made.refresh_from_db()
    assert (made.state, made.note) == ("dropped", "Spam.")
    assert make.state_of(conversation) == State.ASSISTANT, "the assistant goes on"


def test_what_is_over_cannot_be_changed() -> None:
    made = promise(make.conversation())
    services.keep_promise(promise_id=made.pk, by="Ada")
    steps = [
        lambda: services.keep_promise(promise_id=made.pk, by="Ada"),
        lambda: services.drop_promise(promise_id=made.pk, by="Ada", note="No."),
        lambda: services.give_promise(promise_id=made.pk, agent_id=None, by="Ada"),
        lambda: services.postpone_promise(promise_id=made.pk, due_at=NOON, by="Ada"),
    ]
    for step in steps:
        with pytest.raises(PromiseRefusedError) as refused:
            step()
        assert refused.value.code == "ended"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"agent_id": 0}, "no_agent"),
        ({"due_at": later(NOON, -1)}, "past"),
    ],
)
def test_refusals_say_why(change: dict[str, Any], code: str) -> None:
    made = promise(make.conversation())
    step: Any = services.give_promise if "agent_id" in change else services.postpone_promise
    more = {} if "agent_id" in change else {"now": NOON}
    with pytest.raises(PromiseRefusedError) as refused:
        step(promise_id=made.pk, by="Mona", **change, **more)
    assert refused.value.code == code


def chat_defer(conversation: Conversation) -> None:
    """The conversation lies aside."""
    from chat import services as chat

    chat.move(conversation_id=conversation.pk, move=Move.DEFER, actor=SYSTEM)


def test_what_lies_aside_follows_its_promise() -> None:
    """Whoever it is given to is asked first; a call that is put off is not asked about earlier."""
    conversation, ada = make.conversation(), make.agent(presence=make.Presence.AWAY)
    make.escalate(conversation)
    services.fall_back(conversation_id=conversation.pk)
    make.fill_form(conversation)
    made = Promise.objects.get()
    services.give_promise(promise_id=made.pk, agent_id=ada.pk, by="Mona")
    wait = QueueEntry.objects.get(left_at=None)
    assert (wait.wanted_agent_id, wait.is_message) == (ada.pk, True)
    at = timezone.now() + timedelta(hours=1)
    Promise.objects.update(kind="callback", at=at, due_at=at + timedelta(minutes=15))
    later_on = at + timedelta(hours=3)
    services.postpone_promise(promise_id=made.pk, due_at=later_on, by="Mona")
    again = QueueEntry.objects.get(left_at=None)
    assert again.ready_at == later_on - timedelta(minutes=15)
    assert again.entered_at == wait.entered_at
