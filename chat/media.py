"""What may stand beside the words of a message: sources, a picture, links as buttons; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from chat.frames import CitationView
from chat.pages import LONGEST
from chat.types import RefusedMessageError

MOST_LINKS = 10
"""More buttons than this are a page, not a message."""

_LONGEST_LABEL = 300


def beside_words(
    *,
    image: Mapping[str, Any] | None,
    links: Sequence[Mapping[str, Any]],
    citations: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The parts of a message's payload that hold its picture (`url`, `alt`), links and sources.

    Links have `label` and `url`. Raises RefusedMessageError for an address that `is_open_address`
    does not take, a link without a label, and more than MOST_LINKS links.
    """
    beside: dict[str, Any] = {}
    if image:
        alt = str(image.get("alt") or "")[:_LONGEST_LABEL]
        beside["image"] = {"url": _address(image), "alt": alt}
    if len(links) > MOST_LINKS:
        raise RefusedMessageError("too_many_links", "These are too many links for one message.")
    if links:
        beside["links"] = [{"label": _label(link), "url": _address(link)} for link in links]
    if citations:
        shown = CitationView.model_fields
        beside["citations"] = [{key: one[key] for key in shown if key in one} for one in citations]
    return beside


def is_open_address(url: str) -> bool:
    """Is this http(s) with a host, or a path on the visitor's site? Nothing else is followed."""
    if not url or len(url) > LONGEST or "\\" in url or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme or parts.netloc:
        return parts.scheme in {"http", "https"} and bool(host)
    return url.startswith("/") and not url.startswith("//")


def _address(part: Mapping[str, Any]) -> str:
    url = str(part.get("url") or "").strip()
    if not is_open_address(url):
        raise RefusedMessageError("bad_address", "This is no address that visitors can open.")
    return url


def _label(link: Mapping[str, Any]) -> str:
    label = str(link.get("label") or "").strip()[:_LONGEST_LABEL]
    if not label:
        raise RefusedMessageError("no_label", "A link needs words to press on.")
    return label
