"""What a visitor sees of answers that promise too much or say more than their passages."""

from __future__ import annotations

import pytest

from chat.models import TimelineEntry
from chat.types import AuthorKind, State
from escalation.models import Decision, Handoff
from flows.types import TurnState
from knowledge.models import AnswerRecord
from knowledge.providers.base import Draft, ProviderError
from knowledge.types import AnswerDecision, Assessment, Confidence
from tests.flows.staging import Script, ScriptedAnswers, Stage, turn_states, words_of

QUESTION = "How long are backups kept?"


def said(stage: Stage, *words: str) -> list[str]:
    """What the visitor sees after the greeting when the answerer says these words."""
    ScriptedAnswers.play(Script(words=words))
    return [one.strip() for one in words_of(stage.ask(QUESTION), AuthorKind.ASSISTANT)[1:]]


@pytest.mark.parametrize(
    "promise",
    [
        "I am transferring you to a human agent now.",
        "Ich verbinde Sie mit einem Mitarbeiter.",
        "Voy a transferirle con un asesor.",
        "Je vous mets en relation avec un conseiller.",
    ],
)
def test_a_promised_person_is_made_true_and_the_promise_is_not_shown(
    stage: Stage, promise: str
) -> None:
    """T2: the model says it transfers, with the decision "answer"."""
    assert said(stage, promise) == []
    handoff = Handoff.objects.get()
    assert (handoff.reason, handoff.conversation.state == State.ASSISTANT) == (
        "ungrounded_answer",
        False,
    )
    decision = Decision.objects.get()
    assert [fired["kind"] for fired in decision.fired] == ["empty_promise"]
    assert decision.snapshot["answer"] == promise


def test_what_was_shown_before_a_promise_stays_and_nothing_follows(stage: Stage) -> None:
    shown = said(stage, "Backups are kept for 14 days. ", "Let me transfer you.", " Goodbye.")
    assert shown == ["Backups are kept for 14 days."]
    assert Handoff.objects.get().reason == "ungrounded_answer"


def test_a_promise_in_two_pieces_is_recognised(stage: Stage) -> None:
    assert said(stage, "I am transferring ", "you to an agent.") == ["I am transferring"]
    assert Handoff.objects.get().reason == "ungrounded_answer"


def unsupported(*drafts: str) -> list[Script]:
    assessment = Assessment(AnswerDecision.ANSWER, Confidence(0.9), support=0.5)
    return [
        Script(
            error=ProviderError(
                "ungrounded", retryable=False, draft=Draft(one, (one,), (), assessment)
            )
        )
        for one in drafts
    ]


def test_two_unsupported_drafts_go_to_the_agent_and_not_to_the_visitor(stage: Stage) -> None:
    ScriptedAnswers.play(*unsupported("Kept for 90 days.", "Kept for 80 days."))
    conversation = stage.ask(QUESTION)
    assert words_of(conversation, AuthorKind.ASSISTANT)[1:] == []
    assert turn_states(conversation) == [TurnState.ESCALATED.value]
    handoff = Handoff.objects.get()
    assert handoff.reason == "ungrounded_answer"
    assert "50 %" in handoff.sentence
    record = AnswerRecord.objects.get()
    assert record.withheld == ["Kept for 90 days.", "Kept for 80 days."]
    assert (record.error, record.assessment["support"]) == ("ungrounded", 0.5)
    assert [request.unsupported for request in ScriptedAnswers.requests] == [
        (),
        ("Kept for 90 days.",),
    ]
    entries = TimelineEntry.objects.filter(conversation=conversation)
    briefs = [one.payload["brief"] for one in entries if "brief" in one.payload]
    assert [one["suggestion"]["text"] for one in briefs] == [
        "Kept for 90 days.\n\nKept for 80 days."
    ]


def test_not_in_our_knowledge_and_not_supported_are_two_reasons(stage: Stage) -> None:
    ScriptedAnswers.play(*unsupported("Kept for 90 days.", "Kept for 80 days."))
    stage.ask(QUESTION)
    fired = Decision.objects.get().fired
    assert "missing_knowledge" not in [one["kind"] for one in fired]
    assert Decision.objects.get().snapshot["assessment"]["support"] == 0.5
    assert Decision.objects.get().confidence == pytest.approx(0.9)
