"""The conversation that is made up while a draft is tried: what would else stand in rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.core import signing

from chat.types import AuthorKind, State
from flows.trying.forms import TryError
from flows.types import Run, RunState, WaitFor

_SALT = "flows.trying.3"  # another number whenever the shape of a talk changes
_LAST_WORDS = 60
"""Of what was said, the newest; more changes neither rules nor answers."""


@dataclass(slots=True)
class Spoken:
    """Words in the transcript. `at`: ISO 8601 in UTC."""

    who: str  # AuthorKind
    text: str
    episode: int
    at: str


@dataclass(slots=True)
class Talk:
    """All that is true of the conversation, and where its run stands.

    `passed_s`: seconds that were let pass since it began. `asked`: how much the visitor wrote in
    all. `form`: the one in the thread that can still be settled. `queue`: where it waits.
    `given_up`: everybody there was asked in vain.
    """

    run: Run
    state: str = State.ASSISTANT.value
    episode: int = 1
    epoch: int = 0
    language: str = ""
    passed_s: float = 0.0
    asked: int = 0
    visitor: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    spoken: list[Spoken] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    form: dict[str, Any] | None = None
    reason: str = ""
    urgency: str = ""
    intent: str = ""
    outcome: str = ""
    policy: str = ""
    queue: str = ""
    confidence: float | None = None
    given_up: bool = False

    def speak(self, who: AuthorKind, text: str, at: datetime) -> None:
        """These words are in the transcript."""
        self.spoken = [*self.spoken, Spoken(who.value, text, self.episode, at.isoformat())]
        self.spoken = self.spoken[-_LAST_WORDS:]
        if who is AuthorKind.VISITOR:
            self.asked += 1

    def of_episode(self) -> list[Spoken]:
        """What was said in the present episode, in order."""
        return [one for one in self.spoken if one.episode == self.episode]

    def wrote_at(self) -> str | None:
        """When the visitor wrote last, ISO 8601 in UTC."""
        words = [one.at for one in self.spoken if one.who == AuthorKind.VISITOR]
        return words[-1] if words else None

    def begin_episode(self) -> None:
        """The AI has it again; what led to a person before is history."""
        self.state = State.ASSISTANT.value
        self.episode += 1
        self.epoch += 1
        self.given_up = False
        self.reason, self.urgency, self.intent, self.confidence = "", "", "", None

    def give_to(self, state: State) -> None:
        """Somebody else has the next word."""
        if self.state != state.value:
            self.state = state.value
            self.epoch += 1
            self.given_up = False


def signed(talk: Talk) -> str:
    """The talk as text that only this installation can have written."""
    data = asdict(talk)
    data["run"]["until"] = talk.run.until.isoformat() if talk.run.until else None
    return signing.dumps(data, salt=_SALT, compress=True)


def unsigned(state: object) -> Talk:
    """The talk again. Raises TryError for anything that `signed` did not write."""
    if not isinstance(state, str):
        raise TryError("this test cannot be continued: begin it again")
    try:
        data = signing.loads(state, salt=_SALT)
    except signing.BadSignature as error:
        raise TryError("this test cannot be continued: begin it again") from error
    run = data.pop("run")
    spoken = [Spoken(**one) for one in data.pop("spoken")]
    return Talk(run=_run(run), spoken=spoken, **data)


def _run(data: dict[str, Any]) -> Run:
    return Run(
        version=data["version"],
        state=RunState(data["state"]),
        node=data["node"],
        assistant_node=data["assistant_node"],
        waiting_for=WaitFor(data["waiting_for"]) if data["waiting_for"] else None,
        until=datetime.fromisoformat(data["until"]) if data["until"] else None,
        outcome=data["outcome"],
        memory=data["memory"],
    )
