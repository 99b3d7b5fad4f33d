"""Finding passages."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from chat.dbthreads import in_db_thread
from knowledge import embedder, live_base, search, services
from knowledge.models import KnowledgeBase
from knowledge.retrieval import retrieve_now
from knowledge.types import AnswerRequest, HistoryTurn, Retrieval
from tests.fakes import InMemoryIndex
from tests.knowledge.conftest import add

pytestmark = pytest.mark.django_db


def ask(base: KnowledgeBase, question: str, *history: str, **fields: Any) -> Retrieval:
    turns = tuple(HistoryTurn("visitor", text) for text in history)
    return retrieve_now(AnswerRequest(question, turns, knowledge_bases=(base.pk,), **fields))


@pytest.mark.parametrize(
    ("question", "ref", "words"),
    [
        ("How long do I have to send something back?", "returns", "30 days"),
        ("how do i return my order", "returns", "Choose Return"),
        ("What does delivery cost?", "shipping", "4.90 EUR"),
        ("delivery time to Portugal", "shipping", "Portugal – days: 5"),
        ("Can I give back food that I opened?", "returns", "Opened food"),
    ],
)
def test_the_passage_that_answers_comes_first(
    help_centre: KnowledgeBase, question: str, ref: str, words: str
) -> None:
    found = ask(help_centre, question)
    assert found.passages[0].document_ref == ref
    assert words in found.passages[0].text
    assert found.degraded == ""


def test_confidence_tells_a_question_of_the_base_from_one_beside_it(
    help_centre: KnowledgeBase,
) -> None:
    assert ask(help_centre, "How long does the refund take?").confidence.value > 0.7
    beside = ask(help_centre, "Do you repair washing machines?")
    assert beside.confidence.value < 0.3
    assert set(beside.evidence.missing_words) == {"repair", "washing", "machines"}


def test_passages_are_sorted_and_their_scores_add_up(help_centre: KnowledgeBase) -> None:
    found = ask(help_centre, "return food")
    ranks = [passage.rank for passage in found.passages]
    assert ranks == sorted(ranks, reverse=True)
    for passage in found.passages:
        fused = passage.cosine + search.LEXICAL_WEIGHT * passage.lexical
        assert passage.score == pytest.approx(fused)
        assert passage.best_sentence in passage.sentences


def test_a_follow_up_is_searched_with_the_question_it_leans_on(help_centre: KnowledgeBase) -> None:
    found = ask(help_centre, "and to Portugal?", "How long does shipping to Germany take?")
    assert found.passages[0].document_ref == "shipping"
    assert found.query == "How long does shipping to Germany take? and to Portugal?"


def test_the_new_word_of_a_follow_up_is_what_must_be_found(help_centre: KnowledgeBase) -> None:
    known = ask(help_centre, "and to Portugal?", "How long does shipping to Germany take?")
    unknown = ask(help_centre, "and to Peru?", "How long does shipping to Germany take?")
    assert unknown.evidence.missing_words == ("peru",)
    assert unknown.confidence.value < known.confidence.value - 0.2


def test_the_questions_of_an_article_find_it(help_centre: KnowledgeBase) -> None:
    add(help_centre, "x", "Article 17", "See the desk.", questions=["Where is the lost property?"])
    assert ask(help_centre, "lost property").passages[0].document_ref == "x"


def test_small_talk_is_not_searched_for(help_centre: KnowledgeBase) -> None:
    found = ask(help_centre, "Hello there!")
    assert (found.small_talk, found.passages) == ("greeting", ())
    assert found.confidence.value == 1


def test_without_the_vector_store_words_are_searched_and_it_is_said(
    help_centre: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InMemoryIndex, "is_down", True)
    found = ask(help_centre, "How long does the refund take?")
    assert found.passages[0].document_ref == "returns"
    assert found.passages[0].best_sentence == "The refund is paid within 5 working days."
    assert found.evidence.lexical_only
    assert found.degraded == "The vector store cannot be reached."


def test_without_the_embedder_words_are_searched(
    help_centre: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(language: str) -> None:
        raise embedder.EmbedderMissingError("The package is not installed.")

    monkeypatch.setattr(live_base, "embedder_for", missing)
    found = ask(help_centre, "refund")
    assert found.passages[0].document_ref == "returns"
    assert found.degraded == "The package is not installed."


def test_another_language_is_searched_by_words_and_nothing_is_wrong(
    base: KnowledgeBase, memory_index: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_base, "embedder_for", lambda language: None)
    KnowledgeBase.objects.update(language="pt")
    add(base, "a", "Devoluções", "Pode devolver os artigos em trinta dias.")
    add(base, "b", "Envio", "O envio custa quatro euros.")
    found = ask(base, "Como devolvo um artigo?", language="pt")
    assert found.passages[0].document_ref == "a"
    assert found.evidence.lexical_only
    assert found.degraded == ""


@pytest.mark.parametrize("question", ["", "?", "the of and", "🤷", "x" * 5000])
def test_an_odd_question_finds_nothing_worth_saying(
    help_centre: KnowledgeBase, question: str
) -> None:
    assert ask(help_centre, question).confidence.value < 0.7


def test_an_empty_base_and_a_deleted_one_find_nothing(
    base: KnowledgeBase, memory_index: None
) -> None:
    assert ask(base, "refund").passages == ()
    found = retrieve_now(AnswerRequest("refund", knowledge_bases=(base.pk + 1,)))
    assert (found.passages, found.confidence.value) == ((), 0)
    assert retrieve_now(AnswerRequest("refund")).passages == ()


def test_several_bases_are_searched_as_one(help_centre: KnowledgeBase) -> None:
    other = KnowledgeBase.objects.create(name="Other", slug="other")
    add(other, "gifts", "Gift cards", "Gift cards are valid for three years.")
    request = AnswerRequest("gift cards", knowledge_bases=(help_centre.pk, other.pk))
    found = retrieve_now(request)
    assert found.passages[0].document_ref == "gifts"
    assert {passage.document_ref for passage in found.passages} > {"gifts"}


@pytest.mark.django_db(transaction=True)
async def test_many_questions_at_once_are_answered_each_by_its_own(memory_index: None) -> None:
    base = await in_db_thread(KnowledgeBase.objects.create, name="Many", slug="many")
    subjects = ["parking", "breakfast", "swimming", "laundry", "bicycles"]
    for subject in subjects:
        await in_db_thread(add, base, subject, subject, f"We offer {subject} at any time.")
    requests = [
        AnswerRequest(f"Is there {subject}?", knowledge_bases=(base.pk,)) for subject in subjects
    ]
    found = await asyncio.gather(*(services.retrieve(request) for request in requests * 4))
    assert [one.passages[0].document_ref for one in found] == subjects * 4
