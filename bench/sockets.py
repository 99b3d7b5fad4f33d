"""The two kinds of clients, once for the product's wire and once for the echo application's."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from bench.tally import Tally

MESSAGE_CHARS = 120
_BEAT_S = 15.0
_ANSWER_WITHIN_S = 30.0
_AT_ONCE = 20
"""Handshakes under way at the same time: a crowd arrives, it does not appear."""


class Arrivals:
    """Where all sockets report; `tally` is exchanged between runs."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.errors: Counter[str] = Counter()
        self.first_words: dict[str, float] = {}  # client id -> when its answer began
        self.offers: dict[str, float] = {}  # conversation -> when an agent was asked
        self.briefs: dict[str, float] = {}  # conversation -> when that agent had it with its brief
        self.waiting: dict[str, float] = {}  # conversation -> when a list showed that it waits
        self.places: dict[str, tuple[float, int | None]] = {}  # conversation -> told when, which

    def use(self, tally: Tally) -> None:
        """From now on arrivals belong to this run."""
        self.tally = tally


class Socket(Protocol):
    """Something to open and to close."""

    async def open(self) -> None:
        """Connected and greeted."""

    async def close(self) -> None:
        """Gone."""


async def _connect(url: str, origin: str, cookie: str = "") -> ClientConnection:
    return await connect(
        url,
        origin=Origin(origin),
        additional_headers={"Cookie": cookie} if cookie else None,
        compression=None,
        ping_interval=None,
        proxy=None,
        max_queue=None,
        open_timeout=_ANSWER_WITHIN_S,
    )


class _Client:
    """A connection with a task that reads it."""

    def __init__(self, arrivals: Arrivals, url: str, origin: str, cookie: str = "") -> None:
        self._arrivals = arrivals
        self._place = (url, origin, cookie)
        self._ws: ClientConnection | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._expected: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def open(self) -> None:
        self._ws = await _connect(*self._place)
        self._tasks.append(asyncio.create_task(self._read(self._ws)))
        await self.greet()

    async def greet(self) -> None:
        """What a client says first."""

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._ws is not None:
            await self._ws.close()

    async def send(self, frame: dict[str, Any]) -> None:
        """Sends one frame."""
        if self._ws is None:
            raise RuntimeError("not open")
        await self._ws.send(json.dumps(frame))

    async def ask(self, frame: dict[str, Any], *answers: str) -> dict[str, Any]:
        """Sends one frame; the first frame of one of these types that comes back."""
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        for kind in answers:
            self._expected[kind] = future
        await self.send(frame)
        return await asyncio.wait_for(future, _ANSWER_WITHIN_S)

    def keep_doing(self, work: Callable[[], Awaitable[None]], every_s: float) -> None:
        """Repeats some work until the socket is closed."""

        async def repeat() -> None:
            while True:
                await asyncio.sleep(every_s)
                with suppress(ConnectionClosed):
                    await work()

        self._tasks.append(asyncio.create_task(repeat()))

    def arrived(self, frame: dict[str, Any]) -> None:
        """A frame has come."""

    async def _read(self, ws: ClientConnection) -> None:
        try:
            async for text in ws:
                frame = json.loads(text)
                future = self._expected.pop(frame["type"], None)
                if future is not None and not future.done():
                    future.set_result(frame)
                if frame["type"] == "error":
                    self._arrivals.errors[frame["code"]] += 1
                self.arrived(frame)
        except ConnectionClosed as closed:
            self._arrivals.errors[f"closed {closed.rcvd.code if closed.rcvd else 'hard'}"] += 1
        else:
            self._arrivals.errors["closed"] += 1


class VisitorSocket(_Client):
    """The widget's side. Its words begin with the client id, so that a list can be recognised."""

    def __init__(
        self, arrivals: Arrivals, address: str, site: str, token: str, *, watched: bool
    ) -> None:
        url = f"ws{address.removeprefix('http')}/ws/visitor/?site={site}"
        super().__init__(arrivals, url, address)
        self._token = token
        self.watched = watched
        self.text = ""  # instead of the filler, for messages that somebody has to understand
        self.conversation = ""
        self._last_client_id = ""

    async def greet(self) -> None:
        """Says who it is."""
        welcome = await self.ask({"type": "hello", "token": self._token}, "welcome", "error")
        self.conversation = welcome.get("conversation") or ""

    async def say(self, client_id: str) -> None:
        """Sends one message."""
        text = self.text or client_id.ljust(MESSAGE_CHARS, ".")
        self._last_client_id = client_id
        await self.send({"type": "say", "client_id": client_id, "text": text})

    def arrived(self, frame: dict[str, Any]) -> None:
        """Confirmations, and the first words of an answer."""
        kind = frame["type"]
        if kind == "ack":
            self.conversation = frame["conversation"]
            self._arrivals.tally.acked(frame["client_id"])
        elif kind == "waiting":
            told = (time.perf_counter(), frame["position"])
            self._arrivals.places[frame["conversation"]] = told
        elif kind == "delta" or (kind == "entry" and _is_answer(frame["entry"])):
            self._arrivals.first_words.setdefault(self._last_client_id, time.perf_counter())


