"""A turn's case: read once, judged at every stage, stored with its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils import timezone

from chat.models import Conversation
from chat.services import record
from chat.transactions import joined
from chat.types import Audience, EntryKind
from escalation import selectors, snapshot
from escalation.decide import decide
from escalation.models import Decision
from escalation.rules import PublishedPolicy
from escalation.triggers.frustration import MODEL
from escalation.types import (
    AssessmentFacts,
    Reading,
    RetrievalFacts,
    Snapshot,
    Stage,
    Verdict,
)
from knowledge.types import Answer, AnswerDecision, Assessment, Evidence, Retrieval


@dataclass(frozen=True, slots=True)
class Case:
    """All that judging a turn needs; a policy that is published meanwhile changes nothing."""

    conversation_id: int
    turn_id: int | None
    policy: PublishedPolicy
    snapshot: Snapshot


def begin(
    *, conversation: Conversation, text: str, turn_id: int | None, now: datetime, policy: str = ""
) -> Case:
    """The case of a turn, read once. `policy`: a slug; empty or unknown means the default one.

    `conversation`: as it is now, read under its lock where somebody acts on the verdict.
    """
    return Case(
        conversation_id=conversation.pk,
        turn_id=turn_id,
        policy=selectors.published_policy(policy),
        snapshot=snapshot.read(conversation=conversation, text=clean(text), now=now),
    )


def judge(
    case: Case,
    stage: Stage,
    *,
    retrieval: Retrieval | None = None,
    assessment: Assessment | None = None,
    answer: Answer | None = None,
    failure: str = "",
    withheld: tuple[str, ...] = (),
) -> tuple[Case, Verdict]:
    """The case with what is newly known, and the verdict at this stage. Reads no database.

    `failure`: code of what went wrong. `withheld`: drafts that failed the check.
    """
    changes: dict[str, Any] = {"stage": stage}
    if retrieval is not None:
        changes["retrieval"] = _retrieval_facts(retrieval)
    if answer is not None:
        changes["answer"] = clean(answer.text)
        if case.snapshot.assessment is None:
            assessment = assessment or answer.assessment
    if assessment is not None:
        changes["assessment"] = _assessment_facts(assessment)
        changes["readings"] = _with_model(case.snapshot.readings, assessment)
    if withheld or (answer is not None and _is_withheld(answer)):
        changes["answer_withheld"] = True
    if failure:
        changes["failure"] = failure
    grown = replace(case, snapshot=replace(case.snapshot, **changes))
    return grown, decide(grown.snapshot, grown.policy.rules)


@joined
def store_decision(
    case: Case, verdict: Verdict, *, answer_record_id: int | None = None, told_as: str = ""
) -> Decision:
    """The decision is stored with all that the rules saw, and staff find it in the timeline.

    `told_as`: what they read there where a verdict for a person brings in nobody.
    """
    seen = case.snapshot
    primary = verdict.primary
    decision = Decision.objects.create(
        conversation_id=case.conversation_id,
        turn_id=case.turn_id,
        stage=seen.stage.value,
        snapshot=seen.to_json(),
        fired=[fired.to_json() for fired in verdict.fired],
        action=verdict.action.value,
        reason=primary.reason.value if primary is not None else "",
        confidence=seen.confidence,
        policy_version_id=case.policy.version_id,
        answer_record_id=answer_record_id,
        created_at=timezone.now(),
    )
    _tell_staff(case, verdict, decision, told_as or decision.action)
    return decision


def _tell_staff(case: Case, verdict: Verdict, decision: Decision, told_as: str) -> None:
    record(
        conversation_id=case.conversation_id,
        kind=EntryKind.ANSWER_JUDGED,
        payload={
            "turn": case.turn_id,
            "decision": decision.pk,
            "stage": decision.stage,
            "verdict": told_as,
            "confidence": decision.confidence,
            "fired": [{"kind": one.kind, "sentence": one.sentence} for one in verdict.fired],
        },
        audience=Audience.STAFF,
    )


def clean(text: str) -> str:
    """The text without characters that neither JSON columns nor text columns can hold."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def _is_withheld(answer: Answer) -> bool:
    """Whether there is nothing to show although an answer was meant."""
    return not answer.text.strip() and answer.assessment.decision is AnswerDecision.ANSWER


def _retrieval_facts(found: Retrieval) -> RetrievalFacts:
    return RetrievalFacts(
        confidence=found.confidence.value,
        passages=len(found.passages),
        parts=_parts(found.evidence),
        small_talk=found.small_talk,
        degraded=found.degraded,
    )


def _parts(evidence: Evidence) -> dict[str, float]:
    """The measured numbers of the evidence; what was not measured is left out."""
    numbers = {
        "top_score": evidence.top_score,
        "cosine": evidence.cosine,
        "lexical": evidence.lexical,
        "coverage": evidence.coverage,
        "sentence_coverage": evidence.sentence_coverage,
        "margin": evidence.margin,
        "model_answerable": evidence.model_answerable,
        "model_confidence": evidence.model_confidence,
    }
    return {name: float(value) for name, value in numbers.items() if value is not None}


_SENTIMENTS: Mapping[str, float] = MappingProxyType(
    {"positive": 0.0, "neutral": 0.1, "negative": 0.6, "frustrated": 0.95}
)
"""A language model's word for the visitor's mood, on the scale of the frustration gauge."""


def _with_model(readings: tuple[Reading, ...], assessment: Assessment) -> tuple[Reading, ...]:
    """What a model says of the visitor is one more reading; rules decide, never the model."""
    value = _SENTIMENTS.get(assessment.sentiment)
    kept = tuple(one for one in readings if one.name != MODEL)
    return kept if value is None else (*kept, Reading(MODEL, value, "model's assessment", 1))


def _assessment_facts(assessment: Assessment) -> AssessmentFacts:
    return AssessmentFacts(
        decision=assessment.decision,
        confidence=assessment.confidence.value,
        parts={name: float(value) for name, value in assessment.confidence.parts.items()},
        intent=clean(assessment.intent),
        sentiment=clean(assessment.sentiment),
        missing=clean(assessment.missing),
        support=assessment.support,
    )
