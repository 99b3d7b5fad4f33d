"""The visitor's way through the site: true, short, and without what opens anything."""

from __future__ import annotations

import pytest

from chat import consumers, selectors, services
from chat.dbthreads import in_db_thread
from chat.limits import RateLimit
from chat.models import Conversation, TimelineEntry, Visitor
from chat.pages import clean_address
from chat.types import EntryKind
from tests import builders
from tests.chat.conftest import OpenTab

SHOP = "https://shop.example"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (f"{SHOP}/cart?item=3&utm_source=mail#top", f"{SHOP}/cart?item=3&utm_source=mail#top"),
        (f"{SHOP}/search?keyword=red+shoes", f"{SHOP}/search?keyword=red+shoes"),
        (f"{SHOP}/reset?token=abc&lang=de", f"{SHOP}/reset?lang=de"),
        (f"{SHOP}/a?access_token=abc", f"{SHOP}/a"),
        (f"{SHOP}/a?accessToken=abc&x=1", f"{SHOP}/a?x=1"),
        (f"{SHOP}/a?PHPSESSID=1&api-key=2&Signature=3", f"{SHOP}/a"),
        (f"{SHOP}/cb?code=1&state=2", f"{SHOP}/cb?state=2"),
        (f"{SHOP}/a#id_token=abc&x=1", f"{SHOP}/a#x=1"),
        (f"{SHOP}/a?u=eyJhbGciOiJIUzI1NiJ9.e30.abc", f"{SHOP}/a"),
        (f"{SHOP}/a?u={'0123456789abcdef' * 2}", f"{SHOP}/a"),
        (f"{SHOP}/?q=ü&empty=", f"{SHOP}/?q=ü&empty="),
        ("http://vera:secret@shop.example:8080/a", "http://shop.example:8080/a"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("/relative", ""),
        ("https://", ""),
        ("http://[broken", ""),
        ("https://shop.example/\n", ""),
        (f"{SHOP}/" + "a" * 2000, ""),
        ("", ""),
    ],
)
def test_addresses_are_whole_and_open_nothing(url: str, kept: str) -> None:
    assert clean_address(url) == kept


@pytest.mark.django_db
def test_the_way_begins_at_the_start_page_and_keeps_the_newest() -> None:
    talk = builders.open_conversation_with(start_url=f"{SHOP}/start")
    for number in range(3):
        services.view_page(conversation_id=talk.pk, url=f"{SHOP}/{number}", title="")
    way = selectors.pages(talk)
    assert way == (f"{SHOP}/start", f"{SHOP}/0", f"{SHOP}/1", f"{SHOP}/2")
    for number in range(30):
        services.view_page(conversation_id=talk.pk, url=f"{SHOP}/n{number}", title="")
    assert len(selectors.pages(talk)) == 20
    assert selectors.pages(talk)[-1] == f"{SHOP}/n29"


@pytest.mark.django_db
def test_a_conversation_without_pages_has_no_way() -> None:
    talk = builders.open_conversation_with()
    services.view_page(conversation_id=talk.pk, url="", title="")
    assert selectors.pages(talk) == ()


@pytest.mark.django_db(transaction=True)
async def test_pages_come_over_the_socket_without_secrets(open_tab: OpenTab, vera: Visitor) -> None:
    tab = await open_tab(vera, url=f"{SHOP}/a?token=1", title="A")
    await tab.say("Hello")
    await tab.send("page", url=f"{SHOP}/b?sid=9&x=1", title="B")
    await tab.send("page", url="javascript:alert(1)", title="C")
    await tab.send("ping")
    await tab.next("heartbeat")
    talk = await in_db_thread(Conversation.objects.get)
    assert await in_db_thread(selectors.pages, talk) == (f"{SHOP}/a", f"{SHOP}/b?x=1")


@pytest.mark.django_db(transaction=True)
async def test_a_flood_of_pages_is_cut_off_without_a_word(
    open_tab: OpenTab, vera: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T26. Nobody waits for an answer to a page, so that none comes."""
    monkeypatch.setitem(consumers._deed_limits, "page", RateLimit(limit=3, period_s=60))
    tab = await open_tab(vera)
    await tab.say("Hello")
    await tab.next("ack")
    for number in range(5):
        await tab.send("page", url=f"{SHOP}/{number}", title="")
    assert all(frame["type"] != "error" for frame in await tab.until_pong())

    def count() -> int:
        return TimelineEntry.objects.filter(kind=EntryKind.PAGE_VIEWED).count()

    assert await in_db_thread(count) == 3
