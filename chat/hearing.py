"""How a process hears and tells: one ear for all its pages, and steps at a steady pace.

Were each page to hear of every change and to read what it shows itself, a busy minute with twenty
open pages would cost twenty times the frames and the queries.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from channels.layers import get_channel_layer
from django.db import InterfaceError, OperationalError

from chat.sockets import TROUBLE

logger = logging.getLogger(__name__)


class Ticker:
    """Runs a step at once when there is work, and then at most once per interval.

    A step that finds the database away is tried again; `what` names it in the log.
    """

    def __init__(self, interval_s: float, step: Callable[[], Awaitable[None]], what: str) -> None:
        self._interval_s = interval_s
        self._step = step
        self._what = what
        self._due = False
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """There is work."""
        self._due = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while self._due:
            self._due = False
            try:
                await self._step()
            except (OperationalError, InterfaceError):
                logger.warning("pages wait: database away", extra={"what": self._what})
                self._due = True
            except Exception:
                logger.exception("pages not told", extra={"what": self._what})
            await asyncio.sleep(self._interval_s)


class Ear:
    """One member of these groups for the whole process."""

    def __init__(self, *groups: str, heard: Callable[[dict[str, Any]], None]) -> None:
        self._groups = groups
        self._heard = heard
        self._opening = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Hears everything from now on. Raises what the channel layer raises."""
        async with self._opening:
            if self._task is not None:
                return
            layer = get_channel_layer()
            channel = await layer.new_channel()
            for group in self._groups:
                await layer.group_add(group, channel)
            self._task = asyncio.create_task(self._listen(layer, channel))

    def close(self) -> None:
        """Hears nothing any more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _listen(self, layer: Any, channel: str) -> None:
        try:
            while True:
                self._heard(await layer.receive(channel))
        finally:
            for group in self._groups:
                with suppress(*TROUBLE):
                    await layer.group_discard(group, channel)
