"""`services.json`: what runs on a data directory, for commands, people, and the next start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from config.supervisor.kernel import LINUX
from config.supervisor.layout import Layout

UP = "manage.py up"


@dataclass(frozen=True, slots=True)
class Process:
    """A process, told apart from a later one with the same number by when it started."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> Process:
        """The record of a running process."""
        return cls(pid, _started(pid))

    def is_alive(self) -> bool:
        """Whether that very process still runs."""
        return bool(self.started) and _started(self.pid) == self.started


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Who owns the data services, where they are, and every process behind them."""

    owner: str  # UP, or the command that started the services for itself
    address: str = ""  # of the website; empty for a command
    urls: Mapping[str, str] = field(
        default_factory=dict
    )  # DATABASE_URL and so on; empty while starting
    processes: Mapping[str, Process] = field(
        default_factory=dict
    )  # by name; "supervisor" is the owner

    def is_alive(self) -> bool:
        """Whether the owner still runs."""
        owner = self.processes.get("supervisor")
        return owner is not None and owner.is_alive()

    def write(self, layout: Layout) -> None:
        """The file holds this record, for its owner's eyes only; readers never see half of it."""
        draft = layout.records.with_suffix(".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({**asdict(self), **self.urls}, file, indent=2)
        draft.replace(layout.records)


def read(layout: Layout) -> Record | None:
    """What the file says, true or not any more; None when there is none or it is not ours."""
    try:
        raw = json.loads(layout.records.read_text(encoding="utf-8"))
        return Record(
            owner=raw["owner"],
            address=raw["address"],
            urls=raw["urls"],
            processes={name: Process(**entry) for name, entry in raw["processes"].items()},
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def clear_leftovers(layout: Layout, patience_s: float = 3.0) -> None:
    """Nothing is left of what a crashed owner had started. Needs the lock of the data directory."""
    record = read(layout)
    if record is None:
        return
    deadline = time.monotonic() + patience_s  # on Linux they are ending by themselves already
    while left := [process for process in record.processes.values() if process.is_alive()]:
        if not LINUX or time.monotonic() > deadline:
            for process in left:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)
        time.sleep(0.02)
    layout.records.unlink()


def _started(pid: int) -> str:
    """When the process started, in the system's own words; empty when there is none."""
    if LINUX:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        fields = stat.rpartition(")")[2].split()  # the name before it may hold anything
        return "" if fields[0] == "Z" else fields[19]
    shown = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout.strip()
