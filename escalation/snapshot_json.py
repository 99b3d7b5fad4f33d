"""Snapshots to JSON and back, without loss; plain Python, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from escalation.types import (
    AssessmentFacts,
    EarlierHandoff,
    Reading,
    ReasonCode,
    RetrievalFacts,
    Snapshot,
    Span,
    Stage,
)
from knowledge.types import AnswerDecision

VERSION = 2
"""Of the layout. Readers accept older layouts; a missing key takes the field's default."""


def encode(snapshot: Snapshot) -> dict[str, Any]:
    """A JSON object that `decode` turns into an equal snapshot."""
    return {
        "v": VERSION,
        "now": snapshot.now.isoformat(),
        "stage": snapshot.stage.value,
        "text": snapshot.text,
        "language": snapshot.language,
        "attributes": dict(snapshot.attributes),
        "start_url": snapshot.start_url,
        "exchanges": snapshot.exchanges,
        "unresolved": snapshot.unresolved,
        "readings": [reading.to_json() for reading in snapshot.readings],
        "retrieval": _retrieval_json(snapshot.retrieval),
        "assessment": _assessment_json(snapshot.assessment),
        "answer": snapshot.answer,
        "answer_withheld": snapshot.answer_withheld,
        "failure": snapshot.failure,
        "human_available": snapshot.human_available,
        "hours_open": snapshot.hours_open,
        "rated_down": snapshot.rated_down,
        "pages": list(snapshot.pages),
        "earlier": [one.to_json() for one in snapshot.earlier],
    }


def decode(data: Mapping[str, Any]) -> Snapshot:
    """The snapshot that was encoded. Raises ValueError when `data` is none."""
    try:
        known = {key: data[key] for key in _PLAIN_FIELDS if key in data}
        return Snapshot(
            now=datetime.fromisoformat(data["now"]),
            stage=Stage(data["stage"]),
            readings=tuple(_reading(item) for item in data.get("readings", ())),
            retrieval=_retrieval(data.get("retrieval")),
            assessment=_assessment(data.get("assessment")),
            pages=tuple(data.get("pages", ())),
            earlier=tuple(_earlier(item) for item in data.get("earlier", ())),
            **known,
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a snapshot: {error}") from error


_PLAIN_FIELDS = (
    "text",
    "language",
    "attributes",
    "start_url",
    "exchanges",
    "unresolved",
    "answer",
    "answer_withheld",
    "failure",
    "human_available",
    "hours_open",
    "rated_down",
)


def _retrieval_json(facts: RetrievalFacts | None) -> dict[str, Any] | None:
    if facts is None:
        return None
    return {
        "confidence": facts.confidence,
        "passages": facts.passages,
        "parts": dict(facts.parts),
        "small_talk": facts.small_talk,
        "degraded": facts.degraded,
    }


def _assessment_json(facts: AssessmentFacts | None) -> dict[str, Any] | None:
    if facts is None:
        return None
    return {
        "decision": facts.decision.value,
        "confidence": facts.confidence,
        "parts": dict(facts.parts),
        "intent": facts.intent,
        "sentiment": facts.sentiment,
        "missing": facts.missing,
        "support": facts.support,
    }


def _reading(data: Mapping[str, Any]) -> Reading:
    evidence = tuple([Span(**span) for span in data["evidence"]]) if data["evidence"] else ()
    return Reading(data["name"], data["value"], data["gauge"], data["version"], evidence)


def _earlier(data: Mapping[str, Any]) -> EarlierHandoff:
    at = datetime.fromisoformat(data["at"])
    return EarlierHandoff(data["rule"], ReasonCode(data["reason"]), at)


def _retrieval(data: Mapping[str, Any] | None) -> RetrievalFacts | None:
    return None if data is None else RetrievalFacts(**data)


def _assessment(data: Mapping[str, Any] | None) -> AssessmentFacts | None:
    if data is None:
        return None
    return AssessmentFacts(**{**data, "decision": AnswerDecision(data["decision"])})
