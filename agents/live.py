"""Keeps the lists of all inbox pages of a process up to date, with one read for all of them.

Every socket hears of every change from the channel layer; were each to read the row itself, a busy
minute with twenty open pages would cost twenty times the queries.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from django.db import InterfaceError, OperationalError

from agents.frames import CountsFrame, Row, RowFrame
from agents.selectors import counts_for, queue_views, rows_with_unread
from chat.dbthreads import in_db_thread

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


class InboxHub:
    """Collects what changed, reads it once, tells every page."""

    def __init__(self) -> None:
        self._pages: set[Page] = set()
        self._changed: set[int] = set()
        self._seen: dict[int, int] = {}
        self._told: dict[Page, CountsFrame] = {}
        self._rows = _Ticker(ROWS_EVERY_S, self._send_rows)
        self._counts = _Ticker(COUNTS_EVERY_S, self._send_counts)

    def add(self, page: Page) -> None:
        """The page is told of changes from now on."""
        self._pages.add(page)

    def remove(self, page: Page) -> None:
        """The page is gone."""
        self._pages.discard(page)
        self._told.pop(page, None)

    def note(self, conversation_id: int, seq: int) -> None:
        """The conversation has reached this number. Every page may say so; it is read once."""
        if seq <= self._seen.get(conversation_id, 0):
            return
        self._changed.add(conversation_id)
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
