"""The pages of sources, articles and knowledge bases in the admin."""

from __future__ import annotations

import html
from unittest import mock

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from knowledge import services
from knowledge.ingest import tasks
from knowledge.models import (
    AnswerRecord,
    Document,
    DocumentStatus,
    KnowledgeBase,
    PageOutcome,
    RunState,
    Source,
    SourceRun,
)
from tests.knowledge.sources.conftest import worked_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memory_index")]


@pytest.fixture
def mona(client: Client) -> Client:
    """Mona manages."""
    client.force_login(User.objects.create_superuser("mona"))
    return client


def somebody(*rights: str) -> Client:
    """A member of staff with these rights on knowledge."""
    user = User.objects.create_user(f"staff-{len(rights)}", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="knowledge", codename__in=rights)
    )
    client = Client()
    client.force_login(user)
    return client


VIEW = ("view_source", "view_sourcepage", "view_document", "view_knowledgebase", "view_chunk")


@pytest.fixture(autouse=True)
def _no_worker() -> object:
    """Messages to workers go nowhere; the tests do the work themselves."""
    with (
        mock.patch.object(tasks.index_document, "delay"),
        mock.patch.object(tasks.work_on_run, "apply_async"),
        mock.patch.object(tasks.forget_vectors, "delay"),
    ):
        yield


def words(page: HttpResponse) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


def of(source: Source, page: str = "change") -> str:
    name = "source_change" if page == "change" else f"source_{page}"
    return reverse(f"admin:knowledge_{name}", args=[source.pk])


@pytest.fixture
def manuals(base: KnowledgeBase) -> Source:
    """Two files, one of them locked; nothing was read yet."""
    source = services.create_source(knowledge_base=base, name="Manuals", kind="upload")
    services.add_files(
        source.pk,
        [
            ("a.md", b"# Rules\n\nThirty days."),
            ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9),
        ],
    )
    return source


def the_run(source: Source) -> SourceRun:
    run = source.runs.first()
    assert run is not None
    return run


def test_progress_is_shown_and_asked_for_again(mona: Client, manuals: Source) -> None:
    page = words(mona.get(of(manuals)))
    assert "Waiting for a worker." in page
    assert f'data-progress-url="{of(manuals, "progress")}"' in page
    first = mona.get(of(manuals, "progress")).json()
    assert (first["is_open"], first["found"], first["read"]) == (True, 2, 0)
    worked_on(the_run(manuals))
    answer = mona.get(of(manuals, "progress"))
    last = answer.json()
    assert (last["is_open"], last["new"], last["failed"], last["share"]) == (False, 1, 1, 1.0)
    assert "no-store" in answer["Cache-Control"]


def test_what_failed_is_named_with_its_reason(mona: Client, manuals: Source) -> None:
    worked_on(the_run(manuals))
    page = words(mona.get(of(manuals)))
    assert "1 could not be read" in page
    assert "old.doc" in page
    assert "save it as .docx" in page
    assert "data-progress-url" not in page
    assert "1 article, 1 of them ready to be found." in page
    rows = words(mona.get(reverse("admin:knowledge_sourcepage_changelist")))
    assert "old.doc" in rows
    assert "Rules" in rows


def test_a_reading_is_cancelled_and_what_failed_is_tried_again(
    mona: Client, manuals: Source
) -> None:
    page = mona.post(of(manuals, "cancel"), follow=True)
    assert "Cancelled. What was finished before is kept." in words(page)
    assert the_run(manuals).state == RunState.CANCELLED
    page = mona.post(of(manuals, "cancel"), follow=True)
    assert "There was nothing to cancel any more." in words(page)
    page = mona.post(of(manuals, "retry"), follow=True)
    assert "What failed is being tried again." in words(page)
    worked_on(the_run(manuals))
    assert Document.objects.get().title == "Rules"


def test_a_website_is_read_again(mona: Client, base: KnowledgeBase) -> None:
    site = services.create_source(
        knowledge_base=base, name="Help", kind="page", address="https://shop.example/help"
    )
    assert "Nothing was read yet." in words(mona.get(of(site)))
    page = mona.post(of(site, "read"), follow=True)
    assert "The source is being read again." in words(page)
    assert the_run(site).pages.get().outcome == PageOutcome.WAITING


