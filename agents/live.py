"""Keeps the lists of all inbox pages of a process up to date, heard and read once for all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

from django.db import InterfaceError, OperationalError

from agents.frames import CountsFrame, Row, RowFrame
from agents.selectors import counts_for, queue_views, rows_with_unread
from chat.dbthreads import in_db_thread
from chat.hearing import Ear, Ticker
from chat.realtime import INBOX_GROUP

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


class InboxHub:
    """Collects what changed, reads it once, tells every page."""

    def __init__(self) -> None:
        self._pages: set[Page] = set()
        self._ear = Ear(INBOX_GROUP, heard=self._hear)
        self._changed: set[int] = set()
        self._seen: dict[int, int] = {}
        self._told: dict[Page, CountsFrame] = {}
        self._rows = Ticker(ROWS_EVERY_S, self._send_rows, "inbox rows")
        self._counts = Ticker(COUNTS_EVERY_S, self._send_counts, "inbox counts")

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
        """A conversation has reached a number; it is read once, whoever else says so.

        0 is none: something about the queues has changed.
        """
        if not message["conversation"]:
            self._counts.wake()
        elif message["seq"] > self._seen.get(message["conversation"], 0):
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
