"""What every live socket of the product shares: an ordered command queue and limits.

Receiving never waits for a command: commands are carried out one after the other by a task of
the socket's own, so that frames from the channel layer pass at once (docs/adr/0002).
"""

from __future__ import annotations

import asyncio
import logging
import re
from abc import ABC, abstractmethod
from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import InterfaceError, OperationalError
from pydantic import TypeAdapter, ValidationError
from redis.exceptions import RedisError

from chat.frames import Frame
from chat.realtime import bind_running_loop

logger = logging.getLogger(__name__)

CLOSE_NOT_SIGNED_IN = 4401
CLOSE_FORBIDDEN = 4403
CLOSE_TOO_SLOW = 4408
CLOSE_TOO_MANY = 4429
CLOSE_RESTART = 4500

TROUBLE = (OperationalError, InterfaceError, RedisError, OSError)
"""What a data service that is away, or coming back, looks like."""

_MAX_WAITING_COMMANDS = 64
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
"""An escaped NUL in JSON: browsers let people paste it, PostgreSQL cannot store it."""


class FrameSocket(AsyncWebsocketConsumer, ABC):
    """Parses commands, carries them out in order, sends frames, keeps the caps.

    Subclasses set `commands` (the adapter of their command union) and `greetings` (the commands
    that a socket begins with), and implement `carry_out`, `refuse` and, where they need them,
    `opened` and `closed`.
    """

    commands: TypeAdapter[Any]
    greetings: tuple[type, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: asyncio.Queue[Any] = asyncio.Queue(_MAX_WAITING_COMMANDS)
        self._worker: asyncio.Task[None] | None = None
        self._unconfirmed_bytes = 0
        self._closing = False

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Calls the method that is named for the message.

        Channels would first hop to a thread, for every frame of every socket, to look after
        database connections; ours live on threads that do so themselves (chat.dbthreads).
        """
        handler = getattr(self, get_handler_name(message), None)
        if handler is None:
            raise ValueError(f"no handler for {message['type']}")
        await handler(message)

    async def connect(self) -> None:
        """Accepts the socket when `opened` has no objection."""
        bind_running_loop()
        try:
            welcome = await self.opened()
        except TROUBLE:
            logger.warning("socket refused: a data service is away")
            await self.close(CLOSE_RESTART)
            return
        if welcome:
            await self.accept()
            self._worker = asyncio.create_task(self._work())

    async def disconnect(self, code: int) -> None:
        """Ends the socket's task; commands that were not begun are the client's to send again."""
        self._closing = True
        if self._worker is not None:
            self._worker.cancel()
        await self.closed()

    async def opened(self) -> bool:
        """Whether the socket may be accepted; closes it otherwise."""
        return True

    async def closed(self) -> None:
        """Called once when the socket is gone."""

    @abstractmethod
    async def carry_out(self, command: Any) -> None:
        """Carries out one command by calling one service."""

    @abstractmethod
    async def refuse(self, command: Any, code: str, message: str) -> None:
        """Tells the client that its command (None: an unreadable frame) was not carried out."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Parses one frame and queues its command."""
        self._unconfirmed_bytes = 0
        if text_data is None or len(text_data) > settings.LIVE["socket_max_bytes"]:
            await self.refuse(None, "too_big", "This frame is too big.")
            return
        if "\\u0000" in text_data:
            text_data = _NUL.sub(r"\1", text_data)
        try:
            command = self.commands.validate_json(text_data)
        except ValidationError as error:
            await self.refuse(None, "bad_frame", _first_error(error))
            return
        try:
            self._waiting.put_nowait(command)
        except asyncio.QueueFull:
            await self.refuse(command, "too_fast", "Too many commands at once. Try again.")

    async def _work(self) -> None:
        while True:
            command = await self._waiting.get()
            try:
                await self.carry_out(command)
            except TROUBLE:
                logger.warning("a data service is away", extra={"command": command.type})
                await self._fail(command, "unavailable", "Not available right now. Try again.")
            except Exception:
                logger.exception("command failed", extra={"command": command.type})
                await self._fail(command, "failed", "This did not work. Try again.")

    async def _fail(self, command: Any, code: str, message: str) -> None:
        """Says so; a socket whose greeting failed is of no use, its client connects again."""
        await self.refuse(command, code, message)
        if isinstance(command, self.greetings):
            await self.close(CLOSE_RESTART)

    async def send_frame(self, frame: Frame) -> None:
        """Sends one frame to this client."""
        await self.send_text(frame.model_dump_json())

    async def send_text(self, text: str) -> None:
        """Sends a serialised frame; a client that takes nothing for long is closed and resumes."""
        if self._closing:
            return
        # One long answer is no sign of slowness: it counts like the longest frame we would take.
        self._unconfirmed_bytes += min(len(text), settings.LIVE["socket_max_bytes"])
        if self._unconfirmed_bytes > settings.LIVE["socket_max_queued_bytes"]:
            self._closing = True
            await self.close(CLOSE_TOO_SLOW)
            return
        await self.send(text_data=text)

    async def frame_send(self, message: dict[str, Any]) -> None:
        """A frame from the channel layer, serialised by its sender."""
        await self.send_text(message["frame"])


def _first_error(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]
