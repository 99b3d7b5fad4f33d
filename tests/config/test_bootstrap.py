"""What `make` does before anything is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from config.bootstrap import frontend_build, python_env, tasks
from config.bootstrap.shell import ROOT, TaskError, quietly
from config.env import ROOT as CHECKOUT


def test_uv_is_told_what_pip_is_configured_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CERT"):
        monkeypatch.delenv(name, raising=False)
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\nindex-url = https://mirror.example/simple\ntimeout = 3\n"
        "extra-index-url = https://a.example/simple\n    https://b.example/simple\n"
        "find-links = /one /two\ncert = /etc/mirror.pem\n"
        "[install]\ntrusted-host = mirror.example\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    monkeypatch.setenv("PIP_CERT", "/etc/stronger.pem")
    monkeypatch.setattr(python_env, "PYTHON", Path(sys.executable))
    settings = python_env.uv_settings()
    assert settings["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert settings["UV_INDEX"].endswith("https://a.example/simple https://b.example/simple")
    assert settings["UV_INDEX_STRATEGY"] == "unsafe-best-match"
    assert settings["UV_FIND_LINKS"] == "/one,/two"
    assert settings["SSL_CERT_FILE"] == "/etc/stronger.pem"
    assert settings["UV_INSECURE_HOST"] == "mirror.example"


@pytest.mark.parametrize(
    ("version", "new_enough"),
    [
        (None, False),
        ("v18.20.8\n", False),
        ("v20.18.3\n", False),
        ("v20.19.0\n", True),
        ("v21.7.3\n", False),
        ("v22.11.0\n", False),
        ("v22.12.0\n", True),
        ("v24.19.0\n", True),
    ],
)
def test_node_is_used_only_when_the_bundler_takes_it(version: str | None, new_enough: bool) -> None:
    assert frontend_build._is_new_enough(version) is new_enough


def test_an_installed_lock_is_not_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[Path] = []
    lock = tmp_path / "requirements.txt"
    lock.write_text("a==1\n", encoding="utf-8")
    monkeypatch.setattr(python_env, "VENV", tmp_path)
    monkeypatch.setattr(python_env, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(python_env, "RUN_LOCK", lock)
    monkeypatch.setattr(python_env, "_ensure_venv", lambda: None)
    monkeypatch.setattr(python_env, "install", lambda lock, python: installed.append(lock))
    python_env.ensure(dev=False)
    python_env.ensure(dev=False)
    assert installed == [lock]
    lock.write_text("a==2\n", encoding="utf-8")
    python_env.ensure(dev=False)
    assert installed == [lock, lock]


def test_a_machine_that_cannot_have_the_model_goes_on_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, ...]] = []

    def refuse(what: str, command: tuple[str, ...], env: object) -> None:
        asked.append(command)
        raise TaskError("no such file for this machine")

    monkeypatch.setattr(python_env, "VENV", tmp_path)
    monkeypatch.setattr(python_env, "quietly", refuse)
    python_env.ensure_model()
    assert all("--no-deps" in command for command in asked)
    assert "is left out" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_a_failing_program_shows_what_it_said(capfd: pytest.CaptureFixture[str]) -> None:
    command = (sys.executable, "-c", "print('the reason'); raise SystemExit(3)")
    with pytest.raises(TaskError, match=r"Trying failed: .* \(exit code 3\)"):
        quietly("Trying", command, {})
    assert "the reason" in capfd.readouterr().err


def test_every_step_runs_and_one_failure_fails_all(capsys: pytest.CaptureFixture[str]) -> None:
    ran: list[str] = []

    def step(name: str, code: int) -> int:
        ran.append(name)
        return code

    steps = {"bad": lambda: step("bad", 2), "good": lambda: step("good", 0)}
    assert tasks._run_steps(steps) == 1
    assert ran == ["bad", "good"]
    assert "failed  bad" in capsys.readouterr().out


def test_an_unknown_step_to_skip_is_not_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_prepare", lambda *, dev: 0)
    monkeypatch.setenv("SKIP", "unit typo")
    with pytest.raises(TaskError, match="not typo"):
        tasks.test_all()


def test_checks_run_beside_the_tests_that_mostly_wait(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []
    steps = {name: lambda name=name: ran.append(name) or 0 for name in tasks.STEPS}  # type: ignore[misc]
    monkeypatch.setattr(tasks, "STEPS", steps)
    monkeypatch.setattr(tasks, "_prepare", lambda *, dev: 0)
    monkeypatch.setattr(tasks.python_env, "ensure_model", lambda: None)
    monkeypatch.setattr(tasks, "sys", SimpleNamespace(executable="echo"))
    monkeypatch.setenv("SKIP", "unit frontend")
    assert tasks.test_all() == 0
    assert ran == ["services", "browser"]
    assert "-m config.bootstrap check" in capfd.readouterr().out
    monkeypatch.setattr(tasks, "sys", SimpleNamespace(executable="false"))
    assert tasks.test_all() == 1


def test_the_tasks_need_only_the_standard_library() -> None:
    code = "import config.bootstrap.tasks, config.supervisor.up; print('fine')"
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code], cwd=CHECKOUT, capture_output=True, text=True
    )
    assert done.stdout == "fine\n", done.stderr
    assert ROOT == CHECKOUT
