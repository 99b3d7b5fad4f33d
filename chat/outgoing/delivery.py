"""One call to another system: guarded, bounded in time and size, redirects never followed.

A redirect would carry body and headers to a place that nobody entered; it counts as a failure.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

import httpcore

from chat.outgoing.guard import (
    USUAL_PORTS,
    ClosedAddressError,
    GuardedBackend,
    UnknownHostError,
    is_named,
)

MAX_BYTES = 256 * 1024
"""Of an answer are read; more is refused."""

_LOWEST_FREE_PORT = 1024
"""Below it only the web's own: other services of the internet must not be spoken to."""

_RETRYABLE_STATUS = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. `timeout_s`: for all of it, from looking up the name to the last byte."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    timeout_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whatever its status."""

    status: int
    body: bytes

    @property
    def is_ok(self) -> bool:
        """Whether the other side took it."""
        return 200 <= self.status < 300

    @property
    def is_retryable(self) -> bool:
        """Whether the other side may take it later."""
        return self.status in _RETRYABLE_STATUS or self.status >= 500


class DeliveryError(Exception):
    """There was no usable reply. `code` is one stable word; `retryable`: may another try work."""

    def __init__(self, code: str, *, retryable: bool) -> None:
        super().__init__(code)
        self.code = code
        self.retryable = retryable


def deliver(request: Request, *, private: Collection[str] = ()) -> Reply:
    """The other side's reply. `private`: hosts that may be inside of a network.

    Raises DeliveryError: bad_address, closed_address, unknown_host, timeout, unreachable, broken,
    too_large.
    """
    check_address(request.url, private)
    try:
        return _exchange(request, private)
    except ClosedAddressError as error:
        raise DeliveryError("closed_address", retryable=False) from error
    except UnknownHostError as error:
        raise DeliveryError("unknown_host", retryable=True) from error
    except httpcore.TimeoutException as error:
        raise DeliveryError("timeout", retryable=True) from error
    except httpcore.NetworkError as error:
        raise DeliveryError("unreachable", retryable=True) from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise DeliveryError("broken", retryable=True) from error


def check_address(url: str, private: Collection[str] = ()) -> None:
    """The address may be called, as far as it shows itself. Raises DeliveryError (bad_address)."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise DeliveryError("bad_address", retryable=False) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise DeliveryError("bad_address", retryable=False)
    if "@" in parts.netloc or not url.isascii():
        raise DeliveryError("bad_address", retryable=False)
    is_free = port in USUAL_PORTS or port >= _LOWEST_FREE_PORT
    if not is_free and not is_named(parts.hostname, port, private):
        raise DeliveryError("bad_address", retryable=False)


@cache
def _ssl_context() -> ssl.SSLContext:
    return httpcore.default_ssl_context()


def _exchange(request: Request, private: Collection[str]) -> Reply:
    backend = GuardedBackend(time.monotonic() + request.timeout_s, private=private)
    steps = dict.fromkeys(("connect", "read", "write", "pool"), request.timeout_s)
    headers = {
        "Host": urlsplit(request.url).netloc,
        "Accept-Encoding": "identity",
        **request.headers,
    }
    if request.body:
        headers["Content-Length"] = str(len(request.body))
    # A pool of its own: no connection is used twice, none is left open.
    pool = httpcore.ConnectionPool(ssl_context=_ssl_context(), network_backend=backend)
    with (
        pool,
        pool.stream(
            request.method,
            request.url,
            headers=[(name.encode(), value.encode("utf-8")) for name, value in headers.items()],
            content=request.body,
            extensions={"timeout": steps},
        ) as answer,
    ):
        body = bytearray()
        for part in answer.iter_stream():
            body += part
            if len(body) > MAX_BYTES:
                raise DeliveryError("too_large", retryable=False)
        return Reply(answer.status, bytes(body))
