"""The inbox list: tabs, search, unread, order, and what a page of it costs."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents import selectors, services
from agents.frames import ListQuery, Row
from agents.models import QueueEntry
from agents.types import OwnerKind, Presence
from chat import services as chat
from chat.models import Conversation, Message
from chat.selectors import items_before
from chat.types import SYSTEM, VISITOR, AccessDeniedError, Audience, Move
from tests.agents import builders as build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]

ROWS_BUDGET = 5
"""Queries of one page of rows: conversations, waits, assignments, unread, and room for one."""
OPEN_BUDGET = 14


def shown(tab: str = "all", agent_id: int | None = None, **query: str) -> list[Row]:
    return selectors.rows(ListQuery(tab=tab, **query), agent_id)[0]  # type: ignore[arg-type]


def numbers(rows: list[Row]) -> list[int]:
    return [row.number for row in rows]


def test_each_tab_holds_its_conversations_and_the_counts_agree() -> None:
    ada = build.agent("Ada")
    mine = build.held_by(ada)
    offered = build.waiting()
    services.set_presence(agent_id=ada.pk, presence=Presence.AWAY)
    queued, answered = build.waiting(), build.conversation()
    left, over = build.conversation(), build.conversation()
    chat.move(conversation_id=left.pk, move=Move.DEFER, actor=SYSTEM)
    chat.move(conversation_id=over.pk, move=Move.CLOSE, actor=VISITOR)
    tabs = {
        "mine": {mine},
        "waiting": {offered, queued, left},
        "assistant": {answered},
        "all": {mine, offered, queued, left, answered},
        "closed": {over},
    }
    for tab, wanted in tabs.items():
        assert set(numbers(shown(tab, ada.pk))) == {talk.pk for talk in wanted}, tab
    counts = selectors.counts_for([ada.pk, None])
    assert counts[ada.pk].model_dump() == {"mine": 1, "waiting": 3, "assistant": 1, "all": 5}
    assert counts[None].mine == 0
    assert [one.waiting for one in selectors.queue_views()] == [2]


def test_offer_to_me_is_mine_and_everybody_sees_it_waiting() -> None:
    ada = build.agent("Ada")
    talk = build.waiting()
    assert numbers(shown("mine", ada.pk)) == numbers(shown("waiting", ada.pk)) == [talk.pk]
    [row] = shown("mine", ada.pk)
    offer = build.live(talk)
    assert offer is not None
    assert offer.deadline_at is not None
    assert (row.owner.kind, row.owner.id) == (OwnerKind.WAITING, None)
    assert row.deadline_at == offer.deadline_at.isoformat()


def test_row_says_why_since_when_and_until_when_somebody_waits() -> None:
    talk = build.waiting(since=build.at(5), priority=3)
    [row] = shown("waiting")
    assert (row.reason, row.reason_text, row.priority) == ("keyword", "Because.", 3)
    assert (row.queue, row.team, row.visitor) == ("Support", "Support", "Vera")
    assert row.waiting_since == build.at(5).isoformat()
    assert row.deadline_at == (build.at(5) + timedelta(seconds=300)).isoformat()
    assert row.id == str(talk.public_id)


def test_owner_is_named_and_an_earlier_reason_is_history_after_the_hand_back() -> None:
    ada = build.agent("Ada")
    talk = build.waiting()
    services.accept(agent_id=ada.pk, conversation_id=talk.pk)
    row = selectors.row_for(talk.pk, ada.pk)
    assert (row.owner.kind, row.owner.id, row.owner.name) == (OwnerKind.AGENT, ada.pk, "Ada")
    assert row.reason == "keyword"
    services.hand_back(agent_id=ada.pk, conversation_id=talk.pk)
    row = selectors.row_for(talk.pk, ada.pk)
    assert (row.owner.kind, row.reason, row.waiting_since) == (OwnerKind.ASSISTANT, "", None)


def message(priority: int = 0, *, ready_at: datetime | None = None) -> Conversation:
    """A left message that waits since three past nine."""
    talk = build.conversation()
    chat.move(conversation_id=talk.pk, move=Move.DEFER, actor=SYSTEM)
    QueueEntry.objects.create(
        conversation=talk,
        queue=selectors.default_queue(),
        priority=priority,
        entered_at=build.at(3),
        is_message=True,
        ready_at=ready_at,
        reason="callback",
    )
    return talk


def test_waiting_stands_in_the_order_of_service_messages_after_people_of_their_priority() -> None:
    settled = build.conversation()
    chat.move(conversation_id=settled.pk, move=Move.DEFER, actor=SYSTEM)
    left, urgent_left = message(), message(95)
    late, early = build.waiting(since=build.at(9)), build.waiting(since=build.at(5))
    urgent = build.waiting(since=build.at(20), priority=95)
    order = [urgent, urgent_left, early, late, left, settled]
    assert numbers(shown("waiting")) == [talk.pk for talk in order]
    assert shown("waiting")[-1].waiting_since is None
    assert [one.waiting for one in selectors.queue_views()] == [3]


def test_message_says_so_and_since_when_and_for_when_it_waits() -> None:
    talk = message(2, ready_at=build.at(30))
    [row] = shown("waiting")
    assert (row.state, row.owner.kind, row.priority) == ("deferred", OwnerKind.MESSAGE, 2)
    assert (row.queue, row.reason) == ("Support", "callback")
    assert row.waiting_since == build.at(3).isoformat()
    assert row.ready_at == build.at(30).isoformat()
    chat.move(conversation_id=talk.pk, move=Move.OFFER, actor=SYSTEM)
    offered = selectors.row_for(talk.pk, None)
    assert (offered.owner.kind, offered.ready_at) == (OwnerKind.MESSAGE, row.ready_at)
    ada = build.agent("Ada")
    services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
    taken = selectors.row_for(talk.pk, None)
    assert (taken.owner.kind, taken.ready_at, taken.waiting_since) == (OwnerKind.AGENT, None, None)


def test_queue_that_is_closed_by_hand_says_so() -> None:
    queue_id = selectors.default_queue().pk
    assert [one.is_closed for one in selectors.queue_views()] == [False]
    services.close_queue(queue_id=queue_id, by="Mona")
    assert [one.is_closed for one in selectors.queue_views()] == [True]


def test_colleagues_are_told_with_presence_and_load_available_ones_with_room_first() -> None:
    ada, sales = build.agent("Ada"), build.queue("Sales")
    full = build.agent("Alma", capacity=1, teams=[sales.team])
    build.held_by(full)
    away, abel = build.agent("Aaron", presence=Presence.AWAY), build.agent("Abel")
    gone = build.agent("Ann")
    build.close_the_laptop(gone)
    services.set_presence(agent_id=away.pk, presence=Presence.AWAY)
    found = selectors.colleagues(ada.pk)
    assert [one.id for one in found] == [abel.pk, full.pk, away.pk, gone.pk]
    assert [one.presence for one in found] == ["online", "online", "away", "offline"]
    busy = found[1]
    assert (busy.name, busy.load, busy.capacity, busy.teams) == ("Alma", 1, 1, ["Sales team"])
    assert ada.pk in [one.id for one in selectors.colleagues(None)]
    with CaptureQueriesContext(connection) as queries:
        selectors.colleagues(ada.pk)
    assert len(queries) == 2


def test_others_stand_newest_word_first_and_come_page_by_page() -> None:
    template = build.conversation()
    start = timezone.now()
    Conversation.objects.bulk_create(
        Conversation(
            site_id=template.site_id,
            visitor_id=template.visitor_id,
            public_id=uuid.uuid4(),
            created_at=start,
            state_since=start,
            last_message_at=start + timedelta(seconds=number),
        )
        for number in range(120)
    )
    rows, more = selectors.rows(ListQuery(tab="all"), None)
    seen, pages = numbers(rows), 1
    while more:
        rows, more = selectors.rows(ListQuery(tab="all", before=rows[-1].last_at), None)
        seen, pages = seen + numbers(rows), pages + 1
    assert pages == 3
    assert len(seen) == len(set(seen)) == 121
    newest = Conversation.objects.order_by("-last_message_at").values_list("pk", flat=True)
    assert seen == list(newest)


@pytest.mark.parametrize("before", ["nonsense", "2026-13-45T00:00:00Z", "2026-01-01T00:00:00"])
def test_nonsense_as_place_means_the_first_page(before: str) -> None:
    build.conversation()
    assert len(shown("all", before=before)) == 1


def test_search_finds_name_address_words_and_number() -> None:
    talk = build.conversation(
        visitor="Vera Lind", email="vera@example.com", text="Where is my invoice?"
    )
    build.conversation(visitor="Otto")
    for words in ("lind", "VERA@example", "invoice", str(talk.pk), f"#{talk.pk}", " invoice "):
        assert numbers(shown("all", search=words)) == [talk.pk], words
    assert shown("all", search="zebra") == []
    assert shown("all", search="9" * 40) == []
    assert len(shown("all", search="\0")) == 2


def test_unread_counts_what_the_visitor_wrote_since_the_agent_read() -> None:
    ada, abel = build.agent("Ada"), build.agent("Abel")
    talk = build.held_by(ada)
    seq = build.say(talk, "Are you there?")
    services.reply(agent_id=ada.pk, conversation_id=talk.pk, client_id="ada-00001", text="Yes")
    services.note(agent_id=ada.pk, conversation_id=talk.pk, client_id="ada-00002", text="Hm")
    assert selectors.row_for(talk.pk, ada.pk).unread == 2
    services.mark_read(agent_id=ada.pk, conversation_id=talk.pk, seq=seq)
    services.mark_read(agent_id=ada.pk, conversation_id=talk.pk, seq=1)
    assert selectors.row_for(talk.pk, ada.pk).unread == 0
    build.say(talk, "Hello?")
    assert selectors.row_for(talk.pk, ada.pk).unread == 1
    assert selectors.row_for(talk.pk, abel.pk).unread == 3
    assert selectors.row_for(talk.pk, None).unread == 0
    [(pk, row, unread)] = selectors.rows_with_unread([talk.pk], [ada.pk, abel.pk])
    assert (pk, row.unread, unread) == (talk.pk, 0, {ada.pk: 1, abel.pk: 3})


@pytest.mark.parametrize("tab", ["mine", "waiting", "assistant", "all", "closed"])
def test_page_of_rows_costs_the_same_few_queries_however_long_it_is(tab: str) -> None:
    ada = build.agent("Ada", capacity=50)
    costs = []
    for _ in range(2):
        for _ in range(4):
            build.held_by(ada), build.waiting(), build.conversation()
            over = build.conversation()
            chat.move(conversation_id=over.pk, move=Move.CLOSE, actor=VISITOR)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            selectors.rows(ListQuery(tab=tab, search="e"), ada.pk)  # type: ignore[arg-type]
        costs.append(len(queries))
    assert costs[0] == costs[1] <= ROWS_BUDGET


def test_reading_many_rows_for_many_agents_costs_as_much_as_one() -> None:
    people = [build.agent(f"Agent{number}", capacity=10) for number in range(4)]
    talks = [build.held_by(person).pk for person in people for _ in range(3)]
    with CaptureQueriesContext(connection) as queries:
        found = selectors.rows_with_unread(talks, [person.pk for person in people])
    assert len(found) == 12
    assert len(queries) <= ROWS_BUDGET


def test_opened_conversation_brings_visitor_way_brief_and_earlier_talks() -> None:
    ada = build.agent("Ada")
    talk = build.conversation(email="vera@example.com", attributes={"plan": "pro"})
    earlier = Conversation.objects.create(
        site=talk.site,
        visitor=talk.visitor,
        created_at=build.at(1),
        state_since=build.at(1),
        state="closed",
        outcome="resolved",
        last_message_text="Thanks",
    )
    chat.view_page(conversation_id=talk.pk, url="https://shop.example/prices", title="Prices")
    build.escalate(talk)
    found = selectors.opened(talk.pk, ada.pk)
    visitor = found.visitor
    assert (visitor["name"], visitor["email"]) == ("Vera", "vera@example.com")
    assert visitor["attributes"] == {"plan": "pro"}
    assert visitor["start_url"] == "https://shop.example/"
    assert [page["url"] for page in visitor["pages"]] == ["https://shop.example/prices"]
    assert visitor["previous_conversations"] == [
        {
            "id": str(earlier.public_id),
            "opened_at": build.at(1).isoformat(),
            "outcome": "resolved",
            "last_text": "Thanks",
        }
    ]
    assert found.brief == {"why": "keyword"}
    talk.refresh_from_db()
    assert found.view.seq == found.row.seq == talk.last_seq


def test_brief_of_an_earlier_handoff_is_not_shown_again() -> None:
    ada = build.agent("Ada")
    talk = build.waiting()
    services.accept(agent_id=ada.pk, conversation_id=talk.pk)
    assert selectors.opened(talk.pk, ada.pk).brief is not None
    services.hand_back(agent_id=ada.pk, conversation_id=talk.pk)
    services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
    assert selectors.opened(talk.pk, ada.pk).brief is None


def test_long_conversation_opens_at_the_cost_of_a_short_one_and_can_be_read_whole() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    with CaptureQueriesContext(connection) as short:
        selectors.opened(talk.pk, ada.pk)
    for number in range(1500):
        build.say(talk, f"Message {number}")
    with CaptureQueriesContext(connection) as long:
        found = selectors.opened(talk.pk, ada.pk)
    assert len(long) <= len(short) + 4 <= OPEN_BUDGET
    assert len(found.view.items) <= 200
    assert found.view.agent is not None
    items, more = list(found.view.items), found.view.more
    while more:
        older, more = items_before(talk.pk, before=items[0].seq, audience=Audience.STAFF, limit=100)
        items = [*older, *items]
    texts = [item.text for item in items if item.type == "message"]
    assert texts == ["Hello?", *(f"Message {number}" for number in range(1500))]
    assert Message.objects.filter(conversation=talk).count() == 1501


def test_only_staff_with_a_profile_or_the_permission_may_look() -> None:
    ada, mona = build.agent("Ada"), build.manager()
    assert selectors.access_as_agent(ada.pk).may_reply
    assert not selectors.access_as_agent(mona.pk).may_reply
    ada.user.is_staff = False
    ada.user.save()
    for user_id in (ada.pk, build.manager(may_look=False).pk, 0):
        with pytest.raises(AccessDeniedError):
            selectors.access_as_agent(user_id)


@pytest.mark.parametrize("public_id", ["x" * 36, str(uuid.uuid4())])
def test_unknown_conversation_is_refused(public_id: str) -> None:
    with pytest.raises(AccessDeniedError):
        selectors.conversation_id_of(public_id)


def test_prepared_replies_are_those_for_all_and_of_ones_own_teams() -> None:
    ada = build.agent("Ada")
    sales = build.queue("Sales").team
    for shortcut, team in (("hello", None), ("refund", ada.teams.get()), ("quote", sales)):
        ada.teams.get().canned_replies.model.objects.create(
            title=shortcut, shortcut=shortcut, text="...", team=team
        )
    assert [one.shortcut for one in selectors.canned_replies(ada.pk)] == ["hello", "refund"]
    assert [one.shortcut for one in selectors.canned_replies(None)] == ["hello"]
