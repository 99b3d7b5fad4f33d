"""A conversation in a random world: what can happen to it happens, in any order.

Keeps the few rules that the product keeps (only a person who is there can hand back, nobody comes
to somebody who does not wait ...), and judges for itself, from effects and events alone, whether
the visitor has come to something.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from flows.effects import AskForm, Close, LeaveMessage, RequestCallback, RequestHuman
from flows.engine import Advance, advance
from flows.nodes import node_of
from flows.nodes.human_chat import NOBODY_IN
from flows.proof.situations import SITUATIONS
from flows.types import (
    Happening,
    HappeningKind,
    QueueFigures,
    Run,
    RunState,
    Situation,
    Staffing,
    Step,
    WaitFor,
)
from tests.flows.proof.chance import Flows

K = HappeningKind
_OF_PEOPLE = frozenset({K.LEFT, K.RESOLVED, K.AGENT_JOINED, K.AGENT_RESOLVED, K.RETURNED})
REASONS = ("human_requested", "low_confidence", "keyword")


class DeadEndError(AssertionError):
    """Somebody was left with nothing."""


@dataclass
class World:
    """What nodes can read. `situation` fixes the queue's figures; None: they are random."""

    chance: Random
    situation: Situation | None = None
    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    known: dict[str, Any] = field(default_factory=dict)

    def fact(self, name: str) -> Any:
        if name in self.known:
            return self.known[name]
        return self.chance.choice((None, True, False, "yes", 4, "de")) if "." in name else None

    def queue(self, slug: str) -> QueueFigures:
        now = self.situation or self.chance.choice(SITUATIONS)
        online = 0 if now.staffing is Staffing.NONE else 2
        free = 1 if now.staffing is Staffing.FREE else 0
        waiting = self.chance.choice((0, 1, 9))
        expected = self.chance.choice((None, 60, 3600))
        return QueueFigures(slug or "default", now.is_open, online, free, waiting, expected)


