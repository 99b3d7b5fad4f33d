"""Handing over: one transaction, one notice, one open handoff."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agents import services as agents
from agents.models import QueueEntry
from chat import services as chat
from chat.models import Conversation
from chat.types import EntryKind, IllegalTransition, State, Superseded
from escalation import selectors, texts
from escalation.models import Handoff
from escalation.types import Fired, HandoffState, ReasonCode, Span
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


def test_a_handoff_takes_the_assistant_off_and_queues_the_conversation() -> None:
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    assert make.state_of(conversation) == State.QUEUED
    assert handoff.state == HandoffState.PENDING
    assert handoff.deadline_at is not None
    assert (handoff.deadline_at - handoff.requested_at).total_seconds() == 120
    entry = QueueEntry.objects.get(conversation=conversation, left_at=None)
    assert (entry.reason, entry.entered_at) == ("keyword", handoff.requested_at)
    assert handoff.queue_id == entry.queue_id
    assert [one["handoff"] for one in _announced(conversation)] == [handoff.pk]


def test_the_notice_stands_before_the_move() -> None:
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    rows = conversation.entries.order_by("seq").values_list("kind", flat=True)
    assert list(rows)[-5:] == [
        EntryKind.MESSAGE_POSTED,
        EntryKind.CONVERSATION_MOVED,
        EntryKind.QUEUE_ENTERED,
        EntryKind.BRIEF_SHARED,
        EntryKind.CONVERSATION_ESCALATED,
    ]
    assert make.notices(conversation) == [handoff.notice]


@pytest.mark.parametrize("language", ["en", "de", "de-AT", "pt", ""])
@pytest.mark.parametrize("reason", list(ReasonCode))
def test_one_notice_for_each_reason_and_language(reason: ReasonCode, language: str) -> None:
    """T3: never a transfer without a word, never two."""
    conversation = make.conversation(language=language)
    for _ in range(2):
        make.escalate(conversation, reason=reason)
    wanted = texts.notice(reason, language or "en", {})
    assert make.notices(conversation) == ([wanted] if wanted else [])
    assert bool(wanted) is (reason is not ReasonCode.AGENT_TAKEOVER)
    assert selectors.check(timezone.now()).doubled == []


def test_the_rule_that_gives_the_reason_chooses_words_and_queue() -> None:
    sales = make.queue("Sales")
    conversation = make.conversation()
    fired = make.keyword_fired(message="Our sales team takes over.", queue="sales", urgency=80)
    handoff = make.escalate(conversation, fired=(fired,))
    assert make.notices(conversation) == ["Our sales team takes over."]
    assert handoff.queue_id == sales.pk
    assert QueueEntry.objects.get(conversation=conversation).priority == 80


def test_a_queue_that_is_gone_means_the_default_one() -> None:
    conversation = make.conversation()
    handoff = make.escalate(conversation, fired=(make.keyword_fired(queue="gone"),))
    assert handoff.queue is not None
    assert handoff.queue.is_default


def test_escalating_again_returns_the_open_handoff() -> None:
    conversation = make.conversation()
    first = make.escalate(conversation)
    second = make.escalate(conversation, epoch=1, reason=ReasonCode.AI_ERROR)
    assert second.pk == first.pk
    assert len(_announced(conversation)) == 1


def test_a_stale_epoch_changes_nothing() -> None:
    conversation = make.conversation()
    before = conversation.entries.count()
    with pytest.raises(Superseded):
        make.escalate(conversation, epoch=conversation.epoch + 1)
    assert conversation.entries.count() == before
    assert not Handoff.objects.exists()


def test_a_conversation_with_a_person_is_left_alone() -> None:
    conversation = make.conversation()
    agents.take_over(agent_id=make.agent().pk, conversation_id=conversation.pk)
    with pytest.raises(IllegalTransition):
        make.escalate(conversation)
    assert make.notices(conversation) == []


def test_hand_over_and_back_five_times() -> None:
    """T22: each time a new handoff, one notice, and a clean end."""
    conversation = make.conversation()
    ada = make.agent()
    for number in range(1, 6):
        make.escalate(conversation)
        agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
        assert make.handoff_of(conversation).agent_id == ada.pk
        agents.hand_back(agent_id=ada.pk, conversation_id=conversation.pk)
        assert make.state_of(conversation) == State.ASSISTANT
        assert len(make.notices(conversation)) == number
    states = Handoff.objects.values_list("state", flat=True)
    assert list(states) == [HandoffState.CONNECTED] * 5
    assert selectors.check(timezone.now()).is_clean


def test_the_announcement_says_why_with_evidence() -> None:
    conversation = make.conversation("we have a data loss")
    fired = make.keyword_fired(evidence=(Span(10, 19, "data loss"),))
    make.escalate(conversation, fired=(fired,))
    (announced,) = _announced(conversation)
    assert announced["reason_label"] == "Keyword"
    assert announced["fired"][0]["evidence"] == ["data loss"]
    (quote,) = announced["brief"]["evidence"]
    assert (quote["text"], quote["start"], quote["end"]) == ("data loss", 10, 19)


def test_the_database_allows_one_open_handoff() -> None:
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    handoff.pk = None
    handoff._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        handoff.save()


def test_the_database_wants_a_deadline_for_open_handoffs() -> None:
    handoff = make.escalate(make.conversation())
    with pytest.raises(IntegrityError), transaction.atomic():
        Handoff.objects.filter(pk=handoff.pk).update(deadline_at=None)


def _announced(conversation: Conversation) -> list[dict[str, object]]:
    return make.entries(conversation, EntryKind.CONVERSATION_ESCALATED)


def test_what_a_fired_rule_says_survives_json() -> None:
    fired = make.keyword_fired(evidence=(Span(0, 4, "data"),), priority=7, queue="q", message="m")
    assert Fired.from_json(fired.to_json()) == fired


def test_a_visitor_message_after_the_handoff_changes_no_handoff() -> None:
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    chat.post_visitor_message(
        conversation_id=conversation.pk, client_id="vera-again-1", text="Hello?"
    )
    handoff.refresh_from_db()
    assert handoff.state == HandoffState.PENDING
    assert len(make.notices(conversation)) == 1
