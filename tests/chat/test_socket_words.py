"""Saying something: acknowledged, stored once, shown in every tab of the visitor."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from chat import services
from chat.dbthreads import in_db_thread
from chat.models import Conversation, Message, Visitor
from chat.types import SYSTEM, Author, AuthorKind, Move, State
from tests import builders
from tests.builders import client_id
from tests.chat.conftest import OpenTab
from tests.chat.tab import Tab

pytestmark = pytest.mark.django_db(transaction=True)


async def _texts(conversation: Conversation) -> list[str]:
    messages = Message.objects.filter(conversation=conversation).order_by("seq")
    return [message.text for message in await in_db_thread(list, messages)]


async def test_the_first_words_begin_a_conversation(open_tab: OpenTab, vera: Visitor) -> None:
    tab = await open_tab(vera, url="https://shop.example/cart", title="Cart", language="de")
    client = await tab.say("Hello")
    snapshot = await tab.next()
    assert (snapshot["type"], snapshot["view"]["seq"]) == ("snapshot", 1)
    answers = sorted([await tab.next(), await tab.next()], key=lambda frame: frame["type"])
    ack, entry = answers
    assert ack == {
        "type": "ack",
        "conversation": snapshot["conversation"],
        "client_id": client,
        "seq": 2,
    }
    assert entry["entry"]["seq"] == 2
    assert entry["entry"]["payload"] == {
        "author": "visitor",
        "name": "",
        "text": "Hello",
        "client_id": client,
    }
    conversation = await in_db_thread(Conversation.objects.get)
    assert (conversation.start_url, conversation.start_title) == (
        "https://shop.example/cart",
        "Cart",
    )
    assert (conversation.language, conversation.visitor_id) == ("de", vera.pk)


async def test_pages_seen_before_the_first_words_are_where_the_conversation_starts(
    open_tab: OpenTab, vera: Visitor
) -> None:
    tab = await open_tab(vera, url="https://shop.example/")
    await tab.send("page", url="https://shop.example/pay", title="Pay")
    await tab.say()
    await tab.next("ack")
    conversation = await in_db_thread(Conversation.objects.get)
    assert conversation.start_url == "https://shop.example/pay"


async def test_a_message_sent_again_is_acknowledged_again_and_stored_once(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, who=vera)
    tab, other = await open_tab(vera), await open_tab(vera)
    client = client_id()
    await tab.say("Hello", client)
    first = await tab.next("ack")
    await tab.say("Hello", client)
    await other.say("Hello", client)
    assert await tab.next("ack") == await other.next("ack") == first
    assert await _texts(conversation) == ["Hello"]
    entries = [frame for frame in await tab.until_pong() if frame["type"] == "entry"]
    assert entries == [], "the second time nothing was published"


async def test_a_message_whose_tab_was_closed_before_the_ack_is_not_doubled(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, who=vera)
    tab = await open_tab(vera)
    client = await tab.say("Hello")
    await tab.close()
    again = await open_tab(vera)
    await again.say("Hello", client)
    await again.next("ack")
    assert await _texts(conversation) == ["Hello"]


async def test_the_second_tab_sees_a_conversation_that_the_first_began(
    open_tab: OpenTab, vera: Visitor
) -> None:
    first, second = await open_tab(vera), await open_tab(vera)
    await first.say("Hello")
    began = await first.next("ack")
    snapshot = await second.next("snapshot")
    assert snapshot["conversation"] == began["conversation"]
    await second.say("Me again")
    await second.next("ack")
    while (frame := await first.next("entry"))["entry"]["payload"]["text"] != "Me again":
        pass
    assert frame["conversation"] == began["conversation"]


async def test_a_new_tab_after_the_beginning_needs_no_reload(
    open_tab: OpenTab, vera: Visitor
) -> None:
    first = await open_tab(vera)
    await first.say("Hello")
    await first.next("ack")
    second = await open_tab(vera)
    assert [item["text"] for item in second.welcome["view"]["items"]] == ["Hello"]


async def test_asking_for_a_person_is_said_in_the_visitors_name(
    open_tab: OpenTab, vera: Visitor
) -> None:
    tab = await open_tab(vera)
    await tab.send("request_human", client_id=client_id())
    await tab.next("ack")
    conversation = await in_db_thread(Conversation.objects.get)
    assert await _texts(conversation) == ["I would like to talk to a person."]


async def test_answers_reach_the_visitor_without_what_is_for_staff(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, who=vera)
    tab = await open_tab(vera)
    await in_db_thread(
        services.add_note,
        conversation_id=conversation.pk,
        agent=Author(AuthorKind.AGENT, "Ada"),
        text="Careful with this one",
        client_id=client_id(),
    )
    await in_db_thread(builders.answer, conversation, "Gladly.", detail={"confidence": 0.9})
    frame = await tab.next()
    assert frame["entry"]["payload"] == {"author": "assistant", "name": "", "text": "Gladly."}
    assert frame["entry"]["seq"] == 2


async def test_an_answer_and_the_end_in_one_turn_are_both_visible(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Thanks!", who=vera)
    tab = await open_tab(vera)
    await in_db_thread(builders.answer, conversation, "You are welcome.")
    await in_db_thread(
        services.move,
        conversation_id=conversation.pk,
        move=Move.CLOSE,
        actor=SYSTEM,
        outcome="resolved",
    )
    words, end = await tab.frames("entry", "entry")
    assert words["entry"]["payload"]["text"] == "You are welcome."
    assert end["entry"]["payload"]["outcome"] == "resolved"


async def test_ending_and_writing_again_goes_on_in_the_same_conversation(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tab = await open_tab(vera)
    await tab.send("end")
    ended = await tab.next("entry")
    assert (ended["entry"]["state"], ended["entry"]["payload"]["outcome"]) == (
        "closed",
        "ended_by_visitor",
    )
    await tab.send("end")
    assert (await tab.next())["code"] == "not_possible"
    await tab.say("One more thing")
    frames = [await tab.next() for _ in range(3)]
    moved = next(frame for frame in frames if frame["type"] == "entry")
    assert moved["entry"]["payload"]["move"] == "reopen"
    assert next(frame for frame in frames if frame["type"] == "ack")["seq"] == 5
    await in_db_thread(conversation.refresh_from_db)
    assert (conversation.state, conversation.episode) == (State.ASSISTANT, 2)


async def test_answer_under_way_is_shown_and_withdrawn_without_a_number(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tab = await open_tab(vera)
    public_id = str(conversation.public_id)
    services.show_delta(public_id=public_id, turn_id=7, offset=0, text="You can")
    services.show_delta(public_id=public_id, turn_id=7, offset=0, text="")
    shown, withdrawn = await tab.frames("delta", "delta")
    assert (shown["turn"], shown["offset"], shown["text"]) == (7, 0, "You can")
    assert withdrawn["text"] == ""
    assert (await tab.until_pong())[-1]["seq"] == 2


async def test_typing_of_the_other_side_is_fleeting_and_own_typing_is_not_echoed(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tab, other = await open_tab(vera), await open_tab(vera)
    await tab.send("typing", on=True)
    assert [frame["type"] for frame in await other.until_pong()] == ["heartbeat"]
    ada = Author(AuthorKind.AGENT, "Ada", 1)
    services.show_typing(public_id=str(conversation.public_id), author=ada, on=True)
    assert await tab.next() == {
        "type": "typing",
        "conversation": str(conversation.public_id),
        "author": "agent",
        "name": "Ada",
        "on": True,
    }
    again = await open_tab(vera)
    assert "typing" not in str(again.welcome)


async def test_what_is_missed_is_resumed_by_number(open_tab: OpenTab, vera: Visitor) -> None:
    await in_db_thread(builders.open_conversation_with, "One", "Two", "Three", who=vera)
    tab = await open_tab(vera)
    await tab.send("resume", after=2)
    entries = await tab.next()
    assert [entry["payload"]["text"] for entry in entries["entries"]] == ["Two", "Three"]
    await tab.send("resume", after=4)
    assert (await tab.next())["entries"] == []


async def test_resuming_from_too_far_back_gives_the_view(
    open_tab: OpenTab, vera: Visitor, settings: Settings
) -> None:
    settings.LIVE = {**settings.LIVE, "resume_max_entries": 2}
    await in_db_thread(builders.open_conversation_with, "One", "Two", "Three", who=vera)
    tab = await open_tab(vera)
    await tab.send("resume", after=1)
    assert (await tab.next())["type"] == "snapshot"


async def _page(tab: Tab, before: int, limit: int) -> tuple[list[str], bool]:
    await tab.send("history", before=before, limit=limit)
    frame = await tab.next("history")
    return [item["text"] for item in frame["items"]], frame["more"]


async def test_history_is_read_page_by_page(open_tab: OpenTab, vera: Visitor) -> None:
    await in_db_thread(builders.open_conversation_with, "One", "Two", "Three", who=vera)
    tab = await open_tab(vera)
    assert await _page(tab, 4, 1) == (["Two"], True)
    assert await _page(tab, 3, 1) == (["One"], False)
    assert await _page(tab, 2, 100) == ([], False)
    assert await _page(tab, 10**30, 200) == (["One", "Two", "Three"], False)
