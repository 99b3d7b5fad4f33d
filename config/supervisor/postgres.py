"""PostgreSQL as a child: made once by initdb, reachable only through a private socket."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from config.supervisor.errors import StartError
from config.supervisor.kernel import Enter, become_nobody, enter_user_namespace, nobody
from config.supervisor.layout import Layout
from config.supervisor.probes import ServerRefusedError, postgres_query
from config.supervisor.process import Command
from config.supervisor.programs import PostgresPrograms, postgres_programs
from config.supervisor.service import private_directory

DATABASE = "baton"
INITDB_OPTIONS = (
    "--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C",
    "--encoding=UTF8",
    "--wal-segsize=1",  # MB: a new cluster takes 30 MB on disk instead of 39
    "--auth=trust",  # the socket's directory is private
    "--username=baton",
    "--no-instructions",
)


class Postgres:
    """One cluster in the data directory."""

    name = "postgres"
    variable = "DATABASE_URL"

    def __init__(self, layout: Layout, settings: Mapping[str, str] | None = None) -> None:
        """`settings`: extra server settings, for example to give up durability in tests."""
        self._layout = layout
        self._cluster = layout.postgres
        self._settings = dict(settings or {})
        self._sockets = layout.socket_dir()
        self._programs: PostgresPrograms | None = None
        self._enter: Enter | None = None
        self.url = f"postgres://baton@/{DATABASE}?host={quote(str(self._sockets), safe='')}"

    def prepare(self) -> None:
        """The cluster exists and belongs to the user that PostgreSQL will run as."""
        self._programs = postgres_programs(self._cluster)
        existed = self._cluster.exists()
        place = private_directory(self._cluster if existed else self._layout.root / "postgres.new")
        self._enter, owner = _way_to_run(self._programs, place)
        _give(place, owner)
        if os.geteuid() == 0:
            os.chown(self._sockets, owner, -1)
        if not existed:
            self._initialise(place)

    def command(self) -> Command:
        """The server in the foreground, without TCP."""
        assert self._programs is not None, "prepare() comes first"  # noqa: S101
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._sockets),
            "unix_socket_permissions": "0700",
            "log_min_messages": "warning",
            "log_checkpoints": "off",
            **self._settings,
        }
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return Command(
            name=self.name,
            argv=(self._programs.postgres, "-D", str(self._cluster), *options),
            cwd=self._cluster,
            log=self._layout.log(self.name),
            stop_signal=signal.SIGINT,  # "fast": ends sessions, writes a checkpoint
            orphan_signal=signal.SIGQUIT,  # "immediate": takes its own children along
            grace_s=20.0,
            enter=self._enter,
            alone_in_cwd=True,
            # PostgreSQL takes any process with the old number for its predecessor: in a container
            # that restarts this may be ourselves, or a corpse that nobody collects.
            stale_files=(
                self._cluster / "postmaster.pid",
                self._sockets / ".s.PGSQL.5432.lock",
            ),
        )

    def check(self) -> bool:
        """Whether our database answers; creates it the first time."""
        try:
            return postgres_query(self._sockets, DATABASE, "SELECT 1") == 1
        except ServerRefusedError as refusal:
            if "does not exist" not in str(refusal):
                raise
        postgres_query(self._sockets, "postgres", f"CREATE DATABASE {DATABASE}")
        return True

    def _initialise(self, place: Path) -> None:
        """A complete cluster appears under its final name; one that was interrupted never does."""
        assert self._programs is not None  # noqa: S101
        shutil.rmtree(place)
        command = [self._programs.initdb, "-D", str(place), *INITDB_OPTIONS]
        if self._settings.get("fsync") == "off":
            command.append("--no-sync")
        made = subprocess.run(
            command, capture_output=True, text=True, check=False, preexec_fn=self._enter
        )
        if made.returncode != 0:
            raise StartError(f"PostgreSQL's initdb failed: {made.stderr.strip()}")
        place.rename(self._cluster)


def _way_to_run(programs: PostgresPrograms, place: Path) -> tuple[Enter | None, int]:
    """How PostgreSQL can run here without being root, and the owner its files need."""
    own = os.geteuid()
    if own != 0 and _has_name(own):
        return None, own
    ways: list[tuple[Enter, int]] = [(enter_user_namespace, own)]
    if own == 0:
        ways.append((become_nobody, nobody().pw_uid))
    for enter, owner in ways:
        if _works(enter, programs, place):
            return enter, owner
    raise StartError(
        "PostgreSQL refuses to run as root, and this machine offers no way around it. "
        "Start Baton as an ordinary user, or set DATABASE_URL."
    )


def _works(enter: Enter, programs: PostgresPrograms, place: Path) -> bool:
    """Whether a process that went this way is not root and reaches the programs and the data."""

    def attempt() -> None:
        enter()
        os.stat(place / ".")
        if os.geteuid() == 0:
            raise PermissionError("still root")

    try:
        command = [programs.postgres, "--version"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, preexec_fn=attempt)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _give(place: Path, owner: int) -> None:
    """The whole cluster belongs to the owner. Only root can change that; others get told."""
    present = place.stat().st_uid
    if present == owner:
        return
    if os.geteuid() != 0:
        raise StartError(
            f"{place} belongs to another user (number {present}). Run Baton as that user, "
            "or give the data directory to yourself with chown -R."
        )
    for path in (place, *place.rglob("*")):
        os.chown(path, owner, -1, follow_symlinks=False)
