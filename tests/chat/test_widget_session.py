"""The HTTP request with which a page's widget begins."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from chat import limits, views
from chat.models import Site, Visitor
from chat.types import State
from chat.visitors import make_token, visitor_of_token
from tests import builders
from tests.builders import SHOP_ORIGIN

pytestmark = pytest.mark.django_db
ADDRESS = "/api/widget/session"


def _post(body: Any, *, origin: str = SHOP_ORIGIN, **headers: Any) -> HttpResponse:
    data = body if isinstance(body, (str, bytes)) else json.dumps(body)
    headers = {"HTTP_ORIGIN": origin} | headers if origin else headers
    return Client(enforce_csrf_checks=True).post(
        ADDRESS, data, content_type="application/json", **headers
    )


def test_a_new_visitor_gets_a_token_the_looks_and_the_sockets_address(shop: Site) -> None:
    response = _post({"site": shop.key})
    body = response.json()
    assert response.status_code == 200
    assert body["site"] == {
        "title": "Support",
        "greeting": "",
        "accent_color": "#3d46c2",
        "language": "en",
        "message_max_chars": 4000,
        "opens_at": None,
    }
    assert body["ws_url"] == f"ws://testserver/ws/visitor/?site={shop.key}"
    assert body["open"] is False
    assert visitor_of_token(body["token"], shop) == Visitor.objects.get()


def test_a_known_visitor_stays_the_same(vera: Visitor) -> None:
    first = _post({"site": vera.site.key, "token": make_token(vera)}).json()
    second = _post({"site": vera.site.key, "token": first["token"]}).json()
    assert visitor_of_token(second["token"], vera.site) == vera
    assert Visitor.objects.count() == 1


@pytest.mark.parametrize("token", ["forged", 5, None, {"v": 1}, "\x00", "\ud800"])
def test_a_token_that_is_not_ours_is_replaced(vera: Visitor, token: object) -> None:
    body = _post({"site": vera.site.key, "token": token}).json()
    assert visitor_of_token(body["token"], vera.site) not in {vera, None}


def test_a_token_of_another_site_is_replaced(vera: Visitor) -> None:
    other = builders.site()
    body = _post({"site": other.key, "token": make_token(vera)}).json()
    newcomer = visitor_of_token(body["token"], other)
    assert newcomer is not None
    assert newcomer.site == other


@pytest.mark.parametrize(
    ("state", "is_open"),
    [(State.ASSISTANT, True), (State.WITH_AGENT, True), (State.CLOSED, False)],
)
def test_the_page_learns_whether_a_conversation_is_going_on(
    vera: Visitor, state: State, is_open: bool
) -> None:
    builders.open_conversation_with("Hello", who=vera, state=state)
    body = _post({"site": vera.site.key, "token": make_token(vera)}).json()
    assert body["open"] is is_open


def test_behind_tls_the_socket_is_secure(shop: Site) -> None:
    body = _post({"site": shop.key}, **{"wsgi.url_scheme": "https"}).json()
    assert body["ws_url"].startswith("wss://")


@pytest.mark.parametrize("key", ["unknown", "", "\x00", "\ud800", 5, None, ["a"]])
def test_an_unknown_site_is_refused(shop: Site, key: object) -> None:
    response = _post({"site": key})
    assert (response.status_code, response.json()["code"]) == (404, "unknown_site")
    assert not Visitor.objects.exists()


def test_a_site_that_is_switched_off_is_refused(shop: Site) -> None:
    shop.is_active = False
    shop.save()
    assert _post({"site": shop.key}).status_code == 404


@pytest.mark.parametrize(
    "body", ["", "no json", "[]", "null", '"x"', b"\xff\xfe", "[" * 8000, "x" * 9000]
)
def test_a_body_that_makes_no_sense_is_refused(shop: Site, body: str | bytes) -> None:
    assert _post(body).status_code == 404


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://[", "file://"])
def test_a_foreign_origin_is_refused_and_may_not_read_the_answer(shop: Site, origin: str) -> None:
    response = _post({"site": shop.key}, origin=origin)
    assert (response.status_code, response.json()["code"]) == (403, "origin")
    assert "Access-Control-Allow-Origin" not in response
    assert not Visitor.objects.exists()


def test_our_own_pages_need_no_cross_origin_permission(shop: Site) -> None:
    response = _post({"site": shop.key}, origin="")
    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response
    assert _post({"site": shop.key}, origin="http://testserver").status_code == 200


def test_an_allowed_page_may_read_the_answer_and_no_cookie_is_set(shop: Site) -> None:
    response = _post({"site": shop.key})
    assert response["Access-Control-Allow-Origin"] == SHOP_ORIGIN
    assert "Origin" in response["Vary"]
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies


def test_a_preflight_allows_the_post_it_asks_for() -> None:
    response = Client().options(
        ADDRESS,
        HTTP_ORIGIN=SHOP_ORIGIN,
        HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST",
        HTTP_ACCESS_CONTROL_REQUEST_HEADERS="content-type",
    )
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == SHOP_ORIGIN
    assert response["Access-Control-Allow-Methods"] == "POST"
    assert response["Access-Control-Allow-Headers"] == "content-type"
    assert not response.content


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_other_methods_are_refused(shop: Site, method: str) -> None:
    assert getattr(Client(), method)(ADDRESS).status_code == 405


@pytest.fixture
def _two_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address gets two sessions a minute, and time stands still."""
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: 1.0))
    monkeypatch.setattr(views, "_sessions", limits.RateLimit(limit=2, period_s=60))


@pytest.mark.usefixtures("_two_a_minute")
def test_one_address_gets_so_many_sessions_a_minute(shop: Site) -> None:
    answers = [_post({"site": shop.key}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    refused = _post({"site": shop.key})
    assert (refused.json()["code"], refused["Retry-After"]) == ("rate_limited", "31")
    assert refused["Access-Control-Allow-Origin"] == SHOP_ORIGIN
    assert _post({"site": shop.key}, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert Visitor.objects.count() == 3


@pytest.mark.parametrize(
    ("trusted", "forwarded", "same"),
    [
        (0, "192.0.2.{n}", True),
        (1, "192.0.2.{n}", False),
        (1, "198.51.100.{n}, 192.0.2.1", True),
        (2, "192.0.2.{n}, 10.0.0.2", False),
        (1, "", True),
    ],
)
@pytest.mark.usefixtures("_two_a_minute")
def test_addresses_are_those_that_trusted_proxies_report(
    shop: Site, settings: Settings, trusted: int, forwarded: str, same: bool
) -> None:
    settings.TRUSTED_PROXIES = trusted
    answers = [
        _post({"site": shop.key}, HTTP_X_FORWARDED_FOR=forwarded.format(n=number)).status_code
        for number in range(3)
    ]
    assert (429 in answers) is same


def test_a_session_costs_at_most_three_queries(
    vera: Visitor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    builders.open_conversation_with("Hello", who=vera)
    body = {"site": vera.site.key, "token": make_token(vera)}
    with django_assert_max_num_queries(4):  # the team's hours are read once in half a minute
        _post(body)
    with django_assert_max_num_queries(3):
        assert _post(body).json()["open"]
