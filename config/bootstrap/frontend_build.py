"""The built front end in `static/dist`, from the sources beside it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from config.bootstrap import python_env
from config.bootstrap.shell import ROOT, environment, output_of, quietly

STATIC = ROOT / "static"
DIST = STATIC / "dist"
MODULES = STATIC / "node_modules"
NODE_VENV = python_env.VENV / "node"
NODE_LOCK = ROOT / "config" / "bootstrap" / "node.txt"
NOT_SOURCES = {"dist", "node_modules"}


def ensure() -> None:
    """`static/dist` is built from the present sources. Does nothing when it already is."""
    digest = _digest(_sources())
    stamp = DIST / ".built-from"
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    env = ensure_modules()
    quietly("Building the front end", ("npm", "run", "build"), env, STATIC)
    stamp.write_text(digest, encoding="ascii")


def ensure_modules() -> dict[str, str]:
    """`node_modules` is what the lock file says. Returns variables with Node on the PATH."""
    env = node_environment()
    digest = _digest([STATIC / "package-lock.json"])
    stamp = MODULES / ".installed-from"
    if not (stamp.exists() and stamp.read_text(encoding="ascii") == digest):
        quiet = ("--no-audit", "--no-fund", "--loglevel=error")
        quietly("Installing the front end's packages", ("npm", "ci", *quiet), env, STATIC)
        stamp.write_text(digest, encoding="ascii")
    return env


def node_environment() -> dict[str, str]:
    """Variables whose PATH has a Node that is new enough: the machine's, else one from a wheel."""
    env = environment()
    env["PYTHON"] = str(python_env.PYTHON)
    if not (_is_new_enough(output_of(("node", "--version"))) and shutil.which("npm")):
        folder = NODE_VENV / "bin"
        if not _is_new_enough(output_of((str(folder / "node"), "--version"))):
            command = (sys.executable, "-m", "venv", "--clear", "--without-pip", str(NODE_VENV))
            quietly("No Node 20.19 or newer found; making a place for one", command, env)
            python_env.install(NODE_LOCK, folder / "python")
        env["PATH"] = f"{folder}{os.pathsep}{env.get('PATH', '')}"
    return env


def _is_new_enough(version: str | None) -> bool:
    """What the bundler asks for: 20.19 and later of 20, or 22.12 and later."""
    numbers = re.match(r"v(\d+)\.(\d+)", version or "")
    if numbers is None:
        return False
    found = (int(numbers[1]), int(numbers[2]))
    return (20, 19) <= found < (21, 0) or found >= (22, 12)


def _sources() -> Iterator[Path]:
    for folder, subfolders, files in os.walk(STATIC):
        subfolders[:] = sorted(
            name for name in subfolders if name not in NOT_SOURCES and not name.startswith(".")
        )
        yield from (Path(folder) / name for name in sorted(files))


def _digest(files: Iterator[Path] | list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(STATIC)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
