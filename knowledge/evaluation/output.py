"""Writing results whole or not at all."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


class OutputError(Exception):
    """The output cannot be written; the message is one line that names the file."""


@contextmanager
def rows_to(path: Path, inputs: Iterable[Path] = ()) -> Iterator[RowsOut]:
    """A place for rows. They stand at `path` once the block ends well, and never in parts.

    A name that ends in `.gz` is packed. Raises OutputError, at once where the place is no good.
    """
    with _naming(path):
        target = path.resolve()
        _check(path, target, inputs)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    with _naming(path):
        stream = _opened(beside, packed=target.suffix == ".gz")
    try:
        yield RowsOut(path, stream)
        with _naming(path):
            stream.close()
            os.replace(beside, target)
    finally:
        stream.close()
        beside.unlink(missing_ok=True)


class RowsOut:
    """Takes rows one by one."""

    def __init__(self, path: Path, stream: IO[str]) -> None:
        self._path = path
        self._stream = stream

    def write(self, row: Mapping[str, Any]) -> None:
        """One object, one line. Raises OutputError."""
        with _naming(self._path):
            self._stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def _check(path: Path, target: Path, inputs: Iterable[Path]) -> None:
    if any(target == one.resolve() for one in inputs):
        raise OutputError(f"{path}: This is read as well; choose another output.")
    if target.exists() and not target.is_file():
        raise OutputError(f"{path}: This is no file.")
    if not target.parent.is_dir():
        raise OutputError(f"{path}: There is no folder {target.parent}.")


def _opened(beside: Path, *, packed: bool) -> IO[str]:
    if packed:
        return gzip.open(beside, "xt", encoding="utf-8")
    return beside.open("x", encoding="utf-8")


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """What the system says against writing becomes one line."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: This cannot be written: {error.strerror or error}.") from error
