"""The demo's knowledge base and assistant, made from its help centre."""

from __future__ import annotations

from config.demo.articles import all_articles
from knowledge.models import KnowledgeBase
from knowledge.services import add_document
from knowledge.setup import ensure_default_profile

BASE_SLUG = "help-centre"


def ensure_knowledge() -> KnowledgeBase:
    """Every article is a document; new and changed ones wait for the ingestion worker."""
    base, _ = KnowledgeBase.objects.get_or_create(
        slug=BASE_SLUG,
        defaults={
            "name": "Tarnfield help centre",
            "language": "en",
            "description": "Everything that customers can read at /help/.",
        },
    )
    for article in all_articles():
        add_document(
            knowledge_base=base,
            ref=article.slug,
            title=article.title,
            body=article.body,
            url=f"/help/{article.slug}",
            category=article.category,
            questions=article.questions,
        )
    profile = ensure_default_profile()
    if not profile.knowledge_bases.exists():
        profile.knowledge_bases.add(base)
    return base
