"""PDF files: words with their places become Markdown; runs in the sandbox."""

from __future__ import annotations

import io
import re
import struct
import zlib
from typing import Any

from knowledge.ingest.readers.names import from_file_name, meant
from knowledge.ingest.readers.pdf_text import Page, compose
from knowledge.ingest.readers.pdf_words import Grid, items_of
from knowledge.ingest.readers.types import Doubts, Limits, SourceText, UnreadableError

_NO_LETTER = re.compile(r"\(cid:\d+\)")  # a sign that the font does not name
_MIN_LETTERS = 10  # on a page: fewer are stamps and page numbers


def read_pdf(name: str, data: bytes, limits: Limits) -> SourceText:
    """The text of a PDF as Markdown. Raises UnreadableError."""
    # Loaded in the sandbox alone.
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    faults = (PDFException, PSException, struct.error, zlib.error)
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            return _read(name, file, limits)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise UnreadableError("encrypted") from error
    except PdfminerException as error:  # the library wraps what its own parser raises
        inner = error.args[0] if error.args else None
        if isinstance(inner, (MemoryError, RecursionError)):
            raise inner from error
        locked = isinstance(inner, (PDFPasswordIncorrect, PDFEncryptionError))
        raise UnreadableError("encrypted" if locked else "corrupt_pdf") from error
    except faults as error:
        raise UnreadableError("corrupt_pdf") from error


def _read(name: str, file: Any, limits: Limits) -> SourceText:
    from pdfminer.pdfpage import PDFPage

    count = sum(1 for _ in zip(PDFPage.create_pages(file.doc), range(limits.pdf_pages + 1)))  # noqa: B905
    if count > limits.pdf_pages:
        raise UnreadableError(
            "too_many_pages", {"pages": _declared_pages(file, count), "limit": limits.pdf_pages}
        )
    pages: list[Page] = []
    doubts = Doubts()
    for page in file.pages:
        pages.append(_page(page, doubts))
        page.close()  # else every letter of the file stays in memory
    if not count:
        raise UnreadableError("corrupt_pdf")
    title, body = compose(pages)
    if not re.search(r"\w", body):
        raise UnreadableError("scanned" if doubts.codes else "no_text")
    declared = meant(str((file.metadata or {}).get("Title") or ""))
    return SourceText(
        title or declared or from_file_name(name),
        "markdown",
        body + "\n",
        doubts=tuple(doubts.codes),
    )


def _declared_pages(file: Any, at_least: int) -> int | str:
    from pdfminer.pdftypes import dict_value, resolve1

    declared = resolve1(dict_value(file.doc.catalog.get("Pages") or {}).get("Count"))
    # What the file says of itself may be wrong; what was counted is not.
    is_likely = isinstance(declared, int) and at_least <= declared < 1_000_000
    return declared if is_likely else f"{at_least - 1}+"


def _page(page: Any, doubts: Doubts) -> Page:
    if len(page.chars) < _MIN_LETTERS and page.images:
        doubts.add("pages_without_text")
    page = page.dedupe_chars()  # bold print that was made by printing twice
    grids, boxes = [], []
    for table in page.find_tables():
        rows = [[_cell(cell) for cell in row] for row in table.extract()]
        if max((len(row) for row in rows), default=0) >= 2 and len(rows) >= 2:
            x0, top, x1, bottom = table.bbox
            grids.append(Grid(tuple(tuple(row) for row in rows), top, bottom, x0, x1))
            boxes.append(table.bbox)
    words = page.extract_words(
        extra_attrs=["size", "fontname"], use_text_flow=False, x_tolerance_ratio=0.18
    )
    for word in words:
        word["text"] = _NO_LETTER.sub("", word["text"])
    outside = [
        word for word in words if word["text"] and not any(_inside(word, box) for box in boxes)
    ]
    return Page(tuple(items_of(outside, grids)), float(page.height))


def _cell(text: str | None) -> str:
    return " ".join(_NO_LETTER.sub("", text or "").split())


def _inside(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])
