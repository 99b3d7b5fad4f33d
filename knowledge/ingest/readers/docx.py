"""Word files: by their styles to headings, lists and tables; runs in the sandbox."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

from lxml.html import HtmlElement, document_fromstring

from knowledge.ingest.readers import tree
from knowledge.ingest.readers.archive import OLE, open_word
from knowledge.ingest.readers.names import from_file_name, meant
from knowledge.ingest.readers.types import Doubts, Limits, SourceText, UnreadableError

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name^='TOC'] => !
p[style-name^='toc'] => !
p[style-name='Table of Contents'] => !
"""
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_MAX_HEADING_WORDS = 12


def read_docx(name: str, data: bytes, limits: Limits) -> SourceText:
    """The text of a Word file as Markdown. Raises UnreadableError."""
    # Loaded in the sandbox alone.
    import mammoth

    if data.startswith(OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableError("encrypted" if encrypted else "old_office")
    clean = open_word(data, limits)
    doubts = Doubts()

    def skip(picture: Any) -> dict[str, str]:
        doubts.add("pictures_skipped")
        return {"src": ""}

    result = mammoth.convert_to_html(
        io.BytesIO(clean),
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(skip),
    )
    if not re.search(r"\w", re.sub(r"<[^>]*>", "", result.value)):
        raise UnreadableError("no_text")
    root = document_fromstring(result.value)
    title = _take_title(root) or _declared_title(clean)
    _drop_backlinks(root)
    if not root.xpath("//h1|//h2|//h3|//h4|//h5|//h6"):
        _bold_lines_to_headings(root)
    body = tree.to_markdown(root)
    if not re.search(r"\w", body):
        raise UnreadableError("no_text")
    return SourceText(
        title or from_file_name(name), "markdown", body + "\n", doubts=tuple(doubts.codes)
    )


def _take_title(root: HtmlElement) -> str:
    """The paragraph in the style Title, or the only heading of the first level; taken out."""
    titles = root.xpath("//h1[@class='title']") or root.xpath("//h1")
    if len(titles) != 1 or not meant(titles[0].text_content()):
        return ""
    title = meant(titles[0].text_content())
    filled = (one for one in root.body if one.text_content().strip())
    opens_the_text = titles[0] is next(filled, None)
    # Where the text is nothing but its title, it stays.
    if opens_the_text and root.text_content().strip() != title:
        titles[0].drop_tree()
    return title


def _declared_title(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "docProps/core.xml" not in archive.namelist():
            return ""
        root = ET.fromstring(archive.read("docProps/core.xml"))  # noqa: S314 - checked before
    return meant(root.findtext(_TITLE) or "")


def _drop_backlinks(root: HtmlElement) -> None:
    """The arrows with which footnotes lead back."""
    for link in root.xpath("//a[starts-with(@href, '#') and normalize-space() = '↑']"):
        link.drop_tree()


def _bold_lines_to_headings(root: HtmlElement) -> None:
    """Short bold paragraphs, which stand for headings where the writer used no styles."""
    for paragraph in root.xpath("/html/body/p[count(*) > 0]"):
        text = paragraph.text_content().strip()
        bold = "".join(one.text_content() for one in paragraph.iter("strong")).strip()
        short = len(text.split()) <= _MAX_HEADING_WORDS
        if text and bold == text and short and not text.endswith((".", ",", ";", ":")):
            following = paragraph.getnext()
            if (following is not None and following.tag != paragraph.tag) or _is_plain(following):
                paragraph.tag = "h2"
                for strong in paragraph.xpath(".//strong"):
                    strong.drop_tag()


def _is_plain(element: HtmlElement | None) -> bool:
    return element is not None and element.find(".//strong") is None
