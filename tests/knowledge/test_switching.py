"""Installing the multilingual extra later: nothing is mixed, and the index is rebuilt once."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from knowledge import embedder, lexical
from knowledge.embedders import nano_e5
from knowledge.index import current_index
from knowledge.models import KnowledgeBase
from knowledge.retrieval import retrieve_now
from knowledge.types import AnswerRequest, Retrieval
from tests.knowledge.conftest import add

BODY = "Sie können Artikel innerhalb von 30 Tagen nach Erhalt zurückgeben. Das ist kostenfrei."

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not nano_e5.is_installed(), reason="needs the packages of requirements-multilingual.txt"
    ),
]


@pytest.mark.usefixtures("memory_index")
def test_the_extra_takes_over_when_the_index_is_rebuilt(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "VERSION_TRUSTED_S", 0.0)
    KnowledgeBase.objects.filter(pk=base.pk).update(language="de")
    with monkeypatch.context() as patch:
        patch.setattr(nano_e5, "DISTRIBUTION", "not-installed-anywhere")
        embedder._load_multilingual.cache_clear()
        add(base, "rueckgabe", "Artikel zurückgeben", BODY)
        before = _asked(base)
        assert before.evidence.lexical_only
        assert not before.degraded, "words are what serves it, nothing is broken"
    embedder._load_multilingual.cache_clear()
    known = embedder.embedder_for("de")
    assert known is not None
    assert current_index().query(base.pk, known, known.encode(["Rückgabe"])[0], 5) == []
    between = _asked(base)
    assert between.evidence.lexical_only
    assert between.degraded

    call_command("rebuild_index", knowledge_base=base.slug)
    after = _asked(base)
    assert not after.evidence.lexical_only
    assert not after.degraded
    assert after.passages[0].document_ref == "rueckgabe"


def _asked(base: KnowledgeBase) -> Retrieval:
    question = "Wie lange kann ich Artikel zurückgeben?"
    return retrieve_now(AnswerRequest(question, language="de", knowledge_bases=(base.pk,)))
