"""How long a visitor waits for the first words of an answer, and what is spent before them."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import load, screen
from bench.processes import CLIENT_CORE, start_pinned, stop, wait_until
from bench.product import ROOT, BenchError, Product, running_product
from bench.sockets import Arrivals, VisitorSocket, close_all, open_all
from bench.tally import spread

VISITORS = 20
RATE = 5.0
_PAUSE_S = 3.0


def measure_answers(measured_s: float) -> dict[str, Any]:
    """The embedded answerer, then a model that takes no time."""
    found: dict[str, Any] = {"visitors": VISITORS, "rate": RATE}
    with _model() as url, running_product({"ANTHROPIC_API_KEY": "bench"}) as product:
        screen.step("the help centre is indexed")
        cast = product.call("bench.cast", "--visitors", str(2 * VISITORS))
        for name, who, options in (
            ("embedded", cast["visitors"][:VISITORS], ()),
            ("model_0_ms", cast["visitors"][VISITORS:], ("--model-url", url)),
        ):
            questions = product.call("bench.stage", *options)["questions"]
            screen.step(f"answers: {name}")
            talk = answers(product, measured_s, cast["site"], who, questions)
            found[name] = asyncio.run(talk)
    return found


async def answers(
    product: Product,
    measured_s: float,
    site: str,
    who: Sequence[dict[str, Any]],
    questions: Sequence[str],
) -> dict[str, Any]:
    """Waits for first words, over so many seconds of these visitors asking these questions."""
    arrivals = Arrivals()
    visitors = [
        VisitorSocket(arrivals, product.address, site, one["token"], watched=False) for one in who
    ]
    for number, visitor in enumerate(visitors):
        visitor.text = questions[number % len(questions)]
    await open_all(visitors)
    # Everybody has asked once: the greeting is said, and code loaded on first use is loaded.
    await load.run(visitors, load.Run(RATE, 0.0, VISITORS / RATE, product.pid), arrivals.use)
    await asyncio.sleep(_PAUSE_S)
    arrivals.first_words.clear()
    figures = await load.run(visitors, load.Run(RATE, 0.0, measured_s, product.pid), arrivals.use)
    await asyncio.sleep(_PAUSE_S)
    await close_all(visitors)
    waits = [
        arrivals.first_words[key] - fate.due
        for number, fate in enumerate(arrivals.tally.fates)
        if (key := f"{arrivals.tally.mark}-{number:08d}") in arrivals.first_words
    ]
    parts = await asyncio.to_thread(product.call, "bench.parts", str(len(waits)))
    return {
        "asked": figures["due"],
        "answered": len(waits),
        "first_words_ms": spread(waits),
        "inside_the_turn_ms": parts,
        "cpu_ms_per_message": figures["cpu_ms_per_message"],
    }


@contextmanager
def _model() -> Iterator[str]:
    """A local server that speaks the Messages wire format at once; gone afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    argv = [sys.executable, "-m", "tests.knowledge.stub_anthropic", "--port", str(port)]
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as place:
        log = Path(place) / "model.log"
        process = start_pinned(argv, env=dict(os.environ), log=log, cwd=ROOT, core=CLIENT_CORE)
        try:
            if not wait_until(lambda: "http" in log.read_text(), patience_s=20):
                raise BenchError(f"the model server did not start: {log.read_text()[-500:]}")
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(process, patience_s=10)
