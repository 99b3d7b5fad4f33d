"""An HTML tree becomes Markdown: headings, lists, tables, code and links are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.html import HtmlElement

from knowledge.ingest.readers import markup

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NEVER = {
    "script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "embed",
    "audio", "video", "img", "picture", "map", "head", "input", "select", "textarea", "button",
    "datalist", "progress", "meter", "dialog",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr",
    "html", "legend", "li", "main", "nav", "ol", "p", "pre", "search", "section", "summary",
    "table", "ul", *_HEADINGS,
}  # fmt: skip
_INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])|"
    r"(?<![-\w])color\s*:\s*transparent|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_SUMMARY_MARK = "\x00"  # no text holds it: what is read was cleaned before
MAX_DEPTH = 120
MAX_SPAN = 50


def to_markdown(root: HtmlElement) -> str:
    """What a reader of the page sees, as Markdown. Empty when there is no text."""
    text = "\n\n".join(_with_summaries(_blocks(root, 0))).strip()
    return text.replace(_SUMMARY_MARK, "")  # inside lists, which hold no headings


def _with_summaries(blocks: Iterable[str]) -> Iterator[str]:
    """Fold-out questions are headings one level below the heading before them."""
    level = 1
    for block in blocks:
        if block.startswith(_SUMMARY_MARK):
            yield markup.heading(level + 1, block.removeprefix(_SUMMARY_MARK))
            continue
        if match := re.match(r"(#{1,6}) ", block):
            level = len(match[1])
        yield block


def is_hidden(element: HtmlElement) -> bool:
    """Whether the page says itself that nobody is meant to see this."""
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_INVISIBLE.search(element.get("style") or ""))
    )


def _skipped(element: HtmlElement) -> bool:
    return not isinstance(element.tag, str) or element.tag in _NEVER or is_hidden(element)


def _blocks(parent: HtmlElement, depth: int) -> Iterator[str]:
    """The blocks inside an element; loose words between blocks are paragraphs."""
    if depth > MAX_DEPTH:
        yield from _paragraph(markup.escape(markup.squeeze(parent.text_content())))
        return
    words = [markup.escape(markup.squeeze(parent.text or ""))]
    for child in parent:
        if _skipped(child):
            pass
        elif _is_block(child, depth):
            yield from _paragraph("".join(words))
            words = []
            yield from _block(child, depth + 1)
        else:
            words.append(_inline(child, depth + 1))
        words.append(markup.escape(markup.squeeze(child.tail or "")))
    yield from _paragraph("".join(words))


def _is_block(element: HtmlElement, depth: int) -> bool:
    if element.tag in _BLOCKS:
        return True
    # Also a link or a span that is wrapped around headings and paragraphs.
    return depth < MAX_DEPTH and any(below.tag in _BLOCKS for below in element.iterdescendants())


def _block(element: HtmlElement, depth: int) -> Iterator[str]:
    tag = element.tag
    if tag in _HEADINGS:
        if text := _line(element, depth):
            yield markup.heading(_HEADINGS[tag], text)
    elif tag in {"ul", "ol"}:
        if items := "\n".join(_items(element, depth)):
            yield items
    elif tag == "table":
        yield from _table(element, depth)
    elif tag == "pre":
        yield from _code(element)
    elif tag == "summary":  # the question of a fold-out answer
        if text := _line(element, depth):
            yield _SUMMARY_MARK + text
    elif tag == "dt":
        if text := _line(element, depth):
            yield f"**{text}**"
    elif tag != "hr":
        yield from _blocks(element, depth)


def _paragraph(text: str) -> Iterator[str]:
    lines = [markup.escape_line(line.strip()) for line in text.split("\n")]
    if joined := "  \n".join(line for line in lines if line):
        yield joined


def _line(element: HtmlElement, depth: int) -> str:
    """All words inside, on one line."""
    return markup.squeeze(_inline_children(element, depth)).strip()


def _inline_children(element: HtmlElement, depth: int) -> str:
    if depth > MAX_DEPTH:
        return markup.escape(markup.squeeze(element.text_content()))
    parts = [markup.escape(markup.squeeze(element.text or ""))]
    for child in element:
        if not _skipped(child):
            gap = " " if child.tag in _BLOCKS else ""
            parts += [gap, _inline(child, depth + 1), gap]
        parts.append(markup.escape(markup.squeeze(child.tail or "")))
    return "".join(parts)


def _inline(element: HtmlElement, depth: int) -> str:
    tag = element.tag
    if tag == "br":
        return "\n"
    inner = _inline_children(element, depth)
    words = inner.strip()
    if not words or "\n" in words:
        return inner
    if tag == "a":
        return inner.replace(words, _link(element.get("href") or "", words), 1)
    if tag in {"strong", "b"} and not words.startswith("*"):
        return inner.replace(words, f"**{words}**", 1)
    if tag in {"code", "kbd", "samp"} and "`" not in words:
        return f"`{markup.squeeze(element.text_content()).strip()}`"
    return inner


def _link(href: str, words: str) -> str:
    href = href.strip()
    if not href.startswith(("http://", "https://", "mailto:", "tel:")) or "](" in words:
        return words
    target = re.sub(r"[\s<>]", lambda match: f"%{ord(match[0]):02X}", href)
    return f"[{words}](<{target}>)" if "(" in target or ")" in target else f"[{words}]({target})"


def _items(element: HtmlElement, depth: int) -> Iterator[str]:
    start = element.get("start") or "1"
    number = int(start) if element.tag == "ol" and start.isdecimal() else 1
    for item in element:
        if _skipped(item):
            continue
        blocks = list(_blocks(item, depth + 1)) if item.tag == "li" else list(_block(item, depth))
        if not blocks:
            continue
        marker = f"{number}. " if element.tag == "ol" else "- "
        number += 1
        indent = " " * len(marker)
        # A nested list needs no blank line before it; a second paragraph does.
        text = blocks[0]
        for block in blocks[1:]:
            text += ("\n" if re.match(r"(-|\d+\.) ", block) else "\n\n") + block
        yield marker + text.replace("\n", "\n" + indent).replace("\n" + indent + "\n", "\n\n")


def _code(element: HtmlElement) -> Iterator[str]:
    text = element.text_content().strip("\n").rstrip()
    if text.strip():
        fence = "```"
        while fence in text:
            fence += "`"
        yield f"{fence}\n{text}\n{fence}"


def _table(element: HtmlElement, depth: int) -> Iterator[str]:
    rows = [row for row in element.iter("tr") if _own_table(row) is element and not is_hidden(row)]
    nested = next(element.iterdescendants("table"), None) is not None
    if nested or max((len(_cells(row)) for row in rows), default=0) < 2:
        for row in rows:  # for layout, not for data
            for cell in _cells(row):
                yield from _blocks(cell, depth + 1)
        return
    for caption in element.iterchildren("caption"):
        yield from _paragraph(_line(caption, depth))
    grid = _grid(rows, depth)
    header = _has_header(rows) or markup.first_row_is_header(grid)
    if text := markup.table(grid, has_header=header):
        yield text


def _own_table(row: HtmlElement) -> HtmlElement | None:
    return next(row.iterancestors("table"), None)


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in {"td", "th"} and not is_hidden(cell)]


def _has_header(rows: Sequence[HtmlElement]) -> bool:
    if not rows:
        return False
    parent = rows[0].getparent()
    cells = _cells(rows[0])
    return (parent is not None and parent.tag == "thead") or (
        bool(cells) and all(cell.tag == "th" or _is_bold(cell) for cell in cells)
    )


def _is_bold(cell: HtmlElement) -> bool:
    bold = "".join(
        part.text_content() for part in cell.iter("strong", "b") if isinstance(part.tag, str)
    )
    return bool(bold.strip()) and bold.strip() == cell.text_content().strip()


def _grid(rows: Sequence[HtmlElement], depth: int) -> list[list[str]]:
    """The cells by row and column; a cell over several columns or rows stands in each of them."""
    grid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}  # column: how many rows more, words
    for row in rows:
        line: list[str] = []
        for cell in _cells(row):
            _fill(line, hanging)
            words = _line(cell, depth)
            for _ in range(_span(cell, "colspan")):
                if (down := _span(cell, "rowspan")) > 1:
                    hanging[len(line)] = (down - 1, words)
                line.append(words)
        _fill(line, hanging)
        grid.append(line)
    return grid


def _fill(line: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Adds the cells that reach down from rows above to where the row now ends."""
    while len(line) in hanging:
        left, words = hanging.pop(len(line))
        if left > 1:
            hanging[len(line)] = (left - 1, words)
        line.append(words)


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name) or "1"
    return max(1, min(int(value), MAX_SPAN)) if value.isdecimal() else 1
