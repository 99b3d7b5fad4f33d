"""Adding knowledge in the admin: files, questions and answers, tables, pages, websites."""

from __future__ import annotations

import html
from unittest import mock

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from knowledge import services
from knowledge.ingest import tasks
from knowledge.models import Document, KnowledgeBase, PageOutcome, Source, SourceKind, SourcePage
from tests.knowledge.sources.conftest import worked_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memory_index")]

CSV = (
    "question;answer;category;other phrasings\n"
    "How can I pay?;By card.;Paying;payment methods | pay by card\n"
    "Where are you?;In Riga.;;\n"
    "No answer?;;;\n"
)


@pytest.fixture
def mona(client: Client) -> Client:
    """Mona manages."""
    client.force_login(User.objects.create_superuser("mona"))
    return client


@pytest.fixture
def viewer() -> Client:
    """Somebody who may look at everything of the knowledge base, and change nothing."""
    user = User.objects.create_user("vik", is_staff=True)
    rights = Permission.objects.filter(
        content_type__app_label="knowledge", codename__startswith="view_"
    )
    user.user_permissions.set(rights)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _no_worker() -> object:
    """Messages to workers go nowhere; the tests do the work themselves."""
    with (
        mock.patch.object(tasks.index_document, "delay"),
        mock.patch.object(tasks.work_on_run, "apply_async"),
    ):
        yield


def address(base: KnowledgeBase, page: str) -> str:
    return reverse(f"admin:knowledge_{page}", args=[base.pk])


def words(page: HttpResponse) -> str:
    return html.unescape(page.content.decode())


def file(name: str, content: str | bytes = "Thirty days.") -> SimpleUploadedFile:
    data = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile(name, data)


def work(source: Source) -> None:
    """A worker does everything the source asks for."""
    run = source.runs.first()
    assert run is not None
    worked_on(run)


def upload(client: Client, base: KnowledgeBase, *files: SimpleUploadedFile) -> HttpResponse:
    return client.post(
        address(base, "add_files"), {"chosen": files, "name": "Manuals"}, follow=True
    )


def test_files_become_articles_and_are_not_kept(mona: Client, base: KnowledgeBase) -> None:
    page = upload(mona, base, file("returns.md", "# Returns\n\nThirty days."), file("b.txt"))
    assert "2 files were taken and are being read." in words(page)
    source = Source.objects.get()
    assert (source.name, source.kind) == ("Manuals", SourceKind.UPLOAD)
    assert source.created_by == User.objects.get(username="mona")
    work(source)
    assert sorted(Document.objects.values_list("title", flat=True)) == ["B", "Returns"]
    assert not SourcePage.objects.exclude(upload=None).exists()


def test_each_file_that_is_not_taken_has_its_reason(
    mona: Client, base: KnowledgeBase, settings: Settings
) -> None:
    settings.KNOWLEDGE_FILE_MAX_MB = 1
    settings.KNOWLEDGE_FILES_AT_ONCE = 6
    page = upload(
        mona,
        base,
        file("good.md"),
        file("empty.txt", ""),
        file("picture.png", b"\x89PNG"),
        file("large.txt", "x" * (1024 * 1024 + 1)),
        file("faq.csv", CSV),
        file("GOOD.md"),
        file("seventh.md"),
    )
    text = words(page)
    for line in (
        "1 file was taken",
        "This file is empty.",
        "This kind of file cannot be read.",
        "This file is too large: 2 MB. At most 1 MB are read.",
        "Import a table",
        "Another file of this name",
        "At most 6 files are taken at once.",
    ):
        assert line in text
    assert SourcePage.objects.get().address == "good.md"


def test_when_no_file_is_good_nothing_is_made(mona: Client, base: KnowledgeBase) -> None:
    page = upload(mona, base, file("a.png"))
    assert "None of these files was taken" in words(page)
    assert "please choose it again" in words(page)
    assert 'value="Manuals"' in words(page)
    assert not Source.objects.exists()
    page = mona.post(address(base, "add_files"), {"name": "Manuals"})
    assert "This field is required." in words(page)


