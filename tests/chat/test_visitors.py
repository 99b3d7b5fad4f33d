"""Who a visitor is, and which pages may show the widget."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chat.models import Site, Visitor
from chat.visitors import (
    active_site,
    make_token,
    origin_allowed,
    origin_of,
    visitor_of_token,
)
from tests import builders

OWN = "https://chat.example"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://shop.example", "https://shop.example"),
        ("https://shop.example/", "https://shop.example"),
        ("https://SHOP.example:443/a?b#c", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("http://shop.example:443", "http://shop.example:443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://[::1]:8443/", "https://[::1]:8443"),
        ("https://user:secret@shop.example", "https://shop.example"),
        ("", ""),
        ("null", ""),
        ("shop.example", ""),
        ("//shop.example", ""),
        ("https://", ""),
        ("https://[", ""),
        ("https://shop.example:port", ""),
        ("https://shop.example:99999", ""),
        ("file:///etc/passwd", ""),
        ("javascript:alert(1)", ""),
        ("chrome-extension://abc", ""),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@given(st.text())
@example("http://[::1")
@example("https://a:b:c")
def test_no_text_breaks_the_origin_check(text: str) -> None:
    origin = origin_of(text)
    assert origin == origin_of(origin)
    assert not origin_allowed(Site(allowed_origins=[]), text, "") or origin == ""


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://shop.example", True),
        ("https://shop.example:443", True),
        ("https://other.example:8443", True),
        ("https://chat.example", True),
        ("http://shop.example", False),
        ("https://shop.example:8443", False),
        ("https://other.example", False),
        ("https://www.shop.example", False),
        ("https://shop.example.evil.example", False),
        ("https://evil.example/https://shop.example", False),
        ("https://shop.example@evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_allowed_origins_and_our_own_show_the_widget(origin: str, allowed: bool) -> None:
    site = Site(allowed_origins=["https://shop.example/", "https://other.example:8443", "junk", 5])
    assert origin_allowed(site, origin, OWN) is allowed


def test_a_site_without_origins_is_shown_on_our_own_pages_only() -> None:
    site = Site(allowed_origins=[])
    assert origin_allowed(site, OWN, OWN)
    assert not origin_allowed(site, "https://shop.example", OWN)
    assert not origin_allowed(site, "", "")


def test_a_token_names_its_visitor(vera: Visitor) -> None:
    assert visitor_of_token(make_token(vera), vera.site) == vera


def test_a_token_opens_nothing_on_another_site(vera: Visitor) -> None:
    assert visitor_of_token(make_token(vera), builders.site()) is None


def test_a_token_of_a_deleted_visitor_is_refused(vera: Visitor) -> None:
    token = make_token(vera)
    vera.delete()
    assert visitor_of_token(token, vera.site) is None


def test_a_token_that_was_changed_is_refused(vera: Visitor) -> None:
    token = make_token(vera)
    for place in range(len(token)):
        changed = token[:place] + ("x" if token[place] != "x" else "y") + token[place + 1 :]
        assert visitor_of_token(changed, vera.site) is None


@given(st.text())
@example("\ud800")
@example("a:b:c")
def test_no_text_breaks_the_token_check(text: str) -> None:
    assert visitor_of_token(text, Site(key="x")) is None


def test_sites_are_found_by_key_while_they_are_active(shop: Site) -> None:
    assert active_site(shop.key) == shop
    shop.is_active = False
    shop.save()
    assert active_site(shop.key) is None


@pytest.mark.parametrize("key", ["", "unknown", "\x00", "\ud800", "x\n", "a" * 100_000])
def test_no_text_breaks_the_look_up_of_a_site(shop: Site, key: str) -> None:
    assert active_site(key) is None


def test_a_visitor_without_a_name_is_told_apart_by_a_number(shop: Site) -> None:
    nameless = builders.visitor(at=shop, name="")
    assert nameless.display_name == f"Visitor {nameless.pk}"
    assert builders.visitor(at=shop).display_name == "Vera"
