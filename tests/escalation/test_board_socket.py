"""The board's socket: who may, that every change arrives, and that no page costs a reading."""

from __future__ import annotations

import json
from typing import Any, Self

import pytest
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser, Permission, User

from agents import services as agents
from agents.selectors import default_queue
from chat import realtime
from chat.dbthreads import in_db_thread as do
from escalation.board import consumer, live
from escalation.board.consumer import BoardConsumer
from escalation.board.frames import BoardFrame, board_event
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db(transaction=True)
Frame = dict[str, Any]


@pytest.fixture(autouse=True)
def _is_sent(_nothing_is_sent: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published arrives here, other than in this folder's other tests, and quickly."""
    monkeypatch.setattr(
        realtime._publisher, "put", realtime._Publisher.put.__get__(realtime._publisher)
    )
    monkeypatch.setattr(live, "EVERY_S", 0.02)


class Page:
    """One open board. Every frame it gets is checked against the contract."""

    def __init__(self, user: User | AnonymousUser) -> None:
        self.socket = WebsocketCommunicator(BoardConsumer.as_asgi(), "/ws/board/")
        self.socket.scope["user"] = user

    async def __aenter__(self) -> Self:
        connected, _ = await self.socket.connect()
        assert connected
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.disconnect()

    async def send(self, kind: str) -> None:
        await self.socket.send_to(text_data=json.dumps({"type": kind}))

    async def get(self, kind: str) -> Frame:
        """The next frame of this kind."""
        while True:
            text = await self.socket.receive_from(timeout=5)
            board_event.validate_json(text)
            frame: Frame = json.loads(text)
            if frame["type"] == kind:
                return frame

    async def close_code(self) -> int:
        """The code with which the server closes the socket."""
        while True:
            message = await self.socket.receive_output(timeout=5)
            if message["type"] == "websocket.close":
                return int(message["code"])


def supervisor(*rights: str) -> User:
    user = User.objects.create_user(f"mona{User.objects.count()}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


async def test_stranger_is_closed_with_4401_and_staff_without_the_right_with_4403() -> None:
    async with Page(AnonymousUser()) as page:
        assert await page.close_code() == 4401
    async with Page(await do(supervisor, "act_on_board")) as page:
        assert await page.close_code() == 4403


async def test_board_comes_with_the_welcome_and_again_with_every_change() -> None:
    await do(default_queue)
    async with Page(await do(supervisor, "view_board")) as page:
        await page.send("join")
        assert (await page.get("welcome"))["may_act"] is False
        assert (await page.get("board"))["waiting"] == []
        talk = await do(make.conversation)
        await do(make.escalate, talk)
        while not (board := await page.get("board"))["waiting"]:
            continue
        assert board["waiting"][0]["number"] == talk.pk
        await do(agents.close_queue, queue_id=(await do(default_queue)).pk, by="Mona")
        while (board := await page.get("board"))["queues"][0]["status"] != "closed":
            continue


class Listener:
    """A page without a line."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def show(self, text: str) -> None:
        self.texts.append(text)


async def test_board_is_read_once_for_all_pages_and_sent_when_it_differs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    readings: list[int] = []
    read = live._board

    def counted() -> BoardFrame:
        readings.append(1)
        return read()

    monkeypatch.setattr(live, "_board", counted)
    # What is heard would send once more, between two steps of an escalation.
    monkeypatch.setattr(live.BoardHub, "_hear", lambda hub, message: None)
    await do(default_queue)
    hub, pages = live.BoardHub(), [Listener(), Listener()]
    for page in pages:
        await hub.add(page)
    await hub._send()
    await hub._send()  # nothing has changed
    assert (len(readings), [len(page.texts) for page in pages]) == (2, [1, 1])
    await do(make.escalate, await do(make.conversation))
    await hub._send()
    assert [len(page.texts) for page in pages] == [2, 2]
    assert pages[0].texts == pages[1].texts
    for page in pages:
        hub.remove(page)


async def test_quiet_board_is_sent_again_anyway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "ANYWAY_S", 0.02)
    async with Page(await do(supervisor, "view_board")) as page:
        await page.send("join")
        first = await page.get("board")
        assert (await page.get("board"))["now"] > first["now"]


async def test_page_of_a_deactivated_account_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "_ACCESS_INTERVAL_S", 0.0)
    mona = await do(supervisor, "view_board")
    async with Page(mona) as page:
        await page.send("join")
        await page.get("board")
        await do(User.objects.filter(pk=mona.pk).update, is_active=False)
        await do(make.escalate, await do(make.conversation))
        assert await page.close_code() == 4403


async def test_beat_is_answered_and_nonsense_refused() -> None:
    async with Page(await do(supervisor, "view_board")) as page:
        await page.send("beat")
        assert await page.get("beat") == {"type": "beat"}
        await page.send("fly")
        assert (await page.get("error"))["code"] == "bad_frame"
