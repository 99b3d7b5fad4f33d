"""What an agent reads before the first word."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.models import Message
from chat.types import EntryKind
from escalation import brief, services
from escalation.types import BriefContext, Stage
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


def test_the_packet_holds_all_that_is_known() -> None:
    conversation = make.conversation("How do backups work?")
    make.reply(conversation)
    make.say(conversation, "And weekly ones?")
    context = BriefContext(
        retrieval=make.retrieval(0.4),
        assessment=make.assessment(0.41, intent="backups", sentiment="neutral"),
        withheld=("Weekly backups exist.",),
    )
    case = services.begin(
        conversation=conversation, text="And weekly ones?", turn_id=1, now=timezone.now()
    )
    case, verdict = services.judge(case, Stage.AFTER_ANSWER, assessment=context.assessment)
    decision = services.store_decision(case, verdict)
    handoff = make.escalate(conversation, decision_id=decision.pk, context=context, fired=())
    (payload,) = make.entries(conversation, EntryKind.CONVERSATION_ESCALATED)
    packet = payload["brief"]
    assert set(packet) == set(brief.Brief.model_fields)
    assert payload["confidence"] == 0.41
    assert packet["confidence"] == {"value": 0.41, "label": "low", "parts": {"model": 0.41}}
    assert packet["wants"] == "And weekly ones?"
    assert [one["text"] for one in packet["asked"]] == ["How do backups work?", "And weekly ones?"]
    assert packet["answers"][0]["confidence"] == 0.91
    assert packet["answers"][0]["sources"][0]["title"] == "Backups"
    assert packet["looked_up"][0]["title"] == "Backups"
    assert packet["suggestion"]["text"] == "Weekly backups exist."
    assert packet["missing"] == "weekly"
    assert packet["intent"] == "backups"
    assert packet["visitor"]["start_url"] == "https://shop.example/pricing"
    assert packet["visitor"]["attributes"] == {"plan": "pro"}
    assert packet["waiting_since"] == handoff.requested_at.isoformat()
    assert "How do backups work?" in packet["summary"]
    assert "One answer was given; looked at “Backups”" in packet["summary"]


def test_quoted_messages_name_their_number() -> None:
    conversation = make.conversation("first")
    handoff = make.escalate(conversation)
    packet = brief.build(handoff, fired=(), decision=None, context=None).model_dump()
    seq = Message.objects.get(text="first").seq
    assert packet["asked"] == [{"seq": seq, "text": "first"}]


def test_what_nobody_knows_is_empty() -> None:
    conversation = make.conversation(text="")
    make.escalate(conversation, fired=())
    (payload,) = make.entries(conversation, EntryKind.CONVERSATION_ESCALATED)
    packet = payload["brief"]
    assert packet["confidence"] is None
    assert (packet["suggestion"], packet["reply"]) == (None, None)
    assert (packet["summary"], packet["wants"], packet["asked"]) == ("", "", [])


@pytest.mark.parametrize(
    ("context", "text"),
    [
        (BriefContext(retrieval=make.retrieval()), "Backups run every night."),
        (BriefContext(answer=make.answer("An answer.")), "An answer."),
        (BriefContext(answer=make.answer("An answer."), withheld=("A draft.",)), "A draft."),
    ],
)
def test_the_suggestion_is_the_best_there_is(context: BriefContext, text: str) -> None:
    handoff = make.escalate(make.conversation())
    packet = brief.build(handoff, fired=(), decision=None, context=context).model_dump()
    assert packet["suggestion"]["text"] == text
    assert packet["suggestion"]["sources"] == [
        {"title": "Backups", "url": "https://help.example/backups"}
    ]


def test_fifteen_hundred_messages_cost_no_more_queries_than_three() -> None:
    """T18: bounded in queries and size, whatever was said."""
    conversation = make.conversation()
    now = timezone.now()
    Message.objects.bulk_create(
        Message(
            conversation=conversation,
            seq=1000 + number,
            epoch=1,
            author_kind="visitor" if number % 2 else "assistant",
            text=f"message {number} " * 40,
            created_at=now,
        )
        for number in range(1500)
    )
    handoff = make.escalate(conversation)
    with CaptureQueriesContext(connection) as queries:
        packet = brief.build(handoff, fired=(), decision=None, context=None).model_dump()
    assert len(queries) <= 14
    assert len(str(packet)) < 30_000
    assert len(packet["asked"]) == 12
