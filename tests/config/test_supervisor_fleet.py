"""Watching over children: restarts, patience, order, and nothing left after a hard kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.env import ROOT
from config.supervisor import fleet as fleets
from config.supervisor.errors import StartError, StopRequested
from config.supervisor.fleet import Fleet, Stage
from config.supervisor.process import Command
from config.supervisor.pulse import Pulse
from config.supervisor.reload import Changes
from tests.config.waiting import is_running, wait_until

SLEEPER = "import time; time.sleep(600)"
STUBBORN = """
import signal, time
signal.signal(15, signal.SIG_IGN)
print(1, flush=True)
time.sleep(600)
"""


def python(folder: Path, code: str, name: str = "child", grace_s: float = 5.0) -> Command:
    return Command(
        name=name,
        argv=(sys.executable, "-S", "-E", "-c", code),
        cwd=folder,
        log=folder / f"{name}.log",
        grace_s=grace_s,
    )


@pytest.fixture
def changes() -> list[int]:
    return []


@pytest.fixture
def fleet(changes: list[int]) -> Iterator[Fleet]:
    with Pulse() as pulse:
        fleet = Fleet(pulse, lambda: changes.append(1))
        yield fleet
        fleet.stop()


def test_a_killed_child_is_started_again(
    fleet: Fleet, tmp_path: Path, changes: list[int], capfd: pytest.CaptureFixture[str]
) -> None:
    fleet.start(python(tmp_path, SLEEPER, "web"), Stage.WEB)
    first = fleet.processes()["web"]
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while not changes:
        assert time.monotonic() < deadline
        fleet.watch(1.0)
    assert fleet.processes()["web"] != first
    assert "web stopped unexpectedly (signal 9 (Killed))" in capfd.readouterr().err


def test_a_child_that_keeps_dying_ends_the_patience_with_its_last_words(
    fleet: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleets, "FIRST_DELAY_S", 0.001)
    fleet.start(python(tmp_path, "raise SystemExit('no such table')"), Stage.WEB)

    def watch_until_it_gives_up() -> None:
        while True:
            fleet.watch(1.0)

    with pytest.raises(StartError, match=r"child keeps stopping \(exit code 1\)(?s:.)*no such"):
        watch_until_it_gives_up()


def test_children_stop_stage_by_stage(tmp_path: Path) -> None:
    told = (
        "import signal, sys, time\n"
        f"def leave(*_): open({str(tmp_path / 'order')!r}, 'a').write(sys.argv[1]); sys.exit(0)\n"
        "signal.signal(15, leave); print('ready', flush=True); time.sleep(600)"
    )
    with Pulse() as pulse:
        fleet = Fleet(pulse, lambda: None)
        for stage in (Stage.BROKER, Stage.DATABASE, Stage.WEB, Stage.INDEX, Stage.WORK):
            command = python(tmp_path, told, stage.name)
            object.__setattr__(command, "argv", (*command.argv, f"{stage.value}"))
            fleet.start(command, stage)
        for stage in Stage:
            log = tmp_path / f"{stage.name}.log"
            wait_until(lambda log=log: log.exists() and b"ready" in log.read_bytes(), stage.name)
        fleet.stop()
    assert (tmp_path / "order").read_text(encoding="ascii") == "12345"


def test_a_child_that_ignores_the_request_is_killed_after_its_grace(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with Pulse() as pulse:
        fleet = Fleet(pulse, lambda: None)
        fleet.start(python(tmp_path, STUBBORN, grace_s=0.2), Stage.WEB)
        pid = fleet.processes()["child"]
        wait_until(lambda: bool((tmp_path / "child.log").read_bytes()), "the child ignores TERM")
        fleet.stop()
    assert not is_running(pid)
    assert "child did not stop in time and was killed" in capfd.readouterr().err


def test_a_second_ctrl_c_ends_the_patience(tmp_path: Path) -> None:
    with Pulse() as pulse:
        fleet = Fleet(pulse, lambda: None)
        fleet.start(python(tmp_path, STUBBORN, grace_s=600), Stage.WEB)
        wait_until(lambda: bool((tmp_path / "child.log").read_bytes()), "the child ignores TERM")
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(StopRequested):
            fleet.watch(10.0)
        impatient = f"import os, time; time.sleep(0.3); os.kill({os.getpid()}, 2)"
        second = subprocess.Popen([sys.executable, "-c", impatient])
        fleet.stop()
        assert second.wait() == 0


def test_a_job_reports_what_it_said_when_it_failed(fleet: Fleet, tmp_path: Path) -> None:
    assert fleet.run_to_end(python(tmp_path, "print('fine')")) is None
    failure = fleet.run_to_end(python(tmp_path, "raise SystemExit('broken')"))
    assert failure is not None
    assert "broken" in failure
    assert "fine" not in failure, "that was the earlier run"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a death")
def test_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from config.supervisor.process import Child, Command
here = Path({str(tmp_path)!r})
child = Child(Command(name="c", argv=("sleep", "600"), cwd=here, log=here / "c.log"))
print(child.pid, flush=True)
child._process.wait()
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_running(child)
    parent.kill()
    parent.communicate()
    wait_until(lambda: not is_running(child), "the child notices", within_s=2)


def test_development_notices_new_changed_and_removed_sources(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "a.py").write_text("1", encoding="ascii")
    changes = Changes(tmp_path)
    (tmp_path / "b.py").write_text("2", encoding="ascii")
    (tmp_path / "var" / "c.py").write_text("3", encoding="ascii")
    assert changes.look() == ["b.py"]
    (tmp_path / "a.py").unlink()
    assert changes.look() == ["a.py"]
    assert changes.look() == []


def test_renewed_children_have_new_processes(fleet: Fleet, tmp_path: Path) -> None:
    fleet.start(python(tmp_path, SLEEPER, "web"), Stage.WEB)
    fleet.start(python(tmp_path, SLEEPER, "chroma"), Stage.INDEX)
    before = fleet.processes()
    fleet.renew((Stage.WEB,))
    after = fleet.processes()
    assert before["web"] != after["web"]
    assert before["chroma"] == after["chroma"]
