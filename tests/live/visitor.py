"""A visitor's client over the real wire: resends until acknowledged, resumes after every loss.

It shares nothing with the product but the frames and the fold, so that a transcript that it got
in the end is what a browser would show.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from chat.frames import ConversationView, EntryView
from chat.types import State
from chat.view import fold

RESEND_AFTER_S = 1.5
TROUBLE = (OSError, WebSocketException, TimeoutError, urllib.error.URLError)


def open_session(base: str, site: str, token: str = "") -> dict[str, Any]:
    """The answer of the widget's session address."""
    body = json.dumps({"site": site, "token": token, "url": f"{base}/demo/"}).encode()
    request = urllib.request.Request(  # noqa: S310 - a loopback address of our own
        f"{base}/api/widget/session", body, {"Content-Type": "application/json", "Origin": base}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        session: dict[str, Any] = json.load(answer)
    return session


@dataclass
class LiveVisitor:
    """One visitor. `view` is what their browser would show."""

    base: str
    site: str
    token: str = ""
    ws_url: str = ""
    view: ConversationView | None = None
    acknowledged: dict[str, str] = field(default_factory=dict)
    _waiting: dict[str, str] = field(default_factory=dict)
    _socket: ClientConnection | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        """Connects, and stays connected until `stop`."""
        while not self.token:
            try:
                session = await asyncio.to_thread(open_session, self.base, self.site)
            except TROUBLE:
                await asyncio.sleep(0.3)
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

    async def say(self, text: str, timeout_s: float = 60) -> str:
        """Sends until it is acknowledged; returns the client id."""
        client_id = uuid.uuid4().hex
        self._waiting[client_id] = text
        await self._send({"type": "say", "client_id": client_id, "text": text})
        await self.until(lambda: client_id in self.acknowledged, timeout_s)
        return client_id

    async def send(self, frame: dict[str, Any]) -> None:
        """Sends any frame, if connected."""
        await self._send(frame)

    async def until(self, condition: Any, timeout_s: float = 60) -> None:
        """Waits until the condition holds. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while not condition():
                self._changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 1)

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
                async with connect(self.ws_url, origin=self.base, open_timeout=5) as socket:  # type: ignore[arg-type]
                    self._socket = socket
                    await self._hello()
                    async for text in socket:
                        await self._take(json.loads(text))
            except TROUBLE:
                pass
            self._socket = None
            await asyncio.sleep(0.2 + random.random() * 0.5)

    async def _hello(self) -> None:
        after = self.view.seq if self.view else 0
        await self._send({"type": "hello", "token": self.token, "after": after, "url": self.base})

    async def _resend(self) -> None:
        while True:
            await asyncio.sleep(RESEND_AFTER_S)
            for client_id, text in list(self._waiting.items()):
                await self._send({"type": "say", "client_id": client_id, "text": text})
            await self._send({"type": "ping"})

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
            case "entry":
                await self._apply([frame["entry"]])
            case "entries":
                await self._apply(frame["entries"])
            case "ack":
                self._acknowledge(frame["client_id"])
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

    def _acknowledge(self, client_id: str) -> None:
        text = self._waiting.pop(client_id, None)
        if text is not None:
            self.acknowledged[client_id] = text
