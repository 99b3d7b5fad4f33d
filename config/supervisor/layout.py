"""Where things live inside the data directory, and whether it can be used at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.supervisor.errors import StartError

NEEDED_BYTES = 300 * 1024 * 1024  # a new cluster, its log and a first knowledge base, with room
SOCKET_DIR_MAX_BYTES = 90  # the kernel allows 107 for the whole path, the file name takes 15
LOG_KEPT_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths of one data directory."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    @property
    def chroma(self) -> Path:
        return self.root / "chroma"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def records(self) -> Path:
        return self.run / "services.json"

    def log(self, name: str) -> Path:
        """The log file of the child of that name."""
        return self.logs / f"{name}.log"

    def prepare(self) -> None:
        """The directories exist, are writable and have room, or StartError is raised."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            for directory in (self.run, self.logs):
                directory.mkdir(mode=0o700, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.run):
                pass
        except OSError as error:
            raise StartError(
                f"The data directory {self.root} cannot be written ({error.strerror}). "
                "Make it yours with chown, or choose another one with BATON_DATA_DIR."
            ) from error
        free = shutil.disk_usage(self.root).free
        if free < NEEDED_BYTES:
            raise StartError(
                f"Only {free // 2**20} MB are free for {self.root}; "
                f"Baton needs {NEEDED_BYTES // 2**20} MB. Free some space, or set BATON_DATA_DIR."
            )

    def socket_dir(self) -> Path:
        """A private directory for PostgreSQL's socket, short enough for the kernel."""
        inside = self.run / "sockets"
        if len(os.fsencode(inside)) <= SOCKET_DIR_MAX_BYTES:
            return _private(inside)
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
        if len(os.fsencode(base)) > SOCKET_DIR_MAX_BYTES - 32:
            base = Path("/tmp")  # noqa: S108 (the directory made inside is private and checked)
        return _private(base / f"baton-{os.geteuid()}-{digest}")


def rotate(log: Path) -> None:
    """A large log moves to `.1`, so that a start begins with room."""
    if log.exists() and log.stat().st_size > LOG_KEPT_BYTES:
        log.replace(log.with_suffix(".log.1"))


def trim(layout: Layout) -> None:
    """Logs of running processes that have grown large are copied to `.1` and emptied.

    They are written in append mode, so the writer goes on at the new beginning.
    """
    for log in layout.logs.glob("*.log"):
        if log.stat().st_size > LOG_KEPT_BYTES:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)


def _private(directory: Path) -> Path:
    """Make the directory, or refuse one that somebody else could read or has put there."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = directory.lstat()
    mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    if not mine or stat.S_IMODE(found.st_mode) & 0o077:
        raise StartError(f"{directory} must be a directory of yours with mode 0700; remove it.")
    return directory
