"""Every sequence of services leaves a conversation that keeps the kernel's promises.

A machine calls services in any order beside a small model; afterwards the rows are read whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chat import forms, selectors, services
from chat.frames import ConversationView
from chat.lifecycle import HUMAN_STATES, is_legal, next_state
from chat.models import Conversation, Message, TimelineEntry
from chat.types import (
    VISITOR,
    Audience,
    Author,
    AuthorKind,
    Entry,
    EntryKind,
    IllegalTransition,
    Move,
    RefusedMessageError,
    State,
    Superseded,
)
from chat.view import fold_all
from tests import builders

ADA = Author(AuthorKind.AGENT, "Ada")
RENEWING = {Move.REOPEN, Move.RETURN_TO_ASSISTANT}
WORDS = st.sampled_from(["Hello", "Where is my parcel?", "  spaced  ", "Straße 🚚"])


class ConversationMachine(RuleBasedStateMachine):
    """Services on one side, and on the other what should be true after each."""

    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()

    def teardown(self) -> None:
        try:
            if hasattr(self, "pk"):
                self.check_rows()
        finally:
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    @initialize()
    def open_conversation(self) -> None:
        conversation = builders.open_conversation_with()
        self.pk = conversation.pk
        self.state, self.epoch, self.episode = State.ASSISTANT, 1, 1
        self.seq = self.public_seq = 1
        self.url = ""
        self.said: dict[str, int] = {}
        self.forms: dict[str, bool] = {}

    # What the model expects

    def posted(self, entry: Entry, *, public: bool = True) -> None:
        self.seq += 1
        self.public_seq += public
        assert (entry.seq, entry.epoch, entry.state) == (self.seq, self.epoch, self.state)
        assert entry.public_seq == (self.public_seq if public else None)

    def moved(self, move: Move) -> None:
        self.state = next_state(self.state, move)
        self.epoch += 1
        self.episode += move in RENEWING
        self.seq += 1
        self.public_seq += 1

    @contextmanager
    def refused_unless(self, allowed: bool, error: type[Exception] = Superseded) -> Iterator[None]:
        if allowed:
            yield
            return
        with pytest.raises(error), transaction.atomic():
            yield

    # The visitor

    @rule(text=WORDS)
    def visitor_writes(self, text: str) -> None:
        client_id = builders.client_id()
        if self.state is State.CLOSED:
            self.moved(Move.REOPEN)
        entry = services.post_visitor_message(
            conversation_id=self.pk, client_id=client_id, text=text
        )
        self.posted(entry)
        self.said[client_id] = entry.seq

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def visitor_sends_again(self, data: st.DataObject) -> None:
        client_id = data.draw(st.sampled_from(sorted(self.said)))
        entry = services.post_visitor_message(
            conversation_id=self.pk, client_id=client_id, text="other words"
        )
        assert entry.seq == self.said[client_id]

    @rule(text=st.sampled_from(["", "  \n"]))
    def visitor_sends_nothing(self, text: str) -> None:
        with self.refused_unless(False, RefusedMessageError):
            services.post_visitor_message(
                conversation_id=self.pk, client_id=builders.client_id(), text=text
            )

    @rule(url=st.sampled_from(["/a", "/b"]))
    def visitor_goes_to(self, url: str) -> None:
        services.view_page(conversation_id=self.pk, url=url, title="")
        self.seq += url != self.url
        self.url = url

    # Assistant and agents

    @rule(age=st.integers(0, 3), citations=st.sampled_from([(), ({"title": "T", "url": "/t"},)]))
    def assistant_answers(self, age: int, citations: tuple[dict[str, str], ...]) -> None:
        with self.refused_unless(age == 0 and self.state is State.ASSISTANT):
            entry = services.post_assistant_message(
                conversation_id=self.pk,
                text="Gladly.",
                epoch=max(self.epoch - age, 0),
                citations=citations,
                detail={"confidence": 0.9},
            )
            self.posted(entry)

    @rule()
    def notice_is_posted(self) -> None:
        self.posted(services.post_system_message(conversation_id=self.pk, text="One moment."))

    @rule(text=WORDS)
    def agent_writes(self, text: str) -> None:
        client_id = builders.client_id()
        with self.refused_unless(self.state is State.WITH_AGENT):
            entry = services.post_agent_message(
                conversation_id=self.pk, agent=ADA, text=text, client_id=client_id
            )
            self.posted(entry)
            self.said[client_id] = entry.seq

    @rule(text=WORDS)
    def agent_notes(self, text: str) -> None:
        client_id = builders.client_id()
        note = services.add_note(conversation_id=self.pk, agent=ADA, text=text, client_id=client_id)
        self.posted(note, public=False)
        self.said[client_id] = note.seq

    # Moves

    @rule(move=st.sampled_from(Move), age=st.sampled_from([None, None, 0, 1]))
    def somebody_moves(self, move: Move, age: int | None) -> None:
        stale = age == 1
        error = Superseded if stale else IllegalTransition
        with self.refused_unless(not stale and is_legal(self.state, move), error):
            entry = services.move(
                conversation_id=self.pk,
                move=move,
                actor=ADA,
                epoch=None if age is None else self.epoch - age,
                outcome="resolved" if move is Move.CLOSE else "",
            )
            before, _ = self.state, self.moved(move)
            assert (entry.payload["from"], entry.payload["to"]) == (before, self.state)
            assert (entry.seq, entry.epoch) == (self.seq, self.epoch)

    # Other entries

    @rule(audience=st.sampled_from(Audience))
    def other_app_records(self, audience: Audience) -> None:
        public = audience is Audience.PUBLIC
        entry = services.record(
            conversation_id=self.pk,
            kind=EntryKind.QUEUE_ENTERED if public else EntryKind.ANSWER_JUDGED,
            payload={"queue": "Sales"},
            audience=audience,
        )
        self.posted(entry, public=public)

    @rule(name=st.sampled_from(["Vera", "Vera V."]))
    def something_is_learned_about_the_visitor(self, name: str) -> None:
        services.update_visitor(conversation_id=self.pk, name=name, attributes={"plan": "pro"})
        self.seq += 1

    @rule()
    def form_is_requested(self) -> None:
        form_id = f"form-{len(self.forms)}"
        conversation = Conversation.objects.get(pk=self.pk)
        self.posted(builders.request_form(conversation, form_id))
        self.forms[form_id] = False

    @rule(number=st.integers(0, 2), email=st.sampled_from(["vera@example.com", "vera", None]))
    def form_is_settled(self, number: int, email: str | None) -> None:
        form_id = f"form-{number}"
        open_now = self.forms.get(form_id) is False
        accepted = form_id in self.forms and (not open_now or email != "vera")
        values = None if email is None else {"email": email}
        with self.refused_unless(accepted, RefusedMessageError):
            forms.settle_form(conversation_id=self.pk, form_id=form_id, values=values)
            self.forms[form_id] = True
            self.seq += open_now
            self.public_seq += open_now

    # Promises

    @invariant()
    def row_is_what_the_model_says(self) -> None:
        if not hasattr(self, "pk"):
            return
        row = Conversation.objects.get(pk=self.pk)
        assert (row.state, row.epoch, row.episode) == (self.state, self.epoch, self.episode)
        assert (row.last_seq, row.last_public_seq) == (self.seq, self.public_seq)
        assert (row.closed_at is not None) == (self.state is State.CLOSED)

    def check_rows(self) -> None:
        entries = list(TimelineEntry.objects.filter(conversation=self.pk).order_by("seq"))
        public = [entry for entry in entries if entry.public_seq is not None]
        assert [entry.seq for entry in entries] == list(range(1, self.seq + 1))
        assert [entry.public_seq for entry in public] == list(range(1, self.public_seq + 1))
        self.check_epochs(entries)
        self.check_messages({entry.seq: entry for entry in entries})
        for audience in Audience:
            self.check_view(audience)

    def check_epochs(self, entries: list[TimelineEntry]) -> None:
        for before, after in pairwise(entries):
            moved = after.kind == EntryKind.CONVERSATION_MOVED
            assert after.epoch == before.epoch + moved
            assert moved or after.state == before.state

    def check_messages(self, entries: dict[int, TimelineEntry]) -> None:
        for message in Message.objects.filter(conversation=self.pk):
            entry = entries[message.seq]
            assert entry.kind == EntryKind.MESSAGE_POSTED
            assert message.epoch == entry.epoch
            if message.author_kind == AuthorKind.ASSISTANT:
                assert State(entry.state) not in HUMAN_STATES | {State.CLOSED}
            if message.author_kind == AuthorKind.VISITOR:
                assert entry.state != State.CLOSED

    def check_view(self, audience: Audience) -> None:
        start = ConversationView(
            id=str(Conversation.objects.get(pk=self.pk).public_id), state=State.ASSISTANT, seq=0
        )
        rows = selectors.entries_after(self.pk, after=0, audience=audience, limit=10_000)
        full = fold_all(start, rows)
        assert selectors.snapshot(self.pk, audience) == full
        short = selectors.snapshot(self.pk, audience, limit=3)
        cut = len(rows) > 3
        assert short.items == (full.items[-3:] if cut else full.items)
        assert short.more == (cut and len(full.items) > 3)
        bare = {"items": [], "more": False}
        assert short.model_copy(update=bare) == full.model_copy(update=bare)


@pytest.mark.django_db
def test_every_sequence_of_services_keeps_the_promises() -> None:
    profile = settings(stateful_step_count=30)
    run_state_machine_as_test(ConversationMachine, settings=profile)


@pytest.mark.django_db
def test_the_visitor_is_the_one_who_reopens() -> None:
    conversation = builders.open_conversation_with("Hello", state=State.CLOSED)
    builders.say(conversation, "One more thing")
    move = TimelineEntry.objects.filter(
        conversation=conversation, kind=EntryKind.CONVERSATION_MOVED
    ).latest("seq")
    assert move.payload["move"] == Move.REOPEN
    assert move.payload["actor"]["kind"] == VISITOR.kind
