"""The whole product as a person runs it: `manage.py up`, in a directory of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from config.env import ROOT
from tests.config.waiting import is_running, processes_with, wait_until

CHILDREN = ("postgres", "valkey", "chroma", "web", "live", "ingestion", "beat")
START_WITHIN_S = 60.0


def environment(data: Path, port: int = 0) -> dict[str, str]:
    """What such a run sees: nothing of the test session's own services."""
    kept = {k: v for k, v in os.environ.items() if not k.endswith("_URL")}
    settings = {"BATON_DATA_DIR": str(data), "PORT": str(port), "HOST": "", "BATON_DEMO": "0"}
    return {**kept, **settings}


def manage(data: Path, *arguments: str, port: int = 0) -> subprocess.CompletedProcess[str]:
    """A manage.py command, run to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(data, port),
        capture_output=True,
        text=True,
        check=False,
        timeout=START_WITHIN_S,
    )


class Product:
    """One `manage.py up`."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._output = data.parent / f"{data.name}.out"
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env=environment(data),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_until(self._has_started_or_ended, "the product starts", START_WITHIN_S)
        assert self.process.poll() is None, self.output

    @property
    def output(self) -> str:
        return self._output.read_text(encoding="utf-8")

    @property
    def record(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.data / "run" / "services.json").read_bytes())
        return found

    @property
    def pids(self) -> Mapping[str, int]:
        return {name: process["pid"] for name, process in self.record["processes"].items()}

    def status(self, path: str) -> int:
        """The status of a page; 0 when there was no answer."""
        address = urlsplit(self.record["address"])
        link = http.client.HTTPConnection(str(address.hostname), address.port, timeout=20)
        try:
            link.request("GET", path)
            return link.getresponse().status
        except OSError:
            return 0
        finally:
            link.close()

    def end(self, how: signal.Signals) -> int:
        """Its exit code after the signal."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(START_WITHIN_S)

    def _has_started_or_ended(self) -> bool:
        return "Ctrl+C stops everything" in self.output or self.process.poll() is not None


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    product = Product(tmp_path_factory.mktemp("product") / "data dir")
    yield product
    product.end(signal.SIGTERM)


@pytest.mark.services
def test_it_serves_and_tells_where(product: Product) -> None:
    assert product.status("/healthz") == 200
    assert product.status("/readyz") == 200
    record = product.record
    assert set(record["processes"]) == {"supervisor", *CHILDREN}
    assert {"DATABASE_URL", "REDIS_URL", "CHROMA_URL"} <= set(record)
    assert (product.data / "run" / "services.json").stat().st_mode & 0o777 == 0o600
    assert record["address"] + "/inbox/" in product.output


@pytest.mark.services
def test_a_second_copy_is_refused_at_once_with_the_address(product: Product) -> None:
    second = manage(product.data, "up")
    assert second.returncode == 1
    assert second.stderr.startswith(f"Baton: already running at {product.record['address']} ")
    assert len(second.stderr.splitlines()) == 1
    assert product.status("/healthz") == 200


@pytest.mark.services
def test_a_taken_port_is_one_clear_line(product: Product, tmp_path: Path) -> None:
    port = urlsplit(product.record["address"]).port
    assert port is not None
    other = manage(tmp_path, "up", port=port)
    assert other.returncode == 1
    assert other.stderr.startswith(f"Baton: Port {port} of 127.0.0.1 is taken by another program.")
    assert len(other.stderr.splitlines()) == 1
    assert processes_with(str(tmp_path)) == []


@pytest.mark.services
def test_commands_use_the_running_services(product: Product) -> None:
    code = "from django.conf import settings; print(settings.DATABASE_URL)"
    shown = manage(product.data, "shell", "-v", "0", "-c", code)
    assert shown.stdout.strip() == product.record["DATABASE_URL"], shown.stderr
    assert product.status("/readyz") == 200


@pytest.mark.chaos
@pytest.mark.parametrize("name", CHILDREN)
def test_a_killed_child_heals_by_itself(product: Product, name: str) -> None:
    victim = product.pids[name]
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: product.pids.get(name, victim) != victim, f"{name} is started again")
    wait_until(lambda: product.status("/readyz") == 200, "the product serves again")
    assert f"{name} stopped unexpectedly (signal 9 (Killed))" in product.output
    assert product.process.poll() is None


@pytest.mark.chaos
def test_it_stops_cleanly(tmp_path: Path) -> None:
    product = Product(tmp_path / "data")
    assert product.end(signal.SIGINT) == 0
    assert processes_with(str(tmp_path)) == []
    assert not (product.data / "run" / "services.json").exists()
    assert "was killed" not in product.output
    log = (product.data / "logs" / "postgres.log").read_text(encoding="utf-8")
    assert "database system is shut down" in log


@pytest.mark.chaos
def test_nothing_survives_a_killed_supervisor_and_the_next_start_works(tmp_path: Path) -> None:
    product = Product(tmp_path / "data")
    pids = product.pids
    assert product.end(signal.SIGKILL) == -signal.SIGKILL
    wait_until(lambda: not any(map(is_running, pids.values())), "all children die", 5)
    wait_until(lambda: processes_with(str(tmp_path)) == [], "all grandchildren die", 5)
    again = Product(tmp_path / "data")
    assert again.status("/readyz") == 200
    assert again.end(signal.SIGTERM) == 0
