"""The whole product, started by its own command in a throw-away data directory."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
START_TIMEOUT_S = 120


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Product:
    """A running product."""

    base: str
    data: Path
    process: subprocess.Popen[bytes]
    env: dict[str, str]
    out: Path

    def stop(self) -> None:
        """Everything has ended, as after Ctrl+C."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def restart(self) -> None:
        """It runs again, with the same data under the same address."""
        self.stop()
        self.process = _start(self.env, self.out)
        self.wait_until_ready()

    def crash(self) -> None:
        """The machine loses its power: every process is gone at once, and it is started again."""
        pids = [process["pid"] for process in self.services()["processes"].values()]
        for pid in {self.process.pid, *filter(None, pids)}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = _start(self.env, self.out)
        self.wait_until_ready()

    def services(self) -> dict[str, Any]:
        """What the supervisor says about itself: addresses and process ids."""
        found: dict[str, Any] = json.loads(
            (self.data / "run" / "services.json").read_text(encoding="utf-8")
        )
        return found

    def manage(self, *arguments: str, check: bool = True) -> str:
        """The output of a management command, run beside the product."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode != 0 and (check or not done.stdout):
            raise AssertionError(f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def wait_until_ready(self, timeout_s: float = START_TIMEOUT_S) -> None:
        """Everything is up and the demo is there. Raises AssertionError when it ended instead."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"the product ended: {self.printed()}")
            if "Ctrl+C stops everything" in self.printed():
                return
            time.sleep(0.1)
        raise AssertionError(f"the product did not start in time: {self.printed()}")

    def wait_until_whole(self, timeout_s: float = START_TIMEOUT_S) -> None:
        """Whatever was killed is back: every process lives, and the page of readiness says so."""
        deadline = time.monotonic() + timeout_s
        while not (self._all_live() and self._is_ready()):
            if time.monotonic() > deadline:
                raise AssertionError(f"the product did not come back: {self.services()}")
            time.sleep(0.2)

    def _all_live(self) -> bool:
        pids = [process["pid"] for process in self.services()["processes"].values()]
        return all(pid and Path(f"/proc/{pid}").exists() for pid in pids)

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.base}/readyz", timeout=5).is_success
        except httpx.HTTPError:
            return False

    def printed(self) -> str:
        """What the command has printed so far."""
        return self.out.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_product(data: Path, **settings: str) -> Iterator[Product]:
    """The product with its demo, until the block ends."""
    port = free_port()
    plain = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DATABASE_URL", "REDIS_URL", "CHROMA_URL", "DJANGO_SETTINGS_MODULE"}
    }
    env = {**plain, "BATON_DATA_DIR": str(data), "PORT": str(port), **settings}
    out = data.parent / f"{data.name}.out"
    product = Product(f"http://127.0.0.1:{port}", data, _start(env, out), env, out)
    try:
        product.wait_until_ready()
        yield product
    finally:
        product.stop()


def _start(env: dict[str, str], out: Path) -> subprocess.Popen[bytes]:
    with out.open("wb") as printed:
        return subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "up"],
            env=env,
            cwd=ROOT,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
