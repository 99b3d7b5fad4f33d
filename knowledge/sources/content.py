"""What a fetched page holds: its clean text, its links, and what it says about itself."""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from knowledge.ingest.readers import SourceText, UnreadableError, read_file
from knowledge.ingest.readers.messages import sentence
from knowledge.sources.addresses import AddressError, normal
from knowledge.sources.fetch import Fetched

HTML_TYPES = {"text/html", "application/xhtml+xml"}
# A page with more links is a list of everything, and no knowledge base needs them all.
MAX_LINKS = 2000
# What links lead to that is never an article.
_OTHER_FILES = re.compile(
    r"\.(jpe?g|png|gif|webp|svg|ico|avif|css|m?js|json|xml|rss|atom|zip|t?gz|tar|7z|rar|exe|dmg|apk"
    r"|mp[34]|webm|mov|avi|wav|ogg|woff2?|ttf|eot|csv|xlsx?|pptx?|ics|vcf)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read. `links`: normal addresses, each once, in their order."""

    text: SourceText | None
    problem: str  # for staff: why there is no text; empty when there is
    links: tuple[str, ...]
    has_password_field: bool = False


def page_of(fetched: Fetched) -> Page:
    """What a successful answer holds. A page without text still has links."""
    links: tuple[str, ...] = ()
    asks_password = False
    if fetched.content_type in HTML_TYPES:
        links, asks_password = _look_over(fetched)
    try:
        text = read_file(
            fetched.address,
            fetched.body,
            content_type=fetched.headers.get("content-type", "text/html"),
        )
    except UnreadableError as error:
        return Page(None, str(error), links, asks_password)
    return Page(text, "", links, asks_password)


def mark_of(text: SourceText) -> str:
    """64 hexadecimal digits that change when the clean text or its title does."""
    content = json.dumps([text.kind, text.title, text.body], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def doubts_in_words(text: SourceText) -> str:
    """What staff should know although the text was read; empty when nothing."""
    return " ".join(sentence(code) for code in text.doubts)


def _look_over(fetched: Fetched) -> tuple[tuple[str, ...], bool]:
    """Links, and whether the page asks for a password."""
    parser = html.HTMLParser(encoding=_known_encoding(fetched.charset), remove_comments=True)
    try:
        root = html.document_fromstring(fetched.body, parser=parser)
    except (etree.ParserError, ValueError):
        return (), False  # an empty page; the reader says so
    base = _base(root, fetched.address)
    links = list(dict.fromkeys(_links(root, base)))[:MAX_LINKS]
    return tuple(links), bool(root.xpath("//input[@type='password']"))


def _known_encoding(name: str) -> str | None:
    """The name where Python knows it; links are ASCII in nearly every other."""
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None


def _base(root: html.HtmlElement, address: str) -> str:
    try:
        return normal(str(root.xpath("string(//base[1]/@href)")) or address, base=address)
    except AddressError:
        return address


def _links(root: html.HtmlElement, base: str) -> Iterator[str]:
    for link in root.iter("a", "area"):
        href = link.get("href")
        if not href or href.startswith("#") or "nofollow" in (link.get("rel") or "").split():
            continue
        try:
            address = normal(href, base=base)
        except AddressError:
            continue
        if not _OTHER_FILES.search(address.partition("?")[0]):
            yield address
