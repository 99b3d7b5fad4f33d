"""The facts that conditions and texts of a flow may ask, as the builder lists them; pure.

Each fact of a conversation is read by `flows.world`; those of forms and calls are remembered by
the run under the same name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from chat.types import State
from escalation.types import ReasonCode, Urgency


class FactType(StrEnum):
    """What a fact can be compared with. A share lies between 0 and 1."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a fact can have."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known, or not, of a conversation.

    `is_prefix`: the name goes on with a free one, such as `visitor.` with `visitor.plan`.
    """

    name: str
    label: str
    group: str
    type: FactType = FactType.TEXT
    choices: tuple[Choice, ...] = ()
    is_prefix: bool = False

    def to_json(self) -> dict[str, Any]:
        """As the builder reads it."""
        return {**asdict(self), "type": self.type.value, "choices": [*map(asdict, self.choices)]}


_STATES = {
    State.ASSISTANT: "With the AI",
    State.QUEUED: "Waiting in a queue",
    State.OFFERED: "Offered to an agent",
    State.WITH_AGENT: "With an agent",
    State.DEFERRED: "A message was left",
    State.CLOSED: "Closed",
}
_OUTCOMES = {
    "escalated": "Escalated",
    "resolved": "Resolved",
    "limit": "Limit of the AI reached",
    "failed": "AI failed",
    "left": "Visitor left",
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_AI, _VISITOR, _TALK, _HOURS = "AI and escalation", "Visitor", "Conversation", "Hours and queue"


def _choices(named: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in named)


FACTS: tuple[Fact, ...] = (
    Fact("escalated", "Escalated", _AI, FactType.YES_NO),
    Fact(
        "reason",
        "Reason of the escalation",
        _AI,
        FactType.CHOICE,
        _choices((code.value, code.label) for code in ReasonCode),
    ),
    Fact("confidence", "Confidence of the last answer", _AI, FactType.SHARE),
    Fact("intent", "Intent", _AI),
    Fact(
        "urgency",
        "Urgency",
        _AI,
        FactType.CHOICE,
        _choices((level.value, level.value.capitalize()) for level in Urgency),
    ),
    Fact("ai_answers", "Answers of the AI Agent Chat", _AI, FactType.NUMBER),
    Fact("ai_declines", "Its declines in a row", _AI, FactType.NUMBER),
    Fact("rated_down", "Answers that the visitor called wrong", _AI, FactType.NUMBER),
    Fact("outcome", "How the AI part ended", _AI, FactType.CHOICE, _choices(_OUTCOMES.items())),
    Fact("visitor.name", "Name", _VISITOR),
    Fact("visitor.email", "E-mail", _VISITOR),
    Fact("visitor.", "Attribute of the visitor", _VISITOR, is_prefix=True),
    Fact("language", "Language", _VISITOR),
    Fact("page", "Page, now", _VISITOR),
    Fact("start_page", "Page where it began", _VISITOR),
    Fact("pages", "Pages seen", _VISITOR),
    Fact("answers.", "Answer in a form", _TALK, is_prefix=True),
    Fact("survey.rating", "Rating in the survey", _TALK, FactType.NUMBER),
    Fact("survey.comment", "Comment in the survey", _TALK),
    Fact("tags", "Tags", _TALK),
    Fact("messages", "Messages of the visitor", _TALK, FactType.NUMBER),
    Fact("episode", "Which time the AI has it", _TALK, FactType.NUMBER),
    Fact(
        "state",
        "State",
        _TALK,
        FactType.CHOICE,
        _choices((state.value, label) for state, label in _STATES.items()),
    ),
    Fact("hours_open", "Within business hours", _HOURS, FactType.YES_NO),
    Fact("queue_length", "People waiting in the default queue", _HOURS, FactType.NUMBER),
    Fact("agents_online", "Agents online for the default queue", _HOURS, FactType.NUMBER),
    Fact("agents_free", "Free places in the default queue", _HOURS, FactType.NUMBER),
    Fact("hour", "Hour of the day, 0 to 23", _HOURS, FactType.NUMBER),
    Fact(
        "weekday",
        "Day of the week",
        _HOURS,
        FactType.CHOICE,
        _choices((day.lower(), day) for day in _WEEKDAYS),
    ),
)
"""In the order of the builder's list. Times are those of the default queue's time zone."""


def is_known_name(name: str) -> bool:
    """Whether a fact can be called so."""
    return any(
        name.startswith(fact.name) and name != fact.name if fact.is_prefix else name == fact.name
        for fact in FACTS
    )


def facts_json() -> list[dict[str, Any]]:
    """The catalogue as the builder reads it."""
    return [fact.to_json() for fact in FACTS]
