"""Words of a PDF page become lines in reading order: columns are told apart, tables found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

# Gaps in units of the letters' size.
_CELL_GAP = 1.6  # wider than blanks of justified text
_ROW_GAP = 2.6  # rows of one table are not further apart
_ALIGNED = 0.9
_MAX_CELL_WORDS = 7
_MAX_PAIR_WORDS = 4  # with two columns only, which prose has too
_MIN_ROWS = 3
_MIN_COLUMN = 4  # lines of prose
_MAX_DIVISIONS = 3
_USUAL_HEIGHT = 14  # points
_BOLD = ("bold", "black", "heavy", "semibold", "demi")


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand together on one line. Lengths in points, from the page's top left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    is_bold: bool

    @property
    def words(self) -> int:
        """Length in words."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells, with its place."""

    rows: tuple[tuple[str, ...], ...]
    top: float
    bottom: float
    x0: float = 0.0
    x1: float = 0.0


Item = Line | Grid


def items_of(words: Sequence[dict[str, Any]], tables: Sequence[Grid]) -> list[Item]:
    """Lines and tables of a page in no order.

    `words`: of pdfplumber, with `size` and `fontname`. `tables`: those found by their rules.
    """
    loose, aligned = _aligned_tables([_segments(row) for row in _rows(words)])
    return [*loose, *tables, *aligned]


def in_reading_order(items: Sequence[Item]) -> list[Item]:
    """Lines and tables from top to bottom, column by column."""
    return _ordered(items, _MAX_DIVISIONS)


def _ordered(items: Sequence[Item], divisions: int) -> list[Item]:
    """By columns where there are some, and within them again."""
    items = sorted(items, key=lambda item: (item.top, item.x0))
    gutter = _gutter(items) if divisions else None
    if gutter is None:
        return items
    found: list[Item] = []
    for band in _bands(items, gutter):
        left = [item for item in band if item.x1 <= gutter]
        right = [item for item in band if item.x0 >= gutter]
        across = [item for item in band if item.x0 < gutter < item.x1]
        beside, below = _below_columns(left, right)
        found += _ordered(beside, divisions - 1)
        found += _ordered(right, divisions - 1)
        found += [*below, *across]
    return found


def _below_columns(left: list[Item], right: list[Item]) -> tuple[list[Item], list[Item]]:
    """What follows after both columns have ended and a gap was left is no part of the first."""
    end = max((item.bottom for item in right), default=None)
    if end is None:
        return left, []
    for number in range(1, len(left)):
        before, item = left[number - 1], left[number]
        height = item.bottom - item.top
        if item.top > end and item.top - before.bottom > min(height, _USUAL_HEIGHT) * 0.9:
            return left[:number], left[number:]
    return left, []


