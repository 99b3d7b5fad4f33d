"""Finding the pages of a site: links and sitemaps inside the limits, robots.txt obeyed."""

from __future__ import annotations

import gzip
import time

import pytest
from pytest_django import Settings

from knowledge import services
from knowledge.models import Document, KnowledgeBase, PageOutcome, RunState, Source, SourcePage
from knowledge.services import SourceError
from knowledge.sources import pace, work
from knowledge.sources.robots import Robots
from knowledge.sources.sitemap import SitemapError, parse
from tests.knowledge.sources.conftest import page_at, read, source_of
from tests.knowledge.sources.site import SITEMAPS, Reply, Site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memory_index")]


def paths() -> set[str]:
    """Where the documents come from."""
    return {url.split("/", 3)[3] for url in Document.objects.values_list("url", flat=True)}


def tree(site: Site) -> None:
    """A start page, two pages below, one below these; one outside, one on another host."""
    site.page("/help/", "Help", "Everything about the shop.", "a", "b", "/blog", "#top")
    site.page("/help/a", "Paying", "We accept cards and invoices.", "deep/c", "http://x.example/")
    site.page("/help/b", "Sending", "Parcels leave every evening.", "./b?utm_source=b", "/help/a")
    site.page("/help/deep/c", "Cards", "Cards of two kinds are accepted.", "../archive/d")
    site.page("/help/archive/d", "Old cards", "Paper cards were accepted until last year.")
    site.page("/blog", "Blog", "News about the shop and its people.")


def test_links_are_followed_inside_the_folder(base: KnowledgeBase, site: Site) -> None:
    tree(site)
    run = read(source_of(base, "crawl", f"{site.base}/help/"))
    assert (run.state, run.found, run.new, run.error) == (RunState.FINISHED, 5, 5, "")
    assert paths() == {"help/", "help/a", "help/b", "help/deep/c", "help/archive/d"}
    assert site.asked["/blog"] == 0
    assert site.asked["/help/a"] == 1


def test_depth_prefixes_and_page_limit_bound_a_crawl(base: KnowledgeBase, site: Site) -> None:
    tree(site)
    start = f"{site.base}/help/"
    read(source_of(base, "crawl", start, depth_limit=1))
    assert paths() == {"help/", "help/a", "help/b"}
    services.remove_source(Source.objects.get().pk, keep_documents=False)
    read(source_of(base, "crawl", start, exclude_prefixes=["/help/archive"]))
    assert paths() == {"help/", "help/a", "help/b", "help/deep/c"}
    services.remove_source(Source.objects.get().pk, keep_documents=False)
    run = read(source_of(base, "crawl", start, page_limit=2))
    assert len(paths()) == run.found == 2
    assert "limit" in run.error


def test_the_title_and_the_text_without_menus_become_the_document(
    base: KnowledgeBase, site: Site
) -> None:
    tree(site)
    read(source_of(base, "page", f"{site.base}/help/a"))
    document = Document.objects.get()
    assert (document.title, document.body.strip()) == ("Paying", "We accept cards and invoices.")
    assert document.chunks.count() == 1


def test_robots_txt_is_obeyed_and_says_who_asks(base: KnowledgeBase, site: Site) -> None:
    tree(site)
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: BatonBot\nDisallow: /help/deep/\n"
    site.say("/robots.txt", rules, content_type="text/plain")
    run = read(source_of(base, "crawl", f"{site.base}/help/"))
    assert paths() == {"help/", "help/a", "help/b"}
    assert (run.rejected, site.asked["/robots.txt"], site.asked["/help/deep/c"]) == (1, 1, 0)
    assert all(headers["user-agent"].startswith("BatonBot/") for _path, headers in site.requests)


def test_robots_txt_is_asked_at_every_hop(base: KnowledgeBase, site: Site) -> None:
    site.say("/robots.txt", "User-agent: *\nDisallow: /private", content_type="text/plain")
    site.page("/private/a", "Salaries", "What everybody earns in this shop.")
    site.say("/a", status=301, headers={"Location": "/private/a"})
    run = read(source_of(base, "page", f"{site.base}/a"))
    assert (run.rejected, site.asked["/private/a"]) == (1, 0)


