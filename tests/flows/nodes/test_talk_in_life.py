"""What talk nodes want done is done in real conversations, in order, and no words are lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agents import selectors as agents
from agents.frames import ListQuery
from chat.forms import settle_form
from chat.models import Conversation, Message, TimelineEntry, Visitor
from chat.services import post_visitor_message
from chat.types import AuthorKind, EntryKind, RefusedMessageError, State
from flows.models import Flow, FlowRun, FlowVersion, SiteFlow
from flows.services import open_turn_of, tell
from flows.types import Happening, HappeningKind
from tests import builders
from tests.flows.staging import ScriptedAnswers, Stage, words_of
from tests.flows.walking import flow

START = {"id": "start", "kind": "start"}
BOT = {"id": "bot", "kind": "ai_agent_handoff"}
END = {"id": "end", "kind": "end"}
TOPIC = {
    "id": "topic",
    "kind": "buttons",
    "config": {
        "text": "What is it about?",
        "buttons": [{"key": "tech", "label": "Technology"}],
        "save_as": "topic",
    },
}


def say(text: str, **config: Any) -> dict[str, Any]:
    return {"id": "say", "kind": "message", "config": {"text": text, **config}}


def plays(stage: Stage, nodes: list[dict[str, Any]], edges: list[tuple[str, str, str]]) -> None:
    """The stage's site is on this flow."""
    made = Flow.objects.create(name="Talks", slug="talks")
    FlowVersion.objects.create(flow=made, number=1, graph=flow(nodes, edges))
    SiteFlow.objects.filter(site=stage.site).update(flow=made)


def newest_form(conversation: Conversation) -> dict[str, Any]:
    asked = TimelineEntry.objects.filter(
        conversation=conversation, kind=EntryKind.FORM_REQUESTED.value
    )
    payload: dict[str, Any] = asked.latest("seq").payload
    return payload


def press(conversation: Conversation, **values: str) -> None:
    form_id = newest_form(conversation)["form_id"]
    settle_form(conversation_id=conversation.pk, form_id=form_id, values=values)


def node_of(conversation: Conversation) -> str:
    return FlowRun.objects.get(conversation=conversation).node


@pytest.fixture
def by_topic(stage: Stage) -> Stage:
    """Buttons, then a few fixed words, then the assistant."""
    plays(
        stage,
        [START, TOPIC, say("Let me look."), BOT, END],
        [
            ("start", "next", "topic"),
            ("topic", "tech", "say"),
            ("topic", "other", "bot"),
            ("say", "next", "bot"),
            ("bot", "resolved", "end"),
            ("bot", "escalated", "end"),
        ],
    )
    return stage


def test_words_that_opened_the_talk_are_answered_behind_buttons_and_fixed_words(
    by_topic: Stage,
) -> None:
    conversation = by_topic.say("How long do you keep backups?")
    assert open_turn_of(conversation.pk) is None
    press(conversation, choice="tech")
    by_topic.run(conversation)
    assert words_of(conversation, AuthorKind.ASSISTANT) == [
        "Let me look.",
        "Backups are kept for 14 days.",
    ]
    assert [one.question for one in ScriptedAnswers.requests] == ["How long do you keep backups?"]
    by_topic.ask("And where?")
    assert ScriptedAnswers.requests[-1].question == "And where?"


def test_words_instead_of_a_button_are_answered_and_the_buttons_are_gone(by_topic: Stage) -> None:
    conversation = by_topic.say("Hello")
    by_topic.ask("How long do you keep backups?")
    assert words_of(conversation, AuthorKind.ASSISTANT) == ["Backups are kept for 14 days."]
    assert ScriptedAnswers.requests[-1].question == "Hello\nHow long do you keep backups?"
    before = node_of(conversation)
    press(conversation, choice="tech")  # from a page that has not heard of it yet
    assert node_of(conversation) == before
    (gone,) = TimelineEntry.objects.filter(kind=EntryKind.FORM_SKIPPED.value)
    assert gone.payload["withdrawn"] is True


def test_a_button_that_was_not_offered_is_refused(by_topic: Stage) -> None:
    conversation = by_topic.say("Hello")
    for choice in ("other", "", "bot"):
        with pytest.raises(RefusedMessageError):
            press(conversation, choice=choice)
    assert node_of(conversation) == "topic"


