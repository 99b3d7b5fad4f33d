"""Lines of PDF pages become Markdown: headings by size, paragraphs, lists, tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.ingest.readers import markup
from knowledge.ingest.readers.names import meant
from knowledge.ingest.readers.pdf_words import Grid, Item, Line, in_reading_order

_LARGER = 1.12  # than the usual letters: a heading
_MAX_HEADING_WORDS = 18
_MAX_BOLD_WORDS = 12
_BULLET = re.compile(r"^[•●◦▪■‣–—*·o\-\uf0b7\uf0a7]\s+(?=\S)")
_NUMBER = re.compile(r"^(\(?\d{1,3}[.)]|[a-z][.)])\s+(?=\S)")
_END = (".", "!", "?", ":", ";", "…", '."', ".”", ".)")
_PAGE_NUMBER = re.compile(r"^(page|seite|p\.)?\s*\d{1,4}(\s*(/|of|von)\s*\d{1,4})?$", re.IGNORECASE)
_LEADERS = re.compile(r"(\. ?){5,}\s*\w{0,6}$")  # dots that lead to a page number
_NEAR_TOP = 4  # blocks: dates and letterheads may stand above a title
_MARGIN = 0.09  # of the page's height, above and below, where running titles stand


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, in no order."""

    items: tuple[Item, ...]
    height: float


def compose(pages: Sequence[Page]) -> tuple[str, str]:
    """Title and Markdown of the whole file; the title is empty where no heading opens it."""
    running = _running_lines(pages)
    items = [
        item
        for page in pages
        for item in in_reading_order(
            [one for one in page.items if not _is_left_out(one, page, running)]
        )
    ]
    usual = _usual_size(items)
    sizes = _heading_sizes(items, usual)
    blocks = list(_blocks(items, usual, sizes))
    place = _opening_heading(blocks)
    title = ""
    if place is not None:
        title = meant(blocks.pop(place)[1])
    return title, "\n\n".join(text for _, text in _levelled(blocks))


Block = tuple[int, str]
"""Level of a heading, 0 for all else; its Markdown, for a heading the bare words."""


