"""Waits for the outside world: processes come up and die in their own time."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

PAUSE_S = 0.02


def wait_until(holds: Callable[[], bool], what: str, within_s: float = 20.0) -> None:
    """Returns when the condition holds; fails the test when it takes too long."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, f"still waiting after {within_s} s: {what}"
        time.sleep(PAUSE_S)


def is_running(pid: int) -> bool:
    """Whether there is such a process, and not only its corpse."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def processes_with(text: str) -> list[int]:
    """Running processes that name the text in their command line or working directory."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or not is_running(int(entry.name)):
            continue
        try:
            words = (entry / "cmdline").read_bytes().decode(errors="replace")
            place = str((entry / "cwd").readlink())
        except OSError:
            continue
        if text in words or text in place:
            found.append(int(entry.name))
    return found
