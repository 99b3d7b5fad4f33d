"""Runs: cancelled, tried again, taken over from the dead, sent when due."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from knowledge import selectors, services
from knowledge.embedder import local_embedder
from knowledge.index import current_index
from knowledge.ingest import indexing, tasks
from knowledge.models import (
    Chunk,
    Document,
    DocumentStatus,
    KnowledgeBase,
    PageOutcome,
    RunState,
    Source,
    SourcePage,
    SourceRun,
)
from knowledge.services import SourceError
from knowledge.sources import reading, runs, taking, work
from tests.conftest import Clock
from tests.fakes import InMemoryIndex
from tests.knowledge.sources.conftest import page_at, read, source_of, worked_on
from tests.knowledge.sources.site import Reply, Site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memory_index")]


def pages(site: Site, count: int) -> None:
    for number in range(count):
        site.page(f"/{number}", f"Part {number}", f"Part {number} is kept in store {number + 7}.")
    site.sitemap(*[f"/{number}" for number in range(count)])


@pytest.fixture
def source(base: KnowledgeBase, site: Site) -> Source:
    """A site of five pages."""
    pages(site, 5)
    return source_of(base, "sitemap", f"{site.base}/sitemap.xml")


class Killed(BaseException):
    """Stands for SIGKILL: nothing of the product catches it."""


def vector_ids(base: KnowledgeBase) -> set[str]:
    index = current_index()
    assert isinstance(index, InMemoryIndex)
    return set(index._collection(base.pk, local_embedder()))


def expected_vector_ids() -> set[str]:
    ids = {f"d{pk}-0" for pk in Document.objects.values_list("pk", flat=True)}
    for chunk in Chunk.objects.all():
        ids |= {f"c{chunk.pk}-{number}" for number in range(len(chunk.sentences))}
        ids |= {f"c{chunk.pk}-heading"} if chunk.heading else set()
    return ids


@pytest.mark.parametrize(
    "place", ["fetch", "settle", "chunks", "vectors", "leftovers", "indexed", "taken"]
)
def test_a_killed_worker_loses_one_page_of_work_and_nothing_else(
    place: str,
    source: Source,
    base: KnowledgeBase,
    site: Site,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:

    doors = {
        "fetch": (reading, "page_of"),
        "settle": (reading, "_line_up"),
        "chunks": (indexing, "_vector_texts"),
        "vectors": (InMemoryIndex, "upsert"),
        "leftovers": (InMemoryIndex, "delete"),
        "indexed": (indexing, "_settle"),
        "taken": (taking, "_settle"),
    }
    read(source)
    for number in range(5):  # so that each document is replaced
        site.page(f"/{number}", f"Part {number}", f"Part {number} has moved to hall {number}.")
    where, name = doors[place]
    whole, calls = getattr(where, name), []

    def dies_the_third_time(*args: object, **options: object) -> object:
        calls.append(1)
        result = whole(*args, **options)
        if len(calls) == 3:
            raise Killed
        return result

    run = services.read_source(source.pk)
    with monkeypatch.context() as patch:
        patch.setattr(where, name, dies_the_third_time)
        with pytest.raises(Killed):
            worked_on(run)
    assert runs.tickets_for_neglected() == []
    clock.advance(seconds=300)
    [(run_id, ticket)] = runs.tickets_for_neglected()
    assert run_id == run.pk
    while following := work.work_on(run_id, ticket):
        ticket = following.ticket
    run.refresh_from_db()
    counts = (run.found, run.read, run.updated, run.unchanged, run.new, run.failed)
    assert (run.state, counts, run.restarts) == (RunState.FINISHED, (5, 5, 5, 0, 0, 0), 1)
    assert Document.objects.filter(status=DocumentStatus.READY, body__contains="hall").count() == 5
    assert Chunk.objects.count() == 5
    assert vector_ids(base) == expected_vector_ids()
    assert read(source).unchanged == 5


@pytest.mark.parametrize("place", ["reading", "taking"])
def test_a_page_that_ends_every_worker_is_given_up(
    place: str, source: Source, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, name = {"reading": (reading, "mark_of"), "taking": (indexing, "divide")}[place]
    whole = getattr(where, name)

    def dies_of_part_two(content: object) -> object:
        if "Part 2" in str(content):
            raise RuntimeError("a page that nobody thought of")
        return whole(content)

    monkeypatch.setattr(where, name, dies_of_part_two)
    run = services.read_source(source.pk)
    tickets = [(run.pk, run.lease_holder)]
    for _restart in range(8):
        for _run, ticket in tickets:
            with contextlib.suppress(RuntimeError):
                work.work_on(run.pk, ticket)
        clock.advance(seconds=1)
        tickets = runs.tickets_for_neglected()
    run.refresh_from_db()
    assert (run.state, run.new, run.failed) == (RunState.FINISHED, 4, 1)
    assert "ended the worker" in page_at(source, "/2").error
    assert selectors.waiting_documents() == []


def test_a_message_that_arrives_twice_does_nothing(source: Source) -> None:
    run = services.read_source(source.pk)
    assert work.work_on(run.pk, run.lease_holder) is None
    assert work.work_on(run.pk, run.lease_holder) is None
    assert SourceRun.objects.get().state == RunState.FINISHED


def test_work_is_shared_out_in_slices(source: Source) -> None:
    run = services.read_source(source.pk)
    slices, ticket = 0, run.lease_holder
    while following := work.work_on(run.pk, ticket, slice_s=0.0001):
        slices, ticket = slices + 1, following.ticket
    assert slices > 5
    assert SourceRun.objects.get().new == 5


def test_one_run_of_a_source_is_open(source: Source) -> None:
    run = services.read_source(source.pk)
    assert services.read_source(source.pk) == run
    with transaction.atomic(), pytest.raises(IntegrityError):
        SourceRun.objects.create(source=source)


def test_cancelling_stops_within_a_page(
    source: Source, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = services.read_source(source.pk)
    whole = reading.page_of

    def cancelled_meanwhile(fetched: object) -> object:
        services.cancel_run(run.pk)
        return whole(fetched)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "page_of", cancelled_meanwhile)
    worked_on(run)
    assert (run.state, sum(site.asked[f"/{n}"] for n in range(5))) == (RunState.CANCELLED, 1)
    assert run.finished_at is not None
    assert Document.objects.count() == 0
    assert not services.cancel_run(run.pk)
    monkeypatch.undo()
    again = worked_on(services.retry_run(run.pk))
    assert (again.new, again.retry_of) == (5, run)


def test_trying_again_tries_only_what_failed(source: Source, site: Site) -> None:
    site.ill = {"/1": Reply(status=503), "/3": Reply(drop=True), "/4": Reply(status=404)}
    first = read(source)
    assert (first.new, first.failed, first.rejected) == (2, 2, 1)
    site.ill = {}
    site.asked.clear()
    again = worked_on(services.retry_run(first.pk))
    assert (again.found, again.new, again.failed) == (2, 2, 0)
    assert {path for path in site.asked if path != "/robots.txt"} == {"/1", "/3"}
    with pytest.raises(SourceError):
        services.retry_run(again.pk)


def test_runs_move_only_along_their_table(source: Source) -> None:
    run = services.read_source(source.pk)
    claimed = runs.claim(run.pk, run.lease_holder)
    assert claimed is not None
    with pytest.raises(runs.IllegalRunMove):
        runs.move(claimed, RunState.FINISHED)
    SourceRun.objects.update(state=RunState.CANCELLED)
    with pytest.raises(runs.RunStopped):
        runs.move(claimed, RunState.READING)
    with pytest.raises(runs.RunStopped):
        runs.renew(claimed)


def test_sources_are_read_again_when_due(source: Source, clock: Clock) -> None:
    Source.objects.update(every_hours=24)
    assert work.due_sources() == [source.pk]
    read(source)
    assert work.due_sources() == []
    clock.advance(hours=24)
    assert work.due_sources() == [source.pk]
    Source.objects.update(is_active=False)
    assert work.due_sources() == []


def test_the_sweep_sends_what_is_due_and_what_was_left(
    source: Source,
    clock: Clock,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = True
    sent: list[tuple[int, str]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks.work_on_run, "apply_async", lambda args, **_options: sent.append(args))
        Source.objects.update(every_hours=24)
        with django_capture_on_commit_callbacks(execute=True):
            assert tasks.tend_sources() == 1
        assert tasks.tend_sources() == 0
        clock.advance(minutes=10)
        assert tasks.tend_sources() == 1
        assert tasks.tend_sources() == 0
        for run_id, ticket in sent:
            tasks.work_on_run(run_id, ticket)
    assert len({ticket for _run, ticket in sent}) == 2
    run = SourceRun.objects.get()
    assert (run.state, run.new, run.restarts) == (RunState.FINISHED, 5, 0)


def test_documents_that_wait_for_the_vector_store_keep_the_run_open(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = services.read_source(source.pk)
    with monkeypatch.context() as patch:
        patch.setattr(InMemoryIndex, "is_down", True)
        following = work.work_on(run.pk, run.lease_holder)
    assert following is not None
    assert following.rest_s > 0
    run.refresh_from_db()
    assert (run.state, run.new) == (RunState.INDEXING, 5)
    for document_id in selectors.waiting_documents():
        services.index_document(document_id)
    assert work.work_on(run.pk, following.ticket) is None
    run.refresh_from_db()
    assert run.state == RunState.FINISHED


def test_progress_is_told_while_reading_and_after(source: Source, site: Site) -> None:
    assert selectors.source_progress(source.pk).run is None
    site.ill = {"/2": Reply(status=503)}
    run = services.read_source(source.pk)
    assert selectors.source_progress(source.pk).is_open
    worked_on(run)
    progress = selectors.source_progress(source.pk)
    assert (progress.share_done, progress.documents, progress.documents_ready) == (1.0, 4, 4)
    [problem] = progress.problems
    assert problem.address.endswith("/2")
    assert (problem.outcome, problem.reason) == (
        PageOutcome.FAILED,
        "The server answered with HTTP 503.",
    )


# Sources and documents


def test_a_source_goes_with_or_without_its_documents(
    source: Source, base: KnowledgeBase, embedded: list[str]
) -> None:
    read(source)
    embedded.clear()
    services.remove_source(source.pk, keep_documents=True)
    assert (Document.objects.count(), SourcePage.objects.count()) == (5, 0)
    again = services.create_source(
        knowledge_base=base, name="Again", kind="sitemap", address=source.address
    )
    assert (read(again).updated, embedded) == (5, [])
    version = KnowledgeBase.objects.get().index_version
    services.remove_source(again.pk, keep_documents=False)
    assert Document.objects.count() == Chunk.objects.count() == 0
    assert KnowledgeBase.objects.get().index_version == version + 1


def test_names_of_sources_are_told_apart(source: Source, base: KnowledgeBase) -> None:
    with pytest.raises(SourceError, match="of this name"):
        services.create_source(knowledge_base=base, name=source.name, kind="typed")
    assert timezone.now() - source.created_at < timedelta(minutes=5)


def test_two_workers_never_index_one_document(base: KnowledgeBase, clock: Clock) -> None:
    document = services.add_document(
        knowledge_base=base, ref="a", title="A", body="Open at nine.", schedule=False
    )
    busy_until = clock.now + timedelta(seconds=60)
    Document.objects.update(
        status=DocumentStatus.INDEXING, worker="somebody", worker_until=busy_until
    )
    with pytest.raises(indexing.IngestError) as caught:
        services.index_document(document.pk)
    assert caught.value.retryable
    assert selectors.waiting_documents() == []
    clock.advance(seconds=61)
    assert selectors.waiting_documents() == [document.pk]
    services.index_document(document.pk)
    document.refresh_from_db()
    assert (document.status, document.worker) == (DocumentStatus.READY, "")
    assert vector_ids(base) == expected_vector_ids()


def test_indexing_again_leaves_no_vectors_behind(base: KnowledgeBase) -> None:
    document = services.add_document(
        knowledge_base=base, ref="a", title="A", body="Open at nine.", schedule=False
    )
    for _time in range(3):
        services.index_document(document.pk, force=True)
    assert vector_ids(base) == expected_vector_ids()
