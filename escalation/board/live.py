"""Keeps every open board of a process up to date: read once for all of them.

A board is sent when something has changed, at most once a second, and every ten seconds in any
case: that is how deadlines that passed and agents who fell silent get there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

from django.utils import timezone

from chat.dbthreads import in_db_thread
from chat.hearing import Ear, Ticker
from chat.realtime import INBOX_GROUP
from escalation.board.frames import BoardFrame
from escalation.board.snapshot import snapshot

EVERY_S = 1.0
ANYWAY_S = 10.0


class Page(Protocol):
    """A board's socket."""

    async def show(self, text: str) -> None:
        """Sends a serialised board to the page, if its account may still see it."""


class BoardHub:
    """Hears that something changed, reads the board once, tells every page."""

    def __init__(self) -> None:
        self._pages: set[Page] = set()
        self._ear = Ear(INBOX_GROUP, heard=self._hear)
        self._ticker = Ticker(EVERY_S, self._send, "board")
        self._shown: BoardFrame | None = None
        self._is_due = False
        self._clock: asyncio.Task[None] | None = None

    async def add(self, page: Page) -> None:
        """The page is shown the board, and every change. Raises what the channel layer raises."""
        self._pages.add(page)
        await self._ear.open()
        if self._clock is None or self._clock.done():
            self._clock = asyncio.create_task(self._wake_anyway())

    def remove(self, page: Page) -> None:
        """The page is gone."""
        self._pages.discard(page)
        if self._pages:
            return
        self._ear.close()
        self._shown = None
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _hear(self, _: Mapping[str, Any]) -> None:
        self._ticker.wake()

    async def _wake_anyway(self) -> None:
        while True:
            await asyncio.sleep(ANYWAY_S)
            self._is_due = True
            self._ticker.wake()

    async def _send(self) -> None:
        """Sent is what differs from before, or is due; not every message changes the board."""
        if not self._pages:
            return
        due, self._is_due = self._is_due, False
        board = await in_db_thread(_board)
        if not due and self._shown is not None and _same(board, self._shown):
            return
        self._shown = board
        text = board.model_dump_json()
        for page in list(self._pages):
            await page.show(text)


def _board() -> BoardFrame:
    return snapshot(timezone.now())


def _same(one: BoardFrame, other: BoardFrame) -> bool:
    return one.model_copy(update={"now": other.now}) == other


_current: tuple[asyncio.AbstractEventLoop, BoardHub] | None = None


def hub() -> BoardHub:
    """The running loop's hub."""
    global _current
    loop = asyncio.get_running_loop()
    if _current is None or _current[0] is not loop:
        _current = (loop, BoardHub())
    return _current[1]
