"""Every field of a brief says where it comes from, and the message numbers are real."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.utils import timezone

from agents.models import CannedReply
from chat import services as chat
from chat.models import Message, TimelineEntry
from chat.types import Audience, EntryKind
from escalation import brief, services
from escalation.types import BriefContext, ReasonCode, Span, Stage
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


def packet_of(conversation: Any, **options: Any) -> dict[str, Any]:
    """The brief of a handoff made now."""
    make.escalate(conversation, **options)
    packet: dict[str, Any] = make.entries(conversation, EntryKind.CONVERSATION_ESCALATED)[-1][
        "brief"
    ]
    return packet


def rich_conversation() -> Any:
    """A talk in which there is something of everything."""
    conversation = make.conversation("My name is Vera Novak, order 10442 never came.")
    make.reply(conversation, "Parcels arrive within 5 business days. Look under Orders.")
    make.say(conversation, "I already restarted the app. It shows error 502.")
    make.reply(conversation, "A colleague will get back to you.")
    make.say(conversation, "That did not help! Write to vera@example.com, I want a human")
    return conversation


def test_every_field_traces_to_messages_or_says_its_source() -> None:
    conversation = rich_conversation()
    CannedReply.objects.create(title="Late parcel", shortcut="late", text="Your order is late.")
    text = "That did not help! Write to vera@example.com, I want a human"
    fired = make.keyword_fired(evidence=(Span(46, 60, text[46:60]),))
    context = BriefContext(
        retrieval=make.retrieval(0.6),
        assessment=make.assessment(0.4, intent="parcel", sentiment="negative", summary="Late."),
    )
    packet = brief.Brief.model_validate(packet_of(conversation, fired=(fired,), context=context))
    numbers = set(TimelineEntry.objects.values_list("seq", flat=True))
    said = {one.seq: one.text for one in Message.objects.all()}
    for name in brief.Brief.model_fields:
        if name == "traces" or not getattr(packet, name):
            continue
        trace = packet.traces[name]
        assert set(trace.seqs) <= numbers, name
        assert trace.seqs or trace.source != "messages", name
    quoted = (packet.asked, packet.answers, packet.promised, packet.tried)
    for seq, text in [(part.seq, part.text) for parts in quoted for part in parts]:
        assert text in said[seq]
    (quote,) = packet.evidence
    assert said[quote.seq][quote.start : quote.end] == quote.text == "I want a human"
    assert packet.reply is not None
    assert set(packet.reply.seqs) <= numbers
    for fact in packet.facts:
        assert fact.seqs or fact.source in {"visitor_record", "website"}
        assert all(fact.value in said[seq] for seq in fact.seqs)


def test_what_is_known_is_told_with_how_sure_it_is() -> None:
    packet = packet_of(rich_conversation())
    facts = {one["name"]: (one["value"], one["sure"], one["source"]) for one in packet["facts"]}
    assert facts["name"] == ("Vera", "given", "visitor_record")
    assert facts["name-2"] == ("Vera Novak", "said", "messages")
    assert facts["order"] == ("10442", "said", "messages")
    assert facts["error"] == ("502", "said", "messages")
    assert facts["email"] == ("vera@example.com", "said", "messages")
    assert facts["attribute"] == ("pro", "given", "website")
    assert [one["text"] for one in packet["tried"]] == ["I already restarted the app."]
    assert [(one["kind"], one["text"]) for one in packet["promised"]] == [
        ("outcome", "Parcels arrive within 5 business days."),
        ("person", "A colleague will get back to you."),
    ]


def test_a_form_is_surer_than_words_and_both_are_named() -> None:
    conversation = make.conversation("I am at vera@example.com")
    chat.record(
        conversation_id=conversation.pk,
        kind=EntryKind.FORM_SUBMITTED,
        payload={"form_id": "f", "kind": "offline", "values": {"email": "vera@example.com"}},
        audience=Audience.PUBLIC,
    )
    (email,) = [one for one in packet_of(conversation)["facts"] if one["kind"] == "email"]
    assert (email["sure"], email["source"], len(email["seqs"])) == ("given", "forms", 2)


def test_the_first_reply_greets_names_the_matter_and_invents_nothing() -> None:
    conversation = make.conversation("How do I restore a weekly backup?")
    make.say(conversation, "a human please")
    context = BriefContext(withheld=("Weekly backups exist.",))
    reply = packet_of(conversation, context=context)["reply"]
    assert reply["text"] == (
        "Hello Vera,\n\nI have read your conversation. You wrote: “How do I restore a weekly "
        "backup?” You do not need to repeat anything.\n\nThis is what I can tell you already:\n"
        "Weekly backups exist."
    )


@pytest.mark.parametrize(
    ("language", "beginning"),
    [
        ("de-AT", "Guten Tag Vera!"),
        ("es", "Hola, Vera."),
        ("fr", "Bonjour Vera !"),
        ("nl", "Hello Vera,"),
    ],
)
def test_the_first_reply_speaks_the_conversations_language(language: str, beginning: str) -> None:
    conversation = make.conversation("WooCommerce plugin settings", language=language)
    assert packet_of(conversation)["reply"]["text"].startswith(beginning)


def test_it_is_sorry_only_where_there_is_a_reason() -> None:
    told = packet_of(make.conversation(), reason=ReasonCode.UNRESOLVED_LIMIT)["reply"]["text"]
    assert "I am sorry" in told
    assert "sorry" not in packet_of(make.conversation())["reply"]["text"]


def test_anger_is_not_quoted_back() -> None:
    angry = "That did not help at all, you are repeating yourself"
    conversation = make.conversation(angry)
    fired = make.keyword_fired(
        reason=ReasonCode.FRUSTRATION, evidence=(Span(0, len(angry), angry),)
    )
    reply = packet_of(conversation, fired=(fired,), reason=ReasonCode.FRUSTRATION)["reply"]
    assert reply["text"] == (
        "Hello Vera,\n\nI am sorry that this took so long.\n\n"
        "I have read your conversation. You do not need to repeat anything."
    )


def test_canned_replies_that_fit_come_first_and_others_not_at_all() -> None:
    fits = CannedReply.objects.create(
        title="Restore a backup", shortcut="restore", text="Open Backups and choose Restore."
    )
    CannedReply.objects.create(title="Goodbye", shortcut="bye", text="Have a nice day!")
    packet = packet_of(make.conversation("How can I restore backups of last week?"))
    assert [one["id"] for one in packet["canned"]] == [fits.pk]


def test_mood_follows_the_readings_and_is_left_out_without_them() -> None:
    conversation = make.conversation("How do backups work?")
    assert packet_of(conversation)["mood"] == []


def test_mood_is_that_of_the_message_the_decision_was_about() -> None:
    conversation = make.conversation("How do backups work?")
    for text, value in (("Hm.", 0.2), ("This is useless!", 0.9)):
        make.say(conversation, text)
        case = services.begin(conversation=conversation, text=text, turn_id=1, now=timezone.now())
        case, verdict = services.judge(case, Stage.BEFORE_ANSWER)
        decision = services.store_decision(case, verdict)
        readings = [
            {"name": "frustration", "value": value},
            {"name": "annoyance", "value": value / 2},
        ]
        decision.snapshot = {**decision.snapshot, "readings": readings}
        decision.save(update_fields=["snapshot"])
    mood = packet_of(conversation)["mood"]
    assert [one["frustration"] for one in mood] == [0.2, 0.9]
    assert mood[-1]["annoyance"] == 0.45
    assert mood[-1]["seq"] == Message.objects.get(text="This is useless!").seq


def test_only_the_present_episode_says_what_is_wanted() -> None:
    conversation = make.conversation("My invoice shows the wrong address")
    make.end(conversation)
    make.say(conversation, "How do I restore backups?")
    conversation.refresh_from_db()
    assert packet_of(conversation)["wants"] == "How do I restore backups?"


def test_fifteen_hundred_long_messages_are_read_in_time() -> None:
    """T18. A tenth of this is usual; the limit only tells a loop that grows."""
    conversation = make.conversation()
    text = "I already tried order 10442 at https://shop.example, error 502, call 555 123 4567. "
    Message.objects.bulk_create(
        Message(
            conversation=conversation,
            seq=1000 + number,
            epoch=1,
            author_kind="visitor" if number % 2 else "assistant",
            text=text * 40,
            created_at=timezone.now(),
        )
        for number in range(1500)
    )
    handoff = make.escalate(conversation)
    started = time.process_time()
    packet = brief.build(handoff, fired=(), decision=None, context=None)
    assert time.process_time() - started < 2
    assert len(packet.model_dump_json()) < 40_000
