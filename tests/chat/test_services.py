"""What the kernel's services promise one by one; their sequences are test_conversation_machine."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from chat import selectors, services
from chat.models import Conversation, Message, TimelineEntry, Visitor
from chat.timeline import append
from chat.types import (
    SYSTEM,
    AccessDeniedError,
    Audience,
    EntryKind,
    Move,
    RefusedMessageError,
    State,
    Superseded,
)
from tests import builders
from tests.conftest import Clock

pytestmark = pytest.mark.django_db


def _ensure(visitor: Visitor) -> Conversation:
    return services.ensure_conversation(
        site=visitor.site, visitor_id=visitor.pk, start_url="/a", start_title="A", language=""
    )


def test_a_conversation_begins_with_the_assistant_and_its_first_entry(
    clock: Clock, vera: Visitor
) -> None:
    conversation = services.open_conversation(
        site=vera.site, visitor=vera, start_url="/cart", start_title="Cart", language="de"
    )
    conversation.refresh_from_db()
    assert (conversation.state, conversation.epoch, conversation.episode) == ("assistant", 1, 1)
    assert (conversation.created_at, conversation.state_since) == (clock.now, clock.now)
    assert (conversation.language, conversation.current_url) == ("de", "/cart")
    entry = TimelineEntry.objects.get(conversation=conversation)
    assert (entry.seq, entry.public_seq, entry.kind) == (1, 1, EntryKind.CONVERSATION_OPENED)
    assert entry.payload == {"start_url": "/cart", "start_title": "Cart"}


def test_an_open_conversation_is_gone_on_with(vera: Visitor) -> None:
    first = _ensure(vera)
    assert first.language == "en", "the site's, when the browser says nothing"
    assert _ensure(vera) == first


def test_a_conversation_closed_a_short_while_ago_is_gone_on_with(
    clock: Clock, vera: Visitor
) -> None:
    first = builders.open_conversation_with("Hello", who=vera, state=State.CLOSED)
    clock.now += services.REOPEN_WINDOW
    assert _ensure(vera) == first


def test_a_conversation_closed_long_ago_is_followed_by_a_new_one(
    clock: Clock, vera: Visitor
) -> None:
    first = builders.open_conversation_with("Hello", who=vera, state=State.CLOSED)
    clock.now += services.REOPEN_WINDOW + timedelta(seconds=1)
    with pytest.raises(RefusedMessageError) as refused:
        builders.say(first, "Hello again")
    assert refused.value.code == "closed"
    second = _ensure(vera)
    assert second != first
    assert selectors.current_conversation(vera.pk) == second


def test_old_words_sent_again_long_after_the_end_are_still_acknowledged(
    clock: Clock, vera: Visitor
) -> None:
    conversation = builders.open_conversation_with(who=vera)
    sent = {"conversation_id": conversation.pk, "client_id": "client-00", "text": "Hello"}
    first = services.post_visitor_message(**sent)
    builders.bring_to(conversation, State.CLOSED)
    clock.now += services.REOPEN_WINDOW * 2
    assert services.post_visitor_message(**sent).seq == first.seq
    conversation.refresh_from_db()
    assert conversation.state == State.CLOSED


def test_old_words_sent_again_do_not_reopen_a_conversation(vera: Visitor) -> None:
    conversation = builders.open_conversation_with(who=vera)
    sent = {"conversation_id": conversation.pk, "client_id": "client-00", "text": "Hello"}
    first = services.post_visitor_message(**sent)
    builders.bring_to(conversation, State.CLOSED)
    assert services.post_visitor_message(**sent) == first
    conversation.refresh_from_db()
    assert (conversation.state, conversation.episode) == (State.CLOSED, 1)


def test_every_move_makes_answers_under_way_stale(vera: Visitor, ada: User) -> None:
    """T1: an answer that began before a take-over is dropped even after the hand-back."""
    conversation = builders.open_conversation_with("Hello", who=vera)
    before = conversation.epoch
    for move in (Move.TAKE_OVER, Move.RETURN_TO_ASSISTANT):
        services.move(conversation_id=conversation.pk, move=move, actor=builders.author(ada))
        with pytest.raises(Superseded):
            services.post_assistant_message(
                conversation_id=conversation.pk, text="As I said", epoch=before
            )
    assert builders.answer(conversation).epoch == before + 2


def test_escalating_and_handing_back_works_any_number_of_times(vera: Visitor) -> None:
    """T22: five times, each with a new episode, and the assistant may speak after each."""
    conversation = builders.open_conversation_with("Hello", who=vera)
    for round_ in range(2, 7):
        for move in (Move.ESCALATE, Move.OFFER, Move.ACCEPT, Move.RETURN_TO_ASSISTANT):
            services.move(conversation_id=conversation.pk, move=move, actor=SYSTEM)
        conversation.refresh_from_db()
        assert conversation.episode == round_
        assert builders.answer(conversation).state == State.ASSISTANT


def test_an_answer_and_the_end_in_one_turn_are_both_kept(vera: Visitor) -> None:
    """T21: words first, then the state."""
    conversation = builders.open_conversation_with("Thanks!", who=vera)
    with transaction.atomic():
        answer = builders.answer(conversation, "You are welcome.")
        end = services.move(
            conversation_id=conversation.pk,
            move=Move.CLOSE,
            actor=SYSTEM,
            epoch=answer.epoch,
            outcome="resolved",
        )
    assert end.seq == answer.seq + 1
    conversation.refresh_from_db()
    assert (conversation.state, conversation.outcome) == (State.CLOSED, "resolved")


def test_a_new_episode_remembers_where_it_began(vera: Visitor) -> None:
    """T4: what was said before the boundary belongs to an earlier episode."""
    conversation = builders.open_conversation_with("A person, please", who=vera)
    builders.bring_to(conversation, State.CLOSED)
    conversation.refresh_from_db()
    boundary = conversation.last_seq
    message = builders.say(conversation, "Something easy")
    conversation.refresh_from_db()
    assert conversation.episode_seq == boundary < message.seq
    assert Message.objects.get(seq=message.seq, conversation=conversation).episode == 2


def test_the_inbox_line_shows_the_newest_public_words(vera: Visitor, ada: User) -> None:
    conversation = builders.open_conversation_with("x" * 500, who=vera, state=State.WITH_AGENT)
    assert conversation.last_message_text == "x" * 160
    services.add_note(
        conversation_id=conversation.pk,
        agent=builders.author(ada),
        text="Secret",
        client_id="client-00",
    )
    services.post_system_message(conversation_id=conversation.pk, text="One moment")
    conversation.refresh_from_db()
    assert (conversation.last_message_text, conversation.last_message_author) == (
        "x" * 160,
        "visitor",
    )
    services.post_agent_message(
        conversation_id=conversation.pk,
        agent=builders.author(ada),
        text=" Hi ",
        client_id="client-01",
    )
    conversation.refresh_from_db()
    assert (conversation.last_message_text, conversation.last_message_author) == ("Hi", "agent")


def test_an_agents_words_keep_their_author(vera: Visitor, ada: User) -> None:
    conversation = builders.open_conversation_with("Hello", who=vera, state=State.WITH_AGENT)
    sent = {
        "conversation_id": conversation.pk,
        "agent": builders.author(ada),
        "text": "Hi",
        "client_id": "client-00",
    }
    assert services.post_agent_message(**sent) == services.post_agent_message(**sent)
    message = Message.objects.get(author_kind="agent")
    assert (message.author, message.author_name, message.text) == (ada, "Ada", "Hi")


def test_of_sources_only_what_visitors_may_see_is_kept(vera: Visitor) -> None:
    conversation = builders.open_conversation_with("Hello", who=vera)
    source = {"title": "Help", "url": "/help", "quote": "q", "score": 0.3, "chunk": 7}
    entry = builders.answer(conversation, citations=[source, {"title": "T", "url": "/t"}])
    assert entry.payload["citations"] == [
        {"title": "Help", "url": "/help", "quote": "q"},
        {"title": "T", "url": "/t"},
    ]
    assert selectors.snapshot(conversation.pk, Audience.STAFF).items


def test_what_is_learned_about_a_visitor_is_added_to_what_was_known(vera: Visitor) -> None:
    conversation = builders.open_conversation_with(who=vera)
    services.update_visitor(conversation_id=conversation.pk, attributes={"plan": "pro"})
    services.update_visitor(
        conversation_id=conversation.pk, email="vera@example.com", attributes={"seats": 3}
    )
    vera.refresh_from_db()
    assert (vera.name, vera.email) == ("Vera", "vera@example.com")
    assert vera.attributes == {"plan": "pro", "seats": 3}
    entry = TimelineEntry.objects.filter(conversation=conversation).latest("seq")
    assert (entry.kind, entry.audience) == (EntryKind.VISITOR_UPDATED, Audience.STAFF)


def test_entries_need_a_transaction(transactional_db: None) -> None:
    conversation = builders.open_conversation_with()
    with pytest.raises(RuntimeError, match="needs a transaction"):
        append(
            conversation_id=conversation.pk,
            kind=EntryKind.PAGE_VIEWED,
            payload={},
            audience=Audience.STAFF,
        )


def test_a_visitor_reaches_their_own_conversation_only(vera: Visitor) -> None:
    own, other = builders.open_conversation_with(who=vera), builders.open_conversation_with()
    assert selectors.access_as_visitor(visitor_id=vera.pk, conversation_id=own.pk) == own
    with pytest.raises(AccessDeniedError):
        selectors.access_as_visitor(visitor_id=vera.pk, conversation_id=other.pk)


def test_a_message_costs_few_queries(
    vera: Visitor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    conversation = builders.open_conversation_with("Hello", who=vera)
    with django_assert_max_num_queries(7):  # four of them open and release savepoints
        builders.say(conversation)
