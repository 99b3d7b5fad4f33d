"""Bringing documents into the index."""

from __future__ import annotations

from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from knowledge import services
from knowledge.embedder import local_embedder
from knowledge.index import current_index, sentence_id, whole_id
from knowledge.ingest import indexing, tasks
from knowledge.models import Chunk, Document, DocumentStatus, KnowledgeBase
from tests.fakes import InMemoryIndex
from tests.knowledge.conftest import RETURNS, add

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memory_index")]


def stored(base: KnowledgeBase, ids: list[str]) -> set[str]:
    return set(current_index().fetch(base.pk, local_embedder(), ids))


def test_a_document_becomes_pieces_and_vectors(base: KnowledgeBase) -> None:
    document = add(base, "returns", "Returns", RETURNS, questions=["How do I send goods back?"])
    chunks = list(document.chunks.all())
    assert document.status == DocumentStatus.READY
    assert document.chunk_count == len(chunks) == 3
    assert chunks[1].heading == "How to return something"
    ids = [whole_id(document.pk, 0), whole_id(document.pk, 1), sentence_id(chunks[0].pk, 0)]
    assert stored(base, ids) == set(ids)


def test_an_unchanged_document_is_skipped_and_a_changed_one_replaced(base: KnowledgeBase) -> None:
    document = add(base, "returns", "Returns", RETURNS)
    before = list(document.chunks.values_list("pk", flat=True))
    add(base, "returns", "Returns", RETURNS)
    assert list(document.chunks.values_list("pk", flat=True)) == before
    old = [sentence_id(pk, 0) for pk in before]
    assert stored(base, old) == set(old)
    add(base, "returns", "Returns", "Everything is different now.")
    assert [chunk.text for chunk in document.chunks.all()] == ["Everything is different now."]
    assert stored(base, old) == set()


def test_every_change_of_pieces_raises_the_version(base: KnowledgeBase) -> None:
    versions = []
    for body in ("One text.", "One text.", "Another text."):
        add(base, "a", "A", body)
        base.refresh_from_db()
        versions.append(base.index_version)
    assert versions == [1, 1, 2]
    services.remove_document(document_id=Document.objects.get(ref="a").pk)
    base.refresh_from_db()
    assert base.index_version == 3


def test_an_unreadable_text_leaves_the_last_good_pieces(base: KnowledgeBase) -> None:
    document = add(base, "a", "A", "Good text.")
    Document.objects.filter(pk=document.pk).update(body=" ")
    with pytest.raises(indexing.IngestError) as caught:
        services.index_document(document.pk)
    document.refresh_from_db()
    assert not caught.value.retryable
    assert document.status == DocumentStatus.FAILED
    assert document.error == "No text was found in this document."
    assert [chunk.text for chunk in document.chunks.all()] == ["Good text."]


def test_when_the_vector_store_is_away_words_are_found_and_the_row_says_so(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InMemoryIndex, "is_down", True)
    with pytest.raises(indexing.IngestError) as caught:
        add(base, "a", "A", "Good text.")
    assert caught.value.retryable
    document = Document.objects.get(ref="a")
    assert document.error == "The vector store cannot be reached."
    assert (document.status, document.chunks.count()) == (DocumentStatus.PENDING, 1)
    monkeypatch.setattr(InMemoryIndex, "is_down", False)
    assert tasks.index_waiting.apply().get() == 1
    document.refresh_from_db()
    assert (document.status, document.error) == (DocumentStatus.READY, "")


@pytest.fixture(autouse=True)
def _tasks_run_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.index_document, "delay", tasks.index_document.run)


def test_adding_indexes_after_commit(
    base: KnowledgeBase, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        document = services.add_document(knowledge_base=base, ref="a", title="A", body="Text.")
        assert document.chunks.count() == 0
    document.refresh_from_db()
    assert document.status == DocumentStatus.READY


def test_a_document_waits_when_the_broker_is_away(
    base: KnowledgeBase, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    away = mock.Mock(side_effect=OperationalError)
    with (
        mock.patch.object(tasks.index_document, "delay", away),
        django_capture_on_commit_callbacks(execute=True),
    ):
        document = services.add_document(knowledge_base=base, ref="a", title="A", body="Text.")
    document.refresh_from_db()
    assert (away.call_count, document.status) == (1, DocumentStatus.PENDING)


def test_a_text_changed_while_it_was_indexed_still_waits(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = services.add_document(
        knowledge_base=base, ref="a", title="A", body="Old.", schedule=False
    )
    divide = indexing.divide

    def slow_divide(sections: object) -> object:
        Document.objects.update(body="New.", status=DocumentStatus.PENDING)
        return divide(sections)  # type: ignore[arg-type]

    monkeypatch.setattr(indexing, "divide", slow_divide)
    services.index_document(document.pk)
    document.refresh_from_db()
    assert document.status == DocumentStatus.PENDING


def test_indexing_a_deleted_document_is_no_fault() -> None:
    tasks.index_document.run(12345)


def test_the_index_can_be_rebuilt_from_the_database(
    help_centre: KnowledgeBase, capsys: pytest.CaptureFixture[str]
) -> None:
    current_index().drop(help_centre.pk, local_embedder())
    call_command("rebuild_index", knowledge_base="shop")
    chunk = Chunk.objects.first()
    assert chunk is not None
    assert stored(help_centre, [sentence_id(chunk.pk, 0)])
    assert "2 documents indexed" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("rebuild_index", knowledge_base="nobody")


def test_other_languages_are_indexed_by_words_alone(base: KnowledgeBase) -> None:
    KnowledgeBase.objects.update(language="pt")
    document = add(base, "a", "Devoluções", "Pode devolver os artigos em trinta dias.")
    assert stored(base, [whole_id(document.pk, 0)]) == set()
    assert "artig" in document.chunks.get().terms
