"""Requests reach public machines only, and end in time, size and number."""

from __future__ import annotations

import gzip
import socket
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from chat.outgoing.guard import ClosedAddressError, checked_addresses, is_public
from knowledge.sources.fetch import FetchError, fetch
from tests.knowledge.sources.site import Site, running_site

CLOSED = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.8.8.8",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001:db8::1",
    "2001::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", CLOSED)
def test_addresses_inside_networks_are_closed(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111"])
def test_addresses_of_the_internet_are_open(address: str) -> None:
    assert is_public(address)


def resolves_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Names are looked up in this script, one answer for each look-up; who was asked for."""
    script, asked = list(answers), []

    real = socket.getaddrinfo
    known = {address for answer in answers for address in answer}

    def look_up(host: str, port: int, *rest: Any, **options: Any) -> list[Any]:
        if host in known:  # an address that is connected to, no name
            return real(host, port, *rest, **options)
        asked.append(host)
        addresses = script.pop(0) if len(script) > 1 else script[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_name_with_one_inner_address_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(ClosedAddressError):
        checked_addresses("shop.example", 443, private=())


def test_the_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A second look-up that answers differently (DNS rebinding) is never made."""
    asked = resolves_to(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    connected: list[tuple[str, int]] = []

    def create(address: tuple[str, int], *_rest: object, **_options: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", create)
    with pytest.raises(FetchError, match="cannot be reached"):
        fetch("http://shop.example/")
    assert (asked, connected) == (["shop.example"], [("93.184.216.34", 80)])


def test_the_next_address_is_tried_when_one_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, site: Site, settings: Settings
) -> None:
    site.say("/a", "hello")
    port = site.place.partition(":")[2]
    settings.FETCH_ALLOWED_PRIVATE_HOSTS = [f"shop.example:{port}"]
    resolves_to(monkeypatch, ["127.0.0.9", "127.0.0.1"])
    create = socket.create_connection

    def only_the_second(address: tuple[str, int], *rest: Any, **options: Any) -> socket.socket:
        if address[0] == "127.0.0.9":
            raise ConnectionRefusedError
        return create(address, *rest, **options)

    monkeypatch.setattr(socket, "create_connection", only_the_second)
    assert fetch(f"http://shop.example:{port}/a").body == b"hello"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
def test_this_machine_is_not_read(host: str) -> None:
    with pytest.raises(FetchError, match="private network"):
        fetch(f"http://{host}/")


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "017700000001", "127.1"])
def test_this_machine_is_not_read_however_it_is_written(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's own look-up understands all of these; what it says is what is judged."""
    resolves_to(monkeypatch, ["127.0.0.1"])
    with pytest.raises(FetchError, match="private network"):
        fetch(f"http://{host}/")


@pytest.mark.parametrize(
    "address", ["http://shop.example:22/", "https://shop.example:8443/", "ftp://shop.example/"]
)
def test_only_the_web_is_read(address: str) -> None:
    with pytest.raises(FetchError, match=r"^Only"):
        fetch(address)


def test_an_allowed_host_is_allowed_at_its_port_only(site: Site, settings: Settings) -> None:
    site.say("/a", "hello")
    assert fetch(f"{site.base}/a").body == b"hello"
    settings.FETCH_ALLOWED_PRIVATE_HOSTS = ["127.0.0.1"]
    with pytest.raises(FetchError, match="usual ports"):
        fetch(f"{site.base}/a")


@pytest.fixture
def inner_site() -> Iterator[Site]:
    """A server that nobody may be led to."""
    with running_site() as inner:
        inner.say("/secret", "secret")
        yield inner


def test_redirects_into_the_network_are_not_followed(site: Site, inner_site: Site) -> None:
    site.say("/a", status=302, headers={"Location": f"{inner_site.base}/secret"})
    site.say("/b", status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"})
    site.say("/c", status=302, headers={"Location": "file:///etc/passwd"})
    site.say("/d", status=302, headers={"Location": "//localhost/"})
    for path in "abcd":
        with pytest.raises(FetchError):
            fetch(f"{site.base}/{path}")
    assert not inner_site.asked


def test_endless_redirects_end(site: Site) -> None:
    site.say("/circle", status=302, headers={"Location": "/circle2"})
    site.say("/circle2", status=302, headers={"Location": "/circle"})
    with pytest.raises(FetchError, match="circle"):
        fetch(f"{site.base}/circle")
    for number in range(20):
        site.say(f"/{number}", status=307, headers={"Location": f"/{number + 1}"})
    with pytest.raises(FetchError, match="too often"):
        fetch(f"{site.base}/0")
    assert site.asked["/10"] == 0


def test_size_counts_what_is_left_after_unpacking(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    assert len(bomb) < 10_000
    site.say("/bomb", bomb, headers={"Content-Encoding": "gzip"})
    site.say("/large", b"x" * 200_000)
    for path in ("bomb", "large"):
        with pytest.raises(FetchError, match="larger than"):
            fetch(f"{site.base}/{path}", max_bytes=100_000)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"words " * 1000)),
        ("deflate", zlib.compress(b"words " * 1000)),
        ("deflate", zlib.compress(b"words " * 1000)[2:-4]),
        ("identity", b"words " * 1000),
    ],
)
def test_packed_pages_are_unpacked(encoding: str, packed: bytes, site: Site) -> None:
    site.say("/a", packed, headers={"Content-Encoding": encoding})
    assert fetch(f"{site.base}/a").body == b"words " * 1000


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [("gzip", gzip.compress(b"words" * 99)[:-20]), ("gzip", b"no gzip"), ("br", b"brotli")],
)
def test_damaged_packing_is_said(encoding: str, packed: bytes, site: Site) -> None:
    site.say("/a", packed, headers={"Content-Encoding": encoding})
    with pytest.raises(FetchError, match=r"damaged|packed"):
        fetch(f"{site.base}/a")


def test_a_server_that_trickles_is_left_in_time(settings: Settings) -> None:
    """Each byte comes within every step's limit; only the whole takes too long."""
    settings.FETCH_TIMEOUT_S = 0.3
    listener = socket.create_server(("127.0.0.1", 0))
    settings.FETCH_ALLOWED_PRIVATE_HOSTS = [f"127.0.0.1:{listener.getsockname()[1]}"]
    with listener, pytest.raises(FetchError, match="in time") as caught:
        fetch(f"http://127.0.0.1:{listener.getsockname()[1]}/")
    assert caught.value.retryable


def test_no_proxy_of_the_environment_sees_requests(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    site.say("/a", "hello")
    assert fetch(f"{site.base}/a").body == b"hello"
