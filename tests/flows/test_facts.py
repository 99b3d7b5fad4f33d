"""Every fact of the catalogue is read from a real conversation, each when it is asked for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from escalation.models import Decision
from escalation.services import escalate, publish
from escalation.setup import ensure_defaults
from escalation.types import Action, ReasonCode, Stage
from flows.asked import OF_CONVERSATION, OF_QUEUE
from flows.facts import FACTS, facts_json, is_known_name
from flows.starter import ensure_default_flow
from flows.world import ConversationWorld
from tests.escalation import builders as make

REMEMBERED = {"survey.rating", "survey.comment", "outcome", "ai_answers", "ai_declines"}
"""Facts that a run learns on its way; before that nobody knows them."""


def test_the_catalogue_is_what_can_be_read() -> None:
    listed = {fact.name for fact in FACTS if not fact.is_prefix}
    read = {*OF_CONVERSATION, *OF_QUEUE, "visitor.name", "visitor.email"}
    assert listed - read == REMEMBERED - set(OF_CONVERSATION)
    assert read - listed == {"epoch", "visitor_wrote_at"}


def test_names_are_known_by_themselves_or_by_their_beginning() -> None:
    known = ("escalated", "visitor.plan", "answers.order", "survey.rating")
    assert all(is_known_name(name) for name in known)
    assert not any(is_known_name(name) for name in ("visitor.", "escalatd", "answers"))


def test_choices_carry_labels() -> None:
    reason = next(fact for fact in facts_json() if fact["name"] == "reason")
    assert reason["type"] == "choice"
    assert {"value": "keyword", "label": "Keyword"} in reason["choices"]


@pytest.mark.django_db
def test_each_fact_is_read_from_the_conversation() -> None:
    now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    ensure_default_flow()
    conversation = make.conversation(text="My invoice is wrong", language="de")
    policy = publish(policy_id=ensure_defaults().policy_id)
    Decision.objects.create(
        conversation=conversation,
        stage=Stage.AFTER_ANSWER.value,
        snapshot={
            "readings": [{"name": "intent:billing", "value": 0.8}],
            "assessment": {"intent": "x"},
        },
        fired=[{"kind": "keyword", "urgency": 80}],
        action=Action.ESCALATE.value,
        confidence=0.42,
        policy_version=policy,
        created_at=timezone.now(),
    )
    escalate(
        conversation_id=conversation.pk,
        epoch=None,
        reason=ReasonCode.KEYWORD,
        sentence="The visitor wrote it.",
        fired=(),
    )
    conversation.refresh_from_db()
    world = ConversationWorld(conversation, now)
    facts = {
        fact.name: world.fact(fact.name)
        for fact in FACTS
        if not fact.is_prefix and fact.name not in REMEMBERED
    }
    assert facts == {
        "escalated": True,
        "reason": "keyword",
        "confidence": 0.42,
        "intent": "billing",
        "urgency": "high",
        "rated_down": 0,
        "visitor.name": "Vera",
        "visitor.email": "",
        "language": "de",
        "page": conversation.current_url,
        "start_page": "https://shop.example/pricing",
        "pages": facts["pages"],
        "tags": (),
        "messages": 1,
        "episode": 1,
        "state": "queued",
        "hours_open": True,
        "queue_length": 0,
        "agents_online": 0,
        "agents_free": 0,
        "hour": 9,
        "weekday": "monday",
    }
    assert world.fact("visitor.plan") == "pro"
    assert world.fact("visitor.shoe_size") is None
    assert world.fact("nonsense") is None