def test_a_file_added_again_takes_the_place_of_the_old_one(
    mona: Client, base: KnowledgeBase
) -> None:
    upload(mona, base, file("a.md", "# Rules\n\nOld."))
    work(Source.objects.get())
    upload(mona, base, file("a.md", "# Rules\n\nNew."))
    work(Source.objects.get())
    assert [document.body for document in Document.objects.all()] == ["New.\n"]


def test_files_added_while_others_are_read_go_beside_them(
    mona: Client, base: KnowledgeBase
) -> None:
    upload(mona, base, file("a.md"))
    upload(mona, base, file("b.md"))
    names = Source.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Manuals", "Manuals 2"]


def test_names_of_files_are_made_safe(mona: Client, base: KnowledgeBase) -> None:
    upload(mona, base, file("..\\..\\a\x07 b\u202e.md"), file("x" * 400 + ".md"))
    first, second = SourcePage.objects.order_by("pk").values_list("address", flat=True)
    assert first.endswith("b.md") or first.endswith("b\u202e.md")
    assert ".." not in first
    assert len(second) <= 200


def test_a_question_and_its_answer_are_typed(mona: Client, base: KnowledgeBase) -> None:
    typed = {
        "question": " How can I   pay? ",
        "answer": "By card.",
        "phrasings": "payment methods\n\npay by card",
        "category": "Paying",
        "url": "",
    }
    page = mona.post(address(base, "add_pair"), {**typed, "again": "1"}, follow=True)
    assert "“How can I pay?” was added." in words(page)
    document = Document.objects.get()
    assert (document.title, document.body) == ("How can I pay?", "By card.")
    assert document.questions == ["payment methods", "pay by card"]
    page = mona.post(address(base, "add_pair"), {**typed, "question": "how can I pay"})
    assert "There is an answer to this question already" in words(page)
    assert reverse("admin:knowledge_document_change", args=[document.pk]) in words(page)
    assert "payment methods" in words(page)  # nothing that was typed is lost
    page = mona.post(address(base, "add_pair"), {**typed, "url": "javascript:x"})
    assert "Begin with https://" in words(page)
    assert Document.objects.count() == 1


def preview(client: Client, base: KnowledgeBase, text: str = CSV, name: str = "") -> HttpResponse:
    return client.post(address(base, "add_table"), {"file": file("faq.csv", text), "name": name})


def confirm(client: Client, base: KnowledgeBase, page: HttpResponse, **more: str) -> HttpResponse:
    token = page.context["token"]
    return client.post(address(base, "add_table"), {"token": token, **more}, follow=True)


def test_a_table_is_shown_before_it_is_imported(mona: Client, base: KnowledgeBase) -> None:
    page = preview(mona, base)
    text = words(page)
    for part in ("“faq”: nothing is imported yet", "How can I pay?", "The answer is missing."):
        assert part in text
    assert "other phrasings → other ways to ask" in text
    assert not Source.objects.exists()
    again = confirm(mona, base, page)
    assert "Say first that the bad rows are to be left out." in words(again)
    assert not Source.objects.exists()
    done = confirm(mona, base, page, without_bad="1")
    assert "Importing: 2 new, 0 changed, 0 as before." in words(done)
    work(Source.objects.get())
    document = Document.objects.get(title="How can I pay?")
    assert (document.body.strip(), document.category) == ("By card.", "Paying")
    assert document.questions == ["payment methods", "pay by card"]


def test_the_same_table_again_changes_nothing(mona: Client, base: KnowledgeBase) -> None:
    confirm(mona, base, preview(mona, base), without_bad="1")
    work(Source.objects.get())
    before = set(Document.objects.values_list("pk", "indexed_at"))
    page = preview(mona, base)
    assert "There is nothing to import" in words(page)
    done = confirm(mona, base, page, without_bad="1")
    assert "every row is known already" in words(done)
    assert set(Document.objects.values_list("pk", "indexed_at")) == before


def test_a_changed_answer_replaces_the_old_one(mona: Client, base: KnowledgeBase) -> None:
    confirm(mona, base, preview(mona, base), without_bad="1")
    work(Source.objects.get())
    page = preview(mona, base, "question,answer\nhow can i pay,By invoice.\nWhy?,Because.\n", "faq")
    plan = page.context["plan"]
    assert (plan.new, plan.updated, plan.unchanged) == (1, 1, 0)
    confirm(mona, base, page)
    work(Source.objects.get())
    assert Document.objects.count() == 3
    assert Document.objects.get(title="How can I pay?").body.strip() == "By invoice."


