"""One door for every file and page: bytes in, clean text out, or an error that staff can act on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import Literal

from knowledge.ingest.readers.archive import OLE
from knowledge.ingest.readers.configured import configured
from knowledge.ingest.readers.encoding import clean, decode
from knowledge.ingest.readers.plain import read_markdown, read_text
from knowledge.ingest.readers.sandbox import read_apart
from knowledge.ingest.readers.types import Doubts, Limits, SourceText, UnreadableError

FileFormat = Literal["markdown", "text", "html", "pdf", "docx"]

_BY_SUFFIX: dict[str, FileFormat] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
_BY_TYPE: dict[str, FileFormat] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/plain": "text",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
SUFFIXES = tuple(_BY_SUFFIX)
_ZIP = b"PK\x03\x04"
_MEGABYTE = 1024 * 1024


def read_file(
    name: str, data: bytes, *, content_type: str = "", limits: Limits | None = None
) -> SourceText:
    """The text of a file or page, ready to be stored as an article.

    `name`: file name, or the whole address of a page. `content_type`: as the sender declared it,
    with its charset; empty if unknown. Raises UnreadableError, whose words are for staff.
    """
    limits = limits or configured()
    check_size(len(data), limits)
    found = format_of(name, data, content_type)
    if found == "pdf" or found == "docx":
        text, doubts = read_apart(found, name, data, limits), Doubts()
    else:
        text, doubts = _read_letters(found, name, data, _charset(content_type))
    body, title = clean(text.body, doubts), clean(text.title, doubts)
    if len(body) > limits.text_chars:
        raise UnreadableError("too_much_text")
    return replace(text, body=body, title=title, doubts=(*text.doubts, *doubts.codes))


def check_size(size: int, limits: Limits) -> None:
    """Raises UnreadableError when a file of so many bytes is not to be read at all."""
    if size == 0:
        raise UnreadableError("empty")
    if size > limits.file_bytes:
        # Rounded up: "20 MB. At most 20 MB" would puzzle.
        facts = {"size": -(-size // _MEGABYTE), "limit": limits.file_bytes // _MEGABYTE}
        raise UnreadableError("too_large", facts)


def format_of(name: str, data: bytes, content_type: str = "") -> FileFormat:
    """By what the file begins with, then by what was declared, then by its name.

    Raises UnreadableError when it is of no kind that is read.
    """
    suffix = PurePosixPath(name.lower().partition("?")[0]).suffix
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((_ZIP, OLE)):
        if suffix == ".docx" or b"word/" in data or suffix == ".doc":
            return "docx"
        raise UnreadableError("other_office")
    declared = content_type.partition(";")[0].strip().lower()
    is_page = "://" in name
    found = _BY_TYPE.get(declared) if is_page else None
    found = found or _BY_SUFFIX.get(suffix) or _BY_TYPE.get(declared)
    if found is None:
        raise UnreadableError("unknown_kind")
    if found in {"pdf", "docx"}:  # called so, but it does not begin so
        raise UnreadableError(f"corrupt_{found}")
    return found


def _read_letters(
    found: FileFormat, name: str, data: bytes, charset: str
) -> tuple[SourceText, Doubts]:
    # The parsers of pages are loaded only where pages are read.
    from knowledge.ingest.readers import web

    declared = charset or (web.declared_charset(data) if found == "html" else "")
    decoded = decode(data, declared)
    doubts = Doubts()
    if decoded.is_guess:
        doubts.add("encoding_guessed")
    text = clean(decoded.text, doubts)
    if not text.strip():
        raise UnreadableError("empty")
    read = {"markdown": read_markdown, "text": read_text, "html": web.read_html}[found]
    return read(name, text), doubts


def _charset(content_type: str) -> str:
    for part in content_type.split(";")[1:]:
        key, _, value = part.partition("=")
        if key.strip().lower() == "charset":
            return value.strip()
    return ""
