"""One spelling for each page, and what belongs to a source."""

from __future__ import annotations

import pytest

from knowledge.sources.addresses import AddressError, normal, scope_of
from knowledge.sources.references import reference_of


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("HTTPS://Shop.Example", "https://shop.example/"),
        ("https://shop.example:443/a", "https://shop.example/a"),
        ("http://shop.example:80/a#top", "http://shop.example/a"),
        ("https://shop.example/a?utm_source=x&b=1&fbclid=2", "https://shop.example/a?b=1"),
        ("https://shop.example/a?gclid=1", "https://shop.example/a"),
        ("https://shop.example/a;jsessionid=12AB?b=", "https://shop.example/a?b="),
        ("https://shop.example/%7Euser/%e4%bd%a0", "https://shop.example/~user/%E4%BD%A0"),
        ("https://shop.example/你 b", "https://shop.example/%E4%BD%A0%20b"),
        ("https://shop.example/a%2Fb", "https://shop.example/a%2Fb"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        (" https://shop.example./a ", "https://shop.example/a"),
    ],
)
def test_a_page_has_one_spelling(written: str, spelled: str) -> None:
    assert normal(written) == spelled
    assert normal(spelled) == spelled


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("../b", "https://shop.example/b"),
        ("c?x=1", "https://shop.example/a/c?x=1"),
        ("//other.example/d", "https://other.example/d"),
        ("?page=2", "https://shop.example/a/?page=2"),
    ],
)
def test_links_are_relative_to_their_page(link: str, address: str) -> None:
    assert normal(link, base="https://shop.example/a/") == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "shop",
        "mailto:a@shop.example",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://shop.example/",
        "http://user:word@shop.example/",
        "http://shop.example:port/",
        "http://[::1/",
        "https://shop.example/" + "a" * 1000,
        "http://" + "a" * 70 + "ü.example/",
    ],
)
def test_what_is_no_page_is_refused(written: str) -> None:
    with pytest.raises(AddressError):
        normal(written)


@pytest.mark.parametrize(
    ("start", "inside", "outside"),
    [
        ("https://a.example/help", ["/help", "/help/x"], ["/helpers", "/"]),
        ("https://a.example/help/", ["/help/", "/help/x"], ["/helpers", "/"]),
        ("https://a.example/help/index.html", ["/help/x", "/help/index.html"], ["/other"]),
        ("https://a.example/", ["/", "/x/y"], []),
    ],
)
def test_links_are_followed_below_the_start(
    start: str, inside: list[str], outside: list[str]
) -> None:
    found = scope_of(start, include=[], exclude=[], below_only=True)
    assert all(found.covers(f"https://a.example{path}") for path in inside)
    assert not any(found.covers(f"https://a.example{path}") for path in outside)
    assert not found.covers("https://b.example/help/x")
    assert found.covers(f"http://www.a.example{inside[0]}")


def test_prefixes_choose_and_exclude() -> None:
    found = scope_of(
        "https://a.example/", include=["/help/", "faq"], exclude=["/help/old"], below_only=False
    )
    assert found.covers("https://a.example/help/x")
    assert found.covers("https://a.example/faq-1")
    assert not found.covers("https://a.example/help/old/x")
    assert not found.covers("https://a.example/blog")


def test_references_are_short_and_tell_pages_apart() -> None:
    address = "https://shop.example/" + "a" * 300
    assert reference_of("https://shop.example/a") == "https://shop.example/a"
    assert len(reference_of(address)) == 200
    assert reference_of(address) != reference_of(f"{address}b")
