"""Transactions that a step shares with whoever calls it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")


def joined(step: Callable[P, R]) -> Callable[P, R]:
    """The step runs in the caller's transaction; without one, in a transaction of its own.

    For steps that refuse before they have written anything: inside another transaction there is no
    savepoint to go back to. `transaction.atomic` sets one each time, which costs two round trips,
    and a handoff is made of some forty such steps (docs/performance.md).
    """

    @functools.wraps(step)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return step(*args, **kwargs)
        with transaction.atomic():
            return step(*args, **kwargs)

    return run
