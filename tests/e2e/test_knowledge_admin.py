"""What a manager does with knowledge: files, a table, a website, an article, a question to try."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.axe import severe_problems
from tests.e2e.conftest import SETTINGS
from tests.e2e.stage import PHONE, Manager, Stage
from tests.knowledge.readers.making import Put, docx, item, paragraph, pdf
from tests.knowledge.sources.site import Site, running_site
from tests.live.product import Product, running_product

pytestmark = pytest.mark.e2e

BASE = "Tarnfield help centre"
CSV = (
    "question;answer;category;other phrasings\n"
    "Do you repair violins?;Yes, every Tuesday in the workshop.;Music;violin repair\n"
    "Where is the workshop?;Behind the old mill.;Music;\n"
    "No answer here?;;;\n"
    ";An answer without a question.;;\n"
)
# Reading, indexing and the page's own refreshing, on two busy cores.
SOON_MS = 60_000


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A website with twelve articles, one page without text and one that is missing."""
    with running_site() as site:
        paths = [f"/help/{number}" for number in range(1, 13)]
        for number, path in enumerate(paths, 1):
            text = f"The kazoo model number {number} weighs {number * 11} grams and is blue. " * 3
            site.page(path, f"Kazoo model {number}", text, "/help/1")
        site.say("/help/app", "<html><body><div id='root'></div></body></html>")
        site.sitemap(*paths, "/help/app", "/help/missing")
        yield site


