"""Reading JSON Lines for measuring: plain or gzip, each fault with its file and line; no Django."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_MAGIC = b"\x1f\x8b"  # a gzip file is known by its first bytes, whatever it is called
_SHOWN = 60  # characters of an id in a message


class RowError(Exception):
    """A file cannot be used; the message is one line that names the file and the line in it."""

    def __init__(self, file: Path, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}" if line else f"{file}: {problem}")


@dataclass(slots=True)
class Row:
    """One JSON object and where it stands, with readers that name the place when it is broken."""

    file: Path
    line: int
    values: Mapping[str, Any]

    def fault(self, problem: str) -> RowError:
        """The error that says where this row stands."""
        return RowError(self.file, self.line, problem)

    def text(self, name: str) -> str:
        """A field that must be there and hold more than blanks. Raises RowError."""
        value = self._given(name)
        if not isinstance(value, str):
            raise self.fault(f"“{name}” must be text, not {_kind(value)}.")
        if not value.strip():
            raise self.fault(f"“{name}” is empty.")
        return value

    def text_or_empty(self, name: str, *, required: bool = False) -> str:
        """A text, empty or null; it may be missing unless `required`. Raises RowError."""
        value = self._given(name) if required else self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.fault(f"“{name}” must be text or null, not {_kind(value)}.")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty when it is missing or null. Raises RowError."""
        value = self.values.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.fault(f"“{name}” must be a list of texts.")
        return tuple(value)

    def share(self, name: str) -> float:
        """A number from 0 to 1 that must be there. Raises RowError."""
        value = self._given(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise self.fault(f"“{name}” must be a number from 0 to 1.")
        return float(value)

    def objects(self, name: str) -> Sequence[Row]:
        """A list of objects; empty when it is missing or null. Raises RowError."""
        value = self.values.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.fault(f"“{name}” must be a list of objects.")
        return [Row(self.file, self.line, one) for one in value]

    def _given(self, name: str) -> Any:
        if name not in self.values:
            raise self.fault(f"“{name}” is missing.")
        return self.values[name]


@dataclass(slots=True)
class Ids:
    """Which ids were seen, and where: none may come twice."""

    _places: dict[str, str] = field(default_factory=dict)

    def take(self, row: Row) -> str:
        """The row's id. Raises RowError when there is none, or it was there before."""
        id_ = row.text("id")
        if id_ in self._places:
            raise row.fault(f"The id “{id_[:_SHOWN]}” stands already in {self._places[id_]}.")
        self._places[id_] = f"{row.file}:{row.line}"
        return id_


def read_rows(files: Iterable[Path]) -> Iterator[Row]:
    """Every row of these files in order; blank lines are passed over.

    Raises RowError for a file that cannot be read, is not UTF-8, or holds anything but objects.
    """
    for file in files:
        for number, line in _lines(file):
            if line.strip():
                yield Row(file, number, _object(file, number, line))


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The file's lines with their numbers, from 1."""
    number = 0
    try:
        with file.open("rb") as plain:
            packed = plain.read(len(_MAGIC)) == _MAGIC
            plain.seek(0)
            stream = gzip.GzipFile(fileobj=plain) if packed else plain
            for number, line in enumerate(stream, 1):
                encoding = "utf-8-sig" if number == 1 else "utf-8"
                yield number, line.decode(encoding)
    except UnicodeDecodeError as error:
        raise RowError(file, number, f"This is not UTF-8 (byte {error.start + 1}).") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise RowError(file, number + 1, "The gzip file is cut off or damaged.") from error
    except OSError as error:
        raise RowError(file, 0, f"This cannot be read: {error.strerror or error}.") from error


def _object(file: Path, number: int, line: str) -> Mapping[str, Any]:
    try:
        value = json.loads(line, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        problem = f"This is not JSON: {error.msg}, column {error.colno}."
        raise RowError(file, number, problem) from error
    except (ValueError, RecursionError) as error:
        raise RowError(file, number, "This is not JSON that can be used.") from error
    if not isinstance(value, dict):
        raise RowError(file, number, f"A row must be an object, not {_kind(value)}.")
    if "\\u" in line and not _is_unicode(value):
        raise RowError(file, number, "This has half a character (a lone surrogate).")
    return value


def _is_unicode(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _no_number(name: str) -> float:
    raise ValueError(name)  # NaN and Infinity are no JSON


def _kind(value: Any) -> str:
    """What a JSON value is called."""
    if value is None:
        return "null"
    names = {bool: "true or false", dict: "an object", list: "a list", str: "a text"}
    return names.get(type(value), "a number")
