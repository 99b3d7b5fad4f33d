"""Long conversations: the newest items at once, all others page by page, nothing changed."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from chat import selectors, services
from chat.frames import ConversationView, FormItem, MessageItem
from chat.models import Conversation, TimelineEntry
from chat.types import SYSTEM, Audience, EntryKind, Move, State
from chat.view import fold_all
from tests import builders

pytestmark = pytest.mark.django_db

ENTRIES = 1_500
MESSAGE = {"author": "visitor", "text": "Hello", "client_id": "client-00"}
ADA = {"id": 1, "name": "Ada"}
MIX: list[tuple[EntryKind, bool, dict[str, Any]]] = [
    (EntryKind.MESSAGE_POSTED, True, MESSAGE),
    (EntryKind.MESSAGE_POSTED, True, {"author": "assistant", "text": "Gladly."}),
    (EntryKind.MESSAGE_POSTED, False, {"author": "agent", "text": "Hm", "note": True}),
    (EntryKind.PAGE_VIEWED, False, {"url": "/a", "title": "A"}),
    (EntryKind.CONVERSATION_MOVED, True, {"move": "offer", "outcome": ""}),
    (EntryKind.CONVERSATION_MOVED, True, {"move": "decline", "outcome": ""}),
    (EntryKind.CONVERSATION_MOVED, True, {"move": "close", "outcome": "resolved"}),
    (EntryKind.AGENT_JOINED, True, {"agent": ADA}),
    (EntryKind.AGENT_LEFT, True, {"agent": ADA, "reason": "ended"}),
    (EntryKind.VISITOR_UPDATED, False, {"name": "Vera"}),
]


def _grow(conversation: Conversation, happenings: list[tuple[EntryKind, bool, Any]]) -> None:
    """Rows as the timeline would have written them, in one go."""
    seq, public_seq = conversation.last_seq, conversation.last_public_seq
    rows = []
    for kind, public, payload in happenings:
        seq, public_seq = seq + 1, public_seq + public
        rows.append(
            TimelineEntry(
                conversation=conversation,
                seq=seq,
                public_seq=public_seq if public else None,
                kind=kind,
                audience=Audience.PUBLIC if public else Audience.STAFF,
                epoch=1,
                state=State.ASSISTANT,
                payload=payload,
                created_at=timezone.now(),
            )
        )
    TimelineEntry.objects.bulk_create(rows)
    Conversation.objects.filter(pk=conversation.pk).update(last_seq=seq, last_public_seq=public_seq)
    conversation.refresh_from_db()


def _full(conversation: Conversation, audience: Audience) -> ConversationView:
    start = ConversationView(id=str(conversation.public_id), state=State.ASSISTANT, seq=0)
    return fold_all(
        start, selectors.entries_after(conversation.pk, after=0, audience=audience, limit=10_000)
    )


def _read_whole(conversation: Conversation, audience: Audience, page: int) -> ConversationView:
    """The snapshot, and all history in front of it."""
    view = selectors.snapshot(conversation.pk, audience)
    while view.more:
        older, more = selectors.items_before(
            conversation.pk, before=view.items[0].seq, audience=audience, limit=page
        )
        assert older, "a page with more before it is never empty"
        view = view.model_copy(update={"items": older + view.items, "more": more})
    return view


@pytest.fixture
def long_talk() -> Conversation:
    """1,500 entries of all sorts, forms among them."""
    conversation = builders.open_conversation_with()
    dice = random.Random(7)
    happenings: list[tuple[EntryKind, bool, Any]] = []
    for number in itertools.count():
        if len(happenings) >= ENTRIES:
            break
        form = {"form_id": f"form-{number}", "kind": "survey", "title": "How was it?", "fields": []}
        if dice.random() < 0.05:
            happenings.append((EntryKind.FORM_REQUESTED, True, form))
            happenings += dice.choices(MIX, k=dice.randrange(0, 400))
            kind = dice.choice([EntryKind.FORM_SUBMITTED, EntryKind.FORM_SKIPPED])
            happenings.append((kind, True, {"form_id": f"form-{number}", "values": {}}))
        happenings += dice.choices(MIX, k=5)
    _grow(conversation, happenings[:ENTRIES])
    return conversation


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("page", [7, 100])
def test_snapshot_and_history_are_the_whole_fold(
    long_talk: Conversation, audience: Audience, page: int
) -> None:
    assert _read_whole(long_talk, audience, page) == _full(long_talk, audience)


@pytest.mark.parametrize("audience", Audience)
def test_a_snapshot_holds_the_newest_items_and_the_whole_header(
    long_talk: Conversation, audience: Audience
) -> None:
    view, full = selectors.snapshot(long_talk.pk, audience), _full(long_talk, audience)
    assert view.items == full.items[-selectors.SNAPSHOT_ITEMS :]
    assert view.more
    assert (view.seq, view.state, view.agent, view.outcome) == (
        full.seq,
        full.state,
        full.agent,
        full.outcome,
    )


def test_a_form_settled_much_later_is_not_shown_as_open() -> None:
    conversation = builders.open_conversation_with("Hello")
    builders.request_form(conversation)
    conversation.refresh_from_db()
    _grow(conversation, [(EntryKind.MESSAGE_POSTED, True, MESSAGE)] * 300)
    older, _ = selectors.items_before(
        conversation.pk, before=50, audience=Audience.PUBLIC, limit=100
    )
    assert [item.status for item in older if isinstance(item, FormItem)] == ["open"]
    settled = {"form_id": "form-1", "values": {"email": "vera@example.com"}}
    _grow(conversation, [(EntryKind.FORM_SUBMITTED, True, settled)])
    older, _ = selectors.items_before(
        conversation.pk, before=50, audience=Audience.PUBLIC, limit=100
    )
    (form,) = [item for item in older if isinstance(item, FormItem)]
    assert (form.status, form.values) == ("submitted", {"email": "vera@example.com"})


def test_a_night_of_offers_hides_no_words() -> None:
    conversation = builders.open_conversation_with("Hello")
    offers = [MIX[4], MIX[5]] * 300
    _grow(conversation, offers)
    view = selectors.snapshot(conversation.pk, Audience.PUBLIC)
    assert [item.text for item in view.items if isinstance(item, MessageItem)] == ["Hello"]
    assert not view.more


def test_the_outcome_of_a_reopened_conversation_is_forgotten() -> None:
    conversation = builders.open_conversation_with("Hello")
    services.move(
        conversation_id=conversation.pk, move=Move.CLOSE, actor=SYSTEM, outcome="resolved"
    )
    assert selectors.snapshot(conversation.pk, Audience.PUBLIC, limit=1).outcome == "resolved"
    builders.say(conversation)
    assert selectors.snapshot(conversation.pk, Audience.PUBLIC, limit=1).outcome == ""


def test_a_snapshot_costs_the_same_however_long_the_conversation_is(
    long_talk: Conversation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        selectors.snapshot(long_talk.pk, Audience.PUBLIC)
    short = builders.open_conversation_with("Hello")
    with django_assert_max_num_queries(2):
        selectors.snapshot(short.pk, Audience.PUBLIC)


def test_a_page_of_history_costs_at_most_two_queries(
    long_talk: Conversation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(2):
        selectors.items_before(long_talk.pk, before=900, audience=Audience.STAFF, limit=100)


def test_a_transcript_holds_every_message_in_order() -> None:
    conversation = builders.open_conversation_with("One", "Two")
    builders.answer(conversation, "Three")
    texts = [message.text for message in selectors.transcript(conversation.pk)]
    assert texts == ["One", "Two", "Three"]
