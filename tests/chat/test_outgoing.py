"""Calls to other systems are bounded, go to public machines only, and can be verified."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

import pytest

from chat.outgoing import delivery, signing
from chat.outgoing.delivery import DeliveryError, Request, deliver
from tests.conftest import NOON
from tests.receiver import Receiver, Says, running_receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


def code_of(request: Request, *private: str) -> tuple[str, bool]:
    with pytest.raises(DeliveryError) as raised:
        deliver(request, private=private)
    return raised.value.code, raised.value.retryable


def test_a_call_carries_its_method_headers_and_body(receiver: Receiver) -> None:
    receiver.says(Says(201, b'{"id": 7}'))
    headers = {"X-From": "us", "X-Name": "Jörg"}
    request = Request("PUT", f"{receiver.base}/leads?a=1", headers, b"words")
    reply = deliver(request, private=[receiver.place])
    assert (reply.status, reply.body, reply.is_ok) == (201, b'{"id": 7}', True)
    [heard] = receiver.heard
    assert (heard.method, heard.path, heard.body) == ("PUT", "/leads?a=1", b"words")
    assert heard.headers["x-from"] == "us"
    assert heard.headers["x-name"].encode("latin-1").decode() == "Jörg"
    assert heard.headers["host"] == receiver.place


def test_a_private_host_that_nobody_named_is_not_called(receiver: Receiver) -> None:
    assert code_of(Request("POST", receiver.base)) == ("closed_address", False)
    assert code_of(Request("POST", receiver.base), "127.0.0.1") == ("closed_address", False)
    assert receiver.heard == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://shop.example/",
        "file:///etc/passwd",
        "http:///x",
        "http://user:pass@shop.example/",
        "http://shop.example:25/",
        "http://shop.example:99999/",
        "http://shöp.example/",
        "shop.example",
    ],
)
def test_only_the_web_is_called(url: str) -> None:
    assert code_of(Request("POST", url)) == ("bad_address", False)


def test_a_redirect_is_an_answer_and_never_followed(receiver: Receiver) -> None:
    with running_receiver() as inside:
        receiver.says(Says(302, headers={"Location": f"{inside.base}/"}))
        reply = deliver(Request("GET", receiver.base), private=[receiver.place])
        assert (reply.status, reply.is_ok, reply.is_retryable) == (302, False, False)
        assert inside.heard == []


def test_silence_ends_in_time(receiver: Receiver) -> None:
    receiver.says(Says(hang=True))
    request = Request("POST", receiver.base, timeout_s=0.2)
    assert code_of(request, receiver.place) == ("timeout", True)


def test_a_broken_connection_can_be_tried_again(receiver: Receiver) -> None:
    receiver.says(Says(drop=True))
    assert code_of(Request("POST", receiver.base), receiver.place) == ("broken", True)


def test_a_huge_answer_is_refused(receiver: Receiver) -> None:
    receiver.says(Says(body=b"x" * (delivery.MAX_BYTES + 1)))
    assert code_of(Request("POST", receiver.base), receiver.place) == ("too_large", False)


def test_a_signature_covers_the_moment_and_the_body() -> None:
    headers = signing.signed("shared", b'{"a": 1}', NOON)
    moment = headers["Baton-Timestamp"]
    right = hmac.new(b"shared", f'{moment}.{{"a": 1}}'.encode(), hashlib.sha256).hexdigest()
    assert headers["Baton-Signature"] == f"v1={right}"
    assert signing.signature("shared", b'{"a": 2}', moment) != right
    assert signing.signature("other", b'{"a": 1}', moment) != right
