"""Reading a site again: nothing is lost on a bad day, nothing is doubled, nothing wrong gets in."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from knowledge import services
from knowledge.models import (
    Chunk,
    Document,
    DocumentStatus,
    KnowledgeBase,
    PageOutcome,
    RunState,
    Source,
    SourcePage,
)
from tests.knowledge.sources.conftest import page_at, read, source_of
from tests.knowledge.sources.site import Reply, Site, article

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memory_index")]

PAGES = 60


def text_of(number: int) -> str:
    return (
        f"Part {number} of the machine is replaced after {number + 20} days. "
        f"It costs {number + 5} EUR and is delivered from store {number}."
    )


def grown(site: Site, pages: int = PAGES) -> list[str]:
    """The site has so many articles, all linked from its start page."""
    paths = [f"/help/part-{number}" for number in range(pages)]
    for number, path in enumerate(paths):
        site.page(path, f"Part {number}", text_of(number))
    site.page("/help/", "All parts", "Every part has a page of its own, see the list.", *paths)
    site.sitemap("/help/", *paths)
    return paths


def small_site(site: Site, base: KnowledgeBase, pages: int = 4) -> Source:
    grown(site, pages)
    source = source_of(base, "sitemap", f"{site.base}/sitemap.xml")
    assert read(source).new == pages + 1
    return source


@pytest.mark.parametrize("kind", ["crawl", "sitemap"])
def test_a_bad_day_loses_no_document_and_a_second_reading_adds_no_row(
    kind: str, base: KnowledgeBase, site: Site, embedded: list[str]
) -> None:
    paths = grown(site)
    start = "/help/" if kind == "crawl" else "/sitemap.xml"
    source = source_of(base, kind, f"{site.base}{start}")
    first = read(source)
    assert (first.state, first.found, first.new) == (RunState.FINISHED, PAGES + 1, PAGES + 1)
    assert Document.objects.filter(status=DocumentStatus.READY).count() == PAGES + 1
    rows = list(Chunk.objects.order_by("pk").values_list("pk", flat=True))
    made = len(embedded)

    # 30 % of the pages fail, each in one of the ways in which servers do.
    faults = [Reply(drop=True), Reply(status=503), Reply(status=500), Reply(status=429)]
    bad = paths[::10] + paths[3::10] + paths[6::10]
    site.ill = {path: faults[number % len(faults)] for number, path in enumerate(bad)}
    for _day in range(3):
        run = read(source)
        assert (run.state, run.failed, run.unchanged) == (
            RunState.FINISHED,
            len(bad),
            PAGES + 1 - len(bad),
        )
    site.ill = {}
    again = read(source)
    assert (again.found, again.read, again.unchanged) == (PAGES + 1, PAGES + 1, PAGES + 1)
    assert (again.new, again.updated, again.rejected, again.removed) == (0, 0, 0, 0)
    assert list(Chunk.objects.order_by("pk").values_list("pk", flat=True)) == rows
    assert Document.objects.count() == PAGES + 1
    assert len(embedded) == made


def test_silence_of_a_server_loses_nothing(
    base: KnowledgeBase, site: Site, settings: Settings
) -> None:
    source = small_site(site, base)
    site.ill = {"/help/part-1": Reply(hang=True)}
    settings.FETCH_TIMEOUT_S = 0.3
    for _day in range(4):
        assert read(source).removed == 0
    assert "did not answer in time" in page_at(source, "part-1").error
    assert Document.objects.count() == 5


def test_when_the_name_or_the_whole_site_is_unknown_nothing_is_lost(
    base: KnowledgeBase, site: Site
) -> None:
    source = small_site(site, base)
    site.ill = {path: Reply(drop=True) for path in [*site.replies, "/robots.txt"]}
    run = read(source)
    assert (run.state, run.failed, run.removed) == (RunState.FINISHED, 5, 0)
    assert "was not read" in run.error
    assert Document.objects.count() == 5


def test_a_broken_robots_file_stops_the_reading_and_removes_nothing(
    base: KnowledgeBase, site: Site
) -> None:
    source = small_site(site, base)
    asked = site.asked["/help/part-1"]
    site.ill = {"/robots.txt": Reply(status=503)}
    for _day in range(4):
        assert read(source).failed == 5
    assert site.asked["/help/part-1"] == asked
    assert Document.objects.count() == 5


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_is_removed_when_three_readings_in_a_row_find_it_gone(
    status: int, base: KnowledgeBase, site: Site
) -> None:
    source = small_site(site, base)
    site.ill = {"/help/part-1": Reply(status=status)}
    assert [read(source).removed for _day in range(2)] == [0, 0]
    assert Document.objects.count() == 5
    assert page_at(source, "part-1").outcome == PageOutcome.GONE
    assert read(source).removed == 1
    assert not Document.objects.filter(ref__endswith="part-1").exists()
    site.ill = {}
    assert read(source).new == 1


def test_another_answer_in_between_breaks_the_row(base: KnowledgeBase, site: Site) -> None:
    source = small_site(site, base)
    for reply in (404, 404, 503, 404, 404, 200, 404, 404):
        site.ill = {"/help/part-1": Reply(status=reply)} if reply != 200 else {}
        assert read(source).removed == 0
    assert Document.objects.count() == 5


def test_a_page_that_the_sitemap_forgets_stays(base: KnowledgeBase, site: Site) -> None:
    source = small_site(site, base)
    site.sitemap("/help/")
    for _day in range(4):
        assert read(source).unchanged == 5
    site.ill = {"/sitemap.xml": Reply(status=404)}
    for _day in range(4):
        assert read(source).unchanged == 5
    assert Document.objects.count() == 5


def test_most_pages_gone_at_once_are_looked_at_by_a_person(base: KnowledgeBase, site: Site) -> None:
    source = small_site(site, base, pages=12)
    for path in [path for path in site.replies if path.startswith("/help/part")]:
        del site.replies[path]
    runs = [read(source) for _day in range(4)]
    assert [run.removed for run in runs] == [0, 0, 0, 0]
    assert "no document was removed" in runs[-1].error
    assert Document.objects.count() == 13


ERROR_PAGES = {
    "not found": ("Page not found", "Sorry, we could not find that page. Go back home."),
    "gone": ("Shop", "The article you are looking for does not exist anymore."),
    "broken": ("Shop", "We will be right back. The site is down for maintenance."),
    "login": ("Sign in", "Please sign in to continue. Forgot your password?"),
    "robot check": ("Just a moment...", "Enable JavaScript and cookies to continue."),
}


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_never_replaces_an_article(
    name: str, base: KnowledgeBase, site: Site
) -> None:
    source = small_site(site, base)
    before = Document.objects.get(ref__endswith="part-1").body
    title, text = ERROR_PAGES[name]
    site.page("/help/part-1", title, text)
    for _day in range(4):
        run = read(source)
        assert (run.rejected, run.updated, run.removed) == (1, 0, 0)
    assert Document.objects.get(ref__endswith="part-1").body == before
    assert page_at(source, "part-1").error


def test_a_text_that_collapses_is_no_update(base: KnowledgeBase, site: Site) -> None:
    site.page("/a", "Warranty", " ".join(f"Rule {n} holds for {n} years." for n in range(40)))
    source = source_of(base, "page", f"{site.base}/a")
    read(source)
    site.page("/a", "Warranty", "Loading the content.")
    run = read(source)
    assert (run.rejected, run.updated) == (1, 0)
    assert "Rule 39" in Document.objects.get().body
    assert page_at(source, "/a").error.startswith("Nearly all of the text was gone")


def test_the_same_words_everywhere_are_no_articles(base: KnowledgeBase, site: Site) -> None:
    source = small_site(site, base)
    for path in list(site.replies):
        if path.startswith("/help/"):
            site.page(path, "Welcome", "Our shop moves to a new home, thank you for waiting here.")
    run = read(source)
    assert (run.rejected, run.updated) == (5, 0)
    assert not Document.objects.filter(body__contains="new home").exists()


def test_a_changed_page_is_updated_and_only_it_is_embedded(
    base: KnowledgeBase, site: Site, embedded: list[str]
) -> None:
    source = small_site(site, base)
    document = Document.objects.get(ref__endswith="part-2")
    Document.objects.filter(pk=document.pk).update(questions=["Where is part 2?"])
    embedded.clear()
    site.page("/help/part-2", "Part 2", "Part 2 is sold no more, take part 3 in its place.")
    run = read(source)
    assert (run.updated, run.unchanged, run.new) == (1, 4, 0)
    document.refresh_from_db()
    assert "take part 3" in document.body
    assert document.questions == ["Where is part 2?"]
    assert embedded
    assert not [text for text in embedded if "part 1" in text.lower()]
    assert read(source).unchanged == 5


def test_a_page_that_says_unchanged_is_believed(base: KnowledgeBase, site: Site) -> None:
    content = article("Opening hours", "The shop opens at nine and closes at six on working days.")
    site.say("/a", content, headers={"ETag": '"v1"'})
    source = source_of(base, "page", f"{site.base}/a")
    read(source)
    assert read(source).unchanged == 1
    assert SourcePage.objects.get().status == 304


def test_a_moved_page_keeps_its_document(
    base: KnowledgeBase, site: Site, embedded: list[str]
) -> None:
    source = small_site(site, base)
    document = Document.objects.get(ref__endswith="part-1")
    site.replies["/help/new-part"] = site.replies["/help/part-1"]
    site.say("/help/part-1", status=301, headers={"Location": "/help/new-part"})
    embedded.clear()
    run = read(source)
    assert (run.unchanged, run.new, run.removed, run.found) == (5, 0, 0, 5)
    document.refresh_from_db()
    assert document.url == f"{site.base}/help/new-part"
    assert not embedded
    assert read(source).unchanged == 5


def test_a_page_that_leads_home_keeps_its_last_good_copy(base: KnowledgeBase, site: Site) -> None:
    source = small_site(site, base)
    site.say("/help/part-1", status=302, headers={"Location": "/help/"})
    for _day in range(4):
        run = read(source)
        assert (run.rejected, run.removed) == (1, 0)
    assert Document.objects.count() == 5
    assert "leads to" in page_at(source, "part-1").error


def test_two_sources_share_the_document_of_an_address(base: KnowledgeBase, site: Site) -> None:
    site.page("/a", "Opening hours", "The shop opens at nine and closes at six.")
    one = source_of(base, "page", f"{site.base}/a")
    two = services.create_source(
        knowledge_base=base, name="Two", kind="page", address=f"{site.base}/a?utm_source=x#top"
    )
    assert read(one).new == 1
    assert read(two).updated == 1
    assert Document.objects.count() == 1
    services.remove_source(one.pk, keep_documents=False)
    assert Document.objects.get().source == two
    services.remove_source(two.pk, keep_documents=False)
    assert Document.objects.count() == 0
