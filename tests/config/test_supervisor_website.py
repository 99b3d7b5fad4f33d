"""The listening socket: addresses, and one clear line for each thing in its way."""

from __future__ import annotations

import re
import socket

import pytest

from config.supervisor.errors import StartError
from config.supervisor.website import FirstAnswer, listen
from tests.config.waiting import wait_until


@pytest.fixture(autouse=True)
def on_any_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOST", raising=False)
    monkeypatch.setenv("PORT", "0")


def test_a_taken_port_names_itself_and_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    first = listen()
    monkeypatch.setenv("PORT", str(first.port))
    expected = f"Port {first.port} of 127.0.0.1 is taken by another program. Try: PORT="
    with pytest.raises(StartError, match=re.escape(expected)):
        listen()
    first.close()


@pytest.mark.parametrize("port", ["http", "70000", "-1"])
def test_a_port_must_be_a_port(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(StartError, match="PORT must be a number"):
        listen()


def test_a_foreign_host_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "192.0.2.1")
    with pytest.raises(StartError, match=r"Cannot listen on 192\.0\.2\.1"):
        listen()


@pytest.mark.parametrize(
    ("host", "shown", "private"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("0.0.0.0", "localhost", False),
        ("::1", "[::1]", True),
        ("::", "localhost", False),
    ],
)
def test_the_address_can_be_typed_into_a_browser(
    monkeypatch: pytest.MonkeyPatch, host: str, shown: str, private: bool
) -> None:
    monkeypatch.setenv("HOST", host)
    website = listen()
    assert website.address == f"http://{shown}:{website.port}"
    assert website.is_private is private
    website.close()


def test_the_first_answer_survives_a_server_that_drops_the_question() -> None:
    website = listen()
    first = FirstAnswer(website, within_s=5)
    dropped, _ = website.listener.accept()
    dropped.close()
    kept, _ = website.listener.accept()
    assert kept.recv(4096).startswith(b"GET /healthz")
    assert not first.has_come()
    kept.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
    wait_until(first.has_come, "the answer")
    assert first.status == 204
    kept.close()
    website.close()


def test_the_socket_is_not_shared_with_children_by_accident() -> None:
    website = listen()
    assert not website.listener.get_inheritable()
    assert website.listener.family == socket.AF_INET
    website.close()
