"""Nothing that was said is lost or doubled on the way to a client, whatever the network does.

Frames are dropped, doubled, delayed and reordered, sockets break at any moment; the client ends
with the same transcript as if nothing had happened, every time.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat import selectors, services
from chat.dbthreads import in_db_thread
from chat.forms import settle_form
from chat.frames import ConversationView, EntryView
from chat.models import Conversation, Visitor
from chat.types import SYSTEM, Audience, Author, AuthorKind, EntryKind, Move, State
from chat.view import fold_all
from tests import builders
from tests.chat.conftest import OpenTab
from tests.chat.follower import Answer, Follower

ADA = Author(AuthorKind.AGENT, "Ada")
MAX_BEHIND = 6
SNAPSHOT = 4
FROM_THE_START = 1_000_000


class Server:
    """The server's side of the story: real services and selectors around one conversation."""

    def __init__(self, audience: Audience) -> None:
        self.conversation = builders.open_conversation_with("Hello")
        self.audience = audience
        self.pk = self.conversation.pk
        self.forms = 0

    def step(self, name: str) -> list[EntryView]:
        """Something happens; returns the frames that this audience is sent."""
        before = self.newest()
        getattr(self, name)()
        return self.after(before)

    def newest(self) -> int:
        return selectors.newest_seqs([self.pk], self.audience)[self.pk]

    def after(self, seq: int, limit: int = FROM_THE_START) -> list[EntryView]:
        return selectors.entries_after(self.pk, after=seq, audience=self.audience, limit=limit)

    def answer(self, after: int) -> Answer:
        """As the sockets answer a hello or a resume, with small limits."""
        entries = self.after(after, MAX_BEHIND + 1)
        if after == 0 or len(entries) > MAX_BEHIND:
            view = selectors.snapshot(self.pk, self.audience, limit=SNAPSHOT)
            return Answer(seq=view.seq, view=view)
        return Answer(seq=entries[-1].seq if entries else after, entries=tuple(entries))

    def truth(self) -> ConversationView:
        start = ConversationView(id=str(self.conversation.public_id), state=State.ASSISTANT, seq=0)
        return fold_all(start, self.after(0))

    def visitor_writes(self) -> None:
        builders.say(self.conversation)

    def agent_notes(self) -> None:
        services.add_note(
            conversation_id=self.pk, agent=ADA, text="Hm", client_id=builders.client_id()
        )

    def agent_joins(self) -> None:
        self._record(EntryKind.AGENT_JOINED, agent={"id": 7, "name": "Ada"})

    def agent_leaves(self) -> None:
        self._record(EntryKind.AGENT_LEFT, agent={"id": 7, "name": "Ada"}, reason="ended")

    def form_is_asked(self) -> None:
        self.forms += 1
        builders.request_form(self.conversation, f"form-{self.forms}")

    def form_is_skipped(self) -> None:
        if self.forms:
            settle_form(conversation_id=self.pk, form_id=f"form-{self.forms}", values=None)

    def closed_or_reopened(self) -> None:
        self.conversation.refresh_from_db()
        move = Move.REOPEN if self.conversation.state == State.CLOSED else Move.CLOSE
        services.move(conversation_id=self.pk, move=move, actor=SYSTEM, outcome="resolved")

    def _record(self, kind: EntryKind, **payload: Any) -> None:
        services.record(
            conversation_id=self.pk, kind=kind, payload=payload, audience=Audience.PUBLIC
        )


HAPPENINGS = [
    "visitor_writes",
    "visitor_writes",
    "agent_notes",
    "agent_joins",
    "agent_leaves",
    "form_is_asked",
    "form_is_skipped",
    "closed_or_reopened",
]
NETWORK = ["deliver", "deliver", "drop", "double", "hold", "hold"]
LINE = ["breaks", "breaks_with_frames_under_way", "beats", "delivers_what_was_held"]
STEPS = st.lists(
    st.tuples(st.sampled_from(HAPPENINGS), st.sampled_from(NETWORK))
    | st.tuples(st.just("line"), st.sampled_from(LINE)),
    max_size=30,
)


class Line:
    """The network between server and client: it may do anything but invent."""

    def __init__(self, server: Server, client: Follower, order: random.Random) -> None:
        self.server, self.client, self.order = server, client, order
        self.held: list[EntryView] = []

    def carry(self, entries: list[EntryView], how: str) -> None:
        if how == "hold":
            self.held += entries
        elif how != "drop":
            self.client.take_all(entries * (2 if how == "double" else 1))
        self.catch_up()

    def catch_up(self, *, lossy: bool = True) -> None:
        """A client that knows it is behind asks; the answer may be lost too."""
        if self.client.is_behind and not (lossy and self.order.random() < 0.3):
            self.client.take_answer(self.server.answer(self.client.view.seq))

    def breaks(self) -> None:
        self.held.clear()
        self.client.take_answer(self.server.answer(self.client.view.seq))

    def breaks_with_frames_under_way(self) -> None:
        """Subscribed, then read: frames of the new socket arrive before the answer."""
        answer = self.server.answer(self.client.view.seq)
        self.client.take_all(self.server.step("visitor_writes"))
        self.client.take_answer(answer)

    def beats(self) -> None:
        self.client.hear(self.server.newest())
        self.catch_up()

    def delivers_what_was_held(self) -> None:
        self.order.shuffle(self.held)
        entries, self.held = self.held, []
        self.carry(entries, "deliver")


