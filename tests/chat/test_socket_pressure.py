"""Sockets under pressure: slow commands, slow clients, floods, silence, a database that is away."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError, transaction
from pytest_django import Settings

from chat import heartbeats, realtime, services
from chat.dbthreads import in_db_thread
from chat.frames import TypingFrame
from chat.models import Conversation, Visitor
from chat.sockets import CLOSE_TOO_SLOW
from chat.types import AuthorKind
from tests import builders
from tests.chat.conftest import OpenTab
from tests.chat.tab import ClosedError, Tab

pytestmark = pytest.mark.django_db(transaction=True)


@asynccontextmanager
async def _held_lock(conversation: Conversation) -> AsyncIterator[None]:
    """Somebody else holds the conversation's row meanwhile."""
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            services.lock(conversation.pk)
            held.set()
            assert free.wait(10)

    holding = asyncio.create_task(in_db_thread(hold))
    await asyncio.get_running_loop().run_in_executor(None, held.wait, 10)
    try:
        yield
    finally:
        free.set()
        await holding


async def test_frames_pass_while_a_command_waits(open_tab: OpenTab, vera: Visitor) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tab = await open_tab(vera)
    async with _held_lock(conversation):
        client = await tab.say("Are you there?")
        services.show_delta(
            public_id=str(conversation.public_id), turn_id=1, offset=0, text="You can"
        )
        assert (await tab.next())["type"] == "delta"
        await tab.send_raw("nonsense")
        assert (await tab.next())["code"] == "bad_frame"
    assert (await tab.next("ack"))["client_id"] == client


