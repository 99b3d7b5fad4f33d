"""What becomes of a promise: by an answer, a hand-back, an end, a mail, a late alarm."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from agents import services as agents
from agents.models import Notice, Team
from agents.selectors import default_queue
from chat import services as chat
from chat.models import Conversation
from chat.types import SYSTEM, Move, State
from escalation import selectors, services
from escalation.models import Handoff, Promise
from escalation.reminder_texts import REMINDERS, words_in
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


def left_message(**form: str) -> Conversation:
    """Nobody was there; the visitor left a message, or nothing but words."""
    conversation = make.conversation()
    make.escalate(conversation)
    services.fall_back(conversation_id=conversation.pk)
    if form:
        make.send_form(conversation, form)
    else:
        make.skip_form(conversation)
    return conversation


def promise_of(conversation: Conversation) -> Promise:
    return Promise.objects.select_related("owner").get(conversation=conversation)


def test_an_answer_keeps_it_and_a_hand_back_without_one_does_not() -> None:
    conversation, ada = left_message(email="vera@example.com"), make.agent()
    agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
    assert promise_of(conversation).owner == ada
    agents.note(
        agent_id=ada.pk, conversation_id=conversation.pk, client_id="note-0001", text="Look at it."
    )
    agents.hand_back(agent_id=ada.pk, conversation_id=conversation.pk)
    assert promise_of(conversation).state == "open"
    assert selectors.check(timezone.now()).is_clean
    agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
    agents.reply(
        agent_id=ada.pk, conversation_id=conversation.pk, client_id="reply-0001", text="Here I am."
    )
    kept = promise_of(conversation)
    assert (kept.state, kept.ended_by) == ("kept", "Ada")


def test_passing_it_on_gives_it_back_to_the_people_of_the_queue() -> None:
    conversation, ada = left_message(email="vera@example.com"), make.agent()
    agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
    sales = make.queue("Sales")
    agents.transfer(agent_id=ada.pk, conversation_id=conversation.pk, queue_id=sales.pk)
    assert promise_of(conversation).owner is None


def test_whoever_resolves_it_has_kept_it() -> None:
    conversation, ada = left_message(), make.agent()
    agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
    agents.resolve(agent_id=ada.pk, conversation_id=conversation.pk)
    assert promise_of(conversation).state == "kept"


@pytest.mark.parametrize(
    ("form", "state"), [({"email": "vera@example.com"}, "open"), ({}, "dropped")]
)
def test_who_leaves_is_owed_an_answer_if_they_can_be_reached(
    form: dict[str, str], state: str
) -> None:
    conversation = left_message(**form)
    make.end(conversation)
    assert promise_of(conversation).state == state
    assert selectors.check(timezone.now()).is_clean


def test_silence_ends_no_promise() -> None:
    conversation = left_message()
    chat.move(conversation_id=conversation.pk, move=Move.REOPEN, actor=SYSTEM)
    chat.move(conversation_id=conversation.pk, move=Move.CLOSE, actor=SYSTEM, reason="idle")
    assert promise_of(conversation).state == "open"


def test_a_form_that_is_sent_after_the_end_is_promised_too() -> None:
    conversation = make.conversation()
    make.escalate(conversation)
    services.fall_back(conversation_id=conversation.pk)
    make.end(conversation)
    make.send_form(conversation, {"email": "vera@example.com"})
    assert make.state_of(conversation) == State.CLOSED
    assert promise_of(conversation).state == "open"
    assert make.handoff_of(conversation).captured["email"] == "vera@example.com"


# Mails


def test_whoever_calls_is_reminded_five_minutes_before() -> None:
    Team.objects.filter(pk=default_queue().team_id).update(email="team@example.com")
    conversation = left_message()
    at = timezone.now() + timedelta(hours=1)
    Promise.objects.update(kind="callback", at=at, due_at=at + timedelta(minutes=15))
    assert services.sweep(at - timedelta(minutes=6))["reminded"] == 0
    assert services.sweep(at - timedelta(minutes=5))["reminded"] == 1
    assert services.sweep(at - timedelta(minutes=4))["reminded"] == 0
    notice = Notice.objects.get(kind=Notice.Kind.CALL_DUE)
    assert notice.conversation_id == conversation.pk
    assert notice.subject == "A call is due: Vera"
    assert f"{at:%Y-%m-%d %H:%M} (UTC). Nobody has taken it on." in notice.body


def test_mails_about_promises_speak_the_language_of_the_site() -> None:
    assert set(REMINDERS["de"]) == set(REMINDERS["en"])
    assert words_in("de-AT") is REMINDERS["de"]
    assert words_in("ja") is REMINDERS["en"]


def test_what_is_overdue_alarms_the_team_once() -> None:
    left_message()
    late = promise_due() + timedelta(seconds=20)
    assert selectors.check(late).unalarmed == [Promise.objects.get().pk]
    assert services.sweep(late)["alarmed"] == 1
    assert services.sweep(late)["alarmed"] == 0
    assert Notice.objects.filter(kind=Notice.Kind.OVERDUE).count() == 1
    found = selectors.check(late)
    assert (found.is_clean, found.promises["overdue"]) == (True, 1)


def promise_due() -> datetime:
    return Promise.objects.get().due_at


def test_what_is_captured_and_owed_by_nobody_is_found_and_promised() -> None:
    conversation = left_message(email="vera@example.com")
    Promise.objects.all().delete()
    handoff = make.handoff_of(conversation)
    assert selectors.check(timezone.now()).unpromised == [handoff.pk]
    assert services.sweep()["promised"] == 1
    assert promise_of(conversation).handoff_id == handoff.pk
    assert services.sweep()["promised"] == 0
    assert selectors.check(timezone.now()).is_clean


def test_what_was_marked_as_done_is_not_promised_again() -> None:
    conversation = left_message()
    services.keep_promise(promise_id=promise_of(conversation).pk, by="Ada")
    assert services.sweep()["promised"] == 0
    assert Handoff.objects.get().followed_up_at is not None
