"""How long a visitor waits for first words while thousands of articles wait to be indexed."""

from __future__ import annotations

import asyncio
from typing import Any

from bench import screen
from bench.answering import RATE, VISITORS, answers
from bench.machine import calibrate
from bench.processes import cpu_by_name
from bench.product import Product, running_product

TASKS = 10_000
"""Index tasks in the queue, each of an article of its own that really waits to be indexed."""

ROUNDS = 3
"""Idle and busy measurements, in turn: what else happens on the machine falls on both."""


def measure(seconds: float, tasks: int) -> dict[str, Any]:
    """First words, with nothing to index and with `tasks` articles waiting, and their ratio.

    Product, Chroma, PostgreSQL and the ingesting worker share one core.
    """
    idle = []
    with running_product({"CONVERSATIONS_PER_HOUR": "100000"}) as product:
        screen.step("the help centre is indexed")
        cast = product.call("bench.cast", "--visitors", str((2 * ROUNDS + 1) * VISITORS))
        questions = product.call("bench.stage")["questions"]
        people = iter(
            cast["visitors"][start : start + VISITORS]
            for start in range(0, len(cast["visitors"]), VISITORS)
        )

        def asked() -> dict[str, Any]:
            speed = calibrate()
            talk = answers(product, seconds, cast["site"], next(people), questions)
            return {"calibration_ms": speed, **asyncio.run(talk)}

        screen.step("everything is loaded")
        asked()
        for number in range(ROUNDS):
            screen.step(f"idle, round {number + 1}")
            idle.append(asked())
        screen.step(f"{tasks} articles wait to be indexed")
        product.call("bench.pile", "--documents", str(tasks))
        busy = [_while_indexing(product, asked, number) for number in range(ROUNDS)]
    return _result(idle, busy, tasks)


def _while_indexing(product: Product, asked: Any, number: int) -> dict[str, Any]:
    """A measurement, with how many tasks waited before and after it, and who worked meanwhile."""
    screen.step(f"while indexing, round {number + 1}")
    before, used = product.call("bench.pile", "--count"), cpu_by_name(product.pid)
    found = asked()
    after, using = product.call("bench.pile", "--count"), cpu_by_name(product.pid)
    return {
        **found,
        "waiting_before": before["waiting"],
        "waiting_after": after["waiting"],
        "indexed_meanwhile": after["ready"] - before["ready"],
        "cpu_s_by_process": {
            name: round(using[name] - used.get(name, 0.0), 2) for name in sorted(using)
        },
    }


def _result(idle: list[dict[str, Any]], busy: list[dict[str, Any]], tasks: int) -> dict[str, Any]:
    def middle(rows: list[dict[str, Any]], which: str) -> float:
        values = sorted(float(row["first_words_ms"][which] or 0.0) for row in rows)
        return values[len(values) // 2]

    before, after = middle(idle, "p50"), middle(busy, "p50")
    return {
        "visitors": VISITORS,
        "rate": RATE,
        "tasks": tasks,
        "idle": idle,
        "busy": busy,
        "first_words_p50_ms": {"idle": before, "busy": after},
        "first_words_p95_ms": {"idle": middle(idle, "p95"), "busy": middle(busy, "p95")},
        "ratio_p50": round(after / before, 3) if before else None,
    }


def readable(found: dict[str, Any]) -> str:
    """The figures as a table."""
    rows = [
        (name, screen.triple(row["first_words_ms"]), row.get("waiting_after", 0), row["answered"])
        for name in ("idle", "busy")
        for row in found[name]
    ]
    head = ("knowledge", "first words ms p50/95/99", "tasks waiting after", "answered")
    ratio = f"ratio of the middle p50: {found['ratio_p50']}"
    return "\n".join([screen.table(head, rows), "", ratio])
