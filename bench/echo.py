"""The floor: an ASGI application that confirms each message and hands it to one agent's socket.

Nothing is stored, checked or numbered. What a product adds to this is the product's own price.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_agents: set[Send] = set()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Sockets under /agent get every message; all others send them."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    if scope["path"] == "/agent":
        await _watch(receive, send)
    else:
        await _talk(receive, send)


async def _watch(receive: Receive, send: Send) -> None:
    _agents.add(send)
    while (await receive())["type"] != "websocket.disconnect":
        pass
    _agents.discard(send)


async def _talk(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        said = json.loads(message["text"])
        ack = {"type": "ack", "client_id": said["client_id"]}
        await send({"type": "websocket.send", "text": json.dumps(ack)})
        entry = {"type": "entry", "entry": {"payload": said}}
        for to_agent in list(_agents):
            await to_agent({"type": "websocket.send", "text": json.dumps(entry)})
