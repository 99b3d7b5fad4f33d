"""Runs the bare echo application under the product's server, on the product's core."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import load
from bench.machine import calibrate
from bench.processes import pss_mb, settle, start_pinned, stop, wait_until
from bench.product import ROOT, BenchError
from bench.sockets import Arrivals, EchoAgent, EchoVisitor, close_all, open_all


@dataclass(frozen=True, slots=True)
class Echo:
    """A running echo application."""

    address: str
    pid: int


@contextmanager
def running_echo() -> Iterator[Echo]:
    """The application is ready; gone afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    argv = [sys.executable, "-m", "daphne", "-v", "0", "-p", str(port), "bench.echo:application"]
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as place:
        log = Path(place) / "echo.log"
        process = start_pinned(argv, env=dict(os.environ), log=log, cwd=ROOT)
        try:
            if not wait_until(lambda: _listens(port), patience_s=20):
                raise BenchError(f"the echo application did not start: {log.read_text()[-1000:]}")
            settle(process.pid)
            yield Echo(f"http://127.0.0.1:{port}", process.pid)
        finally:
            stop(process, patience_s=10)


async def measure_floor(
    echo: Echo, *, sizes: list[int], rate: float, warm_up_s: float, measured_s: float
) -> list[dict[str, Any]]:
    """One row for each number of open sockets, the largest first."""
    arrivals = Arrivals()
    agent = EchoAgent(arrivals, echo.address)
    talkers = [EchoVisitor(arrivals, echo.address) for _ in range(max(sizes))]
    await open_all([agent, *talkers])
    rows = []
    for size in sorted(sizes, reverse=True):
        await close_all(talkers[size:])
        del talkers[size:]
        speed = calibrate()
        plan = load.Run(rate, warm_up_s, measured_s, echo.pid)
        figures = await load.run(talkers, plan, arrivals.use)
        rows.append({"open": size, "calibration_ms": speed, **figures})
    await close_all([agent, *talkers])
    return rows


async def measure_limit(echo: Echo, *, size: int, seconds: float, ceiling: float) -> dict[str, Any]:
    """The highest rate that the bare application sustains."""
    arrivals = Arrivals()
    agent = EchoAgent(arrivals, echo.address)
    talkers = [EchoVisitor(arrivals, echo.address) for _ in range(size)]
    await open_all([agent, *talkers])

    async def measure(rate: float) -> dict[str, Any]:
        plan = load.Run(rate, 1.0, seconds, echo.pid)
        return await load.run(talkers, plan, arrivals.use)

    found = await load.highest_rate(measure, first=400, ceiling=ceiling)
    await close_all([agent, *talkers])
    return {"open": size, **found, "memory_mb": round(pss_mb(echo.pid), 1)}


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
