"""Remembers which one-off jobs a database has had, so that an ordinary start skips them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from config import env
from config.supervisor.layout import Layout

DEMO = "demo"


class Stamps:
    """Notes inside the database cluster's own directory: they come and go with the data.

    A database elsewhere (DATABASE_URL) may change without us, so there nothing counts as done.
    """

    def __init__(self, layout: Layout) -> None:
        self._file = None if env.text("DATABASE_URL") else layout.postgres / "baton-done"

    def has(self, mark: str) -> bool:
        """Whether the job has been done on this database."""
        return self._file is not None and self._file.exists() and mark in self._lines(self._file)

    def add(self, mark: str) -> None:
        """The job has been done."""
        if self._file is not None and not self.has(mark):
            with self._file.open("a", encoding="utf-8") as file:
                file.write(f"{mark}\n")

    def _lines(self, file: Path) -> list[str]:
        return file.read_text(encoding="utf-8").splitlines()


def schema_mark() -> str:
    """Stands for the schema that our migrations and the pinned libraries add up to."""
    digest = hashlib.sha256()
    ours = sorted(env.ROOT.glob("*/migrations/*.py"))
    for path in (*ours, env.ROOT / "requirements.txt"):
        digest.update(path.relative_to(env.ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return f"schema {digest.hexdigest()}"
