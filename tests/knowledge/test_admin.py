"""The knowledge pages of the admin."""

from __future__ import annotations

from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from knowledge import services
from knowledge.ingest import tasks
from knowledge.models import AssistantProfile, Document, DocumentStatus, KnowledgeBase
from knowledge.types import AnswerRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def mona(client: Client) -> Client:
    """Mona manages."""
    client.force_login(User.objects.create_superuser("mona"))
    return client


@pytest.fixture(autouse=True)
def sent() -> object:
    """What was sent to the worker."""
    with mock.patch.object(tasks.index_document, "delay") as delay:
        yield delay


def test_every_page_opens(mona: Client, help_centre: KnowledgeBase) -> None:
    AssistantProfile.objects.create(name="Help", slug="help")
    services.record_answer(request=AnswerRequest("Hello?"), found=None, answer=None)
    for model in ("knowledgebase", "document", "assistantprofile", "answerrecord"):
        page = mona.get(reverse(f"admin:knowledge_{model}_changelist"))
        assert page.status_code == 200
    document = Document.objects.get(ref="returns")
    page = mona.get(reverse("admin:knowledge_document_change", args=[document.pk]))
    assert "How do I send goods back?" in page.content.decode()
    assert "Opened food cannot be returned." in page.content.decode()
    profile = AssistantProfile.objects.get()
    page = mona.get(reverse("admin:knowledge_assistantprofile_change", args=[profile.pk]))
    assert page.status_code == 200


def test_a_saved_article_is_indexed_after_commit(
    mona: Client,
    base: KnowledgeBase,
    sent: mock.Mock,
    django_capture_on_commit_callbacks: mock.Mock,
) -> None:
    fields = {
        "knowledge_base": base.pk,
        "title": "Gifts",
        "ref": "gifts",
        "url": "/help/gifts",
        "category": "",
        "kind": "markdown",
        "body": "Gift cards.",
        "questions": "gift card?\n\n voucher ",
        "chunks-TOTAL_FORMS": 0,
        "chunks-INITIAL_FORMS": 0,
    }
    with django_capture_on_commit_callbacks(execute=True):
        page = mona.post(reverse("admin:knowledge_document_add"), fields)
    assert page.status_code == 302, page.context["errors"]
    document = Document.objects.get()
    assert document.questions == ["gift card?", "voucher"]
    assert document.status == DocumentStatus.PENDING
    sent.assert_called_once_with(document.pk, force=False)


def test_articles_can_be_indexed_again(
    mona: Client,
    help_centre: KnowledgeBase,
    sent: mock.Mock,
    django_capture_on_commit_callbacks: mock.Mock,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = mona.post(
            reverse("admin:knowledge_knowledgebase_changelist"),
            {"action": "index_all_again", "_selected_action": [help_centre.pk]},
            follow=True,
        )
    assert "2 documents will be indexed again." in page.content.decode()
    assert sent.call_count == 2


def test_a_deleted_article_is_forgotten(mona: Client, help_centre: KnowledgeBase) -> None:
    document = Document.objects.get(ref="returns")
    mona.post(reverse("admin:knowledge_document_delete", args=[document.pk]), {"post": "yes"})
    help_centre.refresh_from_db()
    assert (Document.objects.count(), help_centre.index_version) == (1, 3)


def test_an_unknown_answerer_is_refused(mona: Client) -> None:
    profile = AssistantProfile.objects.create(name="Help", slug="help")
    address = reverse("admin:knowledge_assistantprofile_change", args=[profile.pk])
    page = mona.post(address, {"name": "Help", "slug": "help", "providers": "extractiv"})
    assert "Unknown: extractiv. Known answerers:" in page.content.decode()


def test_dangerous_addresses_are_refused(mona: Client, base: KnowledgeBase) -> None:
    for url in ("javascript:alert(1)", "//evil.example/x"):
        page = mona.post(reverse("admin:knowledge_document_add"), {"url": url})
        assert "Begin with https://" in page.content.decode()


def test_answers_cannot_be_changed(mona: Client) -> None:
    pk = services.record_answer(request=AnswerRequest("Hello?"), found=None, answer=None)
    address = reverse("admin:knowledge_answerrecord_change", args=[pk])
    assert mona.get(address).status_code == 200
    assert mona.post(address, {"question": "x"}).status_code == 403