def test_details_notes_tags_pictures_and_links_are_where_they_belong(stage: Stage) -> None:
    details = {
        "id": "details",
        "kind": "collect_info",
        "config": {
            "is_skippable": False,
            "fields": [
                {"label": "E-mail", "kind": "email", "save_as": "email"},
                {"label": "Plan", "save_as": "attribute"},
            ],
        },
    }
    keep = {
        "id": "keep",
        "kind": "set_attribute",
        "config": {"add_tags": ["Plan {{visitor.plan}}"]},
    }
    note = {"id": "note", "kind": "note", "config": {"text": "Writes from {{visitor.email}}."}}
    picture = say(
        "Hi {{visitor.plan}}!",
        image_url="/map.png",
        image_alt="A map",
        links=[{"label": "Plans", "url": "/plans?of={{visitor.plan}}"}],
    )
    plays(
        stage,
        [START, details, keep, note, picture, BOT, END],
        [
            ("start", "next", "details"),
            ("details", "submitted", "keep"),
            ("details", "skipped", "end"),
            ("keep", "next", "note"),
            ("note", "next", "say"),
            ("say", "next", "bot"),
            ("bot", "resolved", "end"),
            ("bot", "escalated", "end"),
        ],
    )
    conversation = stage.say("Hello")
    for _ in range(2):
        post_visitor_message(
            conversation_id=conversation.pk, client_id=builders.client_id(), text="Anybody?"
        )
    assert len(words_of(conversation, AuthorKind.ASSISTANT)) == 1, "one hint, no answers"
    form_id = newest_form(conversation)["form_id"]
    with pytest.raises(RefusedMessageError, match="needed"):
        settle_form(conversation_id=conversation.pk, form_id=form_id, values=None)

    press(conversation, email="vera@shop.example", plan="Pro & Co")

    visitor = Visitor.objects.get(pk=stage.visitor.pk)
    assert (visitor.email, visitor.attributes["plan"]) == ("vera@shop.example", "Pro & Co")
    conversation.refresh_from_db()
    assert conversation.tags == ["plan pro & co"]
    written = Message.objects.get(conversation=conversation, data__has_key="image")
    assert written.text == "Hi Pro & Co!"
    assert written.data["image"] == {"url": "/map.png", "alt": "A map"}
    assert written.data["links"] == [{"label": "Plans", "url": "/plans?of=Pro%20%26%20Co"}]
    noted = Message.objects.get(conversation=conversation, audience="staff")
    assert (noted.text, noted.author_name) == ("Writes from vera@shop.example.", "Talks")
    rows, _ = agents.rows(ListQuery(tab="all", search="Plan pro & co"), None)
    assert [row.number for row in rows] == [conversation.pk]
    assert agents.opened(conversation.pk, None).visitor["tags"] == ["plan pro & co"]


def test_a_rating_counts_after_the_flow_has_gone_on(stage: Stage) -> None:
    survey = {"id": "survey", "kind": "satisfaction_survey", "config": {"style": "stars"}}
    plays(
        stage,
        [START, survey, END],
        [("start", "next", "survey"), ("survey", "answered", "end"), ("survey", "skipped", "end")],
    )
    conversation = stage.say("Hello")
    late = timezone.now() + timedelta(hours=2)
    happening = Happening(HappeningKind.TIMED_OUT)
    tell(conversation_id=conversation.pk, happening=happening, now=late)
    assert node_of(conversation) == "end"
    press(conversation, rating="2", comment="Slow.")
    facts = FlowRun.objects.get(conversation=conversation).facts
    assert (facts["survey.rating"], facts["survey.comment"]) == (2, "Slow.")
    conversation.refresh_from_db()
    assert conversation.state == State.CLOSED


def test_time_leads_on_and_the_end_closes(stage: Stage) -> None:
    pause = {"id": "pause", "kind": "wait", "config": {"minutes": 1}}
    plays(
        stage,
        [START, pause, END],
        [("start", "next", "pause"), ("pause", "done", "end")],
    )
    conversation = stage.say("Hello")
    assert node_of(conversation) == "pause"
    post_visitor_message(
        conversation_id=conversation.pk, client_id=builders.client_id(), text="Anybody?"
    )
    conversation.refresh_from_db()
    assert conversation.state == State.CLOSED
