"""An inbox page as tests see it: frames in, frames out."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any, ParamSpec, Self, TypeVar

from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser, User

from agents.consumers import InboxConsumer
from agents.frames import staff_event
from chat.dbthreads import in_db_thread

P = ParamSpec("P")
R = TypeVar("R")
Frame = dict[str, Any]


async def do(step: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The step's result, computed as sockets compute theirs."""
    return await in_db_thread(step, *args, **kwargs)


class Page:
    """One open inbox page. Every frame it gets is checked against the contract."""

    def __init__(self, user: User | AnonymousUser | None) -> None:
        self.socket = WebsocketCommunicator(InboxConsumer.as_asgi(), "/ws/inbox/")
        self.socket.scope["user"] = user
        self._refs = itertools.count(1)

    async def __aenter__(self) -> Self:
        connected, _ = await self.socket.connect()
        assert connected
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.disconnect()

    async def join(self) -> Frame:
        """The welcome."""
        await self.send("join")
        return await self.get("welcome")

    async def send(self, kind: str, **fields: Any) -> str:
        """Sends a command; returns its ref."""
        ref = f"r{next(self._refs)}"
        if kind not in {"join", "leave", "resume", "read", "typing", "beat"}:
            fields = {"ref": ref, **fields}
        await self.socket.send_to(text_data=json.dumps({"type": kind, **fields}))
        return ref

    async def ask(self, kind: str, **fields: Any) -> Frame:
        """Sends a command and waits for the frame that answers its ref."""
        ref = await self.send(kind, **fields)
        return await self.find(lambda frame: frame.get("ref") == ref)

    async def get(self, kind: str) -> Frame:
        """The next frame of this kind; others before it are dropped."""
        return await self.find(lambda frame: frame["type"] == kind)

    async def find(self, wanted: Callable[[Frame], bool]) -> Frame:
        """The next frame that is wanted; others before it are dropped."""
        while True:
            text = await self.socket.receive_from(timeout=5)
            staff_event.validate_json(text)
            frame: Frame = json.loads(text)
            if wanted(frame):
                return frame

    async def close_code(self) -> int:
        """The code with which the server closes the socket; frames before it are dropped."""
        while True:
            message = await self.socket.receive_output(timeout=5)
            if message["type"] == "websocket.close":
                return int(message["code"])
