"""What `make` can do: each task is a function, its first docstring line is its help."""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from config.bootstrap import frontend_build, python_env
from config.bootstrap.shell import ROOT, TaskError, environment, quietly, say
from config.supervisor.kernel import die_with_parent

PYTHON = str(python_env.PYTHON)
LOCKS = (
    (ROOT / "requirements.in", python_env.RUN_LOCK),
    (ROOT / "requirements-multilingual.in", ROOT / "requirements-multilingual.txt"),
    (ROOT / "requirements-dev.in", python_env.DEV_LOCK),
    (ROOT / "requirements-model.in", python_env.MODEL_LOCK),
    (python_env.UV_LOCK.with_suffix(".in"), python_env.UV_LOCK),
    (frontend_build.NODE_LOCK.with_suffix(".in"), frontend_build.NODE_LOCK),
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
GENERATED = (".venv", "static/node_modules", "static/dist", ".mypy_cache", ".ruff_cache")


def run_task(arguments: Sequence[str]) -> int:
    """The exit code of one task."""
    name = arguments[0] if arguments else "help"
    task = TASKS.get(name)
    if task is None:
        say(f"There is no task {name!r}; see make help.")
        return 2
    try:
        return task()
    except TaskError as error:
        print(f"Baton: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def show_help() -> int:
    """Show this list."""
    for name, task in TASKS.items():
        summary = (task.__doc__ or "").splitlines()[0]
        say(f"  make {name:<10}{summary}")
    return 0


def setup() -> int:
    """Install everything for work on the code, and build the front end."""
    return _prepare(dev=True)


def run() -> int:
    """Run the whole product (PORT, HOST and others: docs/running.md)."""
    _prepare(dev=False)
    return _up({})


def dev() -> int:
    """Run it for development: reloads Python, rebuilds the front end, shows errors in full."""
    _prepare(dev=True)
    return _up({"BATON_DEV": "1", "DEBUG": "1", "PATH": frontend_build.node_environment()["PATH"]})


def build() -> int:
    """Build the front end into static/dist."""
    return _prepare(dev=False)


def test() -> int:
    """Run the tests of Python and of the front end, without browser or kills."""
    _prepare(dev=True)
    return _run_steps({name: STEPS[name] for name in ("unit", "frontend")})


def test_all() -> int:
    """Run every check and every test (leave some out with SKIP="unit frontend")."""
    _prepare(dev=True)
    skipped = set(os.environ.get("SKIP", "").split())
    if unknown := skipped - set(STEPS):
        raise TaskError(f"SKIP knows {', '.join(STEPS)}; not {', '.join(sorted(unknown))}")
    if "services" not in skipped:
        python_env.ensure_model()
    steps = {name: step for name, step in STEPS.items() if name not in skipped}
    if set(CHECKS) <= set(steps) and "services" in steps:
        # Tests that kill processes mostly wait: what is only computed is done beside them.
        with _beside("check") as checks:
            failed = _run_steps({name: step for name, step in steps.items() if name not in CHECKS})
            return max(failed, checks())
    return _run_steps(steps)


def check() -> int:
    """Check style, types, imports between apps, front end and contracts, without tests."""
    _prepare(dev=True)
    return _run_steps({name: STEPS[name] for name in CHECKS})


def lock() -> int:
    """Resolve the requirement files anew and write their locks."""
    python_env.ensure(dev=True)
    python_env.compile_locks(LOCKS)
    return 0


def clean() -> int:
    """Remove what was installed and built; data in var/ stays."""
    for name in GENERATED:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    return 0


def _prepare(*, dev: bool) -> int:
    """Environment and front end are ready; two at once in one checkout take turns."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another make in this checkout ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        python_env.ensure(dev=dev)
        frontend_build.ensure()
    finally:
        os.close(handle)
    return 0


def _up(extra: Mapping[str, str]) -> int:
    """Becomes the supervisor, and ends with the `make` that started it, however that ends."""
    die_with_parent(signal.SIGTERM, os.getppid())
    os.chdir(ROOT)
    os.execve(PYTHON, [PYTHON, "manage.py", "up"], {**environment(), **extra})


def _python(*arguments: str) -> Callable[[], int]:
    return lambda: _call((PYTHON, *arguments), environment(), ROOT)


def _pytest(*arguments: str) -> Callable[[], int]:
    more = shlex.split(os.environ.get("ARGS", ""))
    return _python("-m", "pytest", "-q", *arguments, *more)


def _npm(script: str) -> Callable[[], int]:
    def step() -> int:
        env = frontend_build.ensure_modules()
        return _call(("npm", "run", "--silent", script), env, frontend_build.STATIC)

    return step


def _browser_tests() -> int:
    if not any(shutil.which(name) for name in BROWSERS):
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            say("The browser tests need Chromium, for example: sudo apt-get install chromium")
            return 1
        quietly("Updating the package lists", ("apt-get", "-q", "update"), environment())
        command = ("apt-get", "-q", "install", "-y", "--no-install-recommends", "chromium")
        quietly("Installing Chromium", command, environment())
    return _pytest("-m", "e2e")()


@contextmanager
def _beside(task: str) -> Iterator[Callable[[], int]]:
    """The task runs meanwhile. What is given waits for it, shows what it printed, and says how it
    ended.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        command = (sys.executable, "-m", "config.bootstrap", task)
        running = subprocess.Popen(command, cwd=ROOT, stdout=printed, stderr=subprocess.STDOUT)

        def done() -> int:
            code = running.wait()
            printed.seek(0)
            say(printed.read())
            return code

        try:
            yield done
        finally:
            running.terminate()
            running.wait()


def _call(command: Sequence[str], env: Mapping[str, str], cwd: Path) -> int:
    return subprocess.run(command, cwd=cwd, env=env, check=False).returncode


def _run_steps(steps: Mapping[str, Callable[[], int]]) -> int:
    """Runs all of them, also after a failure, so that one run shows everything."""
    results: dict[str, tuple[int, float]] = {}
    for name, step in steps.items():
        say(f"\n== {name}")
        started = time.monotonic()
        results[name] = (step(), time.monotonic() - started)
    say("")
    for name, (code, took_s) in results.items():
        say(f"  {'failed' if code else 'ok':<8}{name:<12}{took_s:6.1f} s")
    return int(any(code for code, _ in results.values()))


CHECKS: dict[str, Callable[[], int]] = {
    "lint": _python("-m", "ruff", "check", "."),
    "format": _python("-m", "ruff", "format", "--check", "."),
    "types": _python("-m", "mypy"),
    "imports": _python("-c", "from importlinter.cli import lint_imports_command as c; c()"),
    "contracts": _python("manage.py", "export_contracts", "--check"),
    "frontend-check": _npm("check"),
}
STEPS: dict[str, Callable[[], int]] = {
    **CHECKS,
    "unit": _pytest(),
    "frontend": _npm("test"),
    "services": _pytest("-m", "services or chaos"),
    "browser": _browser_tests,
}
TASKS: dict[str, Callable[[], int]] = {
    "help": show_help,
    "setup": setup,
    "run": run,
    "dev": dev,
    "build": build,
    "test": test,
    "test-all": test_all,
    "check": check,
    "lock": lock,
    "clean": clean,
}
