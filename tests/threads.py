"""Real threads with connections of their own, for races on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connections

T = TypeVar("T")
PATIENCE_S = 60


def at_once(*steps: Callable[[], T]) -> list[T | Exception]:
    """What each step returned or raised; all of them start at the same moment."""
    barrier = threading.Barrier(len(steps))

    def started_together(step: Callable[[], T]) -> Callable[[], T]:
        def run() -> T:
            connections["default"].ensure_connection()
            barrier.wait(PATIENCE_S)
            return step()

        return run

    return in_threads([started_together(step) for step in steps])


def in_threads(steps: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """What each step returned or raised, each on a thread with a connection of its own."""
    results: list[T | Exception] = [RuntimeError("did not finish")] * len(steps)

    def run(place: int, step: Callable[[], T]) -> None:
        try:
            results[place] = step()
        except Exception as error:  # noqa: BLE001 (handed to the test)
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, step)) for place, step in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    return results
