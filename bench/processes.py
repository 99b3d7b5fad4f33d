"""What a process and all its descendants cost, read from /proc: processor time and memory."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SERVER_CORE = 0
CLIENT_CORE = 1
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Seen:
    """A process at one moment. `started` tells it apart from a later one with the same number."""

    pid: int
    parent: int
    started: int
    cpu_s: float


def pin(core: int) -> bool:
    """This process (and what it starts from now on) runs on this core only; False: no such core."""
    if core not in os.sched_getaffinity(0) and core >= (os.cpu_count() or 1):
        return False
    try:
        os.sched_setaffinity(0, {core})
    except OSError:
        return False
    return True


def start_pinned(
    argv: list[str], *, env: dict[str, str], log: Path, cwd: Path, core: int = SERVER_CORE
) -> subprocess.Popen[bytes]:
    """The command runs on one core, in a session of its own, and writes into the log."""

    def before_exec() -> None:
        pin(core)

    with log.open("ab") as out:
        return subprocess.Popen(
            argv,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=before_exec,
        )


def family(root: int) -> list[Seen]:
    """The process and all its descendants that are alive."""
    everybody = _everybody()
    found = {root} & everybody.keys()
    while True:
        more = {one.pid for one in everybody.values() if one.parent in found} - found
        if not more:
            return [everybody[pid] for pid in found]
        found |= more


def cpu_s(root: int) -> float:
    """User and system time of the family since it began, the dead and reaped included."""
    return sum(one.cpu_s for one in family(root))


def cpu_by_name(root: int) -> dict[str, float]:
    """The same by what the process is for."""
    times: dict[str, float] = {}
    for one in family(root):
        name = _purpose(one.pid)
        times[name] = times.get(name, 0.0) + one.cpu_s
    return times


def pss_mb(root: int) -> float:
    """Memory of the family; pages that several of them share count once."""
    return sum(_pss_kb(one.pid) for one in family(root)) / 1024


def pss_by_name(root: int) -> dict[str, float]:
    """The same by what the process is for."""
    sizes: dict[str, float] = {}
    for one in family(root):
        name = _purpose(one.pid)
        sizes[name] = sizes.get(name, 0.0) + _pss_kb(one.pid) / 1024
    return sizes


def peak_mb_by_name(root: int) -> dict[str, float]:
    """The most memory each process ever had, by what it is for; shared pages count each time."""
    sizes: dict[str, float] = {}
    for one in family(root):
        name = _purpose(one.pid)
        sizes[name] = max(sizes.get(name, 0.0), round(_status_kb(one.pid, "VmHWM") / 1024, 1))
    return sizes


def stop(process: subprocess.Popen[bytes], *, patience_s: float = 45.0) -> list[int]:
    """The process and its descendants are gone; returns those that had to be killed."""
    relatives = family(process.pid)
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(patience_s)
    wait_until(lambda: not _alive(relatives), patience_s=5)
    left = _alive(relatives)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    return left


def wait_until(holds: Callable[[], bool], *, patience_s: float, step_s: float = 0.05) -> bool:
    """Whether it came to hold in time."""
    deadline = time.monotonic() + patience_s
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(step_s)
    return True


def settle(root: int, *, busy: float = 0.1, patience_s: float = 30.0) -> float:
    """Waits until the family uses less than this share of a core; returns the share at the end."""
    deadline = time.monotonic() + patience_s
    while True:
        before = cpu_s(root)
        time.sleep(1.0)
        share = cpu_s(root) - before
        if share < busy or time.monotonic() > deadline:
            return share


def _alive(relatives: Collection[Seen]) -> list[int]:
    now = _everybody()
    return [one.pid for one in relatives if one.pid in now and now[one.pid].started == one.started]


def _everybody() -> dict[int, Seen]:
    found = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (seen := _seen(entry)) is not None:
            found[seen.pid] = seen
    return found


def _seen(entry: Path) -> Seen | None:
    try:
        stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None  # it ended meanwhile
    fields = stat.rpartition(")")[2].split()  # the name before it may hold anything
    if fields[0] == "Z":
        return None
    # user, system, and both again of children that ended: nothing is lost when a worker goes
    ticks = sum(int(value) for value in fields[11:15])
    return Seen(int(entry.name), int(fields[1]), int(fields[19]), ticks / _TICKS_PER_S)


def _pss_kb(pid: int) -> int:
    try:
        rollup = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    for line in rollup.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _status_kb(pid: int, field: str) -> int:
    try:
        lines = (_PROC / str(pid) / "status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{field}:")), 0)


def _purpose(pid: int) -> str:
    try:
        words = (_PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return "gone"
    line = words.replace("\0", " ")
    for sign, name in _SIGNS:
        if sign in line:
            return name
    return "other"


_SIGNS = (
    ("daphne", "web"),
    ("celery", "workers"),
    ("config.beat", "beat"),
    ("postgres", "postgresql"),
    ("valkey", "valkey"),
    ("chroma", "chroma"),
    ("manage.py up", "supervisor"),
)
