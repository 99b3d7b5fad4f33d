"""For development: notices changed Python files, and keeps the front end built."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from config import env
from config.supervisor.layout import Layout
from config.supervisor.process import Command

TICK_S = 1.0
SKIPPED = {"static", "var", "node_modules", "tests", "bench", "docs"}


class Changes:
    """Compares the sources with what they were at the last look."""

    def __init__(self, root: Path = env.ROOT) -> None:
        self._root = root
        self._seen = dict(self._times())

    def look(self) -> list[str]:
        """The changed, new or removed files since the last look, as paths below the root."""
        now = dict(self._times())
        before, self._seen = self._seen, now
        return sorted(name for name in before.keys() | now if before.get(name) != now.get(name))

    def _times(self) -> Iterator[tuple[str, int]]:
        for folder, subfolders, files in os.walk(self._root):
            subfolders[:] = [n for n in subfolders if n not in SKIPPED and not n.startswith(".")]
            for name in files:
                if name.endswith(".py"):
                    path = Path(folder, name)
                    # An editor may replace the file at this very moment.
                    if path.exists():
                        yield str(path.relative_to(self._root)), path.stat().st_mtime_ns


def front_end(layout: Layout) -> Command:
    """Builds the front end again whenever one of its sources changes."""
    return Command(
        name="frontend",
        argv=("node", "build.mjs", "--watch"),  # not through npm: nothing may stand in between
        cwd=env.ROOT / "static",
        log=layout.log("frontend"),
    )
