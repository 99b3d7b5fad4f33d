"""The client that plays visitors resends, resumes, waits when told so, gives up when refused."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from chat.types import State
from config.dialogues import visitor as visitors
from config.dialogues.visitor import LiveVisitor

Frames = list[dict[str, Any]]
Answer = Callable[[dict[str, Any], Frames], Frames]
"""What the server says to a frame; the second argument is all that it heard before."""

WELCOME = {"type": "welcome", "conversation": None, "seq": 0, "view": None}


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "RESEND_AFTER_S", 0.02)


def ack(frame: dict[str, Any], seq: int = 1) -> dict[str, Any]:
    return {"type": "ack", "conversation": "c", "client_id": frame["client_id"], "seq": seq}


def entry(seq: int, text: str = "Hi", author: str = "visitor") -> dict[str, Any]:
    return {
        "seq": seq,
        "kind": "message.posted",
        "at": "2026-03-02T12:00:00Z",
        "state": "assistant",
        "payload": {"author": author, "text": text},
    }


@asynccontextmanager
async def talking(answer: Answer) -> AsyncIterator[tuple[LiveVisitor, Frames]]:
    """A visitor who is connected to a server that answers so, and all that the server heard."""
    heard: Frames = []

    async def talk(socket: ServerConnection) -> None:
        async for text in socket:
            frame = json.loads(text)
            for reply in answer(frame, heard):
                if reply["type"] == "hang up":
                    heard.append(frame)
                    await socket.close(4500)
                    return
                await socket.send(json.dumps(reply))
            heard.append(frame)

    async with serve(talk, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        base = f"http://127.0.0.1:{port}"
        vera = LiveVisitor(base, "site", token="t", ws_url=f"ws://127.0.0.1:{port}/")
        await vera.start()
        try:
            await vera.until(lambda: vera.is_welcome, 10)
            yield vera, heard
        finally:
            await vera.stop()


def said(frames: Frames) -> list[str]:
    return [frame["client_id"] for frame in frames if frame["type"] == "say"]


def greeting(then: Answer) -> Answer:
    """The same, but a greeting is answered by a welcome."""
    return lambda frame, heard: [WELCOME] if frame["type"] == "hello" else then(frame, heard)


async def test_a_message_is_sent_under_one_id_until_it_is_acknowledged() -> None:
    def answer(frame: dict[str, Any], heard: Frames) -> Frames:
        return [ack(frame)] if frame["type"] == "say" and len(said(heard)) >= 2 else []

    async with talking(greeting(answer)) as (vera, heard):
        client_id = await vera.say("Hi", 10)
        assert vera.acknowledged == {client_id: "Hi"}
        await vera.until(lambda: len(said(heard)) >= 3, 10)
        assert set(said(heard)) == {client_id}


async def test_a_message_that_is_refused_for_good_is_not_sent_again() -> None:
    def answer(frame: dict[str, Any], heard: Frames) -> Frames:
        if frame["type"] != "say":
            return []
        error = {"type": "error", "code": "too_long", "message": "Too long."}
        return [{**error, "client_id": frame["client_id"]}]

    async with talking(greeting(answer)) as (vera, heard):
        client_id = await vera.say("Hi" * 9000, 10)
        assert vera.refused == {client_id: "too_long"}
        pings = heard.count({"type": "ping"})
        await vera.until(lambda: heard.count({"type": "ping"}) >= pings + 2, 10)
        assert said(heard) == [client_id]


async def test_a_message_waits_as_long_as_the_server_says() -> None:
    def answer(frame: dict[str, Any], heard: Frames) -> Frames:
        if frame["type"] != "say":
            return []
        if said(heard):
            return [ack(frame)]
        error = {
            "type": "error",
            "code": "rate_limited",
            "message": "Slowly.",
            "retry_after_s": 0.3,
        }
        return [{**error, "client_id": frame["client_id"]}]

    async with talking(greeting(answer)) as (vera, heard):
        client_id = await vera.say("Hi", 10)
        assert vera.acknowledged == {client_id: "Hi"}
        assert set(said(heard)) == {client_id}
        assert heard.count({"type": "ping"}) >= 2  # as often it was reminded, and waited


async def test_a_gap_is_filled_by_resuming_and_nothing_counts_twice() -> None:
    def answer(frame: dict[str, Any], heard: Frames) -> Frames:
        if frame["type"] == "say":
            gap = {"type": "entry", "conversation": "c", "entry": entry(3, "Three")}
            return [
                {"type": "entry", "conversation": "c", "entry": entry(1, "One")},
                gap,
                ack(frame),
            ]
        if frame["type"] == "resume":
            missing = [entry(2, "Two", "assistant"), entry(3, "Three")]
            return [{"type": "entries", "conversation": "c", "entries": missing, "seq": 3}]
        return []

    async with talking(greeting(answer)) as (vera, heard):
        await vera.say("Hi", 10)
        await vera.until(lambda: vera.view is not None and vera.view.seq == 3, 10)
        assert {"type": "resume", "after": 1} in heard
        assert vera.texts("visitor") == ["One", "Three"]
        assert vera.texts("assistant") == ["Two"]
        assert [one.seq for one in vera.entries] == [1, 2, 3]
        assert vera.state is State.ASSISTANT


async def test_a_lost_connection_is_taken_up_where_it_was_lost() -> None:
    def answer(frame: dict[str, Any], heard: Frames) -> Frames:
        if frame["type"] == "hello":
            return [WELCOME]
        if frame["type"] != "say":
            return []
        if len(said(heard)) == 0:
            return [
                {"type": "entry", "conversation": "c", "entry": entry(1)},
                {"type": "hang up"},
            ]
        return [ack(frame)]

    async with talking(answer) as (vera, heard):
        client_id = await vera.say("Hi", 10)
        assert vera.acknowledged == {client_id: "Hi"}
        hellos = [frame["after"] for frame in heard if frame["type"] == "hello"]
        assert hellos == [0, 1]