def _complete(server: Server, view: ConversationView) -> Follower:
    """The client after it read all of the history."""
    client = Follower(view.id)
    client.view = view
    while client.view.more:
        before = client.view.items[0].seq
        older, more = selectors.items_before(
            server.pk, before=before, audience=server.audience, limit=3
        )
        assert older, "a page with more before it is never empty"
        client.take_older(older, more)
    return client


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, order=st.randoms(use_true_random=False), audience=st.sampled_from(Audience))
def test_every_network_ends_in_the_same_transcript(
    steps: list[tuple[str, str]], order: random.Random, audience: Audience
) -> None:
    with transaction.atomic():
        server = Server(audience)
        client = Follower(str(server.conversation.public_id))
        line = Line(server, client, order)
        for happening, how in steps:
            if happening == "line":
                getattr(line, how)()
            else:
                line.carry(server.step(happening), how)
        client.hear(server.newest())  # one heartbeat that arrives
        line.catch_up(lossy=False)
        assert _complete(server, client.view).view == server.truth()
        transaction.set_rollback(True)


def _entries(count: int) -> list[EntryView]:
    payload = {"author": "visitor", "text": "Hello"}
    return [
        EntryView(
            seq=seq, kind=EntryKind.MESSAGE_POSTED, at="", state=State.ASSISTANT, payload=payload
        )
        for seq in range(1, count + 1)
    ]


def test_500_clients_on_a_bad_network_are_all_complete() -> None:
    entries, dice = _entries(60), random.Random(16)
    incomplete = 0
    for _ in range(500):
        client = Follower("x")
        late: list[EntryView] = []
        for entry in entries:
            luck = dice.random()
            if luck < 0.2:
                continue
            if luck < 0.3:
                late.append(entry)
                continue
            client.take_all([entry] * dice.choice([1, 1, 2]))
            if late and dice.random() < 0.3:
                client.take(late.pop(dice.randrange(len(late))))
            if client.is_behind and dice.random() < 0.7:
                client.take_all(entries[client.view.seq : entry.seq])
        client.hear(len(entries))
        if client.is_behind:
            client.take_all(entries[client.view.seq :])
        incomplete += client.view.seq != 60 or len(client.view.items) != 60
    assert incomplete == 0


SCRIPT: list[Callable[[Server], object]] = [
    lambda server: server.visitor_writes(),
    lambda server: builders.answer(server.conversation, "Gladly."),
    lambda server: server.form_is_asked(),
    lambda server: server.form_is_skipped(),
    lambda server: builders.bring_to(server.conversation, State.WITH_AGENT, actor=ADA),
    lambda server: server.agent_joins(),
    lambda server: server.agent_notes(),
    lambda server: server.agent_leaves(),
    lambda server: server.closed_or_reopened(),
    lambda server: server.visitor_writes(),
]


@pytest.mark.django_db(transaction=True)
async def test_a_socket_that_drops_for_any_interval_shows_the_same_afterwards(
    open_tab: OpenTab, vera: Visitor
) -> None:
    server = await in_db_thread(_server_of, vera)
    left_at: list[ConversationView] = []
    truth = await in_db_thread(server.truth)
    for step in SCRIPT:
        left_at.append(truth)
        await in_db_thread(step, server)
        truth = await in_db_thread(server.truth)
        for view in left_at:
            assert await _after_coming_back(open_tab, vera, view) == truth


def _server_of(vera: Visitor) -> Server:
    server = Server(Audience.PUBLIC)
    Conversation.objects.filter(pk=server.pk).update(visitor=vera, site=vera.site)
    return server


async def _after_coming_back(
    open_tab: OpenTab, vera: Visitor, view: ConversationView
) -> ConversationView:
    """What a client that left with `view` shows after its hello."""
    client = Follower(view.id)
    client.view = view
    tab = await open_tab(vera, after=view.seq)
    entries: list[EntryView] = []
    if tab.welcome["view"] is None:
        frame = await tab.next("entries")
        entries = [EntryView.model_validate(entry) for entry in frame["entries"]]
    whole = tab.welcome["view"] and ConversationView.model_validate(tab.welcome["view"])
    client.take_answer(Answer(seq=tab.welcome["seq"], view=whole, entries=tuple(entries)))
    await tab.close()
    return client.view
