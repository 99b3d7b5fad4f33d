"""`python -m bench handoff`: from a visitor's word to an agent who is asked."""

from __future__ import annotations

import asyncio
from typing import Any

from bench import load, screen
from bench.product import Product, running_product
from bench.sockets import AgentSocket, Arrivals, VisitorSocket, close_all, open_all
from bench.tally import spread

VISITORS = 40
RATE = 2.0
"""Handoffs a second: far above what people cause, far below what queues up."""

TRIGGERS = {
    "keyword": "Help, the server down since an hour",
    "human_requested": "Can I talk to a human, please?",
}


def measure() -> dict[str, Any]:
    """For each trigger: due until the offer, and until the list shows that somebody waits."""
    return {name: _trigger(name, text) for name, text in TRIGGERS.items()}


def _trigger(name: str, text: str) -> dict[str, Any]:
    screen.step(f"handoffs by {name}")
    with running_product() as product:
        return asyncio.run(_handoffs(product, text))


async def _handoffs(product: Product, text: str) -> dict[str, Any]:
    cast = await asyncio.to_thread(product.call, "bench.cast", "--visitors", str(VISITORS))
    arrivals = Arrivals()
    agents = [AgentSocket(arrivals, product.address, one["session"]) for one in cast["agents"]]
    visitors = [
        VisitorSocket(arrivals, product.address, cast["site"], one["token"], watched=False)
        for one in cast["visitors"]
    ]
    await open_all([*agents, *visitors])
    for visitor in visitors:
        visitor.text = text
    warm = visitors[: VISITORS // 4]
    await load.run(warm, load.Run(RATE, 0.0, len(warm) / RATE, product.pid), arrivals.use)
    rest = visitors[VISITORS // 4 :]
    figures = await load.run(rest, load.Run(RATE, 0.0, len(rest) / RATE, product.pid), arrivals.use)
    await asyncio.sleep(2)
    due = {
        visitor.conversation: fate.due
        for visitor, fate in zip(rest, arrivals.tally.fates, strict=True)
    }
    await close_all([*agents, *visitors])
    return {
        "handoffs": len(rest),
        "offered": sum(one in arrivals.offers for one in due),
        "offer_ms": spread(
            arrivals.offers[one] - at for one, at in due.items() if one in arrivals.offers
        ),
        "list_ms": spread(
            arrivals.waiting[one] - at for one, at in due.items() if one in arrivals.waiting
        ),
        "ack_ms": figures["ack_ms"],
        "errors": dict(arrivals.errors),
    }
