"""Hand-made frames: no gate can be skipped, and every refusal says why."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from pytest_django import Settings

from chat import services
from chat.dbthreads import in_db_thread
from chat.models import Conversation, Message, Site, TimelineEntry, Visitor
from chat.types import Author, AuthorKind
from chat.visitors import make_token
from tests import builders
from tests.builders import client_id
from tests.chat.conftest import OpenTab

pytestmark = pytest.mark.django_db(transaction=True)

AFTER_HELLO: list[dict[str, Any]] = [
    {"type": "say", "client_id": "client-00", "text": "Hello"},
    {"type": "request_human", "client_id": "client-00"},
    {"type": "resume", "after": 0},
    {"type": "history", "before": 10},
    {"type": "typing", "on": True},
    {"type": "submit_form", "form_id": "form-1", "values": {}},
    {"type": "skip_form", "form_id": "form-1"},
    {"type": "rate", "turn": 1, "verdict": "right"},
    {"type": "correct_brief", "client_id": "client-00", "lines": {"wants": "X"}},
    {"type": "choose_way", "way": "callback"},
    {"type": "page", "url": "/a"},
    {"type": "end"},
    {"type": "ping"},
]
IN_CONVERSATION = [
    command
    for command in AFTER_HELLO
    if command["type"] not in {"say", "request_human", "page", "ping"}
]


async def test_nothing_is_done_before_hello(open_tab: OpenTab, vera: Visitor) -> None:
    tab = await open_tab(vera, hello=False)
    for command in AFTER_HELLO:
        await tab.send_raw(json.dumps(command))
        error = await tab.next()
        assert (error["code"], error["client_id"]) == ("hello_first", command.get("client_id"))
    assert not await in_db_thread(Conversation.objects.exists)


async def test_there_must_be_a_conversation_first(open_tab: OpenTab, vera: Visitor) -> None:
    tab = await open_tab(vera)
    for command in IN_CONVERSATION:
        await tab.send_raw(json.dumps(command))
        assert (await tab.next())["code"] == "no_conversation", command


MALFORMED = [
    "",
    "no json",
    "[]",
    "null",
    "{}",
    "[" * 20_000,
    '{"type":"say"}',
    '{"type":"ping","conversation":1}',
    '{"type":"take_over"}',
    '{"type":"say","client_id":"short","text":"Hi"}',
    '{"type":"say","client_id":"has space","text":"Hi"}',
    '{"type":"say","client_id":"client-00","text":5}',
    '{"type":"say","client_id":"client-00","text":"\\ud800"}',
    '{"type":"say","client_id":"client-00","text":"Hi","author":"agent"}',
    '{"type":"say","client_id":"client-00","text":"Hi","epoch":1}',
    '{"type":"resume","after":-1}',
    '{"type":"history","before":0}',
    '{"type":"history","before":5,"limit":201}',
    '{"type":"hello","token":"x","after":-1}',
]


async def test_a_malformed_frame_is_refused_and_the_socket_lives_on(
    open_tab: OpenTab, vera: Visitor
) -> None:
    tab = await open_tab(vera)
    for text in MALFORMED:
        await tab.send_raw(text)
        error = await tab.next()
        assert (error["type"], error["code"]) == ("error", "bad_frame"), text
        assert error["message"]
    assert len(await tab.until_pong()) == 1


async def test_binary_and_oversized_frames_are_refused(open_tab: OpenTab, vera: Visitor) -> None:
    tab = await open_tab(vera)
    await tab.send_bytes(b"\x00\x01")
    assert (await tab.next())["code"] == "too_big"
    await tab.send_raw(" " * (64 * 1024 + 1))
    assert (await tab.next())["code"] == "too_big"


async def test_what_the_database_cannot_store_is_left_out(open_tab: OpenTab, vera: Visitor) -> None:
    tab = await open_tab(vera)
    written = r'{"type":"say","client_id":"client-00","text":"a\u0000\u0000b \\u0000 \\\u0000c"}'
    await tab.send_raw(written)
    await tab.next("ack")
    message = await in_db_thread(Message.objects.get)
    assert message.text == "ab \\u0000 \\c"


async def test_a_message_that_is_too_long_is_refused_with_the_limit(
    open_tab: OpenTab, vera: Visitor
) -> None:
    tab = await open_tab(vera)
    client = await tab.say("x" * 4001)
    error = await tab.next()
    assert (error["code"], error["client_id"]) == ("too_long", client)
    assert "4000" in error["message"]
    assert not await in_db_thread(Conversation.objects.exists)


async def test_an_empty_message_is_refused(open_tab: OpenTab, vera: Visitor) -> None:
    tab = await open_tab(vera)
    client = await tab.say(" \n ")
    error = await tab.next("error")
    assert (error["code"], error["client_id"]) == ("empty", client)


async def test_too_many_messages_are_refused_with_the_time_to_wait(
    open_tab: OpenTab, vera: Visitor, shop: Site
) -> None:
    shop.messages_per_minute = 2
    await in_db_thread(shop.save)
    tab, other = await open_tab(vera), await open_tab(vera)
    await tab.say("One")
    await tab.next("ack")
    await other.say("Two")
    await other.next("ack")
    client = await tab.say("Three")
    error = await tab.next("error")
    assert (error["code"], error["client_id"]) == ("rate_limited", client)
    assert 0 < error["retry_after_s"] <= 30
    assert await in_db_thread(Message.objects.count) == 2


async def test_too_many_new_conversations_are_refused(
    open_tab: OpenTab, vera: Visitor, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.consumers._conversation_limit.limit", 0)
    tab = await open_tab(vera)
    await tab.say("Hello")
    assert (await tab.next())["code"] == "rate_limited"
    assert not await in_db_thread(Conversation.objects.exists)


async def test_somebody_elses_conversation_is_out_of_reach(
    open_tab: OpenTab, vera: Visitor, shop: Site
) -> None:
    veras = await in_db_thread(builders.open_conversation_with, "My secret", who=vera)
    mallory = await in_db_thread(builders.visitor, at=shop, name="Mallory")
    own = await in_db_thread(builders.open_conversation_with, "Nothing", who=mallory)
    tab = await open_tab(mallory)
    await tab.send("hello", token=make_token(vera))
    await tab.send("resume", after=0)
    await tab.send("history", before=50)
    await tab.say("I was here")
    await tab.send("end")
    await in_db_thread(builders.answer, veras, "To Vera only")
    frames = await tab.until_pong()
    assert all(
        frame.get("conversation", str(own.public_id)) == str(own.public_id) for frame in frames
    )
    assert "secret" not in str(frames)
    assert "Vera" not in str(frames)
    await in_db_thread(veras.refresh_from_db)
    assert (veras.state, veras.last_seq) == ("assistant", 3)


async def test_frames_cannot_name_a_conversation_a_state_or_an_author(
    open_tab: OpenTab, vera: Visitor
) -> None:
    tab = await open_tab(vera)
    for field in ("conversation", "conversation_id", "visitor", "state", "author"):
        await tab.send("say", client_id=client_id(), text="Hi", **{field: str(uuid.uuid4())})
        assert (await tab.next())["code"] == "bad_frame", field


async def test_forms_that_were_not_asked_are_refused(open_tab: OpenTab, vera: Visitor) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    other = await in_db_thread(builders.open_conversation_with, "Hello")
    await in_db_thread(builders.request_form, other, "form-of-another")
    tab = await open_tab(vera)
    for form_id in ("unknown", "form-of-another", "\x00"):
        await tab.send("submit_form", form_id=form_id, values={"email": "vera@example.com"})
        assert (await tab.next())["code"] == "unknown_form"
        await tab.send("skip_form", form_id=form_id)
        assert (await tab.next())["code"] == "unknown_form"
    entries = TimelineEntry.objects.filter(conversation=conversation)
    assert await in_db_thread(entries.count) == 2


async def test_a_form_is_checked_settled_once_and_shown(open_tab: OpenTab, vera: Visitor) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    await in_db_thread(builders.request_form, conversation)
    tab = await open_tab(vera)
    await tab.send("submit_form", form_id="form-1", values={"email": "nonsense"})
    assert (await tab.next())["code"] == "form_invalid"
    values = {"email": "vera@example.com", "words": "Call me", "role": "admin"}
    await tab.send("submit_form", form_id="form-1", values=values)
    entry = (await tab.next("entry"))["entry"]
    assert entry["payload"] == {
        "form_id": "form-1",
        "values": {"email": "vera@example.com", "words": "Call me"},
    }
    await tab.send("submit_form", form_id="form-1", values=values)
    await tab.send("skip_form", form_id="form-1")
    assert [frame["type"] for frame in await tab.until_pong()] == ["heartbeat"]


FORGED: list[tuple[str, dict[str, Any] | None, str]] = [
    ("way", {"way": "c"}, "form_invalid"),
    ("way", {"way": "Berlin"}, "form_invalid"),
    ("way", {"way": "link"}, "form_invalid"),
    ("way", {}, "form_invalid"),
    ("way", {"other": "a"}, "form_invalid"),
    ("way", None, "not_skippable"),
    ("seats", {"seats": "1e9"}, "form_invalid"),
    ("seats", {"seats": "-1"}, "form_invalid"),
]


async def test_a_forged_answer_is_refused_and_nothing_is_stored(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    options = [
        {"value": "a", "label": "Berlin"},
        {"value": "link", "label": "All of them", "url": "/offices"},
    ]
    way = {"name": "way", "label": "Way", "kind": "buttons", "options": options}
    seats = {"name": "seats", "label": "Seats", "kind": "number", "minimum": 1}

    def request() -> None:
        for kind, field in (("buttons", way), ("info", seats)):
            builders.request_form(
                conversation, field["name"], kind=kind, fields=[field], is_skippable=False
            )

    await in_db_thread(request)
    entries = TimelineEntry.objects.filter(conversation=conversation)
    before = await in_db_thread(entries.count)
    tab = await open_tab(vera)
    for form_id, values, code in FORGED:
        command = "skip_form" if values is None else "submit_form"
        said = {} if values is None else {"values": values}
        await tab.send(command, form_id=form_id, **said)
        assert (await tab.next())["code"] == code, (form_id, values)
    assert await in_db_thread(entries.count) == before
    await tab.send("submit_form", form_id="way", values={"way": "a"})
    assert (await tab.next("entry"))["entry"]["payload"]["values"] == {"way": "a"}


async def test_a_visitor_cannot_make_the_assistant_speak_while_a_person_has_the_word(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    stale = conversation.epoch
    ada = Author(AuthorKind.AGENT, "Ada")
    await in_db_thread(builders.bring_to, conversation, "with_agent", actor=ada)
    tab = await open_tab(vera)
    await tab.say("Are you a robot?")
    await tab.next("ack")
    with pytest.raises(services.Superseded):
        await in_db_thread(
            services.post_assistant_message,
            conversation_id=conversation.pk,
            text="Yes",
            epoch=stale,
        )
