"""The visitor reads the plain part of the brief, and what they put right reaches everybody."""

from __future__ import annotations

import pytest

from agents import selectors as agents
from chat import bus
from chat.corrections import correct_brief
from chat.models import Conversation
from chat.projection import visitor_payload
from chat.types import EntryKind
from escalation import services
from escalation.types import BriefContext, ReasonCode
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _corrections_are_heard() -> None:
    bus._bus.inside[EntryKind.BRIEF_CORRECTED].append(services.on_brief_corrected)


def correct(conversation: Conversation, **lines: str) -> None:
    correct_brief(conversation_id=conversation.pk, client_id="vera-correct-1", lines=lines)


def test_the_visitor_reads_wants_contact_and_what_was_tried() -> None:
    conversation = make.conversation("Order 10442 never came. I already called the carrier.")
    make.say(conversation, "Write to vera@example.com or call me at 555 123 4567")
    make.say(conversation, "a human please")
    make.escalate(conversation)
    (shared,) = make.entries(conversation, EntryKind.BRIEF_SHARED)
    assert [(line["name"], line["value"]) for line in shared["lines"]] == [
        ("wants", "Order 10442 never came. I already called the carrier."),
        ("name", "Vera"),
        ("email", "vera@example.com"),
        ("phone", "555 123 4567"),
        ("order", "10442"),
        ("tried", "I already called the carrier."),
    ]


def test_nothing_that_was_judged_leaves_the_house() -> None:
    conversation = make.conversation("You idiots, my order 10442 never came")
    context = BriefContext(
        assessment=make.assessment(0.2, summary="Rude visitor.", sentiment="frustrated"),
        withheld=("A secret draft.",),
    )
    make.escalate(conversation, context=context, reason=ReasonCode.ABUSE)
    (shared,) = make.entries(conversation, EntryKind.BRIEF_SHARED)
    told = str(visitor_payload(EntryKind.BRIEF_SHARED, shared))
    for hidden in ("Rude", "frustrated", "secret", "plan", "handoff", "abuse"):
        assert hidden not in told


def test_a_bare_request_for_a_person_is_no_matter() -> None:
    conversation = make.conversation("I want to talk to a human")
    make.escalate(conversation)
    (shared,) = make.entries(conversation, EntryKind.BRIEF_SHARED)
    assert [line["name"] for line in shared["lines"]] == ["name"]


def test_the_visitor_is_told_once_and_before_anything_else_happens() -> None:
    conversation = make.conversation("My invoice shows the wrong address")
    make.escalate(conversation)
    make.escalate(conversation)
    kinds = list(conversation.entries.order_by("seq").values_list("kind", flat=True))
    assert kinds.count("brief.shared") == 1
    assert kinds.index("brief.shared") < kinds.index("conversation.escalated")


def test_a_correction_reaches_the_agents_brief_and_keeps_what_was_said() -> None:
    conversation = make.conversation("My invoice shows the wrong address")
    make.escalate(conversation)
    correct(conversation, wants="The invoice of May shows the wrong address")
    conversation.refresh_from_db()
    brief = agents.opened(conversation.pk, None).brief
    assert brief is not None
    assert brief["wants"] == "My invoice shows the wrong address"
    (line,) = brief["corrections"]
    assert (line["name"], line["value"]) == ("wants", "The invoice of May shows the wrong address")
    assert line["seq"] > 0


def test_a_corrected_address_is_the_visitors_from_now_on() -> None:
    conversation = make.conversation("My invoice is wrong, write to vera@exmaple.com")
    make.escalate(conversation)
    correct(conversation, email="vera@example.com", name="Vera Novak")
    visitor = Conversation.objects.get(pk=conversation.pk).visitor
    assert (visitor.email, visitor.name) == ("vera@example.com", "Vera Novak")
    assert visitor.attributes == {"plan": "pro"}
    (updated,) = make.entries(conversation, EntryKind.VISITOR_UPDATED)
    assert updated["email"] == "vera@example.com"


def test_a_line_that_was_taken_back_erases_nothing() -> None:
    conversation = make.conversation("My invoice shows the wrong address")
    make.escalate(conversation)
    correct(conversation, name="")
    assert Conversation.objects.get(pk=conversation.pk).visitor.name == "Vera"


def test_every_handoff_passes_on_anew() -> None:
    conversation = make.conversation("My invoice shows the wrong address")
    make.escalate(conversation)
    make.end(conversation)
    make.say(conversation, "How do I restore backups?")
    make.escalate(conversation)
    shared = make.entries(conversation, EntryKind.BRIEF_SHARED)
    assert [entry["lines"][0]["value"] for entry in shared] == [
        "My invoice shows the wrong address",
        "How do I restore backups?",
    ]
