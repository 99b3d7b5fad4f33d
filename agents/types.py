"""Values of presence, capacity and routing; plain Python, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agents.hours import Hours


class Presence(StrEnum):
    """What an agent says about being there. Busy is not here: it follows from load.

    `finishing`: nothing new, and away as soon as the last conversation has ended.
    """

    OFFLINE = "offline"
    AWAY = "away"
    FINISHING = "finishing"
    ONLINE = "online"


class RoutingRule(StrEnum):
    """Who of several agents with room is asked first."""

    LEAST_LOAD = "least_load"
    LONGEST_IDLE = "longest_idle"
    ROUND_ROBIN = "round_robin"


class LanguageRule(StrEnum):
    """What the visitor's language means for who is asked."""

    ANY = "any"
    PREFER = "prefer"
    REQUIRE = "require"


class FallbackKind(StrEnum):
    """The rungs of a queue's ladder: what catches a visitor for whom nobody can be had."""

    WAIT = "wait"
    CALLBACK = "callback"
    OFFLINE_FORM = "offline_form"
    ASSISTANT_NOTE = "assistant_note"


class WaitEnd(StrEnum):
    """How a wait ended."""

    ANSWERED = "answered"  # an agent joined
    LEFT = "left"  # the visitor ended the conversation
    CAPTURED = "captured"  # a message, a call or a follow-up was promised
    RETURNED = "returned"  # the assistant goes on


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

    `load` counts live assignments, `free_since` is when the last one ended (None: never had any),
    `asked_at` when they were asked last. `languages`: lower-case codes; none: every language.
    `weighs_message`: is being asked about a left message.
    """

    agent_id: int
    load: int
    capacity: int
    free_since: datetime | None
    declined: bool = False
    asked_at: datetime | None = None
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    weighs_message: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a waiting conversation asks of whoever takes it.

    `skills`: slugs, all of them. `agent_id`: whom the visitor knows or who was named.
    """

    rule: RoutingRule = RoutingRule.LEAST_LOAD
    skills: frozenset[str] = frozenset()
    language: str = ""
    language_rule: LanguageRule = LanguageRule.ANY
    agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class QueueState:
    """How a queue stands at one moment.

    `free`: places of the team's online agents; `waiting`: before somebody who comes now. `hours`:
    None when the team can always be reached. `expected_wait_s`: None while nobody can say.
    `is_closed`: by hand; then it is not open either. `is_full`: newcomers are not taken.
    """

    slug: str
    is_open: bool
    online: int
    free: int
    waiting: int
    expected_wait_s: int | None = None
    hours: Hours | None = None
    is_closed: bool = False
    is_full: bool = False


@dataclass(frozen=True, slots=True)
class WaitEstimate:
    """When somebody at this place can expect a person, in seconds from now.

    `position` begins at 1. `low_s` to `high_s` is where about 80 of 100 waits end. `plain_s` is
    `expected_s` before past waits corrected it; the next correction is computed from it.
    """

    position: int
    expected_s: int
    low_s: int
    high_s: int
    plain_s: int = 0


class AgentsError(Exception):
    """Base of this app's errors."""


class NotPossibleError(AgentsError):
    """The step cannot be done now. `code` is for machines, `message` for the agent."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
