"""A small desk whose steps are the product's own services: two visitors, two agents, one assistant.

Steps that the product refuses are no steps. What a visitor was told is stored is remembered, to be
held against the database.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from agents import services as agents
from agents.models import AgentProfile, Assignment, Queue
from agents.types import AgentsError, Presence
from chat import forms, ratings
from chat import services as chat
from chat.models import Conversation, Message, TimelineEntry
from chat.tasks import close_idle
from chat.types import (
    VISITOR,
    Author,
    AuthorKind,
    ChatError,
    EntryKind,
    Move,
    RefusedMessageError,
    State,
)
from escalation import services as escalation
from flows import runner, turn_store
from flows.models import Turn
from flows.services import open_turn_of
from flows.turn import run_turn
from knowledge.providers.base import Draft, ProviderError
from tests.builders import client_id, visitor
from tests.escalation import builders as make
from tests.flows.staging import Script, ScriptedAnswers, Stage, found

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=1)


class RunningClock:
    """The time as the product sees it: a tick later at each look, much later when told so."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += TICK
        return self.now

    def advance(self, seconds: float) -> None:
        """So much time has passed."""
        self.now += timedelta(seconds=seconds)


@dataclass
class Afterwards:
    """Whether the process dies between a commit and what should follow it."""

    dies: bool = False

    @contextmanager
    def lost(self) -> Iterator[None]:
        """Nothing that should follow a commit happens meanwhile."""
        self.dies = True
        try:
            yield
        finally:
            self.dies = False


class ProcessDied(BaseException):
    """The process is gone: nothing catches this, nothing is tidied up."""


class Says(Enum):
    """What the assistant's answer is like."""

    GOOD = "good"
    UNSURE = "unsure"
    FAILED = "failed"
    SLOW = "slow"
    UNGROUNDED = "ungrounded"
    PROMISED = "promised"
    CUT = "cut"


WORDS = ("How long do you keep backups?", "That is wrong.", "thanks!", "And my mail?", "hm")
CALLS = ("Can I talk to a human, please?", "The server is down! server down!", "data loss")
SPANS_S = (1.0, 7.0, 25.0, 31.0, 50.0, 320.0, 700.0, 4 * 3600.0, 30 * 3600.0)

Step = Callable[[], None]


INTERRUPTIONS = (
    "visitor writes",
    "visitor calls",
    "visitor leaves",
    "ada takes over",
    "abel takes over and hands back",
    "another process takes the turn",
    "the process dies",
)


def _die() -> None:
    raise ProcessDied


def _breaks_off() -> None:
    raise ProviderError("cut", retryable=True)


def script(says: Says, meanwhile: Step | None) -> Script:
    """The answer to play; `meanwhile` happens before its first words, or between them."""
    match says:
        case Says.UNSURE:
            return Script(confidence=0.2, before_words=meanwhile)
        case Says.FAILED:
            return Script(error=ProviderError("server_error", retryable=False))
        case Says.SLOW:
            return Script(error=ProviderError("timeout", retryable=False))
        case Says.UNGROUNDED:
            draft = Draft("Backups are kept for 99 years.", ("Backups are kept for 99 years.",))
            return Script(error=ProviderError("ungrounded", retryable=False, draft=draft))
        case Says.PROMISED:
            return Script(words=("I am transferring you to a colleague.",), before_words=meanwhile)
        case Says.CUT:
            return Script(words=("Backups are kept. ", "For long."), between_words=_breaks_off)
        case Says.GOOD:
            return Script(words=("Backups are kept ", "for 14 days."), between_words=meanwhile)


@dataclass
class Seen:
    """What the last look showed: conversations by key, and whose they are."""

    unanswered: list[int] = field(default_factory=list)
    offered: list[tuple[int, AgentProfile]] = field(default_factory=list)
    held: list[tuple[int, AgentProfile]] = field(default_factory=list)
    forms: list[int] = field(default_factory=list)