def test_rules_without_or_beyond_sense() -> None:
    assert Robots("").allows("https://shop.example/a")
    assert Robots("<html>not found</html>").allows("https://shop.example/a")
    assert not Robots(reason="down").allows("https://shop.example/a")
    assert Robots("User-agent: *\nCrawl-delay: 2").delay_s == 2
    assert Robots("User-agent: *\nCrawl-delay: 86400").delay_s == 30


def test_a_host_is_given_rest(base: KnowledgeBase, site: Site, settings: Settings) -> None:
    settings.FETCH_DELAY_MS = 60_000
    tree(site)
    source = source_of(base, "crawl", f"{site.base}/help/")
    run = services.read_source(source.pk)
    following = work.work_on(run.pk, run.lease_holder)
    assert following is not None
    assert 50 < following.rest_s <= 60
    assert (site.asked["/help/"], site.asked["/help/a"]) == (1, 0)
    run.refresh_from_db()
    assert (run.state, run.found, run.read) == (RunState.READING, 3, 1)


def test_a_server_that_asks_for_patience_gets_it(base: KnowledgeBase, site: Site) -> None:
    site.say("/a", status=429, headers={"Retry-After": "90"})
    run = services.read_source(source_of(base, "page", f"{site.base}/a").pk)
    following = work.work_on(run.pk, run.lease_holder)
    assert following is not None
    assert 80 < following.rest_s <= 90
    assert pace.wait_s(site.base) > 80
    assert pace.wait_s("http://other.example") == 0
    assert time.time() > 0


def index_of(site: Site, *maps: str) -> bytes:
    entries = "".join(f"<sitemap><loc>{site.base}{one}</loc></sitemap>" for one in maps)
    return f'<sitemapindex xmlns="{SITEMAPS}">{entries}</sitemapindex>'.encode()


def test_a_sitemap_index_with_a_packed_sitemap(base: KnowledgeBase, site: Site) -> None:
    tree(site)
    site.sitemap("/help/a", "/blog", at="/one.xml")
    site.sitemap("/help/b", "http://other.example/x", at="/two.xml")
    packed = gzip.compress(site.replies.pop("/two.xml").body)
    site.say("/two.xml.gz", packed, content_type="application/gzip")
    site.say("/index.xml", index_of(site, "/one.xml", "/two.xml.gz"), content_type="text/xml")
    run = read(source_of(base, "sitemap", f"{site.base}/index.xml", include_prefixes=["/help/"]))
    assert paths() == {"help/a", "help/b"}
    assert (run.found, run.new) == (2, 2)


def test_an_index_that_names_itself_ends(base: KnowledgeBase, site: Site) -> None:
    site.say("/index.xml", index_of(site, "/index.xml", "/other.xml"), content_type="text/xml")
    site.say("/other.xml", index_of(site, "/index.xml"), content_type="text/xml")
    run = read(source_of(base, "sitemap", f"{site.base}/index.xml"))
    assert (run.state, run.error) == (RunState.FAILED, "No page was found.")
    assert site.asked["/index.xml"] == 1


@pytest.mark.parametrize("named_by_robots", [True, False])
def test_the_sitemap_of_a_site_is_found(
    named_by_robots: bool, base: KnowledgeBase, site: Site
) -> None:
    tree(site)
    place = "/maps/all.xml" if named_by_robots else "/sitemap.xml"
    site.sitemap("/help/a", at=place)
    site.page("/", "Shop", "Welcome to the shop.")
    if named_by_robots:
        site.say("/robots.txt", f"Sitemap: {site.base}{place}", content_type="text/plain")
    assert read(source_of(base, "sitemap", site.base)).new == 1
    assert paths() == {"help/a"}


def test_a_missing_sitemap_fails_with_a_reason(base: KnowledgeBase, site: Site) -> None:
    run = read(source_of(base, "sitemap", f"{site.base}/sitemap.xml"))
    assert run.state == RunState.FAILED
    assert "no sitemap" in run.error


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/passwd">
<!ENTITY b "xxxxxxxxxxxxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>&a;</loc></url>
<url><loc>https://shop.example/a</loc></url></urlset>"""


def test_a_sitemap_reads_no_file_of_this_machine() -> None:
    assert "root" not in "".join(parse(ENTITIES).pages)


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>hello</body></html>", b"<urlset", b"\x1f\x8bno", b"just words"]
)
def test_what_is_no_sitemap_is_said(body: bytes) -> None:
    with pytest.raises(SitemapError):
        parse(body)


