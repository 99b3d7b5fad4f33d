"""The Python environment in `.venv`: exactly what the hash-locked requirement files say."""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from config.bootstrap.shell import ROOT, TaskError, environment, output_of, quietly, say

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
UV_LOCK = ROOT / "config" / "bootstrap" / "uv.txt"
RUN_LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / "requirements-dev.txt"  # holds everything of RUN_LOCK too
MODEL_LOCK = ROOT / "requirements-model.txt"  # for the test with a real model server alone
ALONE = frozenset({MODEL_LOCK})  # installed without what their packages ask for

# pip's setting -> uv's variable, and what joins several values there.
FROM_PIP = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "proxy": ("ALL_PROXY", " "),
}


def ensure(*, dev: bool) -> None:
    """`.venv` holds the locked packages. Does nothing when it already does."""
    lock = DEV_LOCK if dev else RUN_LOCK
    if _has(lock):
        return
    _ensure_venv()
    install(lock, PYTHON)
    for installed in (RUN_LOCK, lock):
        _stamp(installed).write_text(_digest(installed), encoding="ascii")


def ensure_model() -> None:
    """The packages of the model test are in `.venv`, or a line says that they cannot be had."""
    if _has(MODEL_LOCK):
        return
    try:
        install(MODEL_LOCK, PYTHON)
    except TaskError as error:
        say(f"The test with a real model server is left out: {error}")
        return
    _stamp(MODEL_LOCK).write_text(_digest(MODEL_LOCK), encoding="ascii")


def install(lock: Path, python: Path) -> None:
    """The packages of a lock file are in that environment, by uv, or by pip where uv fails."""
    count = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    what = f"Installing {count} packages of {lock.name}"
    env = {**uv_settings(), **environment()}
    arguments = (*_alone(lock), "--require-hashes", "-r", str(lock))
    try:
        quietly(what, (str(UV), "pip", "install", "-q", "--python", str(python), *arguments), env)
    except TaskError as error:
        say(f"{error}\nTrying pip instead, which takes longer.")
        pip = (str(PYTHON), "-m", "pip", "--python", str(python), "install", "-q")
        quietly(what, (*pip, *arguments), environment())


def uv_settings() -> dict[str, str]:
    """What pip is configured to do on this machine, in uv's words: uv does not read pip's files."""
    listed = output_of((str(PYTHON), "-m", "pip", "config", "list")) or ""
    found: dict[str, list[str]] = {}
    for line in sorted(listed.splitlines(), key=_strength):
        name, _, value = line.partition("=")
        key = name.rpartition(".")[2]
        if key in FROM_PIP:
            found[key] = str(ast.literal_eval(value)).split()
    settings = {FROM_PIP[key][0]: FROM_PIP[key][1].join(values) for key, values in found.items()}
    if "UV_INDEX" in settings:  # pip looks into all indexes; safe, because every file has its hash
        settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return settings


def compile_locks(sources: Sequence[tuple[Path, Path]]) -> None:
    """Each requirements file is resolved anew into its lock file."""
    options = ("--universal", "--python-version", "3.11", "--generate-hashes", "--quiet")
    for source, lock in sources:
        names = (str(source.relative_to(ROOT)), "-o", str(lock.relative_to(ROOT)))
        command = (str(UV), "pip", "compile", *options, *_alone(lock), *names)
        quietly(f"Locking {source.name}", command, {**uv_settings(), **environment()})


def _alone(lock: Path) -> tuple[str, ...]:
    return ("--no-deps",) if lock in ALONE else ()


def _strength(line: str) -> int:
    """pip's own order: the environment beats a section for the command, which beats the rest."""
    return 2 if line.startswith(":env:") else 1 if line.startswith("install") else 0


def _ensure_venv() -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    usable = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    if output_of((str(PYTHON), "-c", usable)) is None:
        command = (sys.executable, "-m", "venv", "--clear", str(VENV))
        quietly(f"Making .venv with Python {version}", command, environment())
    if output_of((str(UV), "--version")) is None:
        pip = (str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check")
        quietly("Getting uv", (*pip, "--require-hashes", "-r", str(UV_LOCK)), environment())


def _has(lock: Path) -> bool:
    stamp = _stamp(lock)
    return PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == _digest(lock)


def _stamp(lock: Path) -> Path:
    return VENV / f".installed-{lock.stem}"


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()
