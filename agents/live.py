"""Keeps the lists of all inbox pages of a process up to date, heard and read once for all of them.

Were each page to hear of every change and to read the row itself, a busy minute with twenty open
pages would cost twenty times the frames and the queries.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from channels.layers import get_channel_layer
from django.db import InterfaceError, OperationalError

from agents.frames import CountsFrame, Row, RowFrame
from agents.selectors import counts_for, queue_views, rows_with_unread
from chat.dbthreads import in_db_thread
from chat.realtime import INBOX_GROUP
from chat.sockets import TROUBLE

logger = logging.getLogger(__name__)

ROWS_EVERY_S = 0.1
COUNTS_EVERY_S = 1.0
_BATCH = 100
_REMEMBERED = 5_000


class Page(Protocol):
    """An inbox page's socket."""

    @property
    def agent_id(self) -> int | None:
        """Whose page it is; None for somebody who only looks."""

    async def send_text(self, text: str) -> None:
        """Sends a serialised frame to the page."""


class _Ticker:
    """Runs a step at once when there is work, and then at most once per interval."""

    def __init__(self, interval_s: float, step: Callable[[], Awaitable[None]]) -> None:
        self._interval_s = interval_s
        self._step = step
        self._due = False
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        self._due = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while self._due:
            self._due = False
            try:
                await self._step()
            except (OperationalError, InterfaceError):
                logger.warning("inbox lists wait: database away")
                self._due = True
            except Exception:
                logger.exception("inbox lists not sent")
            await asyncio.sleep(self._interval_s)


class _Ear:
    """One member of the inbox group for the whole process."""

    def __init__(self, heard: Callable[[dict[str, Any]], None]) -> None:
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
            await layer.group_add(INBOX_GROUP, channel)
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
            with suppress(*TROUBLE):
                await layer.group_discard(INBOX_GROUP, channel)


class InboxHub:
    """Collects what changed, reads it once, tells every page."""

    def __init__(self) -> None:
        self._pages: set[Page] = set()
        self._ear = _Ear(self._hear)
        self._changed: set[int] = set()
        self._seen: dict[int, int] = {}
        self._told: dict[Page, CountsFrame] = {}
        self._rows = _Ticker(ROWS_EVERY_S, self._send_rows)
        self._counts = _Ticker(COUNTS_EVERY_S, self._send_counts)

    async def add(self, page: Page) -> None:
        """The page is told of changes from now on. Raises what the channel layer raises."""
        self._pages.add(page)
        await self._ear.open()

    def remove(self, page: Page) -> None:
        """The page is gone."""
        self._pages.discard(page)
        self._told.pop(page, None)
        if not self._pages:
            self._ear.close()

    def _hear(self, message: Mapping[str, Any]) -> None:
        """A conversation has reached a number; it is read once, whoever else says so."""
        if message["seq"] > self._seen.get(message["conversation"], 0):
            self._changed.add(message["conversation"])
            self._rows.wake()

    async def _send_rows(self) -> None:
        batch = sorted(self._changed)[:_BATCH]
        self._changed.difference_update(batch)
        agents = sorted({page.agent_id for page in self._pages if page.agent_id is not None})
        try:
            found = await in_db_thread(rows_with_unread, batch, agents)
        except (OperationalError, InterfaceError):
            self._changed.update(batch)
            raise
        if len(self._seen) > _REMEMBERED:
            self._seen.clear()
        for conversation_id, row, unread in found:
            self._seen[conversation_id] = row.seq
            await self._tell_row(row, unread)
        self._counts.wake()
        if self._changed:
            self._rows.wake()

    async def _tell_row(self, row: Row, unread: Mapping[int, int]) -> None:
        texts: dict[int, str] = {}
        for page in list(self._pages):
            number = unread.get(page.agent_id or 0, 0)
            if number not in texts:
                shown = row.model_copy(update={"unread": number})
                texts[number] = RowFrame(row=shown).model_dump_json()
            await page.send_text(texts[number])

    async def _send_counts(self) -> None:
        pages = list(self._pages)
        counts = await in_db_thread(counts_for, [page.agent_id for page in pages])
        queues = await in_db_thread(queue_views)
        for page in pages:
            news = CountsFrame(counts=counts[page.agent_id], queues=queues)
            if page in self._pages and self._told.get(page) != news:
                self._told[page] = news
                await page.send_text(news.model_dump_json())


_current: tuple[asyncio.AbstractEventLoop, InboxHub] | None = None


def hub() -> InboxHub:
    """The running loop's hub."""
    global _current
    loop = asyncio.get_running_loop()
    if _current is None or _current[0] is not loop:
        _current = (loop, InboxHub())
    return _current[1]
