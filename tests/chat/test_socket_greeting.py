"""Opening a socket: who is let in, and what they are greeted with."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from chat import services
from chat.dbthreads import in_db_thread
from chat.models import Site, TimelineEntry, Visitor
from chat.sockets import CLOSE_FORBIDDEN, CLOSE_TOO_MANY
from chat.types import EntryKind, Move, State
from tests import builders
from tests.chat.conftest import OpenTab
from tests.chat.tab import ClosedError, Tab

pytestmark = pytest.mark.django_db(transaction=True)


async def _refusal(tab: Tab) -> int:
    """The code with which the server closes the socket instead of accepting it; 0: accepted."""
    try:
        await tab.open()
    except ClosedError as closed:
        return closed.code
    await tab.close()
    return 0


async def test_an_unknown_site_is_refused(shop: Site) -> None:
    for key in ("", "unknown", "%00", "%ED%A0%80", "a" * 5000):
        assert await _refusal(Tab(key)) == CLOSE_FORBIDDEN, key


async def test_a_site_that_is_switched_off_is_refused(shop: Site) -> None:
    shop.is_active = False
    await in_db_thread(shop.save)
    assert await _refusal(Tab(shop.key)) == CLOSE_FORBIDDEN


async def test_a_foreign_origin_is_refused(shop: Site) -> None:
    for origin in ("", "null", "https://evil.example", "http://shop.example", "https://["):
        assert await _refusal(Tab(shop.key, origin=origin)) == CLOSE_FORBIDDEN, origin


async def test_the_sites_own_pages_and_ours_are_let_in(shop: Site) -> None:
    for origin in ("https://shop.example", "https://SHOP.example:443", "http://testserver"):
        assert await _refusal(Tab(shop.key, origin=origin)) == 0, origin


async def test_an_unknown_token_is_refused_and_the_socket_closed(shop: Site) -> None:
    for token in ("", "forged", "a:b:c", "ünïcode", "\x00", "x" * 600):
        tab = Tab(shop.key)
        await tab.open()
        await tab.send("hello", token=token)
        assert (await tab.next())["code"] == "bad_token"
        with pytest.raises(ClosedError, match=str(CLOSE_FORBIDDEN)):
            await tab.next()


async def test_a_token_of_another_site_is_refused(open_tab: OpenTab, vera: Visitor) -> None:
    other = await in_db_thread(builders.site)
    own = await open_tab(vera, hello=False)
    tab = Tab(other.key, token=own.token)
    await tab.open()
    await tab.send("hello", token=own.token)
    assert (await tab.next())["code"] == "bad_token"
    with pytest.raises(ClosedError):
        await tab.next()


async def test_a_new_visitor_is_welcomed_without_a_conversation(
    open_tab: OpenTab, vera: Visitor
) -> None:
    tab = await open_tab(vera)
    assert tab.welcome == {
        "type": "welcome",
        "conversation": None,
        "seq": 0,
        "heartbeat_s": 15,
        "message_max_chars": 4000,
        "view": None,
    }


def _short_talk(vera: Visitor) -> Any:
    conversation = builders.open_conversation_with("Hello", who=vera)
    builders.answer(conversation, "Gladly.", citations=[{"title": "Help", "url": "/help"}])
    return conversation


async def test_a_returning_visitor_gets_the_view_of_the_conversation(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(_short_talk, vera)
    tab = await open_tab(vera)
    view = tab.welcome["view"]
    assert tab.welcome["conversation"] == view["id"] == str(conversation.public_id)
    assert tab.welcome["seq"] == view["seq"] == 3
    assert [(item["author"], item["text"]) for item in view["items"]] == [
        ("visitor", "Hello"),
        ("assistant", "Gladly."),
    ]
    assert view["items"][1]["citations"] == [{"title": "Help", "url": "/help", "quote": ""}]


async def test_a_client_that_saw_most_of_it_gets_only_the_rest(
    open_tab: OpenTab, vera: Visitor
) -> None:
    await in_db_thread(_short_talk, vera)
    tab = await open_tab(vera, after=2)
    assert (tab.welcome["view"], tab.welcome["seq"]) == (None, 3)
    rest = await tab.next()
    assert rest["type"] == "entries"
    assert [entry["seq"] for entry in rest["entries"]] == [3]
    assert rest["seq"] == 3


async def test_a_client_with_an_unlikely_number_starts_from_the_view(
    open_tab: OpenTab, vera: Visitor
) -> None:
    await in_db_thread(_short_talk, vera)
    for after in (0, 99, 10**30):
        tab = await open_tab(vera, after=after)
        assert tab.welcome["view"]["seq"] == 3


async def test_a_client_too_far_behind_starts_from_the_view(
    open_tab: OpenTab, vera: Visitor, settings: Settings
) -> None:
    settings.LIVE = {**settings.LIVE, "resume_max_entries": 1}
    await in_db_thread(_short_talk, vera)
    tab = await open_tab(vera, after=1)
    assert tab.welcome["view"]["seq"] == 3


async def test_saying_hello_again_changes_neither_visitor_nor_conversation(
    open_tab: OpenTab, vera: Visitor, shop: Site
) -> None:
    await in_db_thread(_short_talk, vera)
    mallory = await open_tab(await in_db_thread(builders.visitor, at=shop, name="Mallory"))
    own = await open_tab(vera, hello=False)
    mallory.token = own.token
    assert (await mallory.hello())["conversation"] is None


async def test_every_page_of_the_visitor_is_kept_once(open_tab: OpenTab, vera: Visitor) -> None:
    conversation = await in_db_thread(_short_talk, vera)
    tab = await open_tab(vera, url="https://shop.example/cart", title="Cart")
    await tab.send("page", url="https://shop.example/cart", title="Cart")
    await tab.send("page", url="https://shop.example/pay", title="Pay")
    await tab.until_pong()
    pages = TimelineEntry.objects.filter(conversation=conversation, kind=EntryKind.PAGE_VIEWED)
    assert [page.payload["title"] for page in await in_db_thread(list, pages)] == ["Cart", "Pay"]


async def test_more_tabs_than_allowed_are_closed_and_room_comes_back(
    open_tab: OpenTab, vera: Visitor, settings: Settings
) -> None:
    settings.LIVE = {**settings.LIVE, "sockets_per_visitor": 2}
    first, _ = await open_tab(vera), await open_tab(vera)
    with pytest.raises(ClosedError, match=str(CLOSE_TOO_MANY)):
        await open_tab(vera)
    await first.close()
    await open_tab(vera)


async def test_a_conversation_that_ended_long_ago_is_followed_by_a_new_one(
    open_tab: OpenTab, vera: Visitor
) -> None:
    old = await in_db_thread(builders.open_conversation_with, "Old", who=vera, state=State.CLOSED)
    old.closed_at -= services.REOPEN_WINDOW * 2
    await in_db_thread(old.save)
    tab, other = await open_tab(vera), await open_tab(vera)
    client = await tab.say("New")
    snapshot = await tab.next("snapshot")
    assert snapshot["conversation"] != str(old.public_id)
    ack = await tab.next("ack")
    assert (ack["client_id"], ack["conversation"]) == (client, snapshot["conversation"])
    assert (await other.next("snapshot"))["conversation"] == snapshot["conversation"]
    moves = TimelineEntry.objects.filter(conversation=old, payload__move=Move.REOPEN)
    assert not await in_db_thread(moves.exists)
