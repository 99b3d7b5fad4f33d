"""Pictures and links beside the words of a message."""

from __future__ import annotations

from typing import Any

import pytest

from chat import services
from chat.media import MOST_LINKS, beside_words, is_open_address
from chat.projection import visitor_payload
from chat.types import EntryKind, RefusedMessageError
from tests import builders

IMAGE = {"url": "https://shop.example/map.png", "alt": "Map"}
LINK = {"label": "Opening hours", "url": "/hours"}
NO_ADDRESSES = [
    "",
    "map.png",
    "//evil.example/map.png",
    "/\\evil.example",
    "javascript:alert(1)",
    "data:image/svg+xml,<svg/>",
    "mailto:vera@example.com",
    "ftp://shop.example/map.png",
    "http://",
    "https://[",
    "https:/hours",
    "/hours\n",
    "https://shop.example/a b",
    "/" + "x" * 2000,
]


@pytest.mark.parametrize("url", ["https://shop.example", "http://x.example/a?b=c#d", "/", "/a/b?c"])
def test_web_addresses_and_paths_of_the_site_are_open(url: str) -> None:
    assert is_open_address(url)


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_nothing_else_is(url: str) -> None:
    assert not is_open_address(url)


@pytest.mark.parametrize(
    ("image", "links", "code"),
    [
        ({"url": "javascript:alert(1)"}, [], "bad_address"),
        ({"alt": "Map"}, [], "bad_address"),
        (None, [LINK, {"label": "Trap", "url": "//evil.example"}], "bad_address"),
        (None, [{"label": " ", "url": "/hours"}], "no_label"),
        (None, [LINK] * (MOST_LINKS + 1), "too_many_links"),
    ],
)
def test_what_cannot_be_shown_is_refused(
    image: dict[str, Any] | None, links: list[dict[str, Any]], code: str
) -> None:
    with pytest.raises(RefusedMessageError) as refused:
        beside_words(image=image, links=links)
    assert refused.value.code == code


@pytest.mark.django_db
def test_a_message_of_the_assistant_and_a_notice_carry_them_to_the_visitor() -> None:
    talk = builders.open_conversation_with("Where are you?")
    beside: dict[str, Any] = {"image": {**IMAGE, "width": 9}, "links": [{**LINK, "port": "x"}]}
    entries = [
        services.post_assistant_message(
            conversation_id=talk.pk, text="Here.", epoch=talk.epoch, **beside
        ),
        services.post_system_message(conversation_id=talk.pk, text="Here.", **beside),
    ]
    for entry in entries:
        shown = visitor_payload(EntryKind.MESSAGE_POSTED, entry.payload)
        assert (shown["image"], shown["links"]) == (IMAGE, [LINK])


@pytest.mark.django_db
def test_a_refused_message_is_not_stored() -> None:
    talk = builders.open_conversation_with("Where are you?")
    before = talk.messages.count()
    with pytest.raises(RefusedMessageError):
        services.post_system_message(
            conversation_id=talk.pk, text="Here.", image={"url": "file:///etc/passwd"}
        )
    assert talk.messages.count() == before
