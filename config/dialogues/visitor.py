"""A visitor's client over the real wire: resends until acknowledged, resumes after every loss.

It shares nothing with the server but the frames and the fold, so that a transcript that it got in
the end is what a browser would show.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from chat.frames import ConversationView, EntryView, Item
from chat.types import AuthorKind, State
from chat.view import fold

RESEND_AFTER_S = 1.5
TROUBLE = (OSError, WebSocketException, TimeoutError, urllib.error.URLError)
_TOO_MANY = 429
_HISTORY_PAGE = 200


class RefusedVisitorError(Exception):
    """The server does not take this visitor; the message says why. Trying again does not help."""


def open_session(base: str, site: str, token: str = "", address: str = "") -> dict[str, Any]:
    """The answer of the widget's session address. `address`: who it is for, if we are a proxy."""
    body = json.dumps({"site": site, "token": token, "url": f"{base}/demo/"}).encode()
    headers = {"Content-Type": "application/json", "Origin": base}
    if address:
        headers["X-Forwarded-For"] = address
    request = urllib.request.Request(  # noqa: S310 - http(s), as whoever started this has named it
        f"{base}/api/widget/session", body, headers
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        session: dict[str, Any] = json.load(answer)
    return session


@dataclass
class LiveVisitor:
    """One visitor. `view` is what their browser would show.

    `entries`: those that came one by one, in order. `refused`: client id to the code with which a
    message was turned down for good. `is_welcome`: the server has
    answered our greeting. `heard_at`: when the first words of an answer came after the
    newest `say`, monotonic; None until then.
    """

    base: str
    site: str
    address: str = ""
    token: str = ""
    ws_url: str = ""
    view: ConversationView | None = None
    entries: list[EntryView] = field(default_factory=list)
    acknowledged: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    heard_at: float | None = None
    is_welcome: bool = False
    _waiting: dict[str, str] = field(default_factory=dict)
    _not_before: dict[str, float] = field(default_factory=dict)
    _older: asyncio.Future[dict[str, Any]] | None = None
    _socket: ClientConnection | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        """Connects, and stays connected until `stop`. Raises RefusedVisitorError."""
        while not self.ws_url:
            try:
                session = await asyncio.to_thread(
                    open_session, self.base, self.site, self.token, self.address
                )
            except TROUBLE as error:
                await asyncio.sleep(_wait_s(error))
                continue
            self.token, self.ws_url = session["token"], session["ws_url"]
        self._tasks = [asyncio.create_task(self._live()), asyncio.create_task(self._resend())]

    async def stop(self) -> None:
        """Leaves."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._socket is not None:
            with contextlib.suppress(*TROUBLE):
                await self._socket.close()

    async def say(self, text: str, timeout_s: float = 60, client_id: str = "") -> str:
        """Sends until it is acknowledged or refused; returns the client id. Raises TimeoutError."""
        client_id = client_id or uuid.uuid4().hex
        self._waiting[client_id] = text
        self.heard_at = None
        await self._send({"type": "say", "client_id": client_id, "text": text})
        await self.until(lambda: client_id not in self._waiting, timeout_s)
        return client_id

    async def send(self, frame: dict[str, Any]) -> None:
        """Sends any frame, if connected."""
        await self._send(frame)

    async def until(self, condition: Callable[[], bool], timeout_s: float = 60) -> None:
        """Waits until the condition holds. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while not condition():
                self._changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 1)

    async def older(self, timeout_s: float = 30) -> list[Item]:
        """The items before those of the view, oldest first. Raises TimeoutError."""
        found: list[Item] = []
        view = self.view
        more = view is not None and view.more
        while more and view is not None:
            before = (found or view.items)[0].seq
            self._older = asyncio.get_running_loop().create_future()
            await self._send({"type": "history", "before": before, "limit": _HISTORY_PAGE})
            frame = await asyncio.wait_for(self._older, timeout_s)
            page = ConversationView(id=view.id, state=view.state, seq=0, items=frame["items"])
            found = [*page.items, *found]
            more = frame["more"]
        return found

    def texts(self, author: str) -> list[str]:
        """The words of one kind of author, in order."""
        items = self.view.items if self.view else []
        return [one.text for one in items if one.type == "message" and one.author == author]

    @property
    def state(self) -> State | None:
        """The conversation's state as the visitor knows it."""
        return self.view.state if self.view else None

    async def _live(self) -> None:
        while True:
            try:
                async with connect(
                    self.ws_url, origin=Origin(self.base), open_timeout=30
                ) as socket:
                    self._socket = socket
                    await self._hello()
                    async for text in socket:
                        await self._take(json.loads(text))
            except TROUBLE:
                pass
            self._socket, self.is_welcome = None, False
            await asyncio.sleep(0.2 + random.random() * 0.5)

    async def _hello(self) -> None:
        after = self.view.seq if self.view else 0
        await self._send({"type": "hello", "token": self.token, "after": after, "url": self.base})

    async def _resend(self) -> None:
        while True:
            await asyncio.sleep(RESEND_AFTER_S)
            await self._say_again()
            await self._send({"type": "ping"})

    async def _say_again(self) -> None:
        for client_id, text in list(self._waiting.items()):
            if time.monotonic() >= self._not_before.get(client_id, 0.0):
                await self._send({"type": "say", "client_id": client_id, "text": text})

    async def _send(self, frame: dict[str, Any]) -> None:
        if self._socket is not None:
            with contextlib.suppress(*TROUBLE):
                await self._socket.send(json.dumps(frame))

    async def _take(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "welcome" | "snapshot":
                if frame.get("view"):
                    self.view = ConversationView.model_validate(frame["view"])
                    self._note_all()
                if frame["type"] == "welcome":
                    self.is_welcome = True
                    await self._say_again()
            case "entry":
                await self._apply([frame["entry"]])
            case "entries":
                await self._apply(frame["entries"])
            case "ack":
                self._acknowledge(frame["client_id"])
            case "error":
                self._refused(frame)
            case "delta" if frame["text"]:
                self._hear()
            case "history" if self._older is not None and not self._older.done():
                self._older.set_result(frame)
            case "heartbeat":
                if self.view and frame["seq"] > self.view.seq:
                    await self._resume()
        self._changed.set()

    async def _apply(self, entries: list[dict[str, Any]]) -> None:
        for raw in entries:
            entry = EntryView.model_validate(raw)
            base = self.view or ConversationView(id="", state=State.ASSISTANT, seq=0)
            try:
                self.view = fold(base, entry)
            except ValueError:
                await self._resume()
                return
            if entry.seq > base.seq:
                self.entries.append(entry)
            self._note(raw["payload"])

    async def _resume(self) -> None:
        after = self.view.seq if self.view else 0
        await self._send({"type": "resume", "after": after})

    def _note_all(self) -> None:
        for item in self.view.items if self.view else []:
            if item.type == "message" and item.client_id:
                self._acknowledge(item.client_id)

    def _note(self, payload: dict[str, Any]) -> None:
        if payload.get("client_id"):
            self._acknowledge(payload["client_id"])
            self.heard_at = None  # what came before was no answer to it
        if payload.get("author") == AuthorKind.ASSISTANT:
            self._hear()

    def _hear(self) -> None:
        if self.heard_at is None:
            self.heard_at = time.monotonic()

    def _acknowledge(self, client_id: str) -> None:
        text = self._waiting.pop(client_id, None)
        if text is not None:
            self.acknowledged[client_id] = text

    def _refused(self, frame: dict[str, Any]) -> None:
        """The server said when to try again; where it did not, trying again is of no use."""
        client_id = frame.get("client_id")
        if client_id not in self._waiting:
            return
        wait_s = frame.get("retry_after_s")
        if wait_s is not None:
            self._not_before[client_id] = time.monotonic() + wait_s
            return
        del self._waiting[client_id]
        self.refused[client_id] = frame["code"]


def _wait_s(error: Exception) -> float:
    """How long to wait before asking for a session again. Raises RefusedVisitorError."""
    if not isinstance(error, urllib.error.HTTPError) or error.code >= 500:
        return 0.3
    if error.code == _TOO_MANY:
        wait = error.headers.get("Retry-After", "1")
        return float(wait) if wait.isdigit() else 1.0
    raise RefusedVisitorError(f"the server answers {error.code}: {_code_of(error)}") from error


def _code_of(error: urllib.error.HTTPError) -> str:
    with contextlib.suppress(ValueError, OSError, KeyError, TypeError):
        return str(json.load(error)["code"])
    return str(error.reason)
