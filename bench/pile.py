"""Puts articles by the thousand before the ingesting worker, or counts what is left of them.

Run as a module inside the product's environment: `python -m bench.pile --documents 10000`.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

import django


def main() -> None:
    """Prints how many tasks wait in the queue, and how many articles are indexed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=0, help="added, each with its task")
    parser.add_argument("--count", action="store_true", help="add nothing")
    options = parser.parse_args()
    django.setup()
    if options.documents:
        _pile_up(options.documents)
    json.dump(_counts(), sys.stdout)
    print()


def _pile_up(count: int) -> None:
    """Articles of a base that nobody asks: what is measured is waiting, not finding more."""
    from knowledge.models import Document, DocumentStatus, KnowledgeBase
    from knowledge.services import reindex_document

    base = KnowledgeBase.objects.create(name="Pile", slug="pile")
    rows = Document.objects.bulk_create(
        Document(
            knowledge_base=base,
            ref=f"pile-{number}",
            title=f"Part {number} of the catalogue",
            body=f"Part {number} lies on shelf {number % 97}.\n\nIt is delivered in a week.",
            status=DocumentStatus.PENDING,
        )
        for number in range(count)
    )
    for row in rows:
        reindex_document(document_id=row.pk)


def _counts() -> dict[str, Any]:
    from django.conf import settings
    from redis import Redis

    from knowledge.models import Document, DocumentStatus

    with Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        waiting = int(broker.llen("ingestion"))
    ready = Document.objects.filter(ref__startswith="pile-", status=DocumentStatus.READY).count()
    return {"waiting": waiting, "ready": ready}


if __name__ == "__main__":
    main()
