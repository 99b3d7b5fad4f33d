"""One event in a talk that is made up: what comes of it, step by step, and why."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from chat.types import AuthorKind, State
from flows.assistants import Assistant, assistant_at
from flows.effects import CallOut
from flows.engine import advance
from flows.program import OneProgram
from flows.trying import saying
from flows.trying.answering import Ended, Turned, take_turn
from flows.trying.forms import WorldForm
from flows.trying.saying import Line, line
from flows.trying.talk import Talk
from flows.trying.world import MadeUpWorld
from flows.types import (
    GraphError,
    Happening,
    HappeningKind,
    Run,
    RunState,
    Step,
    WaitFor,
)

_ROUNDS = 30
"""What one event may bring about: more is a loop of calls or of time."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of an event. `state`: to be given back with the next one."""

    state: str
    said: tuple[Line, ...]
    steps: tuple[Step, ...]
    run: Run
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """As the test drawer reads it."""
        run = self.run
        waits = run.state is RunState.WAITING and run.waiting_for is not None
        return {
            "state": self.state,
            "said": list(self.said),
            "steps": [
                {
                    "node": step.node,
                    "kind": step.kind,
                    "port": step.port,
                    "target": step.target,
                    "inputs": dict(step.inputs),
                    "why": step.why,
                }
                for step in self.steps
            ],
            "waiting_for": run.waiting_for.value if waits and run.waiting_for else "",
            "waiting_node": run.node if waits else "",
            "until": run.until.isoformat() if waits and run.until else None,
            "ended": run.state is RunState.COMPLETED,
            "outcome": run.outcome,
            "problem": self.problem,
        }


@dataclass(slots=True)
class Trial:
    """One event under way."""

    talk: Talk
    form: WorldForm
    library: OneProgram
    base: datetime
    said: list[Line] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    rounds: int = 0

    @property
    def now(self) -> datetime:
        return self.base + timedelta(seconds=self.talk.passed_s)

    def world(self) -> MadeUpWorld:
        return MadeUpWorld(self.talk, self.form, self.now)

    def tell(self, kind: HappeningKind, *, facts: Any = None, learned: Any = None) -> None:
        """The run knows what happened, and went on where that concerns it."""
        waiting = deque([Happening(kind, facts or {}, learned or {})])
        while waiting:
            self.count()
            world = self.world()
            went = advance(self.library, self.talk.run, waiting.popleft(), world)
            self.talk.run = went.run
            self.steps += went.steps
            for effect in went.effects:
                if isinstance(effect, CallOut):
                    waiting.append(self.called(effect))
                else:
                    self.said += saying.carry_out(effect, world)

    def called(self, call: CallOut) -> Happening:
        """Nothing is sent: the other system answers as whoever tries it wants."""
        works = self.form.webhook == "ok"
        words = (
            _("%(method)s %(url)s – not sent; taken as answered.")
            if works
            else _("%(method)s %(url)s – not sent; taken as failed.")
        )
        self.said.append(line("staff", words % {"method": call.method, "url": call.url}))
        return Happening(
            HappeningKind.CALL_DONE,
            facts={
                "key": call.key,
                "ok": works,
                "status": 200 if works else 500,
                "body": "{}" if works else "",
                "failure": "" if works else "made up",
            },
        )

    def count(self) -> None:
        """Raises GraphError when one event brings about too much."""
        self.rounds += 1
        if self.rounds > _ROUNDS:
            raise GraphError(_("One event leads round and round here."))

    def settle(self) -> None:
        """Whoever waits for a person is looked after, and words for the assistant are answered."""
        self.look_after()
        self.answer()

    def look_after(self) -> None:
        """As `flows.people` does it: by a step with a time of its own, the AI, or the fallback."""
        talk, run = self.talk, self.talk.run
        if talk.state != State.QUEUED:
            return
        waits_for = run.waiting_for if run.state is RunState.WAITING else None
        if run.until is not None and waits_for is not WaitFor.VISITOR:
            return
        left_it = any(step.port == "nobody" for step in self.steps)
        if waits_for is WaitFor.VISITOR and (talk.given_up or left_it):
            talk.begin_episode()
            self.said.append(line("staff", _("The AI has the conversation again.")))
            self.tell(HappeningKind.RETURNED, learned={"brief": ""})
        elif talk.given_up:
            talk.given_up = False
            self.said += saying.fall_back(self.world())
            if talk.state == State.ASSISTANT:
                self.tell(
                    HappeningKind.RETURNED, facts={"nobody_came": True}, learned={"brief": ""}
                )

    def answer(self) -> None:
        """The assistant takes up the words that wait for it, where it has the next word."""
        talk = self.talk
        while talk.unanswered and talk.state == State.ASSISTANT and self.listens():
            self.count()
            turned = take_turn(self.world(), self.assistant())
            self.steps.append(
                Step(
                    node=talk.run.assistant_node,
                    kind=self.kind_of(talk.run.assistant_node),
                    port="",
                    version=talk.run.version,
                    why=turned.why,
                    inputs=dict(turned.inputs),
                )
            )
            talk.confidence = turned.confidence
            talk.intent = turned.intent or talk.intent
            self.end_turn(turned)

    def end_turn(self, turned: Turned) -> None:
        talk = self.talk
        match turned.ended:
            case Ended.ANSWERED | Ended.DECLINED:
                is_decline = turned.ended is Ended.DECLINED
                talk.unanswered = []
                talk.speak(AuthorKind.ASSISTANT, turned.text, self.now)
                sources, sure = list(turned.sources), turned.confidence
                self.said.append(line("assistant", turned.text, sources=sources, confidence=sure))
                if self.assistant().is_alone:
                    self.tell(HappeningKind.ANSWERED, facts={"declined": is_decline})
            case Ended.ESCALATED:
                talk.unanswered = []
                self.escalate(turned)
            case Ended.RESOLVED:
                talk.unanswered = []
                self.tell(HappeningKind.RESOLVED, learned={"outcome": "resolved"})
            case Ended.LIMIT:
                self.tell(HappeningKind.LIMIT)
            case Ended.FAILED:
                self.tell(HappeningKind.FAILED, learned={"reason": turned.reason})

    def escalate(self, turned: Turned) -> None:
        talk = self.talk
        if turned.notice:
            self.said.append(line("system", turned.notice))
        talk.reason, talk.urgency = turned.reason, turned.urgency
        talk.policy = self.assistant().policy
        talk.give_to(State.QUEUED)
        learned = {"reason": turned.reason, "outcome": "escalated"}
        self.tell(HappeningKind.ESCALATED, learned=learned)

    def listens(self) -> bool:
        """Whether the run stands at an assistant, or is over behind one."""
        run = self.talk.run
        if run.state is RunState.WAITING:
            return run.waiting_for is WaitFor.VISITOR
        return bool(run.assistant_node)

    def assistant(self) -> Assistant:
        """How the assistant behaves where the run stands."""
        return assistant_at(self.library, self.talk.run)

    def kind_of(self, node_id: str) -> str:
        return self.library.program(self.talk.run.version).node(node_id)[0].kind
