"""Fetching one web page: bounded in time, size and redirects, and from public machines only."""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import httpcore
from django.conf import settings
from django.utils.translation import gettext as _

from chat.outgoing.guard import ClosedAddressError, UnknownHostError
from knowledge.sources.addresses import DEFAULT_PORTS, AddressError, normal
from knowledge.sources.guard import backend, is_allowed_host

MAX_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
# No single step of a healthy exchange takes longer.
STEP_TIMEOUT_S = 10.0
_MOST_AT_ONCE = 64 * 1024
_ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.8,text/plain;q=0.7,*/*;q=0.1"

Check = Callable[[str], None]


class FetchError(Exception):
    """A page was not fetched; `str()` says why to staff, `retryable` whether it may be later."""

    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        self.retryable = retryable


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `address`: where it came from after redirects. `headers`: names in lower case."""

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """Without parameters, in lower case; empty when the server did not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """As the server declares it; empty when it does not."""
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _sign, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("\"'")
        return ""


def fetch(
    address: str,
    *,
    headers: Mapping[str, str] | None = None,
    check: Check | None = None,
    max_bytes: int | None = None,
) -> Fetched:
    """The answer at a normal address, redirects followed.

    `check` is called with the address of every hop, the first included, and refuses by raising;
    `max_bytes` counts what is left after unpacking. Raises FetchError, and what `check` raises.
    """
    deadline = time.monotonic() + settings.FETCH_TIMEOUT_S
    seen: set[str] = set()
    while True:
        if address in seen:
            raise FetchError(_("The page redirects in a circle."), retryable=False)
        if len(seen) > MAX_REDIRECTS:
            raise FetchError(_("The page redirects too often."), retryable=False)
        seen.add(address)
        check_address(address)
        if check is not None:
            check(address)
        answer = _once(address, headers or {}, deadline, max_bytes or settings.FETCH_MAX_BYTES)
        goal = answer.headers.get("location", "")
        if answer.status not in REDIRECTS or not goal:
            return answer
        try:
            address = normal(goal, base=address)
        except AddressError as error:
            message = _("The page redirects to something that is no web page.")
            raise FetchError(message, retryable=False) from error


def check_address(address: str) -> None:
    """The address may be asked for, as far as it shows itself. Raises FetchError."""
    parts = urlsplit(address)
    port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise FetchError(_("Only http and https addresses are read."), retryable=False)
    if port != DEFAULT_PORTS[parts.scheme] and not is_allowed_host(parts.hostname, port):
        raise FetchError(_("Only the usual ports 80 and 443 are read."), retryable=False)


@cache
def _ssl_context() -> ssl.SSLContext:
    return httpcore.default_ssl_context()


def _once(address: str, headers: Mapping[str, str], deadline: float, max_bytes: int) -> Fetched:
    """The answer to one request, whatever its status. Raises FetchError."""
    try:
        return _exchange(address, headers, deadline, max_bytes)
    except ClosedAddressError as error:
        message = _("This address is inside a private network and is not read.")
        raise FetchError(message, retryable=False) from error
    except UnknownHostError as error:
        message = _("The server's name is not known (DNS).")
        raise FetchError(message, retryable=True) from error
    except httpcore.TimeoutException as error:
        raise FetchError(_("The server did not answer in time."), retryable=True) from error
    except httpcore.NetworkError as error:
        raise FetchError(_("The server cannot be reached."), retryable=True) from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise FetchError(
            _("The server broke off or does not speak HTTP."), retryable=True
        ) from error


def _exchange(address: str, headers: Mapping[str, str], deadline: float, max_bytes: int) -> Fetched:
    sent = {
        "User-Agent": settings.FETCH_USER_AGENT,
        "Accept": _ACCEPT,
        "Accept-Encoding": "gzip, deflate",
        "Host": urlsplit(address).netloc,
        **headers,
    }
    steps = dict.fromkeys(("connect", "read", "write", "pool"), STEP_TIMEOUT_S)
    # A pool of its own: no connection is used for two pages, none is left open.
    pool = httpcore.ConnectionPool(ssl_context=_ssl_context(), network_backend=backend(deadline))
    with (
        pool,
        pool.stream(
            "GET", address, headers=list(sent.items()), extensions={"timeout": steps}
        ) as answer,
    ):
        found = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in answer.headers
        }
        # Of an error only the status counts.
        body = _body(answer.iter_stream(), found, max_bytes) if answer.status == 200 else b""
        return Fetched(address, answer.status, found, body)


def _body(stream: Iterable[bytes], headers: Mapping[str, str], max_bytes: int) -> bytes:
    size = headers.get("content-length", "")
    if size.isdecimal() and int(size) > max_bytes:
        raise _too_large(max_bytes)
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise FetchError(_("The page is packed in a way nobody asked for."), retryable=False)
    plain = stream if encoding in {"", "identity"} else unpacked(stream, max_bytes)
    body = bytearray()
    for part in plain:
        body += part
        if len(body) > max_bytes:
            raise _too_large(max_bytes)
    return bytes(body)


def unpacked(stream: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    """What gzip or deflate holds, piece by piece: a bomb is noticed before it unfolds.

    Raises FetchError when it is damaged or grows beyond `max_bytes`.
    """
    engine, total = zlib.decompressobj(wbits=47), 0
    first = True
    for part in stream:
        try:
            if first and part and part[0] & 0x0F != 8 and part[0] != 0x1F:
                engine = zlib.decompressobj(wbits=-15)  # bare deflate, as some servers send it
            first = first and not part
            rest = part
            while rest:
                piece = engine.decompress(rest, _MOST_AT_ONCE)
                total += len(piece)
                if total > max_bytes:
                    raise _too_large(max_bytes)
                yield piece
                rest = engine.unconsumed_tail
                if engine.eof:
                    return
        except zlib.error as error:
            raise FetchError(_("The page is damaged (compression)."), retryable=True) from error
    if not engine.eof:
        raise FetchError(_("The page is damaged (compression)."), retryable=True)


def _too_large(max_bytes: int) -> FetchError:
    size = max(1, max_bytes // (1024 * 1024))
    return FetchError(_("The page is larger than %(size)d MB.") % {"size": size}, retryable=False)
