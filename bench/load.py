"""The open-loop generator: message k is due at t0 + k / rate, whatever the server does meanwhile.

Latency counts from the due time, so a server that stalls is charged for the stall.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bench.processes import cpu_s
from bench.tally import Tally, summary

_SPIN_S = 0.002
"""Timers of the event loop are a millisecond coarse; the last bit before a due time is spun."""
_DRAIN_S = 3.0
_CLEAR_S = 30.0


class Talker(Protocol):
    """A visitor's socket under test. `watched`: an agent looks at its conversation."""

    watched: bool

    async def say(self, client_id: str) -> None:
        """Sends one message."""


@dataclass(frozen=True, slots=True)
class Run:
    """How much, how long, on whom. `root` is the server's process."""

    rate: float
    warm_up_s: float
    measured_s: float
    root: int


async def run(talkers: Sequence[Talker], plan: Run, use: Callable[[Tally], None]) -> dict[str, Any]:
    """The figures of one run. `use` tells the sockets where to report arrivals."""
    tally = Tally()
    use(tally)
    warm = round(plan.rate * plan.warm_up_s)
    count = max(1, round(plan.rate * plan.measured_s))
    began = time.perf_counter() + 0.05
    await _send(talkers, tally, plan.rate, range(warm), began)
    cpu_before, wall_before = cpu_s(plan.root), time.perf_counter()
    await _send(talkers, tally, plan.rate, range(warm, warm + count), began)
    await _until(lambda: tally.open_count == 0, _DRAIN_S)
    cpu = cpu_s(plan.root) - cpu_before
    wall = time.perf_counter() - wall_before
    figures = summary(tally.fates[warm:])
    await _until(lambda: tally.open_count == 0, _CLEAR_S)
    arrived = figures["acked"]
    return {
        "rate": plan.rate,
        **figures,
        "doubled": tally.doubled,
        "cpu_ms_per_message": round(cpu * 1000 / arrived, 3) if arrived else None,
        "core_used": round(cpu / wall, 3),
    }


async def _send(
    talkers: Sequence[Talker], tally: Tally, rate: float, numbers: range, began: float
) -> None:
    for number in numbers:
        talker = talkers[number % len(talkers)]
        due = began + number / rate
        client_id = tally.due(due, watched=talker.watched)
        await _sleep_until(due)
        await talker.say(client_id)
        tally.fates[number].sent = time.perf_counter()


async def _sleep_until(due: float) -> None:
    wait = due - time.perf_counter()
    if wait > _SPIN_S:
        await asyncio.sleep(wait - _SPIN_S)
    while time.perf_counter() < due:  # noqa: ASYNC110 - spun on purpose
        await asyncio.sleep(0)


async def _until(holds: Callable[[], bool], patience_s: float) -> None:
    deadline = time.perf_counter() + patience_s
    while not holds() and time.perf_counter() < deadline:  # noqa: ASYNC110 - nothing to wait on
        await asyncio.sleep(0.02)


def passes(figures: dict[str, Any], *, share: float = 0.98, p95_ms: float = 250.0) -> bool:
    """Whether the rate was sustained: nearly all arrived, and 19 of 20 within the limit."""
    enough = figures["acked"] >= share * figures["due"]
    seen = figures["delivered"] >= share * figures["watched"]
    slowest = [figures["ack_ms"]["p95"], figures["delivery_ms"]["p95"]]
    return enough and seen and all(value is not None and value <= p95_ms for value in slowest)


async def highest_rate(
    measure: Callable[[float], Awaitable[dict[str, Any]]],
    *,
    first: float,
    ceiling: float,
    narrow_to: float = 0.1,
) -> dict[str, Any]:
    """The highest rate that passes, by doubling and then halving the gap; every try is listed."""
    tries: list[dict[str, Any]] = []

    async def holds(rate: float) -> bool:
        figures = await measure(rate)
        tries.append({**figures, "passed": passes(figures)})
        return passes(figures)

    low, high = 0.0, first
    while high <= ceiling and await holds(high):
        low, high = high, high * 2
    while low and high <= ceiling and (high - low) / low > narrow_to:
        middle = round((low + high) / 2)
        if await holds(middle):
            low = middle
        else:
            high = middle
    best = next((one for one in reversed(tries) if one["passed"]), None)
    return {
        "max_rate": low or None,
        "at_least": low * 2 > ceiling,
        "cpu_ms_per_message": best["cpu_ms_per_message"] if best else None,
        "tries": [_short(one) for one in tries],
    }


def _short(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        "rate": figures["rate"],
        "passed": figures["passed"],
        "delivered_share": round(figures["acked"] / figures["due"], 4),
        "ack_p95_ms": figures["ack_ms"]["p95"],
        "delivery_p95_ms": figures["delivery_ms"]["p95"],
        "lateness_p99_ms": figures["lateness_ms"]["p99"],
        "core_used": figures["core_used"],
    }
