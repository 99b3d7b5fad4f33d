"""A visitor's browser tab: one real consumer behind a test transport."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from chat.ws_urls import websocket_urlpatterns
from tests.builders import SHOP_ORIGIN, client_id

Frame = dict[str, Any]
_APPLICATION = URLRouter(websocket_urlpatterns)
_PATIENCE_S = 5


class ClosedError(Exception):
    """The server closed the socket with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Tab:
    """Sends commands and reads frames, in the order in which they came."""

    def __init__(
        self, site_key: str, *, token: str = "", origin: str = SHOP_ORIGIN, host: str = "testserver"
    ) -> None:
        headers = [(b"host", host.encode())]
        if origin:
            headers.append((b"origin", origin.encode()))
        path = f"/ws/visitor/?site={site_key}"
        self._socket = WebsocketCommunicator(_APPLICATION, path, headers)
        self._is_open = False
        self.token = token
        self.welcome: Frame = {}

    async def open(self) -> None:
        """The socket is accepted. Raises ClosedError when the server refuses it."""
        accepted, code = await self._socket.connect(timeout=_PATIENCE_S)
        if not accepted:
            raise ClosedError(int(code or 0))
        self._is_open = True

    async def hello(self, **said: Any) -> Frame:
        """The tab has said who it is; returns the welcome."""
        await self.send("hello", token=self.token, **said)
        self.welcome = await self.next("welcome")
        return self.welcome

    async def send(self, type_: str, **fields: Any) -> None:
        """One command is on its way."""
        await self.send_raw(json.dumps({"type": type_, **fields}))

    async def send_raw(self, text: str) -> None:
        """Any text is on its way, well-formed or not."""
        await self._socket.send_input({"type": "websocket.receive", "text": text})

    async def send_bytes(self, data: bytes) -> None:
        """A binary frame is on its way."""
        await self._socket.send_input({"type": "websocket.receive", "bytes": data})

    async def say(self, text: str = "Hello", client: str | None = None) -> str:
        """A message is on its way; returns its client id."""
        client = client or client_id()
        await self.send("say", client_id=client, text=text)
        return client

    async def next(self, type_: str | None = None) -> Frame:
        """The next frame, or the next of this type: others before it are dropped."""
        while True:
            output = await self._output()
            if output["type"] == "websocket.close":
                self._is_open = False
                await self._socket.disconnect()
                raise ClosedError(output["code"])
            frame: Frame = json.loads(output["text"])
            if type_ is None or frame["type"] == type_:
                return frame

    async def _output(self) -> Frame:
        """What the server did next. The communicator's own way would end the consumer in vain."""
        try:
            output: Frame = await asyncio.wait_for(self._socket.output_queue.get(), _PATIENCE_S)
        except TimeoutError:
            if self._socket.future.done():
                self._socket.future.result()
            raise
        return output

    async def frames(self, *types: str) -> list[Frame]:
        """The next frames; their types are exactly these, in this order."""
        frames = [await self.next() for _ in types]
        assert [frame["type"] for frame in frames] == list(types)
        return frames

    async def until_pong(self) -> list[Frame]:
        """Everything that the server sent until it answered a ping of now (a heartbeat)."""
        await self.send("ping")
        frames = []
        while (frame := await self.next())["type"] != "heartbeat":
            frames.append(frame)
        return [*frames, frame]

    async def close(self) -> None:
        """The tab is closed. Closing it twice is fine."""
        if self._is_open:
            self._is_open = False
            await self._socket.disconnect()