def test_changes_only_come_by_post(mona: Client, manuals: Source) -> None:
    for page in ("read", "retry", "cancel"):
        assert mona.get(of(manuals, page)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="mona"))
    assert strict.post(of(manuals, "cancel")).status_code == 403
    assert the_run(manuals).state == RunState.WAITING


@pytest.mark.parametrize(("choice", "left"), [("keep", 1), ("remove", 0)])
def test_a_source_is_removed_with_or_without_its_articles(
    mona: Client, manuals: Source, choice: str, left: int
) -> None:
    worked_on(the_run(manuals))
    assert "1 article came from it" in words(mona.get(of(manuals, "remove")))
    mona.post(of(manuals, "remove"))  # without a choice nothing happens
    assert Source.objects.exists()
    page = mona.post(of(manuals, "remove"), {"articles": choice}, follow=True)
    assert "“Manuals” was removed." in words(page)
    assert (Source.objects.count(), Document.objects.count()) == (0, left)


def test_settings_of_a_source_fit_its_kind(mona: Client, base: KnowledgeBase) -> None:
    site = services.create_source(
        knowledge_base=base, name="Help", kind="crawl", address="https://shop.example/help/"
    )
    fields = {
        "name": "Help",
        "include_prefixes": "help/",
        "exclude_prefixes": "/help/old/",
        "page_limit": "10",
        "depth_limit": "2",
        "every_hours": "24",
        "is_active": "on",
    }
    page = mona.post(of(site), fields)
    assert "Begin each line with a slash" in words(page)
    mona.post(of(site), {**fields, "include_prefixes": "/help/"})
    site.refresh_from_db()
    assert (site.include_prefixes, site.page_limit, site.every_hours) == (["/help/"], 10, 24)
    assert site.address == "https://shop.example/help/"
    assert site.next_read_at is not None
    assert site.next_read_at > timezone.now()


def test_who_may_only_look_sees_and_changes_nothing(manuals: Source) -> None:
    viewer = somebody(*VIEW)
    page = words(viewer.get(of(manuals)))
    assert "Waiting for a worker." in page
    assert of(manuals, "cancel") not in page
    assert of(manuals, "remove") not in page
    assert viewer.get(of(manuals, "progress")).status_code == 200
    for action in ("read", "retry", "cancel", "remove"):
        assert viewer.post(of(manuals, action), {"articles": "keep"}).status_code == 403
    assert the_run(manuals).state == RunState.WAITING
    nobody = somebody()
    for action in ("progress", "remove"):
        assert nobody.get(of(manuals, action)).status_code == 403
    assert Client().get(of(manuals, "progress")).status_code == 302


def test_removing_articles_needs_the_right_to(manuals: Source) -> None:
    keeper = somebody(*VIEW, "change_source", "delete_source")
    assert keeper.post(of(manuals, "remove"), {"articles": "remove"}).status_code == 403
    assert Source.objects.exists()


def test_a_knowledge_base_shows_what_is_in_it(
    mona: Client, help_centre: KnowledgeBase, manuals: Source
) -> None:
    worked_on(the_run(manuals))
    Document.objects.filter(ref="shipping").update(status=DocumentStatus.FAILED)
    page = words(mona.get(reverse("admin:knowledge_knowledgebase_change", args=[help_centre.pk])))
    assert "3 articles" in page
    assert "<b>2</b> ready" in page
    assert "<b>1</b> failed" in page
    assert "Manuals" in page
    listed = words(mona.get(reverse("admin:knowledge_source_changelist")))
    assert "Manuals" in listed
    assert "Add a source to:" in listed


def test_an_empty_knowledge_base_says_how_to_begin(mona: Client, base: KnowledgeBase) -> None:
    page = words(mona.get(reverse("admin:knowledge_knowledgebase_change", args=[base.pk])))
    assert "Nothing is in here yet" in page
    assert "Add files" in page


def test_a_question_shows_the_passages_it_finds(mona: Client, help_centre: KnowledgeBase) -> None:
    where = reverse("admin:knowledge_try", args=[help_centre.pk])
    document = Document.objects.get(ref="returns")
    page = mona.get(where, {"q": "How long until a refund is paid?", "document": document.pk})
    text = words(page)
    assert "5 working days" in text
    assert page.context["result"].passages[0].document_id == document.pk
    assert "the article you came from" in text
    assert "Score" in text
    assert "So low that" in words(mona.get(where, {"q": "xylophone zeppelin qwertz"}))
    empty = KnowledgeBase.objects.create(name="Empty", slug="empty")
    nothing = mona.get(reverse("admin:knowledge_try", args=[empty.pk]), {"q": "refund"})
    assert "Nothing was found" in words(nothing)
    assert "small talk" in words(mona.get(where, {"q": "Hello!"}))
    assert mona.get(where, {"q": "x" * 1001}).status_code == 200
    assert mona.get(where).context["result"] is None
    assert not AnswerRecord.objects.exists()


