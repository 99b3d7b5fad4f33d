"""What a sub-command of `manage.py evaluate` is, and what all of them share."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.core.management.base import CommandError
from django.core.management.base import OutputWrapper as Screen

from knowledge.evaluation.output import OutputError
from knowledge.evaluation.rows import RowError

__all__ = ["Progress", "Screen", "SubCommand", "faults", "files_argument"]

BROKEN_INPUT = 2
_BAR = 30


class SubCommand(Protocol):
    """One thing to measure. Register it in `config/management/commands/evaluate.py`."""

    name: str
    help: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Its options."""
        ...

    def run(self, options: Mapping[str, Any], screen: Screen) -> None:
        """Measures, writes, and says on the screen what came out.

        Raises RowError, OutputError or CommandError; then nothing was written.
        """
        ...


@contextmanager
def faults() -> Iterator[None]:
    """Broken input and outputs that cannot be written end the command with one line and exit 2."""
    try:
        yield
    except (RowError, OutputError) as error:
        raise CommandError(" ".join(str(error).split()), returncode=BROKEN_INPUT) from error


def files_argument(parser: ArgumentParser, name: str, help_text: str) -> None:
    """A required option that takes one file or several."""
    parser.add_argument(name, nargs="+", type=Path, required=True, metavar="FILE", help=help_text)


class Progress:
    """A bar that moves while work is done; nothing at all where the output is no terminal."""

    def __init__(self, screen: Screen, total: int) -> None:
        self._screen = screen if screen.isatty() else None
        self._total = max(1, total)
        self._percent = -1

    def say(self, text: str) -> None:
        """What is going on, until the bar takes its place."""
        self._show(text)

    def at(self, done: int) -> None:
        """So much is done."""
        percent = done * 100 // self._total
        if percent != self._percent:
            self._percent = percent
            full = percent * _BAR // 100
            self._show(f"[{'#' * full}{'.' * (_BAR - full)}] {percent:3d} %  {done}/{self._total}")

    def end(self) -> None:
        """The line is empty again."""
        self._show("")

    def _show(self, text: str) -> None:
        if self._screen is not None:
            self._screen.write(f"\r\x1b[K{text}", ending="")
            self._screen.flush()
