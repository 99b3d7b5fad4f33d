"""A throw-away Baton on one core: fresh data, a free port, started and stopped as people do it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.processes import SERVER_CORE, settle, start_pinned, stop, wait_until

ROOT = Path(__file__).resolve().parent.parent
_START_WITHIN_S = 120.0
_OURS = ("DATABASE_URL", "REDIS_URL", "CHROMA_URL", "BATON_DATA_DIR", "HOST", "PORT", "DEBUG")
"""Variables that would lead the throw-away product to somebody's real data or address."""


class BenchError(Exception):
    """The benchmark cannot go on; the message says why."""


@dataclass(frozen=True, slots=True)
class Product:
    """A running product."""

    address: str
    data_dir: Path
    pid: int
    env: Mapping[str, str]
    settled_share: float

    @property
    def ws_url(self) -> str:
        """Where its sockets are."""
        return "ws" + self.address.removeprefix("http")

    def call(self, module: str, *arguments: str, timeout_s: float = 600.0) -> Any:
        """What a module of ours, run beside the product and on its database, prints as JSON."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=dict(self.env),
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout_s,
        )
        if done.returncode != 0:
            raise BenchError(f"{module} failed: {done.stderr.strip()[-2000:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def alive(self) -> bool:
        """Whether its supervisor still runs."""
        return Path(f"/proc/{self.pid}").exists()

    def logs(self, lines: int = 5) -> str:
        """The end of each log, for a message about a failure."""
        parts = ["--- up.log", (self.data_dir.parent / "up.log").read_text(errors="replace")[-800:]]
        for path in sorted((self.data_dir / "logs").glob("*.log")):
            tail = path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
            parts += [f"--- {path.name}", *tail]
        return "\n".join(parts)


@contextmanager
def running_product(extra: Mapping[str, str] | None = None) -> Iterator[Product]:
    """A product with empty tables, ready and at rest; gone with its data afterwards."""
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as place:
        data_dir = Path(place) / "data"
        data_dir.mkdir()
        env = _environment(data_dir, extra or {})
        log = Path(place) / "up.log"
        process = start_pinned(
            [sys.executable, "manage.py", "up"], env=env, log=log, cwd=ROOT, core=SERVER_CORE
        )
        try:
            urls = _wait_ready(process, data_dir, log)
            share = settle(process.pid)
            address = urls.pop("address")
            yield Product(address, data_dir, process.pid, {**env, **urls}, share)
        finally:
            killed = stop(process)
        if killed:
            raise BenchError(f"processes had to be killed: {killed}")


def _environment(data_dir: Path, extra: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _OURS and not name.startswith(("ANTHROPIC_", "BATON_"))
    }
    return {
        **kept,
        "BATON_DATA_DIR": str(data_dir),
        "BATON_DEMO": "0",
        "PORT": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **extra,
    }


def _wait_ready(process: subprocess.Popen[bytes], data_dir: Path, log: Path) -> dict[str, str]:
    def ready() -> bool:
        return process.poll() is not None or _answers(_record(data_dir).get("address", ""))

    if not wait_until(ready, patience_s=_START_WITHIN_S) or process.poll() is not None:
        said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise BenchError(f"the product did not start: {said}")
    record = _record(data_dir)
    return {"address": record["address"], **record["urls"]}


def _record(data_dir: Path) -> dict[str, Any]:
    try:
        text = (data_dir / "run" / "services.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
    except (OSError, ValueError):
        return {}
    return found


def _answers(address: str) -> bool:
    place = urlsplit(address)
    if place.hostname is None:
        return False
    connection = http.client.HTTPConnection(place.hostname, place.port or 80, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
