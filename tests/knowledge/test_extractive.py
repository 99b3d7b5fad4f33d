"""Quoting answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.models import KnowledgeBase
from knowledge.providers.extractive import Extractive
from knowledge.retrieval import retrieve_now
from knowledge.types import (
    Answer,
    AnswerDecision,
    AnswerRequest,
    Assessment,
    Confidence,
    Delta,
    Evidence,
    Passage,
    Profile,
    Retrieval,
    StreamItem,
)

PROFILE = Profile(1, "assistant")


async def items_of(request: AnswerRequest, found: Retrieval) -> list[StreamItem]:
    return [item async for item in Extractive(PROFILE).stream(request, found)]


def answer_to(base: KnowledgeBase, question: str) -> Answer:
    import asyncio

    request = AnswerRequest(question, knowledge_bases=(base.pk,))
    found = retrieve_now(request)
    items = asyncio.run(items_of(request, found))
    assert isinstance(items[0], Assessment)
    assert isinstance(items[-1], Answer)
    deltas = [item.text for item in items[1:-1] if isinstance(item, Delta)]
    assert "".join(deltas) == items[-1].text
    return items[-1]


@pytest.mark.django_db
def test_an_answer_is_quoted_with_its_source(help_centre: KnowledgeBase) -> None:
    answer = answer_to(help_centre, "How much is shipping?")
    assert answer.assessment.decision is AnswerDecision.ANSWER
    assert "Shipping costs 4.90 EUR" in answer.text
    (citation,) = answer.citations
    assert citation.url == "https://shop.example/help/shipping"
    assert citation.quote in answer.text


@pytest.mark.django_db
def test_steps_are_quoted_complete(help_centre: KnowledgeBase) -> None:
    answer = answer_to(help_centre, "How do I return something?")
    for step in ("1. Open Orders", "2. Choose Return", "3. Print the label"):
        assert step in answer.text


@pytest.mark.django_db
def test_the_same_question_gets_the_same_answer(help_centre: KnowledgeBase) -> None:
    first, second = (answer_to(help_centre, "refund time") for _ in range(2))
    assert replace(first, usage=second.usage) == second


@pytest.mark.django_db
def test_nothing_is_said_where_nothing_is_known(help_centre: KnowledgeBase) -> None:
    answer = answer_to(help_centre, "Do you repair washing machines?")
    assert answer.assessment.decision is AnswerDecision.NO_ANSWER
    assert (answer.text, answer.citations) == ("", ())
    assert "washing" in answer.assessment.missing


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("greeting", "Hello"),
        ("thanks", "welcome"),
        ("farewell", "Goodbye"),
        ("acknowledgement", "else"),
        ("identity", "not a person"),
        ("wellbeing", "fine"),
        ("ability", "look it up"),
    ],
)
async def test_small_talk_is_answered_kindly(kind: str, word: str) -> None:
    found = Retrieval("hi", (), Evidence(), Confidence(1.0), small_talk=kind)
    assessment, _, answer = await items_of(AnswerRequest("hi"), found)
    assert isinstance(assessment, Assessment)
    assert isinstance(answer, Answer)
    assert assessment.decision is AnswerDecision.SMALL_TALK
    assert word in answer.text


def passage(document_id: int, title: str, score: float) -> Passage:
    return Passage(
        document_id, document_id, title, title, "", "", "Text.", score, 0.5, 0.1, "Text."
    )


def found_between(value: float, *scores: float, query: str = "cancel") -> Retrieval:
    passages = tuple(passage(n, f"Article {n}", score) for n, score in enumerate(scores, 1))
    evidence = Evidence(coverage=1.0, passages=len(scores))
    return Retrieval(query, passages, evidence, Confidence(value))


@pytest.mark.parametrize(
    ("question", "found", "asks"),
    [
        ("cancel", found_between(0.9, 0.9, 0.8), True),
        ("cancel", found_between(0.9, 0.9, 0.5), False),
        ("cancel my order", found_between(0.5, 0.6, 0.58), True),
        ("cancel my order", found_between(0.9, 0.6, 0.58), False),
        ("how can I cancel my order", found_between(0.5, 0.6, 0.58), False),
        ("cancel", found_between(0.1, 0.6, 0.58), False),
    ],
)
async def test_a_short_question_between_two_articles_is_asked_back(
    question: str, found: Retrieval, asks: bool
) -> None:
    answer = (await items_of(AnswerRequest(question), found))[-1]
    assert isinstance(answer, Answer)
    assert (answer.assessment.decision is AnswerDecision.ASK_BACK) is asks
    if asks:
        assert "- Article 1\n- Article 2" in answer.text


async def test_one_word_that_leans_on_a_question_before_is_not_asked_back() -> None:
    found = replace(found_between(0.9, 0.9, 0.8), query="How long are backups kept? and Starter?")
    answer = (await items_of(AnswerRequest("and Starter?"), found))[-1]
    assert isinstance(answer, Answer)
    assert answer.assessment.decision is AnswerDecision.ANSWER


@pytest.mark.parametrize(
    ("value", "coverage", "decision"),
    [
        (0.45, 0.1, AnswerDecision.NO_ANSWER),
        (0.45, 0.6, AnswerDecision.ANSWER),
        (0.6, 0.1, AnswerDecision.ANSWER),
        (0.3, 0.9, AnswerDecision.NO_ANSWER),
    ],
)
async def test_a_passage_with_hardly_a_word_of_the_question_is_not_about_it(
    value: float, coverage: float, decision: AnswerDecision
) -> None:
    found = found_between(value, 0.9, 0.5)
    found = replace(found, evidence=replace(found.evidence, coverage=coverage))
    answer = (await items_of(AnswerRequest("Do you rent out GPU servers?"), found))[-1]
    assert isinstance(answer, Answer)
    assert answer.assessment.decision is decision
