"""An agent answers somebody who is gone: one mail with all they have not seen, and the way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from agents import notices, services
from agents.models import AgentProfile, Notice
from chat import bus
from chat.connections import mark_connected
from chat.models import Conversation, Visitor
from chat.selectors import page_to_return_to
from chat.types import EntryKind
from tests.agents import builders as build
from tests.conftest import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published", "mail_server")]

ADDRESS = "vera@home.example"


@pytest.fixture(autouse=True)
def _wired(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus._bus, "frozen", False)
    bus.in_transaction(EntryKind.MESSAGE_POSTED, notices.on_answer, when=notices.is_answer)


@pytest.fixture
def ada(db: None) -> AgentProfile:
    """Ada has the conversation."""
    return build.agent("Ada")


@pytest.fixture
def talk(ada: AgentProfile, clock: Clock) -> Conversation:
    """Vera left an address and is gone; Ada has the conversation."""
    made = build.conversation(email=ADDRESS)
    made.site.allowed_origins = ["https://shop.example"]
    made.site.save()
    services.take_over(agent_id=ada.pk, conversation_id=made.pk)
    clock.advance(minutes=5)
    return made


def answers(talk: Conversation, text: str, *, by: AgentProfile | None = None) -> None:
    agent = by or AgentProfile.objects.get()
    client_id = f"agent-{Notice.objects.count()}-{text}"
    services.reply(agent_id=agent.pk, conversation_id=talk.pk, client_id=client_id, text=text)


def connected(talk: Conversation) -> None:
    mark_connected([talk.visitor_id], timezone.now())


def sent_in(clock: Clock, seconds: float) -> list[str]:
    """The bodies that were mailed after so long."""
    clock.advance(seconds=seconds)
    mail.outbox.clear()
    notices.deliver_due()
    return [one.body for one in mail.outbox]


def test_words_of_an_agent_reach_a_visitor_who_is_gone_in_one_mail(
    talk: Conversation, ada: AgentProfile, clock: Clock
) -> None:
    answers(talk, "Hello Vera")
    clock.advance(seconds=30)
    answers(talk, "It is on its way.")
    services.note(agent_id=ada.pk, conversation_id=talk.pk, client_id="note-0001", text="A liar")
    assert sent_in(clock, 29) == []
    [body] = sent_in(clock, 1)
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == ([ADDRESS], "Ada answered you: Support")
    assert "Ada wrote:\n\nHello Vera\n\nIt is on its way." in body
    assert "https://shop.example/" in body
    assert "A liar" not in body
    assert "inbox" not in body
    assert sent_in(clock, 3600) == []


def test_later_words_go_in_a_later_mail_and_nothing_twice(talk: Conversation, clock: Clock) -> None:
    answers(talk, "First")
    assert "First" in sent_in(clock, 60)[0]
    answers(talk, "Second")
    [body] = sent_in(clock, 60)
    assert "Second" in body
    assert "First" not in body


def test_words_said_while_a_mail_is_on_its_way_are_not_lost(
    talk: Conversation, clock: Clock
) -> None:
    answers(talk, "First")
    clock.advance(seconds=60)
    notices.replies.gather(timezone.now())
    Notice.objects.update(lease_until=timezone.now() + timedelta(minutes=5))
    answers(talk, "Second")
    [second] = sent_in(clock, 60)
    assert "Second" in second
    assert "First" not in second
    [first] = sent_in(clock, 300)
    assert "First" in first


def test_whoever_is_there_gets_no_mail(talk: Conversation, clock: Clock) -> None:
    connected(talk)
    answers(talk, "Hello Vera")
    for _ in range(4):
        clock.advance(seconds=30)
        connected(talk)
        notices.deliver_due()
    assert Notice.objects.get().state == "dropped"
    assert sent_in(clock, 3600) == []
    assert not mail.outbox


def test_a_visitor_who_leaves_before_they_can_have_read_it_gets_it_after_a_minute(
    talk: Conversation, clock: Clock
) -> None:
    connected(talk)
    answers(talk, "One moment")
    clock.advance(seconds=40)
    connected(talk)  # the last that was heard of them
    answers(talk, "Here it is")
    assert sent_in(clock, 59) == []
    [body] = sent_in(clock, 1)
    assert "One moment\n\nHere it is" in body


def test_who_was_there_for_long_has_seen_it(talk: Conversation, clock: Clock) -> None:
    answers(talk, "Old words")
    clock.advance(seconds=55)
    connected(talk)
    clock.advance(seconds=30)
    answers(talk, "New words")
    [body] = sent_in(clock, 61)
    assert "New words" in body
    assert "Old words" not in body


def test_without_an_address_nothing_is_kept_and_a_changed_one_is_used(
    talk: Conversation, clock: Clock
) -> None:
    Visitor.objects.update(email="")
    answers(talk, "Hello?")
    assert not Notice.objects.exists()
    Visitor.objects.update(email=ADDRESS)
    answers(talk, "Hello again")
    Visitor.objects.update(email="new@home.example")
    [body] = sent_in(clock, 60)
    assert mail.outbox[0].to == ["new@home.example"]
    assert "Hello?\n\nHello again" in body


def test_words_of_others_are_not_mailed(talk: Conversation, clock: Clock) -> None:
    build.say(talk, "My own words")
    assert not Notice.objects.exists()


def test_the_mail_is_in_the_language_of_the_conversation(talk: Conversation, clock: Clock) -> None:
    Conversation.objects.update(language="de")
    answers(talk, "Guten Tag")
    [body] = sent_in(clock, 60)
    assert "Ada schrieb:\n\nGuten Tag" in body


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://shop.example/cart?step=2", True),
        ("https://evil.example/shop.example", False),
        ("https://shop.example@evil.example/", False),
        ("https://evil.example\\@shop.example/", False),
        ("https://shop.example/\nhttps://evil.example/", False),
        ("https://shop.example/ https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_a_mail_leads_to_the_sites_own_pages_only(
    talk: Conversation, url: str, is_safe: bool
) -> None:
    talk.start_url = url
    talk.site.refresh_from_db()
    assert page_to_return_to(talk) == (url if is_safe else "")


def test_without_a_page_the_mail_says_where_to_go(talk: Conversation, clock: Clock) -> None:
    Conversation.objects.update(start_url="https://evil.example/")
    answers(talk, "Hello")
    [body] = sent_in(clock, 60)
    assert "evil" not in body
    assert "open the chat on our website" in body


def test_many_visitors_are_marked_by_one_statement(
    talk: Conversation, django_assert_num_queries: Any
) -> None:
    others = [build.conversation().visitor_id for _ in range(3)]
    with django_assert_num_queries(1):
        mark_connected(others, timezone.now())
    marked = Visitor.objects.filter(connected_at=timezone.now())
    assert sorted(marked.values_list("pk", flat=True)) == sorted(others)