def _usual_size(items: Sequence[Item]) -> float:
    letters: Counter[float] = Counter()
    for item in items:
        if isinstance(item, Line):
            letters[item.size] += len(item.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _heading_sizes(items: Sequence[Item], usual: float) -> list[float]:
    """Sizes of headings, the largest first; nearly equal ones are one."""
    sizes = sorted(
        {
            item.size
            for item in items
            if isinstance(item, Line)
            and item.size >= usual * _LARGER
            and item.words <= _MAX_HEADING_WORDS
        },
        reverse=True,
    )
    kept: list[float] = []
    for size in sizes:
        if not kept or kept[-1] - size > 0.6:
            kept.append(size)
    return kept[:5]


def _level(line: Line, usual: float, sizes: Sequence[float]) -> int:
    if not re.search(r"[^\W\d_]{2}", line.text):
        return 0
    if line.words <= _MAX_HEADING_WORDS and line.size >= usual * _LARGER:
        return 1 + next((n for n, size in enumerate(sizes) if line.size >= size - 0.6), len(sizes))
    short = line.words <= _MAX_BOLD_WORDS and not line.text.endswith((".", ",", ";", ":"))
    return len(sizes) + 1 if line.is_bold and short and not _BULLET.match(line.text) else 0


def _blocks(items: Sequence[Item], usual: float, sizes: Sequence[float]) -> Iterator[Block]:
    gathered: list[Line] = []
    for item in items:
        level = _level(item, usual, sizes) if isinstance(item, Line) else 0
        same = (
            bool(gathered)
            and isinstance(item, Line)
            and _level(gathered[0], usual, sizes) == level
            and _goes_on(gathered[-1], item, is_heading=level > 0)
        )
        if gathered and not same:
            yield from _block(gathered, _level(gathered[0], usual, sizes))
            gathered = []
        if isinstance(item, Grid):
            rows = [[markup.escape(cell) for cell in row] for row in item.rows]
            if text := markup.table(rows, has_header=markup.first_row_is_header(item.rows)):
                yield 0, text
        else:
            gathered.append(item)
    if gathered:
        yield from _block(gathered, _level(gathered[0], usual, sizes))


def _goes_on(before: Line, line: Line, *, is_heading: bool) -> bool:
    """Whether a line belongs to the same heading, paragraph or list as the one before it."""
    gap = line.top - before.bottom
    if is_heading:
        return abs(before.size - line.size) < 0.6 and -before.size < gap < 0.6 * before.size
    if _is_item(before.text) and _is_item(line.text) and -before.size < gap < 2 * line.size:
        return True
    if gap < -before.size:  # the next column or page
        return not before.text.endswith(_END) and line.text[:1].islower()
    return gap < 0.75 * line.size and abs(before.size - line.size) < 1.5


def _is_item(text: str) -> bool:
    return bool(_BULLET.match(text) or _NUMBER.match(text))


def _block(lines: Sequence[Line], level: int) -> Iterator[Block]:
    if level:
        yield level, _joined(lines)
        return
    items: list[list[Line]] = []
    for line in lines:
        if _is_item(line.text) or not items:
            items.append([line])
        else:
            items[-1].append(line)
    loose: list[str] = []
    for item in items:
        text = _joined(item)
        if not _is_item(text):
            yield 0, markup.escape_line(markup.escape(text))
            continue
        if bullet := _BULLET.match(text):
            loose.append("- " + markup.escape(text[bullet.end() :]))
        elif re.match(r"\d{1,3}[.)] ", text):
            loose.append(markup.escape(text))
        else:
            loose.append("- " + markup.escape(text))
    if loose:
        yield 0, "\n".join(loose)


def _joined(lines: Sequence[Line]) -> str:
    """One text of several lines; words divided at the end of a line are whole again."""
    text = ""
    for line in lines:
        if re.search(r"[^\W\d_]{2}-$", text) and line.text[:1].islower():
            text = text[:-1] + line.text
        else:
            text = f"{text} {line.text}".strip()
    return text


def _opening_heading(blocks: Sequence[Block]) -> int | None:
    """The place of the first heading near the top, if no other is as large."""
    levels = [level for level, _ in blocks if level]
    if len(blocks) < 2 or not levels or levels.count(min(levels)) > 1:
        return None
    place = next(number for number, (level, _) in enumerate(blocks) if level)
    is_title = blocks[place][0] == min(levels) and place < _NEAR_TOP and meant(blocks[place][1])
    return place if is_title else None


def _levelled(blocks: Sequence[Block]) -> Iterator[Block]:
    """Headings from the second level on, without gaps between the levels that are used."""
    used = sorted({level for level, _ in blocks if level})
    for level, text in blocks:
        if level:
            yield level, markup.heading(used.index(level) + 2, markup.escape(text))
        else:
            yield 0, text


def _running_lines(pages: Sequence[Page]) -> set[str]:
    """Titles and footers that repeat on most pages, with numbers made equal."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_pattern(item.text) for item in page.items if _in_margin(item, page)})  # type: ignore[union-attr]
    return {text for text, count in seen.items() if count >= max(3, len(pages) * 0.5)}


def _in_margin(item: Item, page: Page) -> bool:
    at_edge = item.bottom < page.height * _MARGIN or item.top > page.height * (1 - _MARGIN)
    return isinstance(item, Line) and at_edge


def _is_left_out(item: Item, page: Page, running: set[str]) -> bool:
    """Running titles, page numbers, and lines of a table of contents."""
    if not isinstance(item, Line):
        return False
    if _LEADERS.search(item.text):
        return True
    if not _in_margin(item, page):
        return False
    return _pattern(item.text) in running or bool(_PAGE_NUMBER.match(item.text.strip("-– ")))


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "#", text).casefold()
