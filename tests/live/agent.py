"""An agent's client over the real wire: accepts what is offered, answers once, stays connected."""

from __future__ import annotations

import asyncio
import contextlib
import http.cookiejar
import json
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from config.dialogues.visitor import TROUBLE

BEAT_S = 2.0


def sign_in(base: str, username: str, password: str) -> str:
    """The session cookie of a signed-in user."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    opener.open(f"{base}/login/", timeout=10).read()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = {"username": username, "password": password, "csrfmiddlewaretoken": token or ""}
    request = urllib.request.Request(  # noqa: S310 - a loopback address of our own
        f"{base}/login/", urllib.parse.urlencode(form).encode(), {"Referer": f"{base}/login/"}
    )
    opener.open(request, timeout=10).read()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


@dataclass
class LiveAgent:
    """One agent at the inbox. `replies` maps conversations to the client id of the answer."""

    base: str
    username: str
    password: str
    resolve: bool = True
    replies: dict[str, str] = field(default_factory=dict)
    offered: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    _socket: ClientConnection | None = None
    _refs: dict[str, str] = field(default_factory=dict)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        """Signs in, and stays at the inbox until `stop`."""
        self._tasks = [asyncio.create_task(self._live()), asyncio.create_task(self._beat())]

    async def stop(self) -> None:
        """Leaves."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def command(self, kind: str, **fields: Any) -> None:
        """Sends a command, if connected."""
        ref = uuid.uuid4().hex[:12]
        if "conversation" in fields:
            self._refs[ref] = fields["conversation"]
        await self._send({"type": kind, "ref": ref, **fields})

    async def _live(self) -> None:
        cookie = ""
        while True:
            try:
                if not cookie:
                    cookie = await asyncio.to_thread(
                        sign_in, self.base, self.username, self.password
                    )
                url = self.base.replace("http", "ws") + "/ws/inbox/"
                async with connect(
                    url,
                    origin=self.base,  # type: ignore[arg-type]
                    additional_headers={"Cookie": cookie},
                    open_timeout=5,
                ) as socket:
                    self._socket = socket
                    await self._send({"type": "join"})
                    await self.command("presence", presence="online")
                    await self.command("list", query={"tab": "mine"})
                    async for text in socket:
                        await self._take(json.loads(text))
            except TROUBLE:
                pass
            self._socket = None
            await asyncio.sleep(0.4)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            await self._send({"type": "beat"})
            await self.command("presence", presence="online")
            await self.command("list", query={"tab": "mine"})

    async def _send(self, frame: dict[str, Any]) -> None:
        if self._socket is not None:
            with contextlib.suppress(*TROUBLE):
                await self._socket.send(json.dumps(frame))

    async def _take(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "offer":
                await self._serve(frame["row"])
            case "rows":
                for row in frame["rows"]:
                    await self._serve(row)

    async def _serve(self, row: dict[str, Any]) -> None:
        """Brings one conversation a step further, by what its row says; safe to repeat."""
        conversation = row["id"]
        if row["state"] == "offered":
            self.offered.append(conversation)
            await self.command("accept", conversation=conversation)
        elif row["state"] != "with_agent":
            return
        client_id = self.replies.setdefault(conversation, uuid.uuid4().hex)
        await self.command(
            "reply", conversation=conversation, client_id=client_id, text="Hello, a person here."
        )
        if self.resolve:
            await self.command("resolve", conversation=conversation, outcome="resolved")
        self.done.add(conversation)