def test_trying_needs_the_right_to_look(help_centre: KnowledgeBase) -> None:
    where = reverse("admin:knowledge_try", args=[help_centre.pk])
    assert somebody().get(where, {"q": "refund"}).status_code == 403
    assert somebody("view_knowledgebase").get(where, {"q": "refund"}).status_code == 200


def test_visitors_words_are_escaped_where_they_are_shown(
    mona: Client, help_centre: KnowledgeBase
) -> None:
    document = Document.objects.get(ref="returns")
    AnswerRecord.objects.create(
        question="<script>alert(1)</script>",
        confidence=0.82,
        citations=[{"document_id": document.pk, "title": document.title}],
    )
    AnswerRecord.objects.create(question="Of another article", citations=[{"document_id": 0}])
    page = mona.get(reverse("admin:knowledge_document_change", args=[document.pk]))
    raw = page.content.decode()
    assert "&lt;script&gt;alert(1)" in raw
    assert "<script>alert(1)" not in raw
    assert "82 %" in raw
    assert "Of another article" not in raw
    tried = mona.get(
        reverse("admin:knowledge_try", args=[help_centre.pk]), {"q": '"><script>alert(1)</script>'}
    )
    assert "<script>alert(1)" not in tried.content.decode()


def test_an_article_says_what_it_answered_and_where_it_comes_from(
    mona: Client, manuals: Source
) -> None:
    worked_on(the_run(manuals))
    document = Document.objects.get()
    page = words(mona.get(reverse("admin:knowledge_document_change", args=[document.pk])))
    assert "None in the last 90 days." in page
    assert "Its text comes from" in page
    assert "Manuals" in page


def test_an_article_that_failed_is_tried_again(mona: Client, help_centre: KnowledgeBase) -> None:
    document = Document.objects.get(ref="returns")
    Document.objects.filter(pk=document.pk).update(status="failed", error="No text was found.")
    address = reverse("admin:knowledge_document_change", args=[document.pk])
    retry = reverse("admin:knowledge_document_retry", args=[document.pk])
    page = words(mona.get(address))
    assert "The assistant does not know the newest text: No text was found." in page
    assert retry in page
    assert somebody(*VIEW).post(retry).status_code == 403
    assert "will be indexed again" in words(mona.post(retry, follow=True))
    document.refresh_from_db()
    assert document.status == DocumentStatus.PENDING


def test_an_article_gets_a_reference_of_its_own(mona: Client, base: KnowledgeBase) -> None:
    fields = {
        "knowledge_base": base.pk,
        "title": "Gift cards",
        "kind": "markdown",
        "body": "Yes.",
        "chunks-TOTAL_FORMS": 0,
        "chunks-INITIAL_FORMS": 0,
    }
    for _ in range(2):
        page = mona.post(reverse("admin:knowledge_document_add"), fields)
        assert page.status_code == 302, page.context["errors"]
    refs = Document.objects.order_by("pk").values_list("ref", flat=True)
    assert list(refs) == ["gift-cards", "gift-cards-2"]


@pytest.mark.parametrize("page", ["source_changelist", "document_changelist", "base"])
def test_lists_ask_the_database_as_often_for_many_rows_as_for_few(
    mona: Client, base: KnowledgeBase, page: str
) -> None:
    where = (
        reverse("admin:knowledge_knowledgebase_change", args=[base.pk])
        if page == "base"
        else reverse(f"admin:knowledge_{page}")
    )

    def fill(numbers: range) -> int:
        for number in numbers:
            source = services.create_source(
                knowledge_base=base, name=f"Source {number}", kind="upload"
            )
            services.add_files(source.pk, [(f"{number}.md", b"Some words.")])
            worked_on(the_run(source))
        mona.get(where)  # what is asked once for each process
        with CaptureQueriesContext(connection) as asked:
            mona.get(where)
        return len(asked)

    few = fill(range(2))
    assert fill(range(2, 8)) == few
