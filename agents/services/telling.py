"""Visitors who wait are told how their wait stands, as soon as it changes, and no more often.

Whoever changes who waits, or who is there, calls `waits_changed`; the sweep makes sure. All of a
moment's changes are told in one pass, by whichever process comes first; what was told is stored, so
a pass that finds nothing new tells nobody.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from agents.selectors import waits
from agents.selectors.waits import News
from chat import realtime
from chat.dbthreads import in_db_thread
from chat.realtime import publish, visitor_group

logger = logging.getLogger(__name__)

_SOON_S = 0.1
"""Routing goes first: who is offered to somebody at once has no place in line to hear of."""
_EVERY_S = 0.3
_TELLING_LOCK = 0x6261_746F_6E02  # any number that nothing else in this database locks

_STORE = """
    UPDATE agents_queueentry AS entry
    SET told = news.told::jsonb,
        shown_at = CASE WHEN news.is_first THEN %(now)s ELSE entry.shown_at END,
        shown_s = CASE WHEN news.is_first THEN news.expected_s ELSE entry.shown_s END,
        shown_plain_s = CASE WHEN news.is_first THEN news.plain_s ELSE entry.shown_plain_s END,
        shown_low_s = CASE WHEN news.is_first THEN news.low_s ELSE entry.shown_low_s END,
        shown_high_s = CASE WHEN news.is_first THEN news.high_s ELSE entry.shown_high_s END
    FROM unnest(
        %(ids)s::bigint[], %(told)s::text[], %(firsts)s::boolean[],
        %(expected)s::integer[], %(plain)s::integer[], %(lows)s::integer[], %(highs)s::integer[]
    ) AS news (id, told, is_first, expected_s, plain_s, low_s, high_s)
    WHERE entry.id = news.id
"""


def waits_changed() -> None:
    """After commit, soon: everybody whose wait stands differently now is told."""
    transaction.on_commit(_ticker.wake, robust=True)


def tell_waits(now: datetime | None = None) -> int:
    """Everybody whose wait stands differently than they were told is told; how many that were."""
    found = _store_news(now or timezone.now())
    for one in found:
        publish(visitor_group(one.public_id), one.frame)
    return len(found)


@transaction.atomic
def _store_news(now: datetime) -> list[News]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TELLING_LOCK])
        found = waits.news(now)
        if found:
            cursor.execute(_STORE, _columns(found, now))
    return found


def _columns(found: Sequence[News], now: datetime) -> dict[str, Any]:
    shown = [one.estimate for one in found]
    return {
        "now": now,
        "ids": [one.entry_id for one in found],
        "told": [json.dumps(one.told) for one in found],
        "firsts": [one.is_first for one in found],
        "expected": [one.expected_s if one else None for one in shown],
        "plain": [one.plain_s if one else None for one in shown],
        "lows": [one.low_s if one else None for one in shown],
        "highs": [one.high_s if one else None for one in shown],
    }


class _Ticker:
    """One pass at a time, and a pause between two, on the loop that serves this process."""

    def __init__(self) -> None:
        self._due = False
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """A pass begins soon; in a process that serves nobody the sweep does it."""
        loop = realtime.serving_loop()
        if loop is not None:
            loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        self._due = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        await asyncio.sleep(_SOON_S)
        while self._due:
            self._due = False
            try:
                await in_db_thread(tell_waits)
            except (OperationalError, InterfaceError):
                logger.warning("waits not told: database away")
            except Exception:
                logger.exception("waits not told")
            await asyncio.sleep(_EVERY_S)


_ticker = _Ticker()
