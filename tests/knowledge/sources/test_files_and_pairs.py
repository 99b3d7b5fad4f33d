"""Files and pairs of questions and answers, read in the background like websites."""

from __future__ import annotations

import pytest

from knowledge import services
from knowledge.ingest.readers import UnreadableError
from knowledge.models import Document, KnowledgeBase
from knowledge.services import Pair, SourceError
from knowledge.sources import reading
from tests.knowledge.sources.conftest import page_at, worked_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memory_index")]


def test_files_become_documents_and_bad_ones_say_why(base: KnowledgeBase) -> None:
    source = services.create_source(knowledge_base=base, name="Files", kind="upload")
    files = [
        ("returns.md", b"# Returns\n\nReturn goods within 30 days."),
        ("empty.txt", b""),
        ("broken.pdf", b"%PDF-1.7 broken"),
    ]
    run = worked_on(services.add_files(source.pk, files))
    assert (run.found, run.new, run.failed) == (3, 1, 2)
    assert Document.objects.get().title == "Returns"
    assert page_at(source, "empty.txt").error == "This file is empty."
    assert "damaged" in page_at(source, "broken.pdf").error
    assert page_at(source, "returns.md").upload is None
    again = worked_on(services.add_files(source.pk, [files[0], ("empty.txt", b"Words now.")]))
    assert (again.unchanged, again.new) == (1, 1)
    assert Document.objects.count() == 2


def test_a_failed_file_can_be_tried_again(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = services.create_source(knowledge_base=base, name="Files", kind="upload")

    def busy(*_args: object, **_options: object) -> object:
        raise UnreadableError("took_too_long", {"seconds": 60})

    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_file", busy)
        run = worked_on(services.add_files(source.pk, [("a.txt", b"Open at nine.")]))
    assert run.failed == 1
    assert worked_on(services.retry_run(run.pk)).new == 1


def test_pairs_become_documents_and_the_same_ones_are_left_alone(
    base: KnowledgeBase, embedded: list[str]
) -> None:
    source = services.create_source(knowledge_base=base, name="FAQ", kind="csv")
    pairs = [
        Pair("When do you open?", "At nine.", questions=("opening hours",), category="Shop"),
        Pair("Do you ship to Spain?", "Yes, within five days.", url="https://shop.example/es"),
    ]
    assert worked_on(services.add_pairs(source.pk, pairs)).new == 2
    document = Document.objects.get(title="When do you open?")
    assert (document.body, document.questions, document.category) == (
        "At nine.",
        ["opening hours"],
        "Shop",
    )
    embedded.clear()
    run = worked_on(services.add_pairs(source.pk, pairs))
    assert (run.unchanged, run.new, embedded) == (2, 0, [])
    changed = Pair("when do you  open?", "At ten.", category="Times")
    assert worked_on(services.add_pairs(source.pk, [changed])).updated == 1
    document.refresh_from_db()
    assert (document.body, document.category) == ("At ten.", "Times")
    assert (document.questions, Document.objects.count()) == (["opening hours"], 2)


def test_a_second_batch_waits_for_the_first(base: KnowledgeBase) -> None:
    source = services.create_source(knowledge_base=base, name="FAQ", kind="csv")
    services.add_pairs(source.pk, [Pair("A?", "B.")])
    with pytest.raises(SourceError, match="still being read"):
        services.add_pairs(source.pk, [Pair("C?", "D.")])
