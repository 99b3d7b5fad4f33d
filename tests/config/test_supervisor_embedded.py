"""Commands find data services: the running ones, those of another command, or their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.env import ROOT
from config.supervisor import embedded, records
from config.supervisor.layout import Layout
from config.supervisor.probes import postgres_query
from config.supervisor.records import Process, Record
from tests.config.waiting import is_running, processes_with, wait_until

# Stands in for a manage.py command: says that its services answer, then works until told to end.
COMMAND = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from config.supervisor import embedded
with embedded.services(["shell"]):
    print(os.environ["DATABASE_URL"], os.environ["CHROMA_URL"], flush=True)
    sys.stdin.read()
"""


class Running:
    """One such command."""

    def __init__(self, data: Path) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.endswith("_URL")}
        self._process = subprocess.Popen(
            [sys.executable, "-c", COMMAND],
            env={**kept, "BATON_DATA_DIR": str(data)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.urls = self._process.stdout.readline().split()

    @property
    def is_at_work(self) -> bool:
        return self._process.poll() is None

    def end(self) -> int:
        """Lets it finish."""
        self._process.communicate()
        return self._process.returncode

    def let_finish(self) -> None:
        """Tells it to finish, without waiting for it."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def wait(self) -> int:
        """Its exit code."""
        assert self._process.stdout is not None
        self._process.stdout.close()
        return self._process.wait(20)

    def kill(self) -> None:
        """Ends it the hard way."""
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    assert processes_with(str(tmp_path)) == [], "something was left running"


def test_a_command_has_services_of_its_own_while_it_runs(data: Path) -> None:
    command = Running(data)
    assert len(command.urls) == 2
    record = records.read(Layout(data))
    assert record is not None
    assert set(record.urls) == {"DATABASE_URL", "REDIS_URL", "CHROMA_URL"}
    assert Layout(data).records.stat().st_mode & 0o777 == 0o600
    assert postgres_query(Layout(data).socket_dir(), "baton", "SELECT 1") == 1
    assert command.end() == 0
    assert records.read(Layout(data)) is None


def test_two_commands_share_and_the_first_waits_for_the_second(data: Path) -> None:
    first, second = Running(data), Running(data)
    assert first.urls == second.urls
    first.let_finish()
    assert postgres_query(Layout(data).socket_dir(), "baton", "SELECT 1") == 1
    assert first.is_at_work, "it would have taken the services from the second"
    assert second.end() == 0
    assert first.wait() == 0


def test_what_a_killed_command_started_dies_and_the_next_one_starts_its_own(data: Path) -> None:
    first = Running(data)
    record = records.read(Layout(data))
    assert record is not None
    first.kill()
    second = Running(data)
    assert second.urls[1] != first.urls[1]
    for process in record.processes.values():
        assert not is_running(process.pid)
    assert second.end() == 0


def test_addresses_in_the_environment_start_nothing(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_DATA_DIR", str(data))
    for kind in embedded.SERVICES:
        monkeypatch.setenv(kind.variable, f"elsewhere://{kind.name}")
    with embedded.services(["migrate"]):
        assert os.environ["DATABASE_URL"] == "elsewhere://postgres"
    assert list(data.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("", False),
        ("help migrate", False),
        ("migrate --help", False),
        ("--version", False),
        ("check", False),
        ("check --database default", True),
        ("export_contracts --check", False),
        ("makemessages -l de", False),
        ("migrate", True),
        ("evaluate answers", True),
    ],
)
def test_only_commands_that_read_data_start_services(line: str, needed: bool) -> None:
    assert embedded.needs_services(line.split()) is needed


def test_a_record_of_a_dead_owner_is_not_believed(tmp_path: Path) -> None:
    dead = subprocess.Popen(["sleep", "600"])
    owner = Process.of(dead.pid)
    assert owner.is_alive()
    dead.kill()
    dead.wait()
    assert not owner.is_alive()
    reused = Process(os.getpid(), "some other time")
    assert not Record(owner="x", processes={"supervisor": reused}).is_alive()


def test_leftovers_of_a_crashed_owner_are_cleared(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.prepare()
    left = subprocess.Popen(["sleep", "600"])
    Record(owner="x", processes={"web": Process.of(left.pid)}).write(layout)
    records.clear_leftovers(layout, patience_s=0.1)
    wait_until(lambda: left.poll() is not None, "the leftover is killed")
    assert not layout.records.exists()