def test_a_packed_sitemap_that_explodes_is_refused() -> None:
    with pytest.raises(SitemapError, match="larger"):
        parse(gzip.compress(b"<urlset>" + b" " * 30_000_000))


def test_pictures_in_a_sitemap_are_no_pages() -> None:
    body = (
        f'<urlset xmlns="{SITEMAPS}" xmlns:i="http://www.google.com/schemas/sitemap-image/1.1">'
        "<url><loc>https://shop.example/a</loc><i:image><i:loc>https://shop.example/p</i:loc>"
        "</i:image></url></urlset>"
    )
    assert parse(body.encode()).pages == ("https://shop.example/a",)
    assert parse(b"https://shop.example/a\nhttps://shop.example/b").pages[1].endswith("b")


def test_variants_of_a_page_are_one_document(base: KnowledgeBase, site: Site) -> None:
    head = '<link rel="canonical" href="/help/a">'
    variants = [f"/help/a?sort={number}" for number in range(8)]
    for path in ["/help/a", *variants]:
        site.page(path, "Paying", "We accept cards and invoices.", head=head)
    site.page("/help/", "Help", "Everything about the shop.", *variants, "/help/a")
    run = read(source_of(base, "crawl", f"{site.base}/help/"))
    assert paths() == {"help/", "help/a"}
    assert (run.found, run.new, run.rejected) == (2, 2, 0)


def test_a_wrong_canonical_address_merges_nothing(base: KnowledgeBase, site: Site) -> None:
    head = f'<link rel="canonical" href="{site.base}/help/">'
    site.page("/help/", "Help", "Everything about the shop.", "a", "b", head=head)
    site.page("/help/a", "Paying", "We accept cards and invoices.", head=head)
    site.page("/help/b", "Sending", "Parcels leave every evening.", head=head)
    assert read(source_of(base, "crawl", f"{site.base}/help/")).new == 3


def test_what_cannot_become_an_article_says_why(base: KnowledgeBase, site: Site) -> None:
    site.page("/", "Shop", "Welcome to the shop.", "/empty", "/login", "/teapot", "/pdf", "/a.zip")
    site.say("/empty", "<html><body><script>app()</script></body></html>")
    site.say("/login", status=403)
    site.say("/teapot", status=418)
    site.say("/pdf", b"%PDF-1.4 nothing", content_type="application/pdf")
    source = source_of(base, "crawl", f"{site.base}/")
    run = read(source)
    assert (run.found, run.new, run.rejected) == (5, 1, 4)
    assert "JavaScript" in page_at(source, "/empty").error
    assert "not public" in page_at(source, "/login").error
    assert "418" in page_at(source, "/teapot").error
    assert page_at(source, "/pdf").outcome == PageOutcome.REJECTED
    assert site.asked["/a.zip"] == 0


def test_a_dead_site_is_given_up_after_some_pages(base: KnowledgeBase, site: Site) -> None:
    links = [f"/{number}" for number in range(40)]
    site.sitemap(*links)
    for link in links:
        site.say(link, drop=True)
    run = read(source_of(base, "sitemap", f"{site.base}/sitemap.xml"))
    assert (run.state, run.failed, run.found) == (RunState.FINISHED, 40, 40)
    assert sum(site.asked[link] for link in links) < 20


@pytest.mark.parametrize(
    "address", ["", "shop", "ftp://shop.example", "http://shop.example:99/", "http://a:b@c.example"]
)
def test_a_source_needs_an_address(address: str, base: KnowledgeBase) -> None:
    if address == "shop":
        assert source_of(base, "page", address).address == "https://shop/"
        return
    with pytest.raises(SourceError):
        source_of(base, "page", address)


def test_a_private_address_is_refused_with_words(base: KnowledgeBase, site: Site) -> None:
    source = source_of(base, "page", "http://127.0.0.1/")
    run = read(source)
    assert (run.failed, run.new) == (1, 0)
    error = SourcePage.objects.get().error
    assert "private network" in error


def test_pages_led_out_of_the_source_are_rejected(base: KnowledgeBase, site: Site) -> None:
    tree(site)
    site.say("/help/a", status=302, headers={"Location": "/blog"})
    source = source_of(base, "crawl", f"{site.base}/help/")
    run = read(source)
    assert (run.rejected, site.asked["/blog"]) == (1, 0)
    assert "out of this source" in page_at(source, "/help/a").error
    assert isinstance(site.replies["/help/a"], Reply)
