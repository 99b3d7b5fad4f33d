"""News travels up: in the transaction, or after it, and never against the words it is about."""

from __future__ import annotations

import logging

import pytest
from django.db import OperationalError, transaction
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from chat import bus
from chat.models import Conversation, Message, Site
from chat.types import Entry, EntryKind
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk() -> Conversation:
    """A conversation that was opened before anybody listened."""
    return builders.open_conversation_with()


def test_reactions_hear_of_their_kind_of_entry_in_order(talk: Conversation) -> None:
    heard: list[tuple[str, int]] = []
    bus.in_transaction(EntryKind.MESSAGE_POSTED, lambda entry: heard.append(("first", entry.seq)))
    bus.in_transaction(EntryKind.MESSAGE_POSTED, lambda entry: heard.append(("second", entry.seq)))
    bus.in_transaction(EntryKind.PAGE_VIEWED, lambda entry: heard.append(("page", entry.seq)))
    builders.say(talk)
    assert heard == [("first", 2), ("second", 2)]


def test_a_reaction_sees_the_rows_of_its_entry(talk: Conversation) -> None:
    seen: list[str] = []
    bus.in_transaction(
        EntryKind.MESSAGE_POSTED,
        lambda entry: seen.append(Message.objects.get(seq=entry.seq, conversation=talk).text),
    )
    builders.say(talk, "Hello")
    assert seen == ["Hello"]


def test_a_faulty_reaction_loses_neither_the_words_nor_the_other_reactions(
    talk: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty(entry: Entry) -> None:
        Site.objects.create(name="Half done")
        raise ZeroDivisionError

    def broken_sql(entry: Entry) -> None:
        Message.objects.create(conversation=talk, seq=entry.seq)

    def good(entry: Entry) -> None:
        Site.objects.create(name="Done")

    for reaction in (faulty, broken_sql, good):
        bus.in_transaction(EntryKind.MESSAGE_POSTED, reaction)
    builders.say(talk, "My secret")
    assert Message.objects.get(conversation=talk).text == "My secret"
    assert Site.objects.filter(name="Done").exists()
    assert not Site.objects.filter(name="Half done").exists()
    failures = [record for record in caplog.records if record.message == "reaction failed"]
    assert len(failures) == 2
    assert "My secret" not in caplog.text


def test_a_condition_spares_the_entries_that_a_reaction_is_not_about(
    talk: Conversation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    heard: list[int] = []
    bus.in_transaction(
        EntryKind.MESSAGE_POSTED,
        lambda entry: heard.append(entry.seq),
        when=lambda entry: "money" in entry.payload["text"],
    )
    with django_assert_num_queries(3, info="the statement in a savepoint of its own"):
        builders.say(talk, "The weather")
    with django_assert_num_queries(5, info="and the reaction in another one"):
        builders.say(talk, "My money")
    assert heard == [3]


def test_a_lost_database_ends_the_whole_transaction(talk: Conversation) -> None:
    def lost(entry: Entry) -> None:
        raise OperationalError("server closed the connection")

    bus.in_transaction(EntryKind.MESSAGE_POSTED, lost)
    with pytest.raises(OperationalError), transaction.atomic():
        builders.say(talk)
    assert not Message.objects.exists()


def test_kicks_come_after_the_commit_and_never_after_a_rollback(
    talk: Conversation, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    heard: list[int] = []
    bus.after_commit(EntryKind.MESSAGE_POSTED, lambda entry: heard.append(entry.seq))
    with django_capture_on_commit_callbacks(execute=True):
        builders.say(talk)
        assert heard == []
        with transaction.atomic():
            builders.say(talk)
            transaction.set_rollback(True)
    assert heard == [2]


def test_a_faulty_kick_is_logged_and_forgotten(
    talk: Conversation,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard: list[int] = []

    def faulty(entry: Entry) -> None:
        raise ZeroDivisionError

    bus.after_commit(EntryKind.MESSAGE_POSTED, faulty)
    bus.after_commit(EntryKind.MESSAGE_POSTED, lambda entry: heard.append(entry.seq))
    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        builders.say(talk)
    assert heard == [2]
    assert "reaction failed" in caplog.text


def test_nothing_can_be_registered_once_the_house_is_wired() -> None:
    bus.freeze()
    with pytest.raises(RuntimeError, match=r"config/wiring\.py"):
        bus.in_transaction(EntryKind.MESSAGE_POSTED, lambda entry: None)
    with pytest.raises(RuntimeError, match=r"config/wiring\.py"):
        bus.after_commit(EntryKind.MESSAGE_POSTED, lambda entry: None)
