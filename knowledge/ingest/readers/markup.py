"""Writing Markdown that reads back as the same words: escapes, lists and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPACES = re.compile(r"[ \t\n\r\f\v\u00a0]+")
# Only what Markdown would take for a mark: people edit this text.
_INLINE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|`|\*(?=\S)|(?<=\S)\*|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|<(?=[A-Za-z/!?])"
    r"|\[(?=[^\[\]]{0,200}\]\()|&(?=#?\w+;)|~~"
)
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|~~~|=+(?=\s*$)|-+(?=\s*$))")
_LINE_NUMBER = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
_NUMBERS = re.compile(r"\d")


def squeeze(text: str) -> str:
    """Runs of blanks become one blank each, as browsers show them."""
    return _SPACES.sub(" ", text)


def escape(text: str) -> str:
    """Text whose signs are not taken for Markdown within a line."""
    return _INLINE.sub(lambda match: "\\" + match[0], text)


def escape_line(line: str) -> str:
    """A line that does not begin a heading, list or quotation by accident."""
    line = _LINE_NUMBER.sub(r"\1\\\2", line)
    return _LINE_START.sub(r"\1\\\2", line)


def heading(level: int, text: str) -> str:
    """A heading; `level` 1 to 6."""
    return f"{'#' * max(1, min(level, 6))} {text.strip()}"


def table(rows: Sequence[Sequence[str]], *, has_header: bool) -> str:
    """A table with a header row, which is empty where the rows have none.

    Cells are Markdown of one line each. Short rows are filled up; empty rows are left out.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    if not has_header:
        rows = [[""] * width, *rows]
    lines = [_row(row, width) for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def first_row_is_header(rows: Sequence[Sequence[str]]) -> bool:
    """A guess where nothing says so: names above at least two columns of something else."""
    if len(rows) < 2:
        return False
    first, rest = rows[0], rows[1:]
    if len(first) < 2 or not all(cell.strip() for cell in first[1:]) or any(map(_long, first)):
        return False
    if any(_NUMBERS.search(cell) for cell in first):
        return False
    numbers_below = any(_NUMBERS.search(cell) for row in rest for cell in row)
    return len(first) >= 3 or numbers_below


def _long(cell: str) -> bool:
    return len(cell) > 60


def _row(cells: Sequence[str], width: int) -> str:
    filled = [*cells, *[""] * (width - len(cells))]
    return "| " + " | ".join(_cell(cell) for cell in filled) + " |"


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", squeeze(text).strip())
