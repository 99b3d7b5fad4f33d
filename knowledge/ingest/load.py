"""Reading documents: Markdown, plain text, HTML and question lists become sections."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from knowledge.ingest.chunk import Block, BlockKind, Section
from knowledge.ingest.readers import UnreadableError
from knowledge.sentences import is_list_item

__all__ = ["UnreadableError", "load"]

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TAG = re.compile(r"<!--.*?-->|<[^>]+>", re.DOTALL)
_QUESTION = re.compile(r"^\s*(?:\*\*)?Q(?:uestion)?\s*[:.]\s*", re.IGNORECASE)
_ANSWER = re.compile(r"^\s*(?:\*\*)?A(?:nswer)?\s*[:.]\s*", re.IGNORECASE)
_WEB_SCHEMES = ("http://", "https://", "mailto:", "tel:")

_markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def load(kind: str, body: str) -> list[Section]:
    """The sections of a document in reading order.

    `kind`: a value of `knowledge.models.DocumentKind`. Raises UnreadableError when nothing is left.
    """
    sections = [section for section in _LOADERS[kind](body) if section.blocks]
    if not sections:
        raise UnreadableError("no_text")
    return sections


def load_markdown(body: str) -> list[Section]:
    """Markdown by headings; emphasis is dropped, links keep their address when it is public."""
    body = _FRONT_MATTER.sub("", body.replace("\r\n", "\n"), count=1)
    root = SyntaxTreeNode(_markdown.parse(body))
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    blocks: list[Block] = []
    for node in root.children:
        if node.type == "heading":
            sections.append(Section(_join(path), tuple(blocks)))
            blocks = []
            level = int(node.tag[1])
            path = [entry for entry in path if entry[0] < level]
            path.append((level, _inline(node.children[0])))
        else:
            blocks.extend(_blocks(node))
    sections.append(Section(_join(path), tuple(blocks)))
    return sections


def load_text(body: str) -> list[Section]:
    """Paragraphs between blank lines; runs of list lines are lists."""
    blocks: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", body.replace("\r\n", "\n")):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        blocks.extend(_line_runs(lines))
    return [Section("", tuple(blocks))]


def load_html(body: str) -> list[Section]:
    """The main text of a web page, without navigation and footers."""
    # Heavy (lxml and its data files), and needed by the ingesting worker alone.
    from knowledge.ingest.readers.web import read_html

    try:
        return load_markdown(read_html("", body).body)
    except UnreadableError:
        return []


def load_questions(body: str) -> list[Section]:
    """One section a pair: lines "Q: ..." open one, "A: ..." and all that follows answer it."""
    sections: list[Section] = []
    heading, answer = "", list[str]()
    for line in body.replace("\r\n", "\n").splitlines():
        if _QUESTION.match(line):
            sections.extend(_pair(heading, answer))
            heading, answer = _QUESTION.sub("", line).strip(" *"), []
        else:
            answer.append(_ANSWER.sub("", line))
    sections.extend(_pair(heading, answer))
    return sections


_LOADERS: dict[str, Callable[[str], list[Section]]] = {
    "markdown": load_markdown,
    "text": load_text,
    "html": load_html,
    "qa": load_questions,
}


def _pair(heading: str, answer: list[str]) -> Iterator[Section]:
    for section in load_markdown("\n".join(answer)):
        if section.blocks:
            yield Section(" / ".join(filter(None, [heading, section.heading])), section.blocks)


def _join(path: list[tuple[int, str]]) -> str:
    return " / ".join(text for _, text in path)


def _line_runs(lines: Iterable[str]) -> Iterator[Block]:
    prose: list[str] = []
    items: list[str] = []
    for line in lines:
        if is_list_item(line):
            items.append(line)
        elif items:
            items[-1] += f" {line}"  # the continuation of an item
        else:
            prose.append(line)
    if prose:
        yield Block(BlockKind.PARAGRAPH, " ".join(prose))
    if items:
        yield Block(BlockKind.LIST, "\n".join(items))


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    if node.type == "paragraph":
        yield from _paragraph(_inline(node.children[0]))
    elif node.type in {"bullet_list", "ordered_list"}:
        yield Block(BlockKind.LIST, "\n".join(_items(node, indent="")))
    elif node.type == "table":
        yield Block(BlockKind.TABLE, "\n".join(_rows(node)))
    elif node.type in {"fence", "code_block"}:
        yield Block(BlockKind.CODE, node.content.rstrip("\n"))
    elif node.type == "html_block":
        yield from _paragraph(_plain(node.content))
    else:  # quotations and other containers
        for child in node.children:
            yield from _blocks(child)


def _paragraph(text: str) -> Iterator[Block]:
    if text.strip():
        yield Block(BlockKind.PARAGRAPH, text.strip())


def _items(node: SyntaxTreeNode, indent: str) -> Iterator[str]:
    number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
    for item in node.children:
        marker = f"{number}." if number else "-"
        number += 1 if number else 0
        lines: list[str] = []
        for child in item.children:
            if child.type in {"bullet_list", "ordered_list"}:
                lines.extend(_items(child, indent + "  "))
            else:
                lines.extend(_item_lines(child, first=not lines))
        first, rest = (lines[0], lines[1:]) if lines else ("", [])
        yield f"{indent}{marker} {first}".rstrip()
        yield from rest


def _item_lines(node: SyntaxTreeNode, *, first: bool) -> Iterator[str]:
    """Lines of a paragraph or block inside an item, indented unless it is the item's beginning."""
    for block in _blocks(node):
        text = " ".join(block.text.split()) if block.kind is BlockKind.PARAGRAPH else block.text
        for line in text.splitlines():
            yield line if first else f"  {line}"
            first = False


def _rows(table: SyntaxTreeNode) -> Iterator[str]:
    """Each row as "first cell: header value; header value", readable without its neighbours."""
    header: list[str] = []
    for part in table.children:
        for row in part.children:
            cells = [_inline(cell.children[0]) if cell.children else "" for cell in row.children]
            if part.type == "thead":
                header = cells
                yield " | ".join(cells)
            else:
                yield _row(header, cells)


def _row(header: list[str], cells: list[str]) -> str:
    pairs = [
        f"{name}: {value}" if name else value
        for name, value in zip(header[1:], cells[1:], strict=False)
        if value
    ]
    first = cells[0] if cells else ""
    return f"{first} – {'; '.join(pairs)}" if pairs else first


def _inline(node: SyntaxTreeNode) -> str:
    token: Token | None = node.token
    children = (token.children or []) if token is not None else []
    return "".join(_inline_parts(children)).strip()


def _inline_parts(tokens: list[Token]) -> Iterator[str]:
    links: list[tuple[str, list[str]]] = []  # address, words so far

    for token in tokens:
        if token.type == "link_open":
            links.append((str(token.attrs.get("href", "")), []))
        elif token.type == "link_close" and links:
            href, words = links.pop()
            text = _link(href, "".join(words))
            if links:
                links[-1][1].append(text)
            else:
                yield text
        else:
            text = _text_of(token)
            if links:
                links[-1][1].append(text)
            else:
                yield text


def _text_of(token: Token) -> str:
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak":
        return "\n"
    if token.type == "html_inline":
        return ""
    return token.content  # text, code, the description of an image


def _link(href: str, text: str) -> str:
    public = href.startswith(_WEB_SCHEMES)
    address = href.removeprefix("mailto:").removeprefix("tel:")
    if not public or address in text or text in address:
        return text or (address if public else "")
    return f"{text} ({address})"


def _plain(markup: str) -> str:
    return html.unescape(_TAG.sub(" ", markup))
