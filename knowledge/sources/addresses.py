"""Web addresses: one spelling for each page, and what belongs to a source; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import (
    SplitResult,
    quote,
    unquote_to_bytes,
    urljoin,
    urlsplit,
)

LONGEST = 1000
DEFAULT_PORTS = {"http": 80, "https": 443}
# What links carry to measure campaigns or to keep sessions; the page is the same without.
_TRACKING = re.compile(
    r"^(utm_.+|hsa_.+|pk_.+|mtm_.+|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|yclid|twclid|"
    r"igshid|mc_cid|mc_eid|_ga|_gl|_hsenc|_hsmi|vero_id|sessionid|phpsessid|jsessionid|sid)$",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
# Sub-delimiters, ":" and "@" mean themselves in paths; "%" is kept because it was just written.
_PATH_SAFE = "/!$&'()*+,;=:@-._~"
_QUERY_SAFE = f"{_PATH_SAFE}?%"


class AddressError(ValueError):
    """This is no address that could be read."""


def normal(address: str, base: str = "") -> str:
    """The one spelling under which a page is known: absolute, without fragment and tracking.

    `base`: what a relative address is relative to. Raises AddressError.
    """
    try:
        joined = urljoin(base, address.strip()) if base else address.strip()
        parts = urlsplit(joined)
        port = parts.port
    except ValueError as error:
        raise AddressError(address) from error
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise AddressError(address)
    if parts.username is not None or parts.password is not None:
        raise AddressError(address)
    place = _host(parts.hostname)
    if port and port != DEFAULT_PORTS[parts.scheme]:
        place = f"{place}:{port}"
    text = f"{parts.scheme}://{place}{_path(parts.path)}{_query(parts)}"
    if len(text) > LONGEST or _CONTROL.search(text):
        raise AddressError(address)
    return text


def origin(address: str) -> str:
    """Scheme, host and port of a normal address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which pages belong to a source: one host, some paths."""

    place: tuple[str, int | None]
    """Host without "www." and the port where it is not the usual one."""

    include: tuple[str, ...]
    exclude: tuple[str, ...]
    folder: str = ""
    """Pages below this path belong to it even if `include` is empty; "" means all."""

    def covers(self, address: str) -> bool:
        """Whether the page belongs to the source; the address is a normal one."""
        if _place(address) != self.place:
            return False
        path = urlsplit(address).path
        if any(path.startswith(prefix) for prefix in self.exclude):
            return False
        if self.include:
            return any(path.startswith(prefix) for prefix in self.include)
        return not self.folder or path == self.folder or path.startswith(f"{self.folder}/")

    def is_same_place(self, address: str) -> bool:
        """Whether it is on the source's host; for what is no page, such as sitemaps."""
        return _place(address) == self.place


def scope_of(
    address: str, *, include: Sequence[str], exclude: Sequence[str], below_only: bool
) -> Scope:
    """The scope of a source that begins at a normal address.

    `below_only`: without `include`, only pages in the folder of the address belong to it.
    """
    folder = ""
    if below_only and not include:
        head, _, last = urlsplit(address).path.rpartition("/")
        folder = head if not last or "." in last else f"{head}/{last}"
    return Scope(_place(address), _prefixes(include), _prefixes(exclude), folder)


def _prefixes(prefixes: Sequence[str]) -> tuple[str, ...]:
    return tuple(_path(f"/{prefix.strip().lstrip('/')}") for prefix in prefixes if prefix.strip())


def _place(address: str) -> tuple[str, int | None]:
    parts = urlsplit(address)
    # Sites move between http and https, and between "www." and none, without becoming others.
    return (parts.hostname or "").removeprefix("www."), parts.port


def _host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    try:
        return host.encode("ascii").decode().rstrip(".")
    except UnicodeEncodeError:
        pass
    try:
        return host.encode("idna").decode().rstrip(".")
    except UnicodeError as error:
        raise AddressError(host) from error


def _path(path: str) -> str:
    path = _SESSION_IN_PATH.sub("", path) or "/"
    # A coded slash is part of a name, not a divider.
    return "%2F".join(
        quote(unquote_to_bytes(part), safe=_PATH_SAFE) for part in re.split("%2[fF]", path)
    )


def _query(parts: SplitResult) -> str:
    if not parts.query:
        return ""
    # Kept as written: to some servers "?a" and "?a=" are not the same.
    kept = [
        part for part in parts.query.split("&") if part and not _TRACKING.match(part.split("=")[0])
    ]
    return f"?{quote('&'.join(kept), safe=_QUERY_SAFE)}" if kept else ""