def test_a_question_that_is_answered_elsewhere_is_pointed_out(
    mona: Client, base: KnowledgeBase
) -> None:
    services.add_document(knowledge_base=base, ref="pay", title="how can I pay", body="By cheque.")
    assert "Also answered elsewhere" in words(preview(mona, base))


def test_titles_of_their_own_keep_the_question_as_a_phrasing(
    mona: Client, base: KnowledgeBase
) -> None:
    page = preview(mona, base, "title,question,answer\nPaying,How can I pay?,By card.\n")
    confirm(mona, base, page)
    work(Source.objects.get())
    document = Document.objects.get()
    assert (document.title, document.questions) == ("Paying", ["How can I pay?"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "This file is empty."),
        (b"only one column\nhere\n", "No columns for questions and answers were found."),
        (b"PK\x03\x04zip", "Save it as CSV"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "This is not a text file."),
    ],
)
def test_a_file_that_is_no_table_says_why(
    mona: Client, base: KnowledgeBase, content: bytes, reason: str
) -> None:
    page = mona.post(
        address(base, "add_table"), {"file": file("a.csv", content), "name": "My list"}
    )
    assert reason in words(page)
    assert "My list" in words(page)


def test_a_preview_belongs_to_who_made_it_and_ends(mona: Client, base: KnowledgeBase) -> None:
    page = preview(mona, base)
    other = Client()
    other.force_login(User.objects.create_superuser("max"))
    for client, token in ((other, page.context["token"]), (mona, "no-such-token")):
        answer = client.post(
            address(base, "add_table"), {"token": token, "without_bad": "1"}, follow=True
        )
        assert "Please choose the file once more." in words(answer)
    assert not Source.objects.exists()


def test_a_page_and_a_website_are_read_at_once(mona: Client, base: KnowledgeBase) -> None:
    mona.post(
        address(base, "add_page"),
        {"address": "www.shop.example/help/returns", "every_hours": "24"},
    )
    mona.post(
        address(base, "add_site"),
        {
            "address": "https://www.shop.example/help/",
            "kind": "crawl",
            "include_prefixes": "/help/",
            "exclude_prefixes": "/help/old/\n/help/archive/",
            "page_limit": "40",
            "depth_limit": "3",
            "every_hours": "168",
            "name": "Help",
        },
    )
    page, site = Source.objects.order_by("pk")
    assert (page.address, page.every_hours) == ("https://www.shop.example/help/returns", 24)
    assert page.name == "www.shop.example/help/returns"
    assert (site.kind, site.page_limit, site.depth_limit) == (SourceKind.CRAWL, 40, 3)
    assert site.exclude_prefixes == ["/help/old/", "/help/archive/"]
    assert page.runs.count() == site.runs.count() == 1
    assert site.pages.get().outcome == PageOutcome.WAITING


@pytest.mark.parametrize(
    "web_address",
    ["not an address", "ftp://a.example/", "https://a.example:99"],
)
def test_an_address_that_may_not_be_read_is_refused(
    mona: Client, base: KnowledgeBase, web_address: str
) -> None:
    page = mona.post(address(base, "add_page"), {"address": web_address, "every_hours": "0"})
    assert page.status_code == 200
    assert page.context["form"].errors["address"]
    assert web_address in words(page)
    assert not Source.objects.exists()


@pytest.mark.parametrize("page", ["add_files", "add_pair", "add_table", "add_page", "add_site"])
def test_who_may_only_look_cannot_add(viewer: Client, base: KnowledgeBase, page: str) -> None:
    assert viewer.get(address(base, page)).status_code == 403
    assert viewer.post(address(base, page), {"name": "x"}).status_code == 403
    assert Client().get(address(base, page)).status_code == 302
    head = words(viewer.get(reverse("admin:knowledge_knowledgebase_change", args=[base.pk])))
    assert "Add files" not in head
    assert address(base, "try") in head or "Nothing is in here yet" in head


def test_bases_that_do_not_exist_are_not_found(mona: Client, base: KnowledgeBase) -> None:
    for key in ("999", "x"):
        where = reverse("admin:knowledge_add_files", args=[key])
        assert mona.get(where).status_code == 404
