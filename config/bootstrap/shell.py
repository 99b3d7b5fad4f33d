"""Runs other programs for the tasks, quietly while all is well."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TAIL_LINES = 40


class TaskError(Exception):
    """A task cannot go on; the message is the whole explanation."""


def say(text: str) -> None:
    """One line of progress."""
    print(text, flush=True)


def quietly(what: str, command: Sequence[str], env: Mapping[str, str], cwd: Path = ROOT) -> None:
    """The command has succeeded. Its output is shown only when it fails, with a TaskError."""
    started = time.monotonic()
    say(f"{what} ...")
    done = subprocess.run(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode != 0:
        lines = done.stdout.decode(errors="replace").splitlines()[-TAIL_LINES:]
        print("\n".join(lines), file=sys.stderr)
        raise TaskError(f"{what} failed: {' '.join(command)} (exit code {done.returncode})")
    if time.monotonic() - started > 1:
        say(f"  done in {time.monotonic() - started:.0f} s")


def output_of(command: Sequence[str]) -> str | None:
    """What the command prints; None when it cannot run or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout


def environment() -> dict[str, str]:
    """This process's variables; bytecode is written, or every later start takes twice as long."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
