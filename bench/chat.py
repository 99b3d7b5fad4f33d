"""`python -m bench chat`: the message path, from a visitor's word to an agent's screen."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench import load, screen
from bench.answering import measure_answers
from bench.floor import measure_floor, measure_limit, running_echo
from bench.machine import calibrate
from bench.processes import cpu_by_name, cpu_s, pss_by_name
from bench.product import Product, running_product
from bench.sockets import AgentSocket, Arrivals, VisitorSocket, close_all, open_all

LIMIT_AT = 200
"""Open conversations while the highest rate is looked for."""
_FLOOR_CEILING = 20_000
_PRODUCT_CEILING = 4_000
_FIRST_GUESS = 50
_BEFORE_MEMORY = 20
"""Visitors who have spoken before memory is first taken: code that is loaded on first use counts
as the product's, not as a conversation's."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    sizes: list[int]
    rate: float
    warm_up_s: float
    measured_s: float
    limit_s: float
    quick: bool


def measure(options: Options) -> dict[str, Any]:
    """All figures: the floor before, the product, the floor after."""
    before = _floor(options, with_limit=True)
    with running_product() as product:
        results = asyncio.run(_product(product, options))
    results["answers"] = measure_answers(options.measured_s)
    after = _floor(options, with_limit=False)
    return {"baseline": {"before": before, "after": after}, "results": results}


def _floor(options: Options, *, with_limit: bool) -> dict[str, Any]:
    screen.step("bare echo application")
    with running_echo() as echo:
        rows = asyncio.run(
            measure_floor(
                echo,
                sizes=options.sizes,
                rate=options.rate,
                warm_up_s=1.0,
                measured_s=options.measured_s,
            )
        )
        found: dict[str, Any] = {"rows": rows}
        if with_limit and not options.quick:
            limit = measure_limit(
                echo, size=LIMIT_AT, seconds=options.limit_s, ceiling=_FLOOR_CEILING
            )
            found["limit"] = asyncio.run(limit)
    return found


async def _product(product: Product, options: Options) -> dict[str, Any]:
    screen.step("people and conversations")
    most = max(options.sizes)
    cast = await asyncio.to_thread(product.call, "bench.cast", "--conversations", str(most))
    arrivals = Arrivals()
    agents = [AgentSocket(arrivals, product.address, one["session"]) for one in cast["agents"]]
    visitors = [
        VisitorSocket(arrivals, product.address, cast["site"], one["token"], watched=True)
        for one in cast["conversations"]
    ]
    await open_all(agents)
    for one in cast["conversations"]:
        await agents[one["agent"]].look_at(one["id"])
    results: dict[str, Any] = {"memory": await _memory(product, options, arrivals, visitors)}
    results["idle_core_used"] = await _idle(product)
    results["rows"] = []
    for size in sorted(options.sizes, reverse=True):
        await close_all(visitors[size:])
        del visitors[size:]
        results["rows"].append(await _row(product, options, arrivals, visitors))
        if size == LIMIT_AT and not options.quick:
            results["limit"] = await _limit(product, options, arrivals, visitors)
    await close_all([*agents, *visitors])
    results["errors"] = dict(arrivals.errors)
    return results


async def _memory(
    product: Product, options: Options, arrivals: Arrivals, visitors: Sequence[VisitorSocket]
) -> dict[str, Any]:
    """Memory of all processes before and after most visitors have come and said one thing."""
    screen.step(f"memory: {len(visitors)} visitors come")
    first = min(_BEFORE_MEMORY, len(visitors))
    await _come_and_speak(product, options, arrivals, visitors[:first])
    before = pss_by_name(product.pid)
    await _come_and_speak(product, options, arrivals, visitors[first:])
    after = pss_by_name(product.pid)
    came = len(visitors) - first
    grown = sum(after.values()) - sum(before.values())
    return {
        "before_mb": _rounded(before),
        "after_mb": _rounded(after),
        "idle_total_mb": round(sum(before.values()), 1),
        "mb_per_1000_conversations": round(grown * 1000 / came, 1) if came else None,
    }


async def _come_and_speak(
    product: Product, options: Options, arrivals: Arrivals, visitors: Sequence[VisitorSocket]
) -> None:
    if not visitors:
        return
    await open_all(visitors)
    seconds = len(visitors) / options.rate
    plan = load.Run(options.rate, 0.0, seconds, product.pid)
    await load.run(visitors, plan, arrivals.use)
    await asyncio.sleep(1)


async def _idle(product: Product, seconds: float = 5.0) -> float:
    """The share of the core that is used while all are connected and nobody speaks."""
    before = cpu_s(product.pid)
    await asyncio.sleep(seconds)
    return round((cpu_s(product.pid) - before) / seconds, 3)


async def _row(
    product: Product, options: Options, arrivals: Arrivals, visitors: Sequence[VisitorSocket]
) -> dict[str, Any]:
    screen.step(f"{len(visitors)} open conversations, {options.rate:g} messages a second")
    speed = calibrate()
    before = cpu_by_name(product.pid)
    plan = load.Run(options.rate, options.warm_up_s, options.measured_s, product.pid)
    figures = await load.run(visitors, plan, arrivals.use)
    after = cpu_by_name(product.pid)
    count = options.rate * (options.warm_up_s + options.measured_s)
    parts = {name: round((after[name] - before.get(name, 0.0)) * 1000 / count, 3) for name in after}
    return {
        "open": len(visitors),
        "calibration_ms": speed,
        **figures,
        "cpu_ms_per_message_by_process": parts,
    }


async def _limit(
    product: Product, options: Options, arrivals: Arrivals, visitors: Sequence[VisitorSocket]
) -> dict[str, Any]:
    screen.step(f"highest rate at {len(visitors)} open conversations")

    async def measure(rate: float) -> dict[str, Any]:
        plan = load.Run(rate, 2.0, options.limit_s, product.pid)
        return await load.run(visitors, plan, arrivals.use)

    found = await load.highest_rate(measure, first=_FIRST_GUESS, ceiling=_PRODUCT_CEILING)
    return {"open": len(visitors), **found}


def _rounded(sizes: dict[str, float]) -> dict[str, float]:
    return {name: round(size, 1) for name, size in sorted(sizes.items())}