class Stranger:
    """One conversation. `told` are the happenings so far, for whoever reads a failure."""

    def __init__(self, library: Flows, chance: Random) -> None:
        self.library, self.chance = library, chance
        self.world = World(chance)
        if chance.random() < 0.4:
            talkative = [one for one in SITUATIONS if one.visitor_answers]
            self.world.situation = chance.choice(talkative)
        self.run = Run(version=0)
        self.state = "assistant"
        self.episode = 1
        self.epoch = 1
        self.has_handoff = False
        self.reached = ""
        self.form = ""
        self.fields: tuple[Any, ...] = ()
        self.is_silent = False
        self.told: list[str] = []
        self.tell(K.BEGUN)

    # What happens

    def tell(self, kind: HappeningKind, facts: Any = None, learned: Any = None) -> Advance:
        """It happens, the run goes on, and what came of it is judged."""
        self.told.append(f"{kind} {dict(facts or {})} at {self.run.node or 'nothing'}")
        self._before(kind)
        self.world.known |= {
            "state": self.state,
            "episode": self.episode,
            "epoch": self.epoch,
            "escalated": self.state not in {"assistant", "closed"},
        }
        was_at, was_for = self.run.node, self.run.waiting_for
        went = advance(
            self.library, self.run, Happening(kind, facts or {}, learned or {}), self.world
        )
        self.run = went.run
        self._judge(kind, went, was_at, was_for)
        self._check_steps(went.steps, kind)
        if self.run.state is RunState.COMPLETED and not self.reached:
            raise DeadEndError(f"it ends with nothing: {self.story()}")
        if self.run.state is RunState.WAITING and not self.reached:
            self._check_wait()
        return went

    def _before(self, kind: HappeningKind) -> None:
        match kind:
            case K.ESCALATED:
                self.state, self.has_handoff = "queued", True
            case K.AGENT_JOINED:
                self.state, self.reached = "with_agent", "person"
            case K.AGENT_RESOLVED | K.LEFT | K.RESOLVED:
                self.state, self.has_handoff, self.reached = "closed", False, kind.value
            case K.RETURNED | K.REOPENED:
                self.state, self.has_handoff = "assistant", False
        if kind in {K.ESCALATED, K.AGENT_JOINED, K.RETURNED, K.REOPENED}:
            self.epoch += 1

    def _judge(
        self, kind: HappeningKind, went: Advance, was_at: str, was_for: WaitFor | None
    ) -> None:
        if kind is K.REOPENED or _is_resumed(went):
            self.episode += kind is K.REOPENED
            self.reached = ""
        gave_up = any(step.port == "nobody" for step in went.steps[:1])
        if gave_up and self.reached == "a handoff":
            self.reached = ""  # nobody came: what follows has to come to something by itself
        for effect in went.effects:
            match effect:
                case RequestHuman() if self.state in {"assistant", "queued"}:
                    self.state, self.has_handoff, self.reached = "queued", True, "a handoff"
                case LeaveMessage() | RequestCallback():
                    self.reached = "a promise"
                    if self.state != "closed":
                        self.state = "deferred"
                case Close(outcome) if outcome != "left":
                    self.state, self.reached = "closed", "an end"
                case Close():
                    self.state = "closed"
                case AskForm():
                    self.form, self.fields = effect.form_id, effect.fields
        stays = self.run.node == was_at and self.run.waiting_for is WaitFor.AGENT
        if stays and (gave_up or kind in {K.ESCALATED, K.NOBODY}):
            self.reached = "a handoff"  # at a node that has no way for it: the policy's fallback
        if gave_up and self.run.waiting_for is WaitFor.VISITOR:
            self.state = "assistant"  # nobody came, and the AI has the word
        if kind is K.TIMED_OUT and was_for is WaitFor.VISITOR and self.run.node != was_at:
            self.reached = "the visitor has left"
        if (
            kind is K.TIMED_OUT
            and was_for is WaitFor.VISITOR
            and self.run.state.value == "completed"
        ):
            self.reached = "the visitor has left"

    def _check_steps(self, steps: tuple[Step, ...], kind: HappeningKind) -> None:
        """Nodes leave only as they state to: by their ways, and at once only where they say so.

        While the situation stands still, by the ways of this situation. That somebody settles it
        or leaves can happen in any of them.
        """
        for index, step in enumerate(steps):
            if not step.port:
                continue
            spec = self.library.program(step.version).graph.nodes[step.node]
            node = node_of(spec)
            config = node.config_of(spec)
            is_told = index == 0 and (kind in _OF_PEOPLE or step.port == "left")
            now = self.world.situation if not is_told else None
            situations = (now,) if now else SITUATIONS
            ways = {way.port for one in situations for way in node.ways(config, one)}
            assert step.port in ways, f"{spec.kind} does not state {step.port}: {self.story()}"
            is_entered = steps[index - 1].node != step.node if index else kind is K.BEGUN
            if is_entered:
                stated = node.at_once(config)
                assert step.port in stated, f"{spec.kind} does not wait: {self.story()}"

    def _check_wait(self) -> None:
        """Whoever waits for words or a moment can be woken up by time; others have a promise."""
        if self.run.until is None and self.run.waiting_for is not WaitFor.CALL:
            raise DeadEndError(f"it waits for ever for the {self.run.waiting_for}: {self.story()}")

    def story(self) -> str:
        """What led here, and the graph."""
        graphs = [program.graph for program in self.library.programs]
        return "\n".join(["", *self.told, *map(_drawn, graphs)])

    # What can happen

    def live(self, most: int) -> None:
        """So much happens, or until nothing can."""
        for _ in range(most):
            if self.run.state is RunState.COMPLETED and self.chance.random() < 0.5:
                return
            self._pass_time()
            self.chance.choice(self._possible())()

    def fall_silent(self) -> None:
        """Nobody does anything any more; time passes until nothing is left to happen."""
        self.world.situation = self.chance.choice(
            [one for one in SITUATIONS if not one.visitor_answers]
        )
        for _ in range(60):
            if self.run.state is RunState.COMPLETED:
                return
            by_itself = self._by_itself()
            if not by_itself:
                if not self.reached:
                    raise DeadEndError(f"it rests with nothing: {self.story()}")
                return
            self._pass_time()
            self.chance.choice(by_itself)()
        raise DeadEndError(f"it goes on by itself without an end: {self.story()}")

    def _pass_time(self) -> None:
        self.world.now += timedelta(minutes=self.chance.choice((0, 1, 40)))

    def _by_itself(self) -> list[Any]:
        happenings: list[Any] = []
        if self.run.until is not None:
            happenings.append(self._time_out)
        if self.run.waiting_for is WaitFor.CALL:
            happenings += [lambda: self._call(ok=True), lambda: self._call(ok=False)]
        if self.state == "queued" and self.run.until is None and "nobody" not in self.told[-1]:
            happenings.append(self._nobody)
        return happenings

    def _possible(self) -> list[Any]:
        happenings = [*self._by_itself(), *self._of_visitor()]
        if self.state == "with_agent":
            happenings += [
                lambda: self.tell(K.AGENT_RESOLVED),
                lambda: self.tell(K.RETURNED, learned={"brief": "Settled."}),
            ]
        elif self.state != "closed":
            happenings.append(lambda: self.tell(K.AGENT_JOINED))
        if self.state == "queued":
            happenings.append(self._nobody)
        if self.state == "assistant" and self.run.waiting_for is WaitFor.VISITOR:
            happenings += self._of_assistant()
        return happenings

    def _of_visitor(self) -> list[Any]:
        if self.state == "closed":
            return [lambda: self.tell(K.REOPENED)]
        happenings: list[Any] = [lambda: self.tell(K.LEFT)]
        if self.state == "assistant":
            happenings.append(self._write)  # others have the word: the flow does not hear of it
        if self.form:
            happenings += [self._submit, self._skip]
        if self.state == "assistant" and self.run.waiting_for is not None:
            happenings.append(lambda: self._escalate("human_requested"))
        return happenings

    def _of_assistant(self) -> list[Any]:
        """What the AI does while it works, and while it does not."""
        spec, _, _ = self.library.program(self.run.version).node(self.run.node)
        hands_over = spec.kind == "ai_agent_handoff"
        works: list[Any] = [lambda: self.tell(K.RESOLVED)]
        fails: list[Any] = [lambda: self.tell(K.FAILED)]
        if hands_over:
            works.append(lambda: self._escalate(self.chance.choice(REASONS)))
            fails.append(lambda: self._escalate("ai_error"))
        else:
            declined = {"declined": True}
            works += [lambda: self.tell(K.ANSWERED, declined), lambda: self.tell(K.LIMIT)]
        if self.world.situation is None:
            return works + fails
        return works if self.world.situation.ai_works else fails

    def _escalate(self, reason: str) -> None:
        self.tell(K.ESCALATED, learned={"reason": reason, "outcome": "escalated"})

    def _nobody(self) -> None:
        self.tell(K.NOBODY, learned={NOBODY_IN: [self.epoch, "default"]})

    def _write(self) -> None:
        self.world.known["visitor_wrote_at"] = self.world.now.isoformat()
        self.tell(K.VISITOR_WROTE)

    def _time_out(self) -> None:
        if self.run.until is not None:
            self.world.now = max(self.world.now, self.run.until)
        self.tell(K.TIMED_OUT)

    def _call(self, *, ok: bool) -> None:
        self.tell(K.CALL_DONE, {"ok": ok, "status": 200 if ok else 500, "body": {}, "error": ""})

    def _skip(self) -> None:
        self.tell(K.FORM_SETTLED, {"form_id": self.form, "values": {}, "is_skipped": True})

    def _submit(self) -> None:
        values = {one["name"]: self._value(one) for one in self.fields}
        self.tell(K.FORM_SETTLED, {"form_id": self.form, "values": values, "is_skipped": False})

    def _value(self, one: Any) -> str:
        if one.get("options"):
            return str(self.chance.choice(one["options"])["value"])
        return {"rating": "4", "email": "a@example.com", "phone": "+49 30 1", "yes_no": "yes"}.get(
            one["kind"], "words"
        )


def _is_resumed(went: Advance) -> bool:
    """Whether the run was taken up at an assistant or the start: a new matter begins there."""
    return any(step.target and not step.port and step.kind != "go_to" for step in went.steps)


def _drawn(graph: Any) -> str:
    nodes = (f"  {node.id} {node.kind} {dict(node.config)}" for node in graph.nodes.values())
    edges = (f"  {edge.source}.{edge.port} > {edge.target}" for edge in graph.edges)
    return "\n".join(("graph", *nodes, *edges))
