"""Graphs, what nodes answer, and what can happen to a run; plain Python, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from agents.hours import Hours


class WaitFor(StrEnum):
    """What a waiting run needs before it goes on."""

    VISITOR = "visitor"  # words for the assistant
    AGENT = "agent"  # a person to finish
    FORM = "form"  # a form to be settled
    TIME = "time"  # a moment to come
    CALL = "call"  # an answer from another system


class RunState(StrEnum):
    """The life of one conversation's walk."""

    WAITING = "waiting"
    COMPLETED = "completed"
    ABORTED = "aborted"


class TurnState(StrEnum):
    """The life of one attempt to answer."""

    PENDING = "pending"
    RUNNING = "running"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    SUPERSEDED = "superseded"
    FAILED = "failed"


OPEN_TURNS = (TurnState.PENDING, TurnState.RUNNING)
SETTLED_TURNS = (TurnState.ANSWERED, TurnState.ESCALATED, TurnState.FAILED)
"""Turns after which nothing is owed for the words they took up."""


class CallState(StrEnum):
    """The life of one call to another system."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class HappeningKind(StrEnum):
    """What can happen to a run."""

    BEGUN = "begun"  # a new conversation
    VISITOR_WROTE = "visitor_wrote"
    RESOLVED = "resolved"  # the visitor said that it is settled
    ESCALATED = "escalated"
    AGENT_JOINED = "agent_joined"
    AGENT_RESOLVED = "agent_resolved"
    RETURNED = "returned"  # an agent handed the conversation back
    REOPENED = "reopened"
    FORM_SETTLED = "form_settled"
    NOBODY = "nobody"  # everybody was asked, and nobody came
    ANSWERED = "answered"  # the assistant said something; `declined`: that it has no answer
    LIMIT = "limit"  # the assistant has tried as often as it may
    FAILED = "failed"  # the assistant could not answer
    CALL_DONE = "call_done"  # another system answered, or never will
    LEFT = "left"  # the visitor ended it, or was idle for too long
    TIMED_OUT = "timed_out"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something happened.

    `facts` are for the node that the run stands at (a form's values); `learned` stays with the run
    and can be asked by every later node (reason, outcome, brief).
    """

    kind: HappeningKind
    facts: Mapping[str, Any] = field(default_factory=dict)
    learned: Mapping[str, Any] = field(default_factory=dict)


class Tone(StrEnum):
    """How a port is drawn, beside its words."""

    NEUTRAL = "neutral"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Port:
    """A named exit of a node.

    `default` says in words what happens when nothing is connected; empty: it must be connected.
    `label_field` is the setting that names the port, where the manager may.
    """

    name: str
    label: str
    default: str = ""
    tone: Tone = Tone.NEUTRAL
    label_field: str = ""


@dataclass(frozen=True, slots=True)
class PortList:
    """One port for each entry of a list in the settings.

    It is called as the entry's `key`; entries of old graphs have none: `<prefix><index>`.
    """

    field: str
    prefix: str
    label_field: str
    key_field: str = "key"


class Category(StrEnum):
    """Where the palette shows a kind of node."""

    START = "start"
    TALK = "talk"
    AI = "ai"
    LOGIC = "logic"
    HUMAN = "human"
    DATA = "data"
    END = "end"


class Staffing(StrEnum):
    """Whether people of a team can take somebody on."""

    FREE = "free"
    FULL = "full"  # somebody is there, all are busy
    NONE = "none"  # nobody is there


class Reached(StrEnum):
    """What a way has come to; a visitor who reaches one of these is not stranded."""

    PERSON = "person"
    RESOLVED = "resolved"
    CAPTURED = "captured"  # a message or a request with a way to be reached
    LEFT = "left"  # the visitor went


@dataclass(frozen=True, slots=True)
class Situation:
    """One world in which a flow must not strand anybody; the proof looks at all of them."""

    is_open: bool
    staffing: Staffing
    ai_works: bool
    visitor_answers: bool

    def __str__(self) -> str:
        hours = "within business hours" if self.is_open else "outside business hours"
        people = {
            Staffing.FREE: "a person is free",
            Staffing.FULL: "everybody is busy",
            Staffing.NONE: "nobody is online",
        }[self.staffing]
        model = "" if self.ai_works else ", the AI is down"
        visitor = "" if self.visitor_answers else ", the visitor does not answer"
        return f"{hours}, {people}{model}{visitor}"


@dataclass(frozen=True, slots=True)
class Way:
    """One way a node can be left in a situation; an empty port: the visitor stays there for good.

    `reached` holds from then on.
    """

    port: str
    reached: Reached | None = None


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """How a queue stands at one moment. `free`: places; `waiting`: before who comes now.

    `expected_wait_s`: None while nobody can say. `hours`: None when it can always be reached.
    """

    slug: str
    is_open: bool
    online: int
    free: int
    waiting: int
    expected_wait_s: int | None = None
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class NodeSpec:
    """A node of a graph: its kind and its settings, as stored."""

    id: str
    kind: str
    config: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Edge:
    """From a node's port to a node."""

    source: str
    port: str
    target: str


@dataclass(frozen=True, slots=True)
class CanvasNote:
    """Words on the canvas for whoever edits the flow; they mean nothing to a run."""

    id: str
    text: str
    x: float = 0.0
    y: float = 0.0
    width: float = 220.0
    height: float = 120.0
    color: str = "yellow"


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by id, and edges. Exactly one node is of kind `start`."""

    nodes: Mapping[str, NodeSpec]
    edges: tuple[Edge, ...]
    notes: tuple[CanvasNote, ...] = ()

    def start(self) -> NodeSpec:
        """The node that every run begins with."""
        return next(node for node in self.nodes.values() if node.kind == "start")

    def target(self, source: str, port: str) -> str | None:
        """The node that this port leads to, or None when nothing is connected."""
        for edge in self.edges:
            if edge.source == source and edge.port == port:
                return edge.target
        return None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a graph: errors block publishing, warnings do not.

    `path` are the nodes of one way that shows it; `field` is the setting that it is about.
    """

    level: str  # "error" or "warning"
    node: str  # id, empty for the graph as a whole
    message: str
    code: str = ""
    port: str = ""
    path: tuple[str, ...] = ()
    field: str = ""


@dataclass(frozen=True, slots=True)
class Go:
    """Leave through this port. `why` is one sentence for whoever asks later."""

    port: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Stay here until something happens, at most until the deadline (aware UTC)."""

    wait_for: WaitFor
    until: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """The run is over."""

    outcome: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go back to the assistant node that the run came through, else to the start."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Jump:
    """Go on at another node of this flow, or at the start of another flow (its short name)."""

    node: str = ""
    flow: str = ""
    why: str = ""


Outcome = Go | Wait | Stop | Resume | Jump


@dataclass(frozen=True, slots=True)
class Step:
    """A node was left through a port (empty: it waits there or stopped), and what it read."""

    node: str
    kind: str
    port: str
    target: str = ""
    version: int = 0
    why: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """Where a conversation is in its flow. `memory` survives everything; keys are fact names.

    `version` names the graph: runs stay on the one they began with, or jumped into.
    """

    version: int
    state: RunState = RunState.WAITING
    node: str = ""
    assistant_node: str = ""
    waiting_for: WaitFor | None = None
    until: datetime | None = None
    outcome: str = ""
    memory: Mapping[str, Any] = field(default_factory=dict)


class FlowError(Exception):
    """Base of this app's errors."""


class GraphError(FlowError):
    """The graph cannot be read or walked."""


class DraftConflictError(FlowError):
    """Somebody else saved the draft meanwhile."""
