"""Values of presence, capacity and routing; plain Python, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agents.hours import Hours


class Presence(StrEnum):
    """What an agent says about being there. Busy is not here: it follows from load."""

    OFFLINE = "offline"
    AWAY = "away"
    ONLINE = "online"


class OwnerKind(StrEnum):
    """Who owns the next word, for badges."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    AGENT = "agent"
    MESSAGE = "message"  # somebody left a message or waits for a callback
    NOBODY = "nobody"


class AssignmentState(StrEnum):
    """The life of the bond between an agent and a conversation."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    ENDED = "ended"
    DECLINED = "declined"
    EXPIRED = "expired"
    REVOKED = "revoked"


LIVE_ASSIGNMENTS = frozenset({AssignmentState.OFFERED, AssignmentState.ACCEPTED})


class EndReason(StrEnum):
    """Why an agent no longer has a conversation; the wire names of `agent.left`."""

    HANDED_BACK = "handed_back"
    TRANSFERRED = "transferred"
    LOST = "lost"
    RESOLVED = "resolved"
    ENDED = "ended"  # by somebody else: the visitor left, or the fallback took over


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent who may be offered a conversation.

    `load` counts live assignments, `free_since` is when the last one ended (None: never had any).
    """

    agent_id: int
    load: int
    capacity: int
    free_since: datetime | None
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that waits for an agent of one team."""

    conversation_id: int
    queue_id: int
    team_id: int


@dataclass(frozen=True, slots=True)
class QueueState:
    """How a queue stands at one moment.

    `free`: places of the team's online agents; `waiting`: before somebody who comes now. `hours`:
    None when the team can always be reached. `expected_wait_s`: None while nobody can say.
    """

    slug: str
    is_open: bool
    online: int
    free: int
    waiting: int
    expected_wait_s: int | None = None
    hours: Hours | None = None


class AgentsError(Exception):
    """Base of this app's errors."""


class NotPossibleError(AgentsError):
    """The step cannot be done now. `code` is for machines, `message` for the agent."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
