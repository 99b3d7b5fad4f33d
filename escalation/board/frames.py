"""What the board's page and the server say to each other.

Everything on the board is sent whole, each time: it is small, and a page that missed one frame
needs nothing but the next one. Times are ISO 8601 in UTC, `_s` are seconds.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from agents.types import Presence
from chat.parts import Frame
from chat.types import State
from escalation.types import PromiseKind

QueueStatus = Literal["open", "closed", "out_of_hours", "full"]


class BoardJoin(Frame):
    """First frame of a page."""

    type: Literal["join"]


class BoardBeat(Frame):
    """Is the line still there? Answered by `beat`."""

    type: Literal["beat"]


BoardCommand = Annotated[BoardJoin | BoardBeat, Field(discriminator="type")]
board_command: TypeAdapter[Any] = TypeAdapter(BoardCommand)


class BoardPerson(Frame):
    """An agent, by name."""

    id: int
    name: str


class BoardAccuracy(Frame):
    """How well the waits of the last days were foretold, of those that a person ended.

    `in_range_0_1`: share that ended within the range that was shown.
    """

    waits: int
    said_s: int
    actual_s: int
    in_range_0_1: float


class BoardQueue(Frame):
    """A queue and how it stands.

    `status` names what keeps newcomers out first. `messages` can be looked at now, their visitors
    are not there. `expected_s`: for whoever comes next, None while nobody can say.
    """

    id: int
    name: str
    team: str
    status: QueueStatus
    closed_by: str = ""
    closed_at: str | None = None
    opens_at: str | None = None
    waiting: int
    messages: int
    max_waiting: int
    longest_since: str | None = None
    deadline_at: str | None = None
    expected_s: int | None = None
    online: int
    free: int
    slots: int
    accuracy: BoardAccuracy | None = None


class BoardTold(Frame):
    """What the visitor reads about their wait: place, and range where there is one."""

    position: int
    low_s: int | None = None
    high_s: int | None = None


class BoardWait(Frame):
    """A visitor who waits, is being offered to somebody, or has a form before them (deferred)."""

    conversation: str
    number: int
    visitor: str
    state: State
    queue: int | None
    priority: int
    reason: str
    sentence: str
    since: str
    deadline_at: str | None
    told: BoardTold | None = None
    asked: BoardPerson | None = None
    asked_until: str | None = None
    wanted: str = ""
    language: str = ""


class BoardTalk(Frame):
    """A conversation that an agent has, or is being asked about."""

    conversation: str
    number: int
    visitor: str
    since: str
    is_offer: bool


class BoardAgent(Frame):
    """Somebody who answers visitors. `is_silent`: says to be there, but no page of theirs is."""

    id: int
    name: str
    presence: Presence
    is_silent: bool
    heard_at: str | None
    load: int
    capacity: int
    teams: list[str]
    queues: list[int]
    skills: list[str]
    languages: list[str]
    talks: list[BoardTalk]


class BoardPromise(Frame):
    """Something owed to a visitor. `at`: the time chosen for a call. `asked`: who is offered it."""

    id: int
    kind: PromiseKind
    conversation: str
    number: int
    visitor: str
    queue: int
    owner: BoardPerson | None
    asked: BoardPerson | None = None
    priority: int
    made_at: str
    at: str | None
    due_at: str
    sentence: str


class BoardTotals(Frame):
    """The numbers at the top; they count what is not listed, too."""

    waiting: int
    longest_since: str | None
    overdue: int
    online: int
    free: int
    slots: int
    messages: int
    promises: int
    promises_overdue: int


class BoardFrame(Frame):
    """Everything on the board. `now`: the server's clock, by which ages are reckoned."""

    type: Literal["board"] = "board"
    now: str
    totals: BoardTotals
    queues: list[BoardQueue]
    waiting: list[BoardWait]
    more_waiting: int
    agents: list[BoardAgent]
    promises: list[BoardPromise]
    more_promises: int


class BoardWelcome(Frame):
    """Answer to `join`. `may_act`: whether the account may do more than look."""

    type: Literal["welcome"] = "welcome"
    heartbeat_s: int
    may_act: bool


class BoardStill(Frame):
    """Answer to `beat`."""

    type: Literal["beat"] = "beat"


class BoardError(Frame):
    """A frame that could not be understood."""

    type: Literal["error"] = "error"
    code: str
    message: str


BoardEvent = Annotated[
    BoardWelcome | BoardFrame | BoardStill | BoardError, Field(discriminator="type")
]
board_event: TypeAdapter[Any] = TypeAdapter(BoardEvent)
