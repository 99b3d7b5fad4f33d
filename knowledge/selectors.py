"""Reads of the knowledge app that carry a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.embedder import EmbedderMissingError, check_files, expected_fingerprint
from knowledge.language import matching_bases
from knowledge.models import (
    AssistantProfile,
    Chunk,
    Document,
    DocumentStatus,
    KnowledgeBase,
    PageOutcome,
    PieceVectors,
    RunState,
    SourcePage,
    SourceRun,
)
from knowledge.models.vectors import MODEL_LENGTH
from knowledge.types import Profile

MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """A page that was not taken: what became of it and why, for staff."""

    address: str
    outcome: PageOutcome
    reason: str


@dataclass(frozen=True, slots=True)
class SourceProgress:
    """How a source stands. `run`: its last reading, None before the first.

    `share_done`: 0..1 of what was found so far. `problems`: at most MOST_PROBLEMS.
    """

    run: SourceRun | None
    is_open: bool
    share_done: float
    documents: int
    documents_ready: int
    documents_failed: int
    problems: tuple[Problem, ...]


def source_progress(source_id: int) -> SourceProgress:
    """How far the last reading of a source has come, what it left out, and its documents."""
    run = SourceRun.objects.filter(source_id=source_id).first()
    documents = Document.objects.filter(source_id=source_id)
    return SourceProgress(
        run=run,
        is_open=run is not None and RunState(run.state).is_open,
        share_done=_share_done(run),
        documents=documents.count(),
        documents_ready=documents.filter(status=DocumentStatus.READY).count(),
        documents_failed=documents.filter(status=DocumentStatus.FAILED).count(),
        problems=tuple(_problems(run)) if run is not None else (),
    )


def _share_done(run: SourceRun | None) -> float:
    """Reading is one half, indexing the other."""
    if run is None or run.state == RunState.WAITING:
        return 0.0
    if not RunState(run.state).is_open:
        return 1.0
    found = max(run.found, 1)
    settled = run.unchanged + run.new + run.updated + run.rejected + run.failed + run.removed
    return min((run.read + settled) / (2 * found), 0.99)


def _problems(run: SourceRun) -> list[Problem]:
    """Also pages that were taken with a doubt, such as a guessed encoding."""
    pages = SourcePage.objects.filter(run=run).exclude(error="")
    rows = pages.values_list("address", "outcome", "error")[:MOST_PROBLEMS]
    return [Problem(address, PageOutcome(outcome), error) for address, outcome, error in rows]


def default_profile() -> Profile | None:
    """The profile used where a flow names none: the marked one, else the oldest; None if none."""
    row = AssistantProfile.objects.order_by("-is_default", "pk").first()
    return _profile(row) if row else None


def profile_by_id(profile_id: int) -> Profile | None:
    """The profile with this primary key; None if it was deleted."""
    row = AssistantProfile.objects.filter(pk=profile_id).first()
    return _profile(row) if row else None


def profile_by_slug(slug: str) -> Profile | None:
    """The profile with this short name; None if there is none."""
    row = AssistantProfile.objects.filter(slug=slug).first()
    return _profile(row) if row else None


def knowledge_base_by_slug(slug: str) -> KnowledgeBase | None:
    """The knowledge base with this short name; None if there is none."""
    return KnowledgeBase.objects.filter(slug=slug).first()


def base_ids(slugs: Sequence[str]) -> tuple[int, ...]:
    """Primary keys of the knowledge bases with these short names; unknown ones are left out."""
    rows = KnowledgeBase.objects.filter(slug__in=slugs)
    return tuple(rows.order_by("pk").values_list("pk", flat=True))


def bases_for(base_ids: Sequence[int], language: str) -> tuple[int, ...]:
    """Which of these knowledge bases to search for a visitor who writes in this language.

    Those in that language; all of them if there are none.
    """
    if len(base_ids) < 2:
        return tuple(base_ids)
    rows = KnowledgeBase.objects.filter(pk__in=base_ids)
    languages = dict(rows.values_list("pk", "language"))
    return matching_bases(language, {pk: languages[pk] for pk in base_ids if pk in languages})


def waiting_documents(limit: int = 500) -> list[int]:
    """Primary keys of documents whose newest text is not indexed yet, longest waiting first."""
    # Also those being indexed whose worker has died.
    waiting = (DocumentStatus.PENDING, DocumentStatus.INDEXING)
    left = Q(worker_until=None) | Q(worker_until__lt=timezone.now())
    rows = Document.objects.filter(left, status__in=waiting).order_by("updated_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def _profile(row: AssistantProfile) -> Profile:
    return Profile(
        id=row.pk,
        slug=row.slug,
        display_name=row.display_name,
        knowledge_bases=tuple(row.knowledge_bases.order_by("pk").values_list("pk", flat=True)),
        providers=tuple(row.providers),
        model=row.model,
        effort=row.effort,
        max_tokens=row.max_tokens,
        timeout_s=row.timeout_s,
        first_token_timeout_s=row.first_token_timeout_s,
        base_url=row.base_url,
        instructions=row.instructions,
        greeting=row.greeting,
        settle_ms=row.settle_ms,
        hold_whole_answer=row.hold_whole_answer,
        input_price=row.input_price,
        output_price=row.output_price,
        daily_token_budget=row.daily_token_budget,
    )


def search_warnings() -> list[str]:
    """What keeps questions from being compared by meaning, for staff; empty when all is well."""
    found = []
    try:
        check_files()
    except EmbedderMissingError as error:
        found.append(
            _(
                "Questions are searched by their words only, because the model that compares "
                "meaning is missing: %(reason)s Install the locked requirements and restart; "
                "nothing is ever downloaded by itself."
            )
            % {"reason": error}
        )
    found += [warning for base in _bases_with_vectors() if (warning := _base_warning(base))]
    return found


def _bases_with_vectors() -> QuerySet[KnowledgeBase]:
    """Each base with `ready`, whether it has pieces, and `here`, whether with vectors to use."""
    pieces = Chunk.objects.filter(document__knowledge_base=OuterRef("pk"))
    vectors = PieceVectors.objects.filter(chunk__document__knowledge_base=OuterRef("pk"))
    models = {
        code: expected_fingerprint(code)[:MODEL_LENGTH]
        for code in KnowledgeBase.objects.values_list("language", flat=True).distinct()
    }
    with_model = [
        When(language=code, then=Exists(vectors.filter(model=model)))
        for code, model in models.items()
        if model
    ]
    here = Case(*with_model, default=Value(False), output_field=BooleanField())
    ready = Exists(pieces.filter(document__status=DocumentStatus.READY))
    return KnowledgeBase.objects.order_by("name").annotate(ready=ready, here=here)


def _base_warning(base: Any) -> str:
    if not expected_fingerprint(base.language):
        return _(
            "“%(base)s” is searched by its words only: no installed model knows its language "
            "(%(language)s). The multilingual extra, requirements-multilingual.txt, knows many."
        ) % {"base": base.name, "language": base.language}
    if base.ready and not base.here:
        return _(
            "“%(base)s” is searched by its words only until its vectors are made by the model "
            "that is installed now: run manage.py rebuild_index --knowledge-base %(slug)s."
        ) % {"base": base.name, "slug": base.slug}
    return ""
