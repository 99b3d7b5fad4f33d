"""One child process: in its own session, dying with its parent, stopped politely, then surely."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.supervisor.errors import log_tail
from config.supervisor.kernel import LINUX, Enter, die_with_parent
from config.supervisor.layout import rotate

POLL_S = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """How to start one child, and how it wants to be stopped."""

    name: str
    argv: tuple[str, ...]
    cwd: Path
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)  # added to this process's own
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL  # what it gets when its parent has died
    grace_s: float = 10.0
    pass_fds: tuple[int, ...] = ()
    enter: Enter | None = None
    alone_in_cwd: bool = False  # the same program may not run in its directory when it starts
    stale_files: tuple[Path, ...] = ()  # removed once that is certain

    def environment(self) -> dict[str, str]:
        """The child's variables; without bytecode each start would take twice as long."""
        merged = {**os.environ, **self.env, "PYTHONUNBUFFERED": "1"}
        merged.pop("PYTHONDONTWRITEBYTECODE", None)
        return merged


class Child:
    """A started command."""

    def __init__(self, command: Command) -> None:
        """The process runs. Main thread only: Linux ties a child to the thread that made it."""
        self.command = command
        if command.alone_in_cwd:
            clear_directory(command.cwd, Path(command.argv[0]).resolve())
            for stale in command.stale_files if LINUX else ():
                stale.unlink(missing_ok=True)
        rotate(command.log)
        parent = os.getpid()

        def before_exec() -> None:
            if command.enter is not None:
                command.enter()
            die_with_parent(command.orphan_signal, parent)  # last: a change of user resets it

        with command.log.open("ab") as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(
                command.argv,
                cwd=command.cwd,
                env=command.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl+C reaches the supervisor only
                pass_fds=command.pass_fds,
                preexec_fn=before_exec,
            )

    @property
    def pid(self) -> int:
        """Its process id, which is also that of its session."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """None while it runs; negative for the signal that ended it."""
        return self._process.poll()

    def said(self) -> str:
        """The end of what this very process has logged, for a message about its failure."""
        return log_tail(self.command.log, self._log_start)

    def ask_to_stop(self) -> None:
        """It has been told to finish; returns at once."""
        self._process.send_signal(self.command.stop_signal)

    def end_now(self) -> None:
        """It is gone, by force if need be, with whatever is left of its session."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> bool:
        """It is gone, by its own stop signal or, after the grace time, by force (then False)."""
        self.ask_to_stop()
        deadline = time.monotonic() + self.command.grace_s
        while self.exit_code() is None and time.monotonic() < deadline:
            time.sleep(POLL_S)
        in_time = self.exit_code() is not None
        self.end_now()
        return in_time


def how_it_ended(code: int) -> str:
    """An exit code in words."""
    if code >= 0:
        return f"exit code {code}"
    return f"signal {-code} ({signal.strsignal(-code)})"


def clear_directory(directory: Path, program: Path, patience_s: float = 2.0) -> None:
    """The program does not run in the directory: what a crash left there has ended, or is killed.

    A server opened twice on one directory destroys its data, so this precedes each start of one.
    """
    deadline = time.monotonic() + patience_s
    while left := _running_in(directory, program):
        if time.monotonic() >= deadline:
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(POLL_S)


def _running_in(directory: Path, program: Path) -> list[int]:
    if not LINUX:
        return []  # elsewhere the recorded process ids have to do
    found = []
    for entry in Path("/proc").iterdir():
        # Processes come and go, and other users' are not ours to see.
        with suppress(OSError):
            if (
                entry.name.isdigit()
                and (entry / "cwd").readlink() == directory
                and (entry / "exe").readlink() == program
            ):
                found.append(int(entry.name))
    return found
