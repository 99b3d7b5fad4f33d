"""Database work of coroutines, on a bounded pool of threads that keep their connections.

Django's own bridge runs all thread-sensitive work of a process on one thread: every socket's
database work would queue behind every other's (docs/adr/0002).
"""

from __future__ import annotations

import asyncio
import functools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections

P = ParamSpec("P")
R = TypeVar("R")

_RECHECK_S = 30.0
"""Idle time after which a thread's connection is checked again before it is used."""

_pool: ThreadPoolExecutor | None = None
_pool_lock = threading.Lock()
_local = threading.local()


def _executor() -> ThreadPoolExecutor:
    global _pool
    with _pool_lock:
        if _pool is None:
            size = settings.LIVE["db_threads"]
            _pool = ThreadPoolExecutor(max_workers=size, thread_name_prefix="db")
        return _pool


def _guarded(function: Callable[[], R]) -> R:
    now = time.monotonic()
    if now - getattr(_local, "used_at", now) > _RECHECK_S:
        for connection in connections.all(initialized_only=True):
            connection.close_if_unusable_or_obsolete()
    _local.used_at = now
    try:
        return function()
    except (OperationalError, InterfaceError):
        # The server went away, or is coming back: the next call gets a fresh connection.
        for connection in connections.all(initialized_only=True):
            connection.close()
        raise


async def in_db_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The function's result, computed on a database thread. Its exceptions pass through."""
    loop = asyncio.get_running_loop()
    work = functools.partial(_guarded, functools.partial(function, *args, **kwargs))
    return await loop.run_in_executor(_executor(), work)


def close_pool() -> None:
    """Ends the threads and their connections; tests call it before the database is dropped."""
    global _pool
    with _pool_lock:
        pool, _pool = _pool, None
    if pool is None:
        return
    barrier = threading.Barrier(pool._max_workers)

    def close() -> None:
        connections.close_all()
        barrier.wait(timeout=10)

    for future in [pool.submit(close) for _ in range(pool._max_workers)]:
        future.result(timeout=20)
    pool.shutdown()
