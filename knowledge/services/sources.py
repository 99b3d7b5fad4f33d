"""Adding sources, having them read, cancelled, tried again, and removing them."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from knowledge.models import (
    OPEN_RUN_STATES,
    Document,
    DocumentKind,
    KnowledgeBase,
    PageOutcome,
    Source,
    SourceKind,
    SourcePage,
    SourceRun,
)

logger = logging.getLogger(__name__)

LONGEST_NAME = 250


class SourceError(Exception):
    """What was asked for is not possible; `str()` is a sentence for staff."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with its answer. `title`: of the document, else the question.

    `questions`: other ways to ask the same.
    """

    question: str
    answer: str
    title: str = ""
    questions: tuple[str, ...] = ()
    category: str = ""
    url: str = ""


def create_source(
    *,
    knowledge_base: KnowledgeBase,
    name: str,
    kind: str,
    address: str = "",
    include_prefixes: Sequence[str] = (),
    exclude_prefixes: Sequence[str] = (),
    page_limit: int = 500,
    depth_limit: int = 5,
    every_hours: int = 0,
    created_by: Any = None,
) -> Source:
    """The source exists; nothing is read yet. Web kinds get the one spelling of their address.

    `kind`: a value of `SourceKind`. `created_by`: a user, or None. Raises SourceError.
    """
    source = Source(
        knowledge_base=knowledge_base,
        name=name.strip(),
        kind=kind,
        address=checked_address(address) if SourceKind(kind).is_web else "",
        include_prefixes=list(include_prefixes),
        exclude_prefixes=list(exclude_prefixes),
        page_limit=page_limit,
        depth_limit=depth_limit,
        every_hours=every_hours if SourceKind(kind).is_web else 0,
        created_by=created_by,
    )
    try:
        with transaction.atomic():
            source.save(force_insert=True)
    except IntegrityError as error:
        raise SourceError(_("There is a source of this name already.")) from error
    return source


def checked_address(address: str) -> str:
    """The one spelling of a web address that may be read, as far as it shows itself.

    Raises SourceError.
    """
    from knowledge.sources.addresses import AddressError, normal
    from knowledge.sources.fetch import FetchError, check_address

    try:
        spelled = normal(address if "://" in address else f"https://{address}")
        check_address(spelled)
    except AddressError as error:
        raise SourceError(_("This is no web address.")) from error
    except FetchError as error:
        raise SourceError(str(error)) from error
    return spelled


@transaction.atomic
def read_source(source_id: int) -> SourceRun:
    """A run is open that reads the source; the one that is open already, if there is.

    What the source had before is read too, whether or not it is still linked to.
    """
    source = Source.objects.select_for_update(of=("self",)).get(pk=source_id)
    open_run = SourceRun.objects.filter(source=source, state__in=OPEN_RUN_STATES).first()
    if open_run is not None:
        return open_run
    from knowledge.sources import runs

    run = runs.open_run(source)
    if SourceKind(source.kind).is_web:
        _line_up_web(run, source)
    else:
        waiting = SourcePage.objects.filter(source=source, upload__isnull=False)
        runs.put_in_line(run, waiting)
    return _sent(run)


@transaction.atomic
def retry_run(run_id: int) -> SourceRun:
    """A new run tries what failed in this one, and only that.

    Returns the open run of the source if there is one. Raises SourceError if nothing failed.
    """
    old = SourceRun.objects.select_related("source").get(pk=run_id)
    Source.objects.select_for_update(of=("self",)).get(pk=old.source_id)
    open_run = SourceRun.objects.filter(source=old.source_id, state__in=OPEN_RUN_STATES).first()
    if open_run is not None:
        return open_run
    # A cancelled or failed run has left pages that nobody has tried.
    again = (PageOutcome.FAILED, PageOutcome.WAITING, PageOutcome.FETCHED)
    failed = SourcePage.objects.filter(run=old, outcome__in=again)
    if not failed.exists():
        raise SourceError(_("Nothing failed in this reading."))
    from knowledge.sources import runs

    run = runs.open_run(old.source, retry_of=old)
    # What was read already is not read a second time; pairs could not be.
    failed.exclude(read_text="").update(run=run, outcome=PageOutcome.FETCHED, error="")
    runs.put_in_line(run, failed)
    return _sent(run)


def cancel_run(run_id: int) -> bool:
    """The run is cancelled, unless it was over; says which. A worker stops within one page."""
    from knowledge.sources import runs

    return runs.cancel(run_id)


@transaction.atomic
def add_files(source_id: int, files: Iterable[tuple[str, bytes]]) -> SourceRun:
    """The files (name, content) become documents in the background.

    A name that the source has already replaces that file. Raises SourceError while an earlier
    batch is still being read.
    """
    source, run = _open_for_more(source_id)
    for name, content in files:
        SourcePage.objects.update_or_create(
            source=source,
            address=name[:LONGEST_NAME],
            defaults=_fresh(run, PageOutcome.WAITING) | {"upload": content, "read_mark": ""},
        )
    return _sent(run)


@transaction.atomic
def add_pairs(source_id: int, pairs: Iterable[Pair]) -> SourceRun:
    """The pairs become documents in the background; a question that is known gets the new answer.

    Raises SourceError while an earlier batch is still being read.
    """
    source, run = _open_for_more(source_id)
    for pair in pairs:
        question, title = " ".join(pair.question.split()), pair.title.strip()
        asked = [question, *pair.questions] if title else pair.questions
        about = {
            "kind": DocumentKind.MARKDOWN.value,
            "questions": list(asked),
            "category": pair.category,
            "url": pair.url,
        }
        SourcePage.objects.update_or_create(
            source=source,
            address=_pair_name(question),
            defaults=_fresh(run, PageOutcome.FETCHED)
            | {
                "about": about,
                "read_title": (title or question)[:300],
                "read_text": pair.answer.strip(),
                "read_mark": _mark_of_pair(pair),
            },
        )
    return _sent(run)


@transaction.atomic
def remove_source(source_id: int, *, keep_documents: bool) -> None:
    """The source is gone, its runs and pages too; its documents stay or go as asked.

    Documents that another source reads as well stay in any case, as that source's.
    """
    source = Source.objects.select_for_update(of=("self",)).get(pk=source_id)
    documents = Document.objects.filter(source=source)
    shared = SourcePage.objects.exclude(source=source).filter(document__source=source)
    for document_id, other_id in shared.values_list("document", "source"):
        Document.objects.filter(pk=document_id).update(source=other_id)
    base_id = source.knowledge_base_id
    ids = [] if keep_documents else list(documents.values_list("pk", flat=True))
    Document.objects.filter(pk__in=ids).delete()
    source.delete()
    if ids:
        from knowledge.ingest import indexing

        indexing.bump(base_id)
        transaction.on_commit(lambda: _forget_vectors(base_id, ids))


def send_run(run_id: int, ticket: str, *, rest_s: float = 0.0) -> None:
    """A worker will go on with the run; without a broker the sweep sends it later."""
    from knowledge.ingest.tasks import work_on_run

    try:
        work_on_run.apply_async((run_id, ticket), countdown=rest_s)
    except OperationalError:
        logger.warning("broker unreachable, run waits", extra={"run": run_id})


def _sent(run: SourceRun) -> SourceRun:
    from knowledge.sources import runs

    runs.count(run)
    run.refresh_from_db()
    pk, ticket = run.pk, run.lease_holder
    transaction.on_commit(lambda: send_run(pk, ticket))
    return run


def _line_up_web(run: SourceRun, source: Source) -> None:
    """The start, and every page of which there is a copy: only its own answer tells it is gone."""
    from knowledge.sources import runs

    copies = SourcePage.objects.filter(source=source, document__isnull=False)
    runs.put_in_line(run, copies)
    is_map = source.kind == SourceKind.SITEMAP
    start, _created = SourcePage.objects.get_or_create(
        source=source, address=source.address, defaults={"is_map": is_map}
    )
    runs.put_in_line(run, SourcePage.objects.filter(pk=start.pk), depth=0)


def _open_for_more(source_id: int) -> tuple[Source, SourceRun]:
    source = Source.objects.select_for_update(of=("self",)).get(pk=source_id)
    if SourceRun.objects.filter(source=source, state__in=OPEN_RUN_STATES).exists():
        raise SourceError(_("This source is still being read. Wait or cancel that first."))
    from knowledge.sources import runs

    return source, runs.open_run(source)


def _fresh(run: SourceRun, outcome: PageOutcome) -> dict[str, Any]:
    return {"run": run, "outcome": outcome, "tries": 0, "error": ""}


def _pair_name(question: str) -> str:
    """The same however the question is spaced or written in capitals."""
    folded = question.casefold()
    return f"{folded[:100]} #{hashlib.sha256(folded.encode()).hexdigest()[:12]}"


def _mark_of_pair(pair: Pair) -> str:
    fields = (pair.question, pair.title, pair.answer, pair.category, pair.url, *pair.questions)
    whole = "\x1f".join(fields)
    return hashlib.sha256(whole.encode()).hexdigest()


def _forget_vectors(base_id: int, document_ids: list[int]) -> None:
    from knowledge.ingest.tasks import forget_vectors

    try:
        forget_vectors.delay(base_id, document_ids)
    except OperationalError:
        # Search ignores vectors without a piece.
        logger.warning("broker unreachable, vectors left behind", extra={"base": base_id})
