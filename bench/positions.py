"""An agent becomes free: how long until everybody behind has read their new place, and its cost."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from bench import screen
from bench.processes import cpu_s
from bench.product import BenchError, Product
from bench.sockets import AgentSocket, Arrivals, VisitorSocket, open_all
from bench.tally import spread

ROUNDS = 5
_QUIET_S = 1.5
"""Without news for so long, the line has heard everything."""
_PATIENCE_S = 20.0
_IDLE_S = 4.0


@dataclass(slots=True)
class Positions:
    """The line, and the one agent who serves it. `has`: the conversation that they have now."""

    product: Product
    arrivals: Arrivals
    busy: AgentSocket
    site: str
    has: str
    visitors: list[VisitorSocket] = field(default_factory=list)

    async def join(self, more: int, *, with_sockets: bool = True) -> None:
        """So many more wait in the line."""
        came = await asyncio.to_thread(self.product.call, "bench.crowd", "--waiting", str(more))
        if not with_sockets:
            return
        new = [
            VisitorSocket(
                self.arrivals, self.product.address, self.site, one["token"], watched=False
            )
            for one in came
        ]
        await open_all(new)
        self.visitors += new


async def measure_positions(line: Positions, more: int) -> dict[str, Any]:
    """Some more have come; the agent becomes free a few times. Times count from their last word.

    `cpu_ms`: of all server processes until everybody was told, without what they use at rest.
    """
    screen.step(f"places of {len(line.visitors) + more} who wait")
    await line.join(more)
    await _quiet(line.arrivals)
    at_rest = await _at_rest(line.product)
    waiting = len(line.visitors)
    rounds = [await _round(line, at_rest) for _ in range(ROUNDS)]
    told = sum(one["told"] for one in rounds)
    cpu = sorted(one["cpu_ms"] for one in rounds)[len(rounds) // 2]
    return {
        "waiting": waiting,
        "rounds": len(rounds),
        "to_tell": sum(one["to_tell"] for one in rounds),
        "told": told,
        "first_ms": spread(one["first_s"] for one in rounds if one["told"]),
        "last_ms": spread(one["last_s"] for one in rounds if one["told"]),
        "cpu_ms": round(cpu, 1),
        "cpu_ms_per_told": round(cpu * len(rounds) / told, 3) if told else None,
        "at_rest_core_used": round(at_rest, 3),
    }


async def _round(line: Positions, at_rest: float) -> dict[str, Any]:
    """The agent is done with one; the first of the line is asked for, and the others move up."""
    arrivals = line.arrivals
    before = {one.conversation: arrivals.places[one.conversation] for one in line.visitors}
    cpu, began = cpu_s(line.product.pid), time.perf_counter()
    await line.busy.do("resolve", line.has)
    behind = len(line.visitors) - 1

    def moved() -> dict[str, float]:
        return {
            one: told[0]
            for one, was in before.items()
            if (told := arrivals.places[one])[1] != was[1] and told[0] > began
        }

    deadline = began + _PATIENCE_S
    while len(moved()) < behind and time.perf_counter() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    used = cpu_s(line.product.pid) - cpu - at_rest * (time.perf_counter() - began)
    found = moved()
    await _go_on(line, set(before) - set(found))
    return {
        "to_tell": behind,
        "told": len(found),
        "first_s": min(found.values(), default=began) - began,
        "last_s": max(found.values(), default=began) - began,
        "cpu_ms": used * 1000,
    }


async def _go_on(line: Positions, left: set[str]) -> None:
    """The agent takes who was offered, who waits no longer; the line comes to rest."""
    deadline = time.perf_counter() + _PATIENCE_S
    while not (asked := left & line.arrivals.offers.keys()):
        if time.perf_counter() > deadline:
            raise BenchError("nobody of the line was offered to the agent who became free")
        await asyncio.sleep(0.02)
    offered = asked.pop()
    await line.busy.do("accept", offered)
    line.has = offered
    gone = next(one for one in line.visitors if one.conversation == offered)
    line.visitors.remove(gone)
    await gone.close()
    await _quiet(line.arrivals)


async def _quiet(arrivals: Arrivals) -> None:
    """Nobody has heard anything new for a while."""
    deadline = time.perf_counter() + _PATIENCE_S
    while time.perf_counter() < deadline:
        newest = max((at for at, _ in arrivals.places.values()), default=0.0)
        if time.perf_counter() - newest > _QUIET_S:
            return
        await asyncio.sleep(0.1)


async def _at_rest(product: Product) -> float:
    before = cpu_s(product.pid)
    await asyncio.sleep(_IDLE_S)
    return (cpu_s(product.pid) - before) / _IDLE_S
