"""Keeps requests away from the inside of the network: what is checked is what is connected to.

A name is looked up once, every address it has is judged, and the connection goes to an address
that was judged; a name that answers differently a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Collection, Iterable
from typing import Any

import httpcore

# Shared, translated and special ranges that the standard library takes for public, or did until
# lately; 168.63.129.16 answers with secrets of virtual machines in one large cloud.
_CLOSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "100.64.0.0/10",
        "168.63.129.16/32",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)

USUAL_PORTS = frozenset({80, 443})

MOST_ADDRESSES = 3
"""Of a host are tried, one after the other."""


class ClosedAddressError(Exception):
    """A request would have reached a machine that is not public."""


class UnknownHostError(Exception):
    """The name has no address."""


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the public internet, seen through IPv4-in-IPv6 forms."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if address.is_unspecified or address.is_loopback or address.is_link_local:
        return False
    return not any(address in network for network in _CLOSED if network.version == address.version)


def is_named(host: str, port: int, hosts: Collection[str]) -> bool:
    """Whether `hosts` name it, as `host` (usual ports) or `host:port`."""
    named = {one.lower() for one in hosts}
    return f"{host.lower()}:{port}" in named or (port in USUAL_PORTS and host.lower() in named)


def checked_addresses(host: str, port: int, *, private: Collection[str]) -> list[str]:
    """The IP addresses of the host, all of which may be connected to; at least one.

    `private`: hosts that may be inside of a network, as `is_named` reads them. Raises
    ClosedAddressError when any of its addresses is not public, UnknownHostError.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise UnknownHostError(host) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses:
        raise UnknownHostError(host)
    # One closed address among public ones is how rebinding begins.
    if not is_named(host, port, private) and not all(map(is_public, addresses)):
        raise ClosedAddressError(host)
    return addresses


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to checked addresses only, and none outlives the deadline."""

    def __init__(self, deadline: float, *, private: Collection[str]) -> None:
        """`deadline`: of `time.monotonic()`. `private`: as `checked_addresses` takes it."""
        self._plain = httpcore.SyncBackend()
        self._deadline = deadline
        self._private = private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A stream to the host, by the first of its checked addresses that answers."""
        *others, last = checked_addresses(host, port, private=self._private)[:MOST_ADDRESSES]
        for address in others:  # machines without IPv6 may be told of IPv6 addresses
            try:
                return self._connected(address, port, timeout, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connected(last, port, timeout, socket_options)

    def _connected(
        self, address: str, port: int, timeout: float | None, options: Iterable[Any] | None
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, timeout, httpcore.ConnectTimeout)
        stream = self._plain.connect_tcp(address, port, left, socket_options=options)
        return _TimedStream(stream, self._deadline)

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Never: sockets of this machine are not for requests that leave it."""
        raise ClosedAddressError(path)


class _TimedStream(httpcore.NetworkStream):
    """A stream whose reads and writes all end by the deadline, however slowly bytes trickle."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        limit = _left(self._deadline, timeout, httpcore.ReadTimeout)
        return self._stream.read(max_bytes, limit)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        limit = _left(self._deadline, timeout, httpcore.ConnectTimeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, limit)
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None, error: type[httpcore.TimeoutException]) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise error("the time for this request is over")
    return left if timeout is None else min(left, timeout)