async def test_commands_are_carried_out_in_the_order_in_which_they_came(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tab = await open_tab(vera)
    async with _held_lock(conversation):
        clients = [await tab.say(f"Number {number}") for number in range(8)]
    acks = [await tab.next("ack") for _ in clients]
    assert [ack["client_id"] for ack in acks] == clients
    assert [ack["seq"] for ack in acks] == list(range(3, 11))


async def test_a_flood_of_commands_is_refused_and_may_be_sent_again(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tab = await open_tab(vera)
    async with _held_lock(conversation):
        clients = [await tab.say() for _ in range(70)]
        error = await tab.next()
    assert (error["code"], error["retry_after_s"]) == ("too_fast", 1.0)
    assert error["client_id"] in clients[-6:]


def _flood(conversation: Conversation, frames: int, size: int) -> None:
    for _ in range(frames):
        services.show_delta(
            public_id=str(conversation.public_id), turn_id=1, offset=0, text="x" * size
        )


async def test_a_client_that_takes_nothing_is_closed_and_can_resume(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tab = await open_tab(vera)
    _flood(conversation, 60, 10_000)
    with pytest.raises(ClosedError, match=str(CLOSE_TOO_SLOW)):
        await tab.next("nothing of this type")
    again = await open_tab(vera, after=1)
    assert (await again.next("entries"))["seq"] == 2


async def test_a_client_that_answers_takes_any_amount(open_tab: OpenTab, vera: Visitor) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tab = await open_tab(vera)
    for _ in range(4):
        _flood(conversation, 25, 10_000)
        assert len([await tab.next("delta") for _ in range(25)]) == 25
        await tab.until_pong()


def _long_talk(vera: Visitor) -> Conversation:
    """Longer in bytes than what may wait for a client that takes nothing."""
    vera.site.message_max_chars = 20_000
    vera.site.save()
    words = ["x" * 20_000] * 30
    return builders.open_conversation_with(*words, who=vera)


async def test_one_long_answer_is_no_sign_of_slowness(open_tab: OpenTab, vera: Visitor) -> None:
    await in_db_thread(_long_talk, vera)
    tab = await open_tab(vera)
    assert len(tab.welcome["view"]["items"]) == 30
    behind = await open_tab(vera, after=1)
    assert len((await behind.next("entries"))["entries"]) == 30
    await behind.say("And another thing")
    await behind.next("ack")
    assert (await tab.next("entry"))["entry"]["seq"] == 32


async def test_a_socket_that_is_gone_is_sent_nothing(open_tab: OpenTab, vera: Visitor) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    gone, stays = await open_tab(vera), await open_tab(vera)
    await gone.close()
    await in_db_thread(builders.answer, conversation)
    await stays.next("entry")


async def test_words_of_a_tab_that_closes_at_once_are_kept(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tab, other = await open_tab(vera), await open_tab(vera)
    async with _held_lock(conversation):
        await tab.say("Bye")
        # The command has begun (it waits for the row) before the tab is closed.
        await asyncio.sleep(0.05)
        await tab.close()
    assert (await other.next("entry"))["entry"]["payload"]["text"] == "Bye"


async def test_heartbeats_carry_the_newest_number_to_every_tab(
    open_tab: OpenTab, vera: Visitor, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIVE = {**settings.LIVE, "heartbeat_s": 2}
    monkeypatch.setattr(heartbeats, "_TICK_S", 0.01)
    idle = await open_tab(await in_db_thread(builders.visitor, at=vera.site, name="Victor"))
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tabs = [await open_tab(vera) for _ in range(3)]
    monkeypatch.setattr(realtime, "publish_entry", lambda entry: None)  # the layer loses a frame
    await in_db_thread(builders.answer, conversation)
    for tab in tabs:
        while (await tab.next("heartbeat"))["seq"] != 3:
            pass
    assert (await idle.next("heartbeat"))["seq"] == 0


async def test_heartbeats_go_on_after_the_database_was_away(
    open_tab: OpenTab, vera: Visitor, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIVE = {**settings.LIVE, "heartbeat_s": 1}
    monkeypatch.setattr(heartbeats, "_TICK_S", 0.01)
    real, failures = heartbeats.newest_seqs, iter([True, True, False])

    def flaky(*args: Any) -> dict[int, int]:
        if next(failures, False):
            raise OperationalError("gone")
        return real(*args)

    monkeypatch.setattr(heartbeats, "newest_seqs", flaky)
    tab = await open_tab(vera)
    assert (await tab.next("heartbeat"))["seq"] == 0


async def test_visitors_are_marked_as_connected_now_and_then_and_when_they_leave(
    open_tab: OpenTab, vera: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks: asyncio.Queue[tuple[set[int], bool]] = asyncio.Queue()
    loop, hub, real = asyncio.get_running_loop(), heartbeats.hub(), heartbeats.mark_connected

    def mark(visitor_ids: set[int], at: datetime) -> None:
        real(visitor_ids, at)
        loop.call_soon_threadsafe(marks.put_nowait, (visitor_ids, bool(hub._marked)))

    monkeypatch.setattr(heartbeats, "_TICK_S", 0.002)
    monkeypatch.setattr(heartbeats, "mark_connected", mark)
    tabs = [await open_tab(vera), await open_tab(vera)]
    assert [await marks.get(), await marks.get()] == [({vera.pk}, True)] * 2
    await in_db_thread(Visitor.objects.filter(pk=vera.pk).update, connected_at=None)
    for tab in tabs:
        await tab.close()
    while (await marks.get()) != ({vera.pk}, False):
        pass  # the last one is made when nobody listens any more
    await in_db_thread(vera.refresh_from_db)
    assert vera.connected_at is not None


async def test_a_command_during_an_outage_is_refused_and_may_be_sent_again(
    open_tab: OpenTab, vera: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tab = await open_tab(vera)

    def away(**_: Any) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as outage:
        outage.setattr(services, "post_visitor_message", away)
        client = await tab.say("Anybody?")
        error = await tab.next()
    assert (error["code"], error["client_id"]) == ("unavailable", client)
    assert error["retry_after_s"] == 1.0
    await tab.say("Anybody?", client)
    assert (await tab.next("ack"))["client_id"] == client


async def test_a_command_that_breaks_is_refused_and_the_socket_lives_on(
    open_tab: OpenTab, vera: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tab = await open_tab(vera)

    def broken(**_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(services, "post_visitor_message", broken)
    client = await tab.say("Anybody?")
    error = await tab.next()
    assert (error["code"], error["client_id"]) == ("failed", client)
    await tab.until_pong()


async def test_frames_of_one_process_arrive_in_the_order_of_their_commits(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, who=vera)
    tab = await open_tab(vera)
    for number in range(20):
        await in_db_thread(builders.say, conversation, str(number))
    entries = [(await tab.next("entry"))["entry"] for _ in range(20)]
    assert [entry["seq"] for entry in entries] == list(range(2, 22))


async def test_one_frame_that_cannot_be_sent_does_not_silence_the_rest(
    open_tab: OpenTab, vera: Visitor
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tab: Tab = await open_tab(vera)
    frame = TypingFrame(conversation="x", author=AuthorKind.AGENT, on=True)
    realtime.publish("no group of this name can exist!", frame)
    await in_db_thread(builders.answer, conversation)
    assert (await tab.next())["type"] == "entry"
