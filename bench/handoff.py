"""`python -m bench handoff`: from a visitor's word to an agent who reads why they are asked.

*Offer*: from when the word was due to the offer on the agent's socket. *Brief*: to the conversation
with its brief on the same socket, opened at the offer's arrival as the agent's page does. Others
wait in a line whose only agent is busy; whoever is measured has a line with room.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bench import load, screen
from bench.floor import measure_floor, running_echo
from bench.positions import Positions, measure_positions
from bench.product import Product, running_product
from bench.sockets import AgentSocket, Arrivals, VisitorSocket, close_all, open_all
from bench.tally import spread

RATE = 2.0
"""Handoffs a second: far above what people cause, far below what queues up."""
_WARM = 8
_SETTLE_S = 2.0
_HELLO = "Hello!"

TRIGGERS = {
    "keyword": "Help, the server down since an hour",
    "human_requested": "Can I talk to a human, please?",
}
WAITING = (0, 500)
LINES = (50, 250, 500)
"""So many visitors wait with an open socket when an agent becomes free."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A product with its people, all of them at their pages."""

    product: Product
    arrivals: Arrivals
    cast: dict[str, Any]
    busy: AgentSocket
    numbers: Iterator[int] = field(default_factory=count)


def measure(*, quick: bool) -> dict[str, Any]:
    """The bare server, handoffs beside nobody and beside a crowd, then the crowd's own places."""
    before = _bare()
    with running_product() as product:
        found = asyncio.run(_handoffs(product, quick=quick))
    return {"bare": {"before": before, "after": _bare()}, **found}


def _bare() -> dict[str, Any]:
    screen.step("bare echo application")
    with running_echo() as echo:
        floor = measure_floor(echo, sizes=[50], rate=50.0, warm_up_s=1.0, measured_s=4.0)
        row = asyncio.run(floor)[0]
    return {"delivery_ms": row["delivery_ms"], "calibration_ms": row["calibration_ms"]}


async def _handoffs(product: Product, *, quick: bool) -> dict[str, Any]:
    many = 20 if quick else 40
    waiting, lines = ((0,), (50,)) if quick else (WAITING, LINES)
    visitors = len(waiting) * len(TRIGGERS) * 2 * (_WARM + many)
    screen.step("people come")
    cast = await asyncio.to_thread(product.call, "bench.cast", "--visitors", str(visitors))
    line = await asyncio.to_thread(product.call, "bench.crowd", "--agent")
    arrivals = Arrivals()
    agents = [
        AgentSocket(arrivals, product.address, one["session"], looks=True) for one in cast["agents"]
    ]
    busy = AgentSocket(arrivals, product.address, line["session"])
    await open_all([*agents, busy])
    scene = Scene(product, arrivals, cast, busy)
    handoffs = [await _beside_nobody(scene, many)]
    positions = Positions(scene.product, arrivals, busy, cast["site"], line["has"])
    places = [await measure_positions(positions, more) for more in _steps(lines)]
    if not quick:
        handoffs.append(await _beside_crowd(scene, positions, many))
    await close_all([*agents, busy, *positions.visitors])
    return {"handoffs": handoffs, "positions": places, "errors": dict(arrivals.errors)}


def _steps(lines: Sequence[int]) -> list[int]:
    """How many join for each length."""
    return [one - before for before, one in zip((0, *lines), lines, strict=False)]


async def _beside_nobody(scene: Scene, many: int) -> dict[str, Any]:
    return {"waiting": 0, **await _triggers(scene, many)}


async def _beside_crowd(scene: Scene, positions: Positions, many: int) -> dict[str, Any]:
    """Their sockets are closed: what is looked at here is what a long line costs the others."""
    await close_all(positions.visitors)
    missing = max(WAITING) - len(positions.visitors)
    if missing > 0:
        await positions.join(missing, with_sockets=False)
    positions.visitors.clear()
    await asyncio.sleep(_SETTLE_S)
    return {"waiting": max(WAITING), **await _triggers(scene, many)}


async def _triggers(scene: Scene, many: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in TRIGGERS.items():
        found[name] = {}
        for moment, greeting in (("first_words", ""), ("later_words", _HELLO)):
            screen.step(f"handoffs by {name}, {moment.replace('_', ' ')}")
            pool = scene.cast["visitors"]
            people, scene.cast["visitors"] = pool[: _WARM + many], pool[_WARM + many :]
            found[name][moment] = await _run(scene, people, text, greeting)
    return found


async def _run(
    scene: Scene, people: Sequence[dict[str, Any]], text: str, greeting: str
) -> dict[str, Any]:
    """All of them say the words, one after the other, at a steady rate."""
    arrivals, product = scene.arrivals, scene.product
    visitors = [
        VisitorSocket(arrivals, product.address, scene.cast["site"], one["token"], watched=False)
        for one in people
    ]
    await open_all(visitors)
    if greeting:
        await _say(scene, visitors, greeting)
        await asyncio.sleep(_SETTLE_S)
    await _say(scene, visitors[:_WARM], text)
    rest = visitors[_WARM:]
    figures = await _say(scene, rest, text)
    await asyncio.sleep(_SETTLE_S)
    due = {one.conversation: arrivals.tally.fates[number].due for number, one in enumerate(rest)}
    await close_all(visitors)
    return {
        "handoffs": len(rest),
        "offered": sum(one in arrivals.offers for one in due),
        **{
            name: spread(when[one] - at for one, at in due.items() if one in when)
            for name, when in (
                ("offer_ms", arrivals.offers),
                ("brief_ms", arrivals.briefs),
                ("list_ms", arrivals.waiting),
            )
        },
        "ack_ms": figures["ack_ms"],
        "cpu_ms_per_handoff": figures["cpu_ms_per_message"],
    }


async def _say(scene: Scene, visitors: Sequence[VisitorSocket], text: str) -> dict[str, Any]:
    for one in visitors:
        # Nobody says what somebody has said before: what is known of words is not known of these.
        one.text = text if text == _HELLO else f"{text} ({next(scene.numbers)})"
    plan = load.Run(RATE, 0.0, len(visitors) / RATE, scene.product.pid)
    return await load.run(visitors, plan, scene.arrivals.use)


def readable(results: dict[str, Any]) -> str:
    """The tables that a person reads."""
    bare = results["bare"]["before"]["delivery_ms"]
    rows = [
        (
            f"{name}, {moment.replace('_', ' ')}",
            beside["waiting"],
            f"{one['offered']} of {one['handoffs']}",
            screen.triple(one["offer_ms"]),
            screen.triple(one["brief_ms"]),
            screen.number(one["brief_ms"]["p50"] / bare["p50"]) if one["offered"] else "-",
        )
        for beside in results["handoffs"]
        for name in TRIGGERS
        for moment, one in beside[name].items()
    ]
    head = ("trigger", "waiting", "offered", "offer ms p50/95/99", "with brief ms", "x bare p50")
    places = [
        (
            one["waiting"],
            f"{one['told']} of {one['to_tell']}",
            screen.number(one["last_ms"]["p50"]),
            screen.number(one["last_ms"]["max"]),
            screen.number(one["cpu_ms"]),
            screen.number(one["cpu_ms_per_told"]),
        )
        for one in results["positions"]
    ]
    under = ("waiting", "told", "last told ms p50", "max", "CPU ms", "CPU ms each")
    more = f"bare delivery: {screen.triple(bare)} ms"
    return "\n\n".join([screen.table(head, rows), screen.table(under, places), more])