def _rows(words: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda one: (one["bottom"], one["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        # Also small letters beside large ones: what lies within the height of the row's first word.
        if rows and rows[-1][0]["top"] < middle < rows[-1][0]["bottom"]:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda one: one["x0"]) for row in rows]


def _segments(row: Sequence[dict[str, Any]]) -> list[Line]:
    parts: list[list[dict[str, Any]]] = []
    for word in row:
        if parts and word["x0"] - parts[-1][-1]["x1"] <= _CELL_GAP * max(word["size"], 1):
            parts[-1].append(word)
        else:
            parts.append([word])
    return _with_bullets([_line(part) for part in parts])


def _with_bullets(lines: list[Line]) -> list[Line]:
    """A bullet or number far before its text belongs to it."""
    if len(lines) >= 2 and len(lines[0].text) <= 3 and not lines[0].text.isalpha():
        first, second, *rest = lines
        if second.x0 - first.x1 <= 4 * first.size and not first.text.isdecimal():
            joined = Line(
                f"{first.text} {second.text}", first.x0, second.x1, min(first.top, second.top),
                max(first.bottom, second.bottom), second.size, second.is_bold,
            )  # fmt: skip
            return [joined, *rest]
    return lines


def _line(words: Sequence[dict[str, Any]]) -> Line:
    letters = sum(len(one["text"]) for one in words)
    bold = sum(len(one["text"]) for one in words if _is_bold(one["fontname"]))
    return Line(
        text=" ".join(one["text"] for one in words),
        x0=words[0]["x0"],
        x1=words[-1]["x1"],
        top=min(one["top"] for one in words),
        bottom=max(one["bottom"] for one in words),
        size=round(median(one["size"] for one in words for _ in one["text"]), 1),
        is_bold=bold > letters * 0.9,
    )


def _is_bold(font: str) -> bool:
    name = font.rpartition("+")[2].lower()
    return any(word in name for word in _BOLD)


def _aligned_tables(rows: Sequence[list[Line]]) -> tuple[list[Line], list[Grid]]:
    """Rows of short cells that stand below each other are tables although no rule is drawn."""
    loose: list[Line] = []
    tables: list[Grid] = []
    run: list[list[Line]] = []

    def end_run() -> None:
        if grid := _grid(run):
            tables.append(grid)
        else:
            loose.extend(line for row in run for line in row)
        run.clear()

    for row in rows:
        if len(row) < 2 or (run and not _continues(run, row)):
            end_run()
        if len(row) < 2:
            loose.extend(row)
        else:
            run.append(row)
    end_run()
    return loose, tables


def _continues(run: Sequence[list[Line]], row: Sequence[Line]) -> bool:
    before = run[-1]
    near = row[0].top - before[0].bottom <= _ROW_GAP * before[0].size
    columns = [(line.x0, line.x1) for line in max(run, key=len)]
    return near and all(_column(columns, line) is not None for line in row)


def _column(columns: Sequence[tuple[float, float]], line: Line) -> int | None:
    """The column that begins or ends where the cell does, or lies above or below it."""
    for number, (x0, x1) in enumerate(columns):
        near = _ALIGNED * line.size
        if abs(line.x0 - x0) < near or abs(line.x1 - x1) < near:
            return number
    overlaps = [min(line.x1, x1) - max(line.x0, x0) for x0, x1 in columns]
    best = max(range(len(columns)), key=overlaps.__getitem__, default=None)
    return best if best is not None and overlaps[best] > 0 else None


def _grid(run: Sequence[list[Line]]) -> Grid | None:
    cells = [line for row in run for line in row]
    if len(run) < _MIN_ROWS or all(len(line.text) <= 2 for line in cells):
        return None
    columns = [(line.x0, line.x1) for line in max(run, key=len)]
    most = _MAX_PAIR_WORDS if len(columns) == 2 else _MAX_CELL_WORDS
    if sum(line.words for line in cells) > most * len(cells):
        return None
    rows = []
    for row in run:
        filled = [""] * len(columns)
        for line in row:
            number = _column(columns, line)
            if number is None:
                return None
            filled[number] = f"{filled[number]} {line.text}".strip()
        rows.append(tuple(filled))
    return Grid(
        tuple(rows), run[0][0].top, run[-1][0].bottom, columns[0][0], max(one.x1 for one in cells)
    )


def _gutter(items: Sequence[Item]) -> float | None:
    """Where part of the page is divided into columns of prose; None when none is."""
    lines = [item for item in items if isinstance(item, Line)]
    if len(lines) < 2 * _MIN_COLUMN:
        return None
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    best: tuple[int, float] = (0, 0.0)
    for step in range(25, 76):
        x = left + (right - left) * step / 100
        best = max(best, (_two_sided(items, x), x))
    return best[1] if best[0] else None


def _two_sided(items: Sequence[Item], x: float) -> int:
    """How many lines of prose stand side by side when the page is divided at `x`."""
    total = 0
    for band in _bands(items, x):
        lines = [item for item in band if isinstance(item, Line)]
        before = [line for line in lines if line.x1 <= x and line.words > 2]
        after = [line for line in lines if line.x0 >= x and line.words > 2]
        if min(len(before), len(after)) >= _MIN_COLUMN:
            total += len(before) + len(after)
    return total


def _bands(items: Sequence[Item], x: float) -> Iterator[list[Item]]:
    """Runs from top to bottom, each ended by what stands across `x`."""
    band: list[Item] = []
    for item in items:
        band.append(item)
        if item.x0 < x < item.x1:
            yield band
            band = []
    yield band