@pytest.fixture(scope="module")
def product(
    furnished: Path, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """The product, which may read that website although it is on this machine."""
    data = tmp_path_factory.mktemp("knowledge") / "data"
    shutil.copytree(furnished, data, ignore=shutil.ignore_patterns("run"))
    more = {"FETCH_ALLOWED_PRIVATE_HOSTS": site.place, "FETCH_DELAY_MS": "200"}
    with running_product(data, **SETTINGS, **more) as product:
        yield product


def at_home(stage: Stage, **window: object) -> Manager:
    """Mona on the page of the demo's knowledge base."""
    mona = stage.manager("mona", **window)
    open_base(mona)
    return mona


def open_base(mona: Manager) -> None:
    mona.page.goto(mona.page.url.split("/admin/")[0] + "/admin/knowledge/knowledgebase/")
    mona.page.get_by_role("link", name=BASE, exact=True).click()
    expect(mona.content.get_by_role("link", name="Add files")).to_be_visible()


def count_of(page: Page, name: str) -> str:
    """What stands above a name among the counts of a source."""
    return page.locator(f"[data-progress='{name}']").inner_text()


def finished(mona: Manager) -> None:
    """The source was read to its end, and the page has shown it by itself."""
    expect(mona.content.get_by_role("status")).to_contain_text("Finished.", timeout=SOON_MS)
    expect(mona.page.locator("[data-progress-url]")).to_have_count(0)


def reload_until_visible(page: Page, wanted: Locator) -> None:
    """A worker is at it; the page says so as soon as it is done."""
    deadline = time.monotonic() + SOON_MS / 1000
    while not wanted.is_visible():
        assert time.monotonic() < deadline, "it never came"
        page.wait_for_timeout(500)
        page.reload()


def test_files_are_added_and_each_says_what_became_of_it(stage: Stage, tmp_path: Path) -> None:
    files = {
        "tuba.docx": docx(
            paragraph("Tuba care", "Title"),
            paragraph("Oil the valves of the tuba weekly."),
            paragraph("Cleaning", "heading1"),
            item("Use lukewarm water"),
        ),
        "locked.pdf": pdf([Put(50, 700, "nobody reads this")], password="secret"),
        "picture.png": b"\x89PNG\r\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    mona = at_home(stage)
    mona.content.get_by_role("link", name="Add files").click()
    mona.page.get_by_label("Files").set_input_files([tmp_path / name for name in files])
    expect(mona.page.get_by_label("Keep them together as")).to_have_value("Uploaded files")
    mona.page.get_by_role("button", name="Add these files").click()
    expect(mona.page.get_by_role("heading", name="2 files were taken")).to_be_visible()
    expect(mona.content).to_contain_text("picture.png This kind of file cannot be read.")
    mona.page.get_by_role("link", name="Follow how they are read").click()
    finished(mona)
    expect(mona.row("locked.pdf")).to_contain_text("protected with a password")
    assert (count_of(mona.page, "new"), count_of(mona.page, "failed")) == ("1", "1")
    mona.page.get_by_role("link", name="Show them").click()
    mona.page.get_by_role("link", name="Tuba care").click()
    expect(mona.page.get_by_label("Text", exact=False).first).to_have_value(
        "Oil the valves of the tuba weekly.\n\n# Cleaning\n\n- Use lukewarm water\n"
    )


def test_a_table_is_looked_at_before_it_is_imported(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "music.csv").write_text(CSV, encoding="utf-8")
    mona = at_home(stage)
    for is_first in (True, False):
        mona.content.get_by_role("link", name="Import a table (CSV)").click()
        mona.page.get_by_label("CSV file").set_input_files(tmp_path / "music.csv")
        mona.page.get_by_role("button", name="Show what is in it").click()
        expect(mona.page.get_by_role("heading", name="“music”")).to_be_visible()
        expect(mona.row("The answer is missing.")).to_contain_text("4")
        expect(mona.row("The question is missing.")).to_contain_text("5")
        if not is_first:
            break
        expect(mona.row("Do you repair violins?")).to_contain_text("violin repair")
        mona.page.get_by_label("Leave out the 2 bad rows").check()
        mona.page.get_by_role("button", name="Import 2 rows").click()
        finished(mona)
        assert count_of(mona.page, "new") == "2"
        open_base(mona)
    expect(mona.content).to_contain_text("There is nothing to import")


def test_a_website_is_read_while_the_page_shows_how_far(stage: Stage, site: Site) -> None:
    mona = at_home(stage)
    mona.content.get_by_role("link", name="Add a website").click()
    mona.page.get_by_role("textbox", name="Address").fill(f"{site.base}/sitemap.xml")
    mona.page.get_by_role("button", name="Read this website").click()
    expect(mona.page.locator("[data-progress='found']")).to_have_text("14", timeout=SOON_MS)
    expect(mona.page.get_by_role("progressbar")).to_be_visible()
    finished(mona)
    assert (count_of(mona.page, "new"), count_of(mona.page, "rejected")) == ("12", "2")
    expect(mona.row("/help/app")).to_contain_text("No text was found on this page.")
    expect(mona.row("/help/missing")).to_contain_text("HTTP 404")
    mona.page.get_by_role("button", name="Read again").click()
    finished(mona)
    assert (count_of(mona.page, "new"), count_of(mona.page, "unchanged")) == ("0", "12")


def test_questions_that_are_added_to_an_article_help_it_to_be_found(stage: Stage) -> None:
    vera = stage.visitor()
    vera.arrive()
    vera.say("Which port does SMTP use?")
    vera.sees_answer("port 465", "mail-settings-imap-smtp")
    mona = at_home(stage)
    box = mona.page.get_by_label("Try a question")
    box.fill("Which port does SMTP use?")
    box.press("Enter")
    first = mona.content.get_by_role("listitem").first
    expect(first).to_contain_text("port 465")
    expect(first).to_contain_text("Score")
    first.get_by_role("link").click()
    expect(mona.row("Which port does SMTP use?")).to_contain_text("%")
    questions = mona.page.get_by_label("Questions this article answers")
    questions.fill(questions.input_value() + "\nflugelhorn envelope gateway number")
    mona.page.get_by_role("button", name="Save and continue editing").click()
    expect(questions).to_have_value(re.compile("flugelhorn"))
    mona.page.get_by_label("Try a question").fill("flugelhorn envelope gateway number")
    mona.page.get_by_role("button", name="Try").click()
    comes_first = mona.content.locator("ol > li").first.get_by_text("the article you came from")
    reload_until_visible(mona.page, comes_first)


@pytest.mark.parametrize("window", [{}, PHONE], ids=["desk", "phone"])
def test_pages_shut_nobody_out(stage: Stage, window: dict[str, object]) -> None:
    mona = at_home(stage, **window)
    links = mona.content.get_by_role("link", name="Add").all()
    addresses = [mona.page.url, *(f"{stage.base}{link.get_attribute('href')}" for link in links)]
    addresses.append(addresses[0].replace("/change/", "/try/?q=Which+port+does+SMTP+use"))
    for address in addresses:
        mona.page.goto(address)
        assert not severe_problems(mona.page, without=("#nav-sidebar", "header")), address
        assert mona.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_adding_works_by_keyboard(stage: Stage) -> None:
    mona = at_home(stage)
    mona.content.get_by_role("link", name="Add a question and answer").press("Enter")
    keys = mona.page.keyboard
    mona.page.get_by_label("Question", exact=False).first.focus()
    for text in ("Do you tune pianos?", "Yes, on Fridays.", "piano tuning"):
        keys.type(text)
        keys.press("Tab")
    mona.page.get_by_role("button", name="Add", exact=True).press("Enter")
    expect(mona.page.get_by_text("“Do you tune pianos?” was added.")).to_be_visible()
