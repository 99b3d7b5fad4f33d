"""Over real sockets: handing over and back again and again, and the assistant answers between."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from chat.frames import MessageItem
from chat.types import AuthorKind, State
from config.demo import DEMO_PASSWORD
from config.dialogues.server import Server, our_own
from config.dialogues.visitor import LiveVisitor
from tests.config.test_replay_conversations import chat, replay, rows_of, write
from tests.live.agent import LiveAgent

pytestmark = pytest.mark.services

ASK_FOR_PERSON = "Can I talk to a human, please?"
EASY = "How long are backups kept on the Pro plan?"
TIMES = 5


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with our_own() as server:
        assert server.ask("furnished")
        yield server


class Ada(LiveAgent):
    """Closes what the demo has waiting; keeps the conversation that the test is about."""

    kept: frozenset[str] = frozenset()
    is_online = False

    async def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "me":
            self.is_online = frame["me"]["presence"] == "online"
        await super()._take(frame)

    async def _serve(self, row: dict[str, Any]) -> None:
        self.resolve = row["id"] not in self.kept
        await super()._serve(row)


async def scene(server: Server, site: str) -> LiveVisitor:
    ada = Ada(server.base, "ada", DEMO_PASSWORD)
    vera = LiveVisitor(server.base, site)
    await vera.start()
    await vera.say("Hello")
    await vera.until(lambda: vera.view is not None and bool(vera.view.id))
    assert vera.view is not None
    ada.kept = frozenset({vera.view.id})
    await ada.start()
    await vera.until(lambda: ada.is_online, 60)
    for number in range(TIMES):
        await vera.say(ASK_FOR_PERSON)
        await vera.until(lambda: vera.state == State.WITH_AGENT, 60)
        await end(ada, vera, number)
        question = await vera.say(EASY)
        await vera.until(partial(is_answered, vera, question), 60)
        assert vera.state == State.ASSISTANT
    await ada.stop()
    await vera.stop()
    return vera


async def end(ada: Ada, vera: LiveVisitor, number: int) -> None:
    """By turns the agent hands back and closes; closed ones are reopened by the next words."""
    assert vera.view is not None
    kind = "resolve" if number % 2 else "hand_back"
    while vera.state == State.WITH_AGENT:
        await ada.command(kind, conversation=vera.view.id)
        await asyncio.sleep(0.5)


def is_answered(vera: LiveVisitor, question: str) -> bool:
    """Whether the assistant has quoted an article in reply."""
    assert vera.view is not None
    messages = [item for item in vera.view.items if isinstance(item, MessageItem)]
    at = next((i for i, item in enumerate(messages) if item.client_id == question), len(messages))
    return any(
        item.author == AuthorKind.ASSISTANT and item.citations for item in messages[at + 1 :]
    )


def test_after_each_of_five_people_an_easy_question_is_answered_again(server: Server) -> None:
    """T4 and T22: handed back or resolved and reopened, the old request is old news."""
    vera = asyncio.run(scene(server, server.ask("site")))
    assert vera.view is not None
    seen = [entry.state for entry in vera.entries]
    handovers = sum(
        now == State.QUEUED and before != State.QUEUED for before, now in pairwise(seen)
    )
    assert handovers == TIMES
    outcomes = server.ask("outcomes", [vera.view.id])
    assert outcomes["decisions"]["identical"] == outcomes["decisions"]["decisions"] >= 2 * TIMES


def test_chats_are_played_against_a_server_that_runs(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its database out of reach there are no reasons; on its own data directory there are."""
    file = write(tmp_path / "chats.jsonl", chat("one", ("user", ASK_FOR_PERSON), ("user", "Hm")))
    out = tmp_path / "out.jsonl"
    where = ("--server", server.base)
    screen = replay(file, out, *where, "--site", server.ask("site"))
    assert "out of reach" in screen
    assert [(row["sent"], row["lost"], row["reason"]) for row in rows_of(out)] == [(2, 0, None)]
    for name in ("DATABASE_URL", "REDIS_URL", "CHROMA_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(os.environ, "BATON_DATA_DIR", server.variables["BATON_DATA_DIR"])
    assert "replayed identically: 1" in replay(file, out, *where)
    assert [(row["sent"], row["lost"], row["reason"]) for row in rows_of(out)] == [
        (2, 0, "human_requested")
    ]
