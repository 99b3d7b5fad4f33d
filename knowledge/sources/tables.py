"""Tables of questions and answers: what an import would change, and the import itself."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction

from knowledge.ingest.readers.pairs import Pair, PairTable, key_of
from knowledge.models import Document, KnowledgeBase, Source, SourceKind
from knowledge.services import sources
from knowledge.sources.uploads import source_for

logger = logging.getLogger(__name__)


class Change(StrEnum):
    """What importing a pair would do."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Planned:
    """A pair and what importing it would do.

    `known_as`: how its question is spelled in the article it replaces. `elsewhere`: the title of
    another article of the knowledge base that asks the same.
    """

    pair: Pair
    change: Change
    known_as: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What importing a table would do; nothing was done yet."""

    rows: tuple[Planned, ...]
    new: int
    updated: int
    unchanged: int


def plan_import(knowledge_base: KnowledgeBase, name: str, table: PairTable) -> Plan:
    """What importing the table into the source of this name would change."""
    source = Source.objects.filter(
        knowledge_base=knowledge_base, name=name, kind=SourceKind.CSV
    ).first()
    documents = Document.objects.filter(knowledge_base=knowledge_base).only(
        "title", "body", "questions", "url", "category", "source_id"
    )
    own: dict[str, Document] = {}
    others: dict[str, str] = {}
    for document in documents.iterator():
        key = key_of(document.title)
        if source is not None and document.source_id == source.pk:
            own[key] = document
        else:
            others[key] = document.title
    rows = tuple(_planned(pair, own, others) for pair in to_store(table))
    counts = Counter(row.change for row in rows)
    return Plan(rows, counts[Change.NEW], counts[Change.UPDATED], counts[Change.UNCHANGED])


def import_table(
    *, knowledge_base: KnowledgeBase, name: str, table: PairTable, created_by: Any = None
) -> tuple[Source, Plan]:
    """The good rows become articles in the background; rows that changed nothing are left alone.

    Returns the source and what is going to change. Raises `SourceError`.
    """
    with transaction.atomic():
        source = source_for(knowledge_base, SourceKind.CSV, name, created_by)
        plan = plan_import(knowledge_base, source.name, table)
        changed = [row for row in plan.rows if row.change is not Change.UNCHANGED]
        if changed:
            sources.add_pairs(source.pk, [_service_pair(row) for row in changed])
    logger.info("table imported", extra={"source": source.pk, "rows": len(changed)})
    return source, plan


def to_store(table: PairTable) -> list[Pair]:
    """The pairs as they are stored: a title of its own stands first, its question is a phrasing."""
    titles = Counter(key_of(pair.title or pair.question) for pair in table.pairs)
    titles.update(pair.key for pair in table.pairs if pair.title and key_of(pair.title) != pair.key)
    return [_titled(pair, titles) for pair in table.pairs]


def _titled(pair: Pair, titles: Counter[str]) -> Pair:
    # A title that several rows share would make them one article.
    if not key_of(pair.title) or titles[key_of(pair.title)] > 1:
        return pair
    return Pair(
        row=pair.row,
        question=pair.title,
        answer=pair.answer,
        url=pair.url,
        category=pair.category,
        phrasings=(pair.question, *pair.phrasings),
    )


def _planned(pair: Pair, own: dict[str, Document], others: dict[str, str]) -> Planned:
    document = own.get(pair.key)
    elsewhere = others.get(pair.key, "")
    if document is None:
        return Planned(pair, Change.NEW, elsewhere=elsewhere)
    same = (
        document.body.strip() == pair.answer.strip()
        and set(pair.phrasings) <= set(document.questions)
        and (not pair.url or document.url == pair.url)
        and (not pair.category or document.category == pair.category)
    )
    change = Change.UNCHANGED if same else Change.UPDATED
    return Planned(pair, change, document.title, elsewhere)


def _service_pair(row: Planned) -> sources.Pair:
    pair = row.pair
    return sources.Pair(
        # In the old spelling, by which the article is found again.
        question=row.known_as or pair.question,
        answer=pair.answer,
        questions=pair.phrasings,
        category=pair.category,
        url=pair.url,
    )
