"""The project's source files, as the house lints read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("chat", "knowledge", "agents", "escalation", "flows", "config")
_SKIPPED = {
    ".git",
    ".venv",
    "__pycache__",
    "dist",
    "generated",
    "migrations",
    "node_modules",
    "var",
}


def files(*suffixes: str, under: Path = ROOT) -> Iterator[Path]:
    """Files written by hand with one of these suffixes."""
    for path in sorted(under.iterdir()):
        if path.is_dir():
            if path.name not in _SKIPPED and not path.name.startswith("."):
                yield from files(*suffixes, under=path)
        elif path.suffix in suffixes:
            yield path


def modules(*apps: str) -> Iterator[Path]:
    """Python modules of these apps, or of all."""
    for app in apps or APPS:
        yield from files(".py", under=ROOT / app)


@cache
def tree(path: Path) -> ast.Module:
    """The module as a syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, node: ast.AST) -> str:
    """Where in the project the node stands, as editors open it."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"