class AgentSocket(_Client):
    """The inbox's side. `looks`: opens at once whatever is offered, as the page does."""

    def __init__(
        self, arrivals: Arrivals, address: str, session: str, *, looks: bool = False
    ) -> None:
        url = f"ws{address.removeprefix('http')}/ws/inbox/"
        super().__init__(arrivals, url, address, f"sessionid={session}")
        self._looks = looks

    async def greet(self) -> None:
        """Joins, and is there."""
        await self.ask({"type": "join"}, "welcome", "error")
        await self.ask({"type": "presence", "ref": "p", "presence": "online"}, "done", "error")
        self.keep_doing(self._beat, _BEAT_S)

    async def look_at(self, conversation: str) -> None:
        """Has the conversation open from now on."""
        frame = {"type": "open", "ref": "o", "conversation": conversation}
        await self.ask(frame, "opened", "error")

    async def _beat(self) -> None:
        await self.send({"type": "beat"})

    def arrived(self, frame: dict[str, Any]) -> None:
        """Words in an open conversation, changed rows, offers."""
        kind = frame["type"]
        if kind == "entry":
            client_id = frame["entry"]["payload"].get("client_id")
            if client_id:
                self._arrivals.tally.seen(client_id)
        elif kind == "row":
            self._row(frame["row"])
        elif kind == "offer":
            self._arrivals.offers.setdefault(frame["row"]["id"], time.perf_counter())
            if self._looks:
                self._tasks.append(asyncio.create_task(self._look(frame["row"]["id"])))
        elif kind == "opened" and frame["brief"] is not None:
            self._arrivals.briefs.setdefault(frame["row"]["id"], time.perf_counter())

    async def do(self, kind: str, conversation: str, **more: Any) -> None:
        """One deed on a conversation, and it is done. Raises RuntimeError when it is refused."""
        frame = {"type": kind, "ref": kind, "conversation": conversation, **more}
        answer = await self.ask(frame, "done", "error")
        if answer["type"] == "error":
            raise RuntimeError(f"{kind}: {answer['code']}")

    async def _look(self, conversation: str) -> None:
        await self.send({"type": "open", "ref": conversation, "conversation": conversation})

    def _row(self, row: dict[str, Any]) -> None:
        if row["state"] in {"queued", "offered"}:
            self._arrivals.waiting.setdefault(row["id"], time.perf_counter())
        client_id = row["last_text"][:17]
        if client_id[8:9] == "-":
            self._arrivals.tally.listed(client_id)


class EchoVisitor(_Client):
    """Sends the same words to the echo application."""

    watched = True

    def __init__(self, arrivals: Arrivals, address: str) -> None:
        super().__init__(arrivals, f"ws{address.removeprefix('http')}/visitor", address)

    async def say(self, client_id: str) -> None:
        """Sends one message."""
        text = client_id.ljust(MESSAGE_CHARS, ".")
        await self.send({"type": "say", "client_id": client_id, "text": text})

    def arrived(self, frame: dict[str, Any]) -> None:
        """Confirmations."""
        if frame["type"] == "ack":
            self._arrivals.tally.acked(frame["client_id"])


class EchoAgent(_Client):
    """Receives every message."""

    def __init__(self, arrivals: Arrivals, address: str) -> None:
        super().__init__(arrivals, f"ws{address.removeprefix('http')}/agent", address)

    def arrived(self, frame: dict[str, Any]) -> None:
        """The words."""
        self._arrivals.tally.seen(frame["entry"]["payload"]["client_id"])


async def open_all(sockets: Iterable[Socket]) -> None:
    """All are connected and greeted, a few at a time."""
    room = asyncio.Semaphore(_AT_ONCE)

    async def enter(socket: Socket) -> None:
        async with room:
            await socket.open()

    await asyncio.gather(*(enter(socket) for socket in sockets))


async def close_all(sockets: Iterable[Socket]) -> None:
    """All are gone."""
    await asyncio.gather(*(socket.close() for socket in sockets))


def _is_answer(entry: dict[str, Any]) -> bool:
    return bool(entry["kind"] == "message.posted" and entry["payload"].get("author") == "assistant")
