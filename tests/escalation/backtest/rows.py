"""Stored decisions as rows, for tests of what reads them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chat.models import Conversation, Visitor
from escalation.decide import decide
from escalation.models import Decision, PolicyVersion
from escalation.rules import parse_rules
from escalation.types import Snapshot
from knowledge.models import AnswerRecord
from tests import builders


def talk(vera: Visitor) -> Conversation:
    """An open conversation with Vera."""
    return builders.open_conversation_with(who=vera)


def stored(
    conversation: Conversation, version: PolicyVersion, seen: Snapshot, at: datetime, **fields: Any
) -> Decision:
    """The decision about a turn as the product stores it, under this version."""
    verdict = decide(seen, parse_rules(version.rules))
    return Decision.objects.create(
        conversation=conversation,
        turn_id=1,
        stage=seen.stage.value,
        snapshot=seen.to_json(),
        fired=[one.to_json() for one in verdict.fired],
        action=verdict.action.value,
        reason=verdict.primary.reason.value if verdict.primary else "",
        confidence=seen.confidence,
        policy_version=version,
        created_at=at,
        **fields,
    )


def answer() -> AnswerRecord:
    """The record of an answer."""
    return AnswerRecord.objects.create(question="When?", text="Every night.")