@dataclass
class World:
    """Everybody, and what the visitors were told is stored. Sequence numbers by client id."""

    stage: Stage
    clock: RunningClock
    afterwards: Afterwards
    conversations: list[Conversation] = field(default_factory=list)
    people: list[AgentProfile] = field(default_factory=list)
    other_queue: Queue | None = None
    seen: Seen = field(default_factory=Seen)
    acknowledged: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))

    def open(self) -> None:
        """Two visitors have begun to talk; Ada takes one conversation at a time, Abel two."""
        for _ in range(2):
            who = visitor(at=self.stage.site)
            self.conversations.append(chat.open_conversation(site=self.stage.site, visitor=who))
        self.people = [make.agent(name, presence=Presence.OFFLINE) for name in ("Ada", "Abel")]
        for agent, capacity in zip(self.people, (1, 2), strict=True):
            AgentProfile.objects.filter(pk=agent.pk).update(capacity=capacity)
        self.other_queue = Queue.objects.exclude(is_default=True).first() or make.queue("Billing")

    @property
    def keys(self) -> list[int]:
        """The primary keys of the conversations."""
        return [one.pk for one in self.conversations]

    def look(self) -> None:
        """What can happen next is read from the database."""
        live = Assignment.objects.filter(conversation__in=self.keys, agent__in=self.people)
        bonds = list(live.order_by("pk").select_related("agent"))
        forms = Conversation.objects.filter(pk__in=self.keys, entries__kind="form.requested")
        self.seen = Seen(
            unanswered=sorted({turn.conversation_id for turn in self.open_turns()}),
            offered=[(one.conversation_id, one.agent) for one in bonds if one.state == "offered"],
            held=[(one.conversation_id, one.agent) for one in bonds if one.state == "accepted"],
            forms=sorted(set(forms.values_list("pk", flat=True))),
        )

    # Visitors

    def write(self, pk: int, text: str) -> None:
        """The visitor writes, and is told that it is stored.

        A conversation that ended long ago takes nothing more, and says so.
        """
        name = client_id()
        try:
            entry = chat.post_visitor_message(conversation_id=pk, client_id=name, text=text)
        except RefusedMessageError:
            assert Conversation.objects.get(pk=pk).state == State.CLOSED
        else:
            self.acknowledged[pk][name] = entry.seq

    def send_again(self, pk: int) -> None:
        """The acknowledgement was lost on the way: the widget sends its newest words again."""
        name, seq = next(reversed(self.acknowledged[pk].items()), ("", 0))
        if name:
            entry = chat.post_visitor_message(conversation_id=pk, client_id=name, text="again")
            assert entry.seq == seq

    def leave(self, pk: int) -> None:
        """The visitor ends the conversation."""
        with refused():
            chat.move(conversation_id=pk, move=Move.CLOSE, actor=VISITOR, outcome="left")

    def settle_form(self, pk: int, *, fill: bool) -> None:
        """The visitor sends the newest form, or skips it; late ones and second ones too."""
        form = TimelineEntry.objects.filter(conversation=pk, kind=EntryKind.FORM_REQUESTED).last()
        if form is None:
            return
        values = {one["name"]: _fits(one) for one in form.payload["fields"]}
        forms.settle_form(
            conversation_id=pk, form_id=form.payload["form_id"], values=values if fill else None
        )

    def call_it_wrong(self, pk: int) -> None:
        """The visitor says that the newest answer was wrong."""
        answer = Message.objects.filter(conversation=pk, data__turn__isnull=False).last()
        if answer is not None and answer.turn_id is not None:
            who = Author(AuthorKind.VISITOR, "Vera")
            ratings.rate_answer(
                conversation_id=pk, turn=answer.turn_id, author=who, verdict="wrong"
            )

    # The assistant

    def answer(self, pk: int, says: Says, meanwhile: Step | None = None) -> None:
        """The open turn is run to its end, or to the death of its process."""
        turn = open_turn_of(pk)
        if turn is not None:
            ScriptedAnswers.play(script(says, meanwhile), Script())
            self.run(turn.pk)

    def meanwhile(self, pk: int, name: str) -> Step:
        """What comes between two words of an answer; one of INTERRUPTIONS."""
        ada, abel = self.people

        def slow_and_swept() -> None:
            self.clock.advance(60)
            self.sweep()

        def handed_back() -> None:
            self.take_over(abel, pk)
            self.hand_back(abel, pk)

        steps: dict[str, Step] = {
            "visitor writes": lambda: self.write(pk, WORDS[3]),
            "visitor calls": lambda: self.write(pk, CALLS[0]),
            "visitor leaves": lambda: self.leave(pk),
            "ada takes over": lambda: self.take_over(ada, pk),
            "abel takes over and hands back": handed_back,
            "another process takes the turn": slow_and_swept,
            "the process dies": _die,
        }
        return steps[name]

    def run(self, turn_id: int) -> None:
        """The turn is run as a server process does, without its way out for unknown errors."""
        newest = Message.objects.filter(
            conversation__turns=turn_id, author_kind=AuthorKind.VISITOR.value
        ).last()
        thanks = newest is not None and newest.text.startswith("thanks")
        self.stage.found = found(small_talk="thanks" if thanks else "")
        try:
            asyncio.run(run_turn(turn_id))
        except ProcessDied:
            return

    def claim_and_die(self, pk: int) -> None:
        """A process claims the turn and is never heard of again."""
        turn = open_turn_of(pk)
        if turn is not None:
            turn_store.claim(turn.pk)

    # People

    def be(self, agent: AgentProfile, presence: Presence) -> None:
        """The agent says that they are there, or not."""
        agents.set_presence(agent_id=agent.pk, presence=presence)

    def beat(self, agent: AgentProfile) -> None:
        """A page of the agent is open; who was lost is back."""
        agents.beat(agent_id=agent.pk)

    def vanish(self, agent: AgentProfile) -> None:
        """The laptop is closed: nothing is heard of its pages for an hour."""
        heard = self.clock() - timedelta(hours=1)
        AgentProfile.objects.filter(pk=agent.pk).update(last_beat_at=heard)

    def react(self, agent: AgentProfile, pk: int, *, accept: bool) -> None:
        """The agent accepts or declines what is offered."""
        step = agents.accept if accept else agents.decline
        with refused():
            step(agent_id=agent.pk, conversation_id=pk)

    def take_over(self, agent: AgentProfile, pk: int) -> None:
        """The agent steps in."""
        with refused():
            agents.take_over(agent_id=agent.pk, conversation_id=pk)

    def reply(self, agent: AgentProfile, pk: int) -> None:
        """The agent writes to the visitor."""
        name = client_id()
        with refused():
            seq = agents.reply(
                agent_id=agent.pk, conversation_id=pk, client_id=name, text="I am on it."
            )
            self.acknowledged[pk][name] = seq

    def hand_back(self, agent: AgentProfile, pk: int) -> None:
        """The assistant is to go on."""
        with refused():
            agents.hand_back(agent_id=agent.pk, conversation_id=pk, brief="Refund is granted.")

    def transfer(self, agent: AgentProfile, pk: int) -> None:
        """Another team is to go on; nobody is in it."""
        assert self.other_queue is not None
        with refused():
            agents.transfer(
                agent_id=agent.pk, conversation_id=pk, queue_id=self.other_queue.pk, note="Theirs."
            )

    def resolve(self, agent: AgentProfile, pk: int) -> None:
        """The agent closes the conversation."""
        with refused():
            agents.resolve(agent_id=agent.pk, conversation_id=pk)

    # Time

    def sweep(self) -> None:
        """Everything whose time has come, as the periodic task does it."""
        now = self.clock()
        agents.sweep(now)
        escalation.sweep(now)
        ScriptedAnswers.play(Script())
        for turn_id in runner.sweep():
            self.run(turn_id)

    def come_to_rest(self) -> None:
        """Everybody has gone home, every deadline has passed, and the sweeps have run."""
        for _ in range(5):
            self.clock.advance(30 * 3600)
            self.sweep()
        self.sweep()

    def close_idle(self) -> None:
        """Conversations that nobody wrote in for long are closed."""
        close_idle()

    def open_turns(self) -> list[Turn]:
        """Turns of these conversations that are not finished."""
        return list(Turn.objects.filter(conversation__in=self.keys, finished_at=None))


def _fits(field: Mapping[str, Any]) -> str:
    if field.get("options"):
        return str(field["options"][0]["value"])
    known = {"email": "vera@example.com", "rating": "4", "phone": "+49 30 1234567", "slot": ""}
    return known.get(field["kind"], "Please call me.")


@contextmanager
def refused() -> Iterator[None]:
    """A step that comes too late is refused with a reason, and nothing has happened."""
    try:
        yield
    except (AgentsError, ChatError):
        return
