"""Confidence, missing knowledge, unsolved answers, withheld drafts, promises and failures."""

from __future__ import annotations

import pytest

from escalation.triggers import TRIGGERS
from escalation.triggers.assistant_failed import AssistantFailed
from escalation.triggers.base import Trigger
from escalation.triggers.empty_promise import EmptyPromise
from escalation.triggers.keyword import Keyword
from escalation.triggers.low_confidence import LowConfidence
from escalation.triggers.missing_knowledge import MissingKnowledge
from escalation.triggers.ungrounded_answer import UngroundedAnswer
from escalation.triggers.unresolved import Unresolved
from escalation.types import PolicyError, Reading, ReasonCode, RetrievalFacts, Span, Stage
from knowledge.types import AnswerDecision
from tests.escalation.builders import assessed, snapshot

AFTER = Stage.AFTER_ANSWER


@pytest.mark.parametrize(
    ("confidence", "fires"), [(0.0, True), (0.6999, True), (0.7, False), (1.0, False)]
)
def test_confidence_below_the_threshold_fires(confidence: float, fires: bool) -> None:
    found = LowConfidence().evaluate(snapshot(stage=AFTER, assessment=assessed(confidence)))
    assert (found is not None) is fires


@pytest.mark.parametrize(
    "decision", [AnswerDecision.ASK_BACK, AnswerDecision.SMALL_TALK, AnswerDecision.NO_ANSWER]
)
def test_what_claims_nothing_cannot_be_too_unsure(decision: AnswerDecision) -> None:
    seen = snapshot(stage=AFTER, assessment=assessed(0.1, decision))
    assert LowConfidence().evaluate(seen) is None


def test_the_sentence_names_both_numbers() -> None:
    found = LowConfidence().evaluate(snapshot(stage=AFTER, assessment=assessed(0.41)))
    assert found is not None
    assert "41 %" in found.sentence
    assert "70 %" in found.sentence


@pytest.mark.parametrize(
    ("facts", "fires"),
    [
        (None, False),
        (RetrievalFacts(0.0, 0), True),
        (RetrievalFacts(0.0, 0, small_talk="greeting"), False),
        (RetrievalFacts(0.04, 3), True),
        (RetrievalFacts(0.05, 3), False),
    ],
)
def test_an_empty_or_hopeless_search_fires(facts: RetrievalFacts | None, fires: bool) -> None:
    found = MissingKnowledge().evaluate(snapshot(stage=Stage.AFTER_RETRIEVAL, retrieval=facts))
    assert (found is not None) is fires


def test_an_answerer_without_an_answer_means_missing_knowledge() -> None:
    seen = snapshot(stage=AFTER, assessment=assessed(0.9, AnswerDecision.NO_ANSWER))
    found = MissingKnowledge().evaluate(seen)
    assert found is not None
    assert found.reason is ReasonCode.MISSING_KNOWLEDGE


@pytest.mark.parametrize(("count", "fires"), [(0, False), (2, False), (3, True), (9, True)])
def test_the_limit_of_unsolved_answers(count: int, fires: bool) -> None:
    objection = Span(0, 5, "still")
    reading = Reading("unresolved", float(count), "objections and repetitions", 1, (objection,))
    found = Unresolved(limit=3).evaluate(snapshot("still", unresolved=count, readings=(reading,)))
    assert (found is not None) is fires
    assert found is None or found.evidence == (objection,)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("server_error", ReasonCode.AI_ERROR),
        ("anything new", ReasonCode.AI_ERROR),
        ("timeout", ReasonCode.AI_TIMEOUT),
        ("slow_start", ReasonCode.AI_TIMEOUT),
        ("budget_limit", ReasonCode.BUDGET_LIMIT),
        ("ungrounded", ReasonCode.UNGROUNDED_ANSWER),
    ],
)
def test_each_failure_has_its_reason(code: str, reason: ReasonCode) -> None:
    found = AssistantFailed().evaluate(snapshot(stage=Stage.FAILED, failure=code))
    assert found is not None
    assert found.reason is reason


def test_a_withheld_draft_fires() -> None:
    assert UngroundedAnswer().evaluate(snapshot(stage=AFTER, answer_withheld=True)) is not None
    assert UngroundedAnswer().evaluate(snapshot(stage=AFTER)) is None


@pytest.mark.parametrize(
    "answer",
    [
        "I am transferring you to a human agent now.",
        "I'm connecting you with our support team.",
        "Let me connect you to a colleague who can help.",
        "I've forwarded your request to the billing department.",
        "I have escalated this to a supervisor.",
        "Sure! I'll pass this on to one of my colleagues.",
        "One of our agents will be with you shortly.",
        "Transferring you now.",
        "Ich verbinde Sie mit einem Mitarbeiter.",
        "Ich leite Ihre Anfrage an das Team weiter.",
        "Ein Kollege meldet sich gleich bei Ihnen.",
        "Le transfiero con un agente.",
        "Je vous mets en relation avec un conseiller.",
    ],
)
def test_a_promised_person_is_recognised(answer: str) -> None:
    """T2: the words of an answer set nothing in motion, so they must not promise it."""
    found = EmptyPromise().evaluate(snapshot(stage=AFTER, answer=answer))
    assert found is not None
    assert found.reason is ReasonCode.UNGROUNDED_ANSWER


@pytest.mark.parametrize(
    "answer",
    [
        "You can transfer your domain to another registrar.",
        "Would you like me to connect you to a colleague?",
        "If you like, I can pass this to a person.",
        "Our team answers tickets within two days.",
        "To connect your phone to the server, open the settings.",
        "Managers can escalate a ticket to a specialist.",
        "The data is forwarded to your agent automatically.",
        "",
    ],
)
def test_an_offer_or_a_fact_is_no_promise(answer: str) -> None:
    assert EmptyPromise().evaluate(snapshot(stage=AFTER, answer=answer)) is None


@pytest.mark.parametrize("trigger", TRIGGERS.values(), ids=lambda item: item.kind)
def test_every_trigger_goes_to_json_and_back(trigger: type[Trigger]) -> None:
    made = trigger()
    assert trigger.from_fields(made.to_fields()) == made
    assert made.sentence()
    assert trigger.label
    assert trigger.stages


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"word": ["x"]}, "unknown field word"),
        ({"words": "x"}, "list of words"),
        ({"words": [1]}, "list of words"),
        ({"gap": 2.5}, "whole number"),
        ({"gap": True}, "whole number"),
        ({"gap": 11}, "from 0 to 10"),
        ({"ignore_negated": 1}, "yes or no"),
    ],
)
def test_bad_fields_are_refused_in_words(fields: dict[str, object], complaint: str) -> None:
    with pytest.raises(PolicyError, match=complaint):
        Keyword.from_fields(fields)


def test_a_whole_number_is_a_threshold_too() -> None:
    made = LowConfidence.from_fields({"threshold": 1})
    assert made.threshold == 1.0
    assert isinstance(made.threshold, float)
