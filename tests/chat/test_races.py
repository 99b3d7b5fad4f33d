"""Forced races on PostgreSQL: the fence holds, nothing is doubled, no number is missing.

Every racer is a thread with a connection of its own; a barrier starts each round. T1, the race of
an answer against a take-over, is run 2,000 times (BATON_RACES=20000 for more).
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter

import pytest
from django.db import transaction

from chat import realtime, services
from chat.forms import settle_form
from chat.models import Conversation, Message, TimelineEntry, Visitor
from chat.tasks import close_idle
from chat.types import (
    SYSTEM,
    Audience,
    Author,
    AuthorKind,
    Entry,
    EntryKind,
    Move,
    State,
    Superseded,
)
from tests import builders
from tests.conftest import Clock
from tests.threads import at_once, in_threads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_unheard")]

RACES = int(os.environ.get("BATON_RACES", "2000"))
PAIRS = 4
HEAD_START_S = 0.003
ADA = Author(AuthorKind.AGENT, "Ada")


@pytest.fixture
def _unheard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens: what is committed need not be sent."""
    monkeypatch.setattr(realtime, "publish_entry", lambda entry: None)


class Pair:
    """An assistant and an agent who race for the same conversation, round after round."""

    def __init__(self, seed: int) -> None:
        self.pk = builders.open_conversation_with("Hello").pk
        self.dice = random.Random(seed)
        self.start, self.end = threading.Barrier(2), threading.Barrier(2)
        self.epoch = 1
        self.waits = (0.0, 0.0)
        self.answers: Counter[str] = Counter()

    def assistant(self) -> None:
        for _ in range(RACES // PAIRS):
            self.start.wait(30)
            time.sleep(self.waits[0])
            try:
                services.post_assistant_message(
                    conversation_id=self.pk, text="As I was saying", epoch=self.epoch
                )
                self.answers["said"] += 1
            except Superseded:
                self.answers["dropped"] += 1
            self.end.wait(30)

    def agent(self) -> None:
        for _ in range(RACES // PAIRS):
            ahead, delay = self.dice.random(), self.dice.random() * HEAD_START_S
            self.waits = (delay, 0.0) if ahead < 0.5 else (0.0, delay)
            self.start.wait(30)
            time.sleep(self.waits[1])
            services.move(conversation_id=self.pk, move=Move.TAKE_OVER, actor=ADA)
            self.end.wait(30)
            services.move(conversation_id=self.pk, move=Move.RETURN_TO_ASSISTANT, actor=ADA)
            self.epoch += 2


def _spoken_over(pk: int) -> int:
    """Assistant messages whose number lies between a take-over and the hand-back after it."""
    with_agent, spoken = False, 0
    entries = TimelineEntry.objects.filter(conversation=pk).order_by("seq")
    for kind, payload in entries.values_list("kind", "payload"):
        if kind == EntryKind.CONVERSATION_MOVED:
            with_agent = payload["to"] == State.WITH_AGENT
        elif payload.get("author") == AuthorKind.ASSISTANT:
            spoken += with_agent
    return spoken


def _check_numbers(pk: int) -> None:
    conversation = Conversation.objects.get(pk=pk)
    entries = TimelineEntry.objects.filter(conversation=pk).order_by("seq")
    seqs = list(entries.values_list("seq", flat=True))
    public = [seq for seq in entries.values_list("public_seq", flat=True) if seq is not None]
    assert seqs == list(range(1, conversation.last_seq + 1))
    assert public == list(range(1, conversation.last_public_seq + 1))


def test_the_assistant_never_speaks_over_a_human() -> None:
    pairs = [Pair(seed) for seed in range(PAIRS)]
    results = in_threads([step for pair in pairs for step in (pair.assistant, pair.agent)])
    assert results == [None] * len(results)
    answers = sum((pair.answers for pair in pairs), Counter[str]())
    assert answers.total() == RACES // PAIRS * PAIRS
    assert min(answers["said"], answers["dropped"]) > RACES / 10, f"no real races: {answers}"
    assert [_spoken_over(pair.pk) for pair in pairs] == [0] * PAIRS
    for pair in pairs:
        _check_numbers(pair.pk)
        said = Message.objects.filter(conversation=pair.pk, author_kind=AuthorKind.ASSISTANT)
        assert said.count() == pair.answers["said"]


def test_a_message_sent_by_eight_threads_is_stored_once() -> None:
    conversation = builders.open_conversation_with()
    client_ids = [builders.client_id() for _ in range(5)]

    def send() -> list[int]:
        return [
            services.post_visitor_message(
                conversation_id=conversation.pk, client_id=client_id, text="Hello"
            ).seq
            for client_id in client_ids
        ]

    seqs = at_once(*[send] * 8)
    assert seqs == [seqs[0]] * 8
    assert Message.objects.filter(conversation=conversation).count() == 5
    _check_numbers(conversation.pk)


def test_two_tabs_that_begin_at_once_get_one_conversation(vera: Visitor) -> None:
    def begin() -> int:
        return services.ensure_conversation(
            site=vera.site, visitor_id=vera.pk, start_url="", start_title="", language=""
        ).pk

    pks = at_once(*[begin] * 4)
    assert len(set(pks)) == 1
    assert Conversation.objects.get().last_seq == 1


def test_tabs_that_write_at_once_in_a_closed_conversation_reopen_it_once() -> None:
    for _ in range(10):
        conversation = builders.open_conversation_with("Hello", state=State.CLOSED)
        results = at_once(*[lambda talk=conversation: builders.say(talk)] * 3)
        assert [type(result) for result in results] == [Entry] * 3, results
        conversation.refresh_from_db()
        assert (conversation.state, conversation.episode) == (State.ASSISTANT, 2)
        _check_numbers(conversation.pk)


def test_concurrent_entries_of_all_sorts_leave_no_gap() -> None:
    conversation = builders.open_conversation_with("Hello", state=State.WITH_AGENT)
    pk = conversation.pk

    def visitor() -> None:
        for _ in range(10):
            builders.say(conversation)

    def agent() -> None:
        for _ in range(10):
            services.post_agent_message(
                conversation_id=pk, agent=ADA, text="Hi", client_id=builders.client_id()
            )

    def notes() -> None:
        for _ in range(10):
            services.add_note(
                conversation_id=pk, agent=ADA, text="Hm", client_id=builders.client_id()
            )

    def pages() -> None:
        for number in range(10):
            services.view_page(conversation_id=pk, url=f"/{number}", title="")

    def others() -> None:
        for _ in range(5):
            services.update_visitor(conversation_id=pk, attributes={"plan": "pro"})
            services.record(
                conversation_id=pk,
                kind=EntryKind.QUEUE_ENTERED,
                payload={},
                audience=Audience.PUBLIC,
            )

    assert at_once(visitor, agent, notes, pages, others) == [None] * 5
    _check_numbers(pk)
    conversation.refresh_from_db()
    assert conversation.last_seq == 5 + 50


def test_a_form_submitted_twice_at_once_is_settled_once() -> None:
    conversation = builders.open_conversation_with("Hello")
    builders.request_form(conversation)
    values = {"email": "vera@example.com"}

    def settle(given: dict[str, str] | None) -> None:
        settle_form(conversation_id=conversation.pk, form_id="form-1", values=given)

    assert at_once(*[lambda: settle(values), lambda: settle(None)] * 2) == [None] * 4
    settled = TimelineEntry.objects.filter(
        conversation=conversation, kind__in=[EntryKind.FORM_SUBMITTED, EntryKind.FORM_SKIPPED]
    )
    assert settled.count() == 1


def test_of_moves_that_race_with_the_same_epoch_one_wins() -> None:
    for _ in range(10):
        conversation = builders.open_conversation_with("Hello", state=State.QUEUED)
        moves = [Move.TAKE_OVER, Move.DEFER, Move.OFFER, Move.RETURN_TO_ASSISTANT]

        def go(move: Move, talk: Conversation = conversation) -> Entry:
            return services.move(conversation_id=talk.pk, move=move, actor=SYSTEM, epoch=talk.epoch)

        results = at_once(*[lambda move=move: go(move) for move in moves])
        assert Counter(type(result) for result in results) == {Entry: 1, Superseded: 3}
        after = Conversation.objects.get(pk=conversation.pk)
        assert after.epoch == conversation.epoch + 1


def test_two_sweepers_close_a_conversation_once(clock: Clock) -> None:
    conversation = builders.open_conversation_with("Hello")
    clock.advance(days=2)
    assert sorted(at_once(close_idle, close_idle, close_idle), key=str) == [0, 0, 1]
    _check_numbers(conversation.pk)


def test_a_writer_that_fails_leaves_no_gap() -> None:
    conversation = builders.open_conversation_with("Hello")

    def fail() -> None:
        with transaction.atomic():
            builders.say(conversation)
            transaction.set_rollback(True)

    at_once(*[fail, lambda: builders.say(conversation)] * 3)
    _check_numbers(conversation.pk)
    assert Conversation.objects.get().last_seq == 2 + 3
