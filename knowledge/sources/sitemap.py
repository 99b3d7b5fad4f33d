"""Sitemaps: XML, plain text and gzip, indexes included; safe to give whatever a server sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from lxml import etree

from knowledge.sources.fetch import FetchError, unpacked

# The protocol allows 50,000 addresses in 50 MB; a knowledge base needs fewer.
MAX_BYTES = 20 * 1024 * 1024
MAX_ENTRIES = 50_000
MAX_MAPS = 50
"""Sitemaps read in one run, those named by an index included."""

_GZIP = b"\x1f\x8b"


class SitemapError(Exception):
    """This is no sitemap; `str()` is for staff."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Addresses as written: of pages, and of further sitemaps."""

    pages: tuple[str, ...]
    maps: tuple[str, ...]


def parse(body: bytes) -> Sitemap:
    """What a sitemap names, in its order. Raises SitemapError."""
    if body.startswith(_GZIP):
        body = _gunzip(body)
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return _xml(start)
    lines = start.decode("utf-8", "replace").split()
    pages = [line for line in lines if line.startswith(("http://", "https://"))]
    if not pages:
        raise SitemapError(_("This is no sitemap: it names no page."))
    return Sitemap(tuple(pages[:MAX_ENTRIES]), ())


def _gunzip(body: bytes) -> bytes:
    try:
        return b"".join(unpacked([body], MAX_BYTES))
    except FetchError as error:
        raise SitemapError(str(error)) from error


def _xml(body: bytes) -> Sitemap:
    pages: list[str] = []
    maps: list[str] = []
    is_map = False
    try:
        for tag, text in _elements(body):
            if tag in {"urlset", "sitemapindex", "sitemap", "url"}:
                is_map = True
            elif tag == "loc/url":
                pages.append(text)
            elif tag == "loc/sitemap":
                maps.append(text)
            if len(pages) + len(maps) >= MAX_ENTRIES:
                break
    except etree.XMLSyntaxError as error:
        # A map cut off in the middle still names pages; one without any is no map.
        if not pages and not maps:
            raise SitemapError(_("This is no sitemap: its XML is damaged.")) from error
    if not is_map:
        raise SitemapError(_("This is no sitemap: it names no page."))
    return Sitemap(tuple(pages), tuple(maps))


def _elements(body: bytes) -> Iterator[tuple[str, str]]:
    """Local names as they end; a `loc` with the name of what it stands in."""
    # No entity is replaced and nothing is loaded: a map may not read files or grow in memory.
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    for _event, element in etree.iterparse(
        BytesIO(body), events=("end",), huge_tree=False, remove_comments=True, **options
    ):
        tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if tag != "loc":
            yield tag, ""
            element.clear()
            continue
        above = element.getparent()
        # Pictures and videos have a `loc` too, in other namespaces.
        same = above is not None and etree.QName(above).namespace == etree.QName(element).namespace
        inside = etree.QName(above).localname if above is not None and same else ""
        yield f"loc/{inside}", (element.text or "").strip()
