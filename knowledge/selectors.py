"""Reads of the knowledge app that carry a rule."""

from __future__ import annotations

from knowledge.models import AssistantProfile, Document, DocumentStatus, KnowledgeBase
from knowledge.types import Profile


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


def waiting_documents(limit: int = 500) -> list[int]:
    """Primary keys of documents whose newest text is not indexed yet, longest waiting first."""
    # Also those being indexed: their worker may have died, and indexing twice does no harm.
    waiting = (DocumentStatus.PENDING, DocumentStatus.INDEXING)
    rows = Document.objects.filter(status__in=waiting).order_by("updated_at")
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
    )
