"""`manage.py rebuild_index`: makes pieces and vectors anew from the articles."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledge.ingest import indexing
from knowledge.models import Document, KnowledgeBase


class Command(BaseCommand):
    """Drops and refills the vector collections; word search goes on meanwhile."""

    help = "Rebuilds the search index from the articles in the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options of the command."""
        parser.add_argument("--knowledge-base", metavar="SLUG", help="only this knowledge base")

    def handle(self, *args: Any, **options: Any) -> None:
        """Every document is indexed again, in this process."""
        bases = KnowledgeBase.objects.order_by("pk")
        if options["knowledge_base"]:
            bases = bases.filter(slug=options["knowledge_base"])
            if not bases:
                raise CommandError(f"There is no knowledge base {options['knowledge_base']!r}.")
        failed = sum(self._rebuild(base) for base in bases)
        if failed:
            raise CommandError(f"{failed} documents could not be indexed; see their error.")

    def _rebuild(self, base: KnowledgeBase) -> int:
        """How many documents failed."""
        indexing.drop_vectors(base)
        failed = 0
        documents = Document.objects.filter(knowledge_base=base).order_by("pk")
        for document_id in documents.values_list("pk", flat=True):
            try:
                indexing.index_document(document_id, force=True)
            except indexing.IngestError as error:
                failed += 1
                self.stderr.write(f"{base.slug}: document {document_id}: {error}")
        self.stdout.write(f"{base.slug}: {len(documents) - failed} documents indexed")
        return failed
