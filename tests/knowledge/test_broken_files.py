"""Broken files beside a good one: a clear message each, the worker lives, nothing half-indexed."""

from __future__ import annotations

from unittest import mock

import pytest
from pytest_django import Settings

from knowledge import services
from knowledge.ingest import tasks
from knowledge.models import Chunk, Document, KnowledgeBase, PageOutcome, RunState, SourcePage
from tests.knowledge.readers.making import Put, docx, paragraph, pdf, picture_pdf
from tests.knowledge.sources.conftest import worked_on

BROKEN = {
    "empty.txt": (b"", "This file is empty."),
    "blank.md": (b" \n\n ", "This file is empty."),
    "huge.txt": (b"word " * 250_000, "This file is too large"),
    "locked.pdf": (pdf([Put(50, 700, "Secret")], password="s3cret"), "protected with a password"),
    "corrupt.pdf": (pdf([Put(50, 700, "Text")])[:250], "damaged"),
    "scanned.pdf": (picture_pdf(), "only pictures of pages"),
    "utf16.txt": (b"\xff\xfeA\x00B", "encoding of this file cannot be told"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file"),
    "app.html": (b"<html><body><div id='root'></div></body></html>", "No text was found"),
    "bomb.docx": (docx(document="<a>" + " " * 40_000_000 + "</a>"), "unpacks to far more"),
    "entities.docx": (
        docx(document='<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'),
        "defines XML entities",
    ),
    "torn.docx": (docx(paragraph("Text"))[:400], "damaged"),
    "table.xlsx": (docx(more={"xl/book.xml": "<a/>"}).replace(b"word/", b"wurd/"), "not a Word"),
}


@pytest.mark.django_db
@pytest.mark.usefixtures("memory_index")
def test_broken_files_say_why_and_leave_nothing_behind(
    base: KnowledgeBase, settings: Settings
) -> None:
    settings.KNOWLEDGE_FILE_MAX_MB = 1
    source = services.create_source(knowledge_base=base, name="Files", kind="upload")
    files = [(name, content) for name, (content, _) in BROKEN.items()]
    files.insert(len(files) // 2, ("good.md", b"# Good\n\nThe only article."))
    with mock.patch.object(tasks.work_on_run, "apply_async"):
        run = services.add_files(source.pk, files)
        run = worked_on(run)
    taken = SourcePage.objects.filter(document__isnull=False).values_list("address", flat=True)
    assert list(taken) == ["good.md"]
    assert (run.state, run.new, run.failed) == (RunState.FINISHED, 1, len(BROKEN))
    for name, (_, reason) in BROKEN.items():
        page = SourcePage.objects.get(address=name)
        assert (page.outcome, page.document) == (PageOutcome.FAILED, None), name
        assert reason in page.error, name
    document = Document.objects.get()
    assert document.title == "Good"
    assert set(Chunk.objects.values_list("document", flat=True)) == {document.pk}
