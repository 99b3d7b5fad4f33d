"""Values of deciding and handing over; plain Python, no Django.

A `Snapshot` is all a rule may look at. It goes to JSON and back without loss, so that every
decision can be replayed from its stored row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

# Whoever reads values finds what goes wrong with them here too
from escalation.errors import DraftConflictError as DraftConflictError
from escalation.errors import EscalationError as EscalationError
from escalation.errors import PolicyError as PolicyError
from escalation.errors import PromiseRefusedError as PromiseRefusedError
from escalation.errors import PublishedVersionError as PublishedVersionError
from knowledge.types import Answer, AnswerDecision, Assessment, Retrieval


def gettext_noop(message: str) -> str:
    """The message as it is, marked for the translators; whoever shows it translates it."""
    return message


class Stage(StrEnum):
    """The moment of a turn at which rules are asked."""

    BEFORE_ANSWER = "before_answer"
    AFTER_RETRIEVAL = "after_retrieval"
    AFTER_ANSWER = "after_answer"
    FAILED = "failed"
    FEEDBACK = "feedback"  # the visitor judged an answer; no turn is under way


class ReasonCode(StrEnum):
    """Why a person is needed; the wire name, in reports, webhooks and flows alike."""

    HUMAN_REQUESTED = "human_requested"
    LOW_CONFIDENCE = "low_confidence"
    UNGROUNDED_ANSWER = "ungrounded_answer"
    MISSING_KNOWLEDGE = "missing_knowledge"
    KEYWORD = "keyword"
    FRUSTRATION = "frustration"
    INTENT_CATEGORY = "intent_category"
    UNRESOLVED_LIMIT = "unresolved_limit"
    VIP_OR_ATTRIBUTE = "vip_or_attribute"
    SENSITIVE_OR_COMPLIANCE = "sensitive_or_compliance"
    AFTER_HOURS_URGENT = "after_hours_urgent"
    AI_ERROR = "ai_error"
    AI_TIMEOUT = "ai_timeout"
    BUDGET_LIMIT = "budget_limit"
    ABUSE = "abuse"
    AGENT_TAKEOVER = "agent_takeover"
    FLOW_STEP = "flow_step"

    @property
    def label(self) -> str:
        """A few words for lists and badges, in English; shown through gettext."""
        return REASON_LABELS[self]


REASON_LABELS: Mapping[ReasonCode, str] = MappingProxyType(
    {
        ReasonCode.HUMAN_REQUESTED: gettext_noop("Asked for a person"),
        ReasonCode.LOW_CONFIDENCE: gettext_noop("Low confidence"),
        ReasonCode.UNGROUNDED_ANSWER: gettext_noop("Answer not backed by the knowledge base"),
        ReasonCode.MISSING_KNOWLEDGE: gettext_noop("Not in the knowledge base"),
        ReasonCode.KEYWORD: gettext_noop("Keyword"),
        ReasonCode.FRUSTRATION: gettext_noop("Frustration"),
        ReasonCode.INTENT_CATEGORY: gettext_noop("Intent"),
        ReasonCode.UNRESOLVED_LIMIT: gettext_noop("Not solved after several answers"),
        ReasonCode.VIP_OR_ATTRIBUTE: gettext_noop("Visitor attribute"),
        ReasonCode.SENSITIVE_OR_COMPLIANCE: gettext_noop("Sensitive topic"),
        ReasonCode.AFTER_HOURS_URGENT: gettext_noop("Urgent outside business hours"),
        ReasonCode.AI_ERROR: gettext_noop("Assistant failed"),
        ReasonCode.AI_TIMEOUT: gettext_noop("Assistant took too long"),
        ReasonCode.BUDGET_LIMIT: gettext_noop("Budget used up"),
        ReasonCode.ABUSE: gettext_noop("Abuse"),
        ReasonCode.AGENT_TAKEOVER: gettext_noop("Agent stepped in"),
        ReasonCode.FLOW_STEP: gettext_noop("Step of the flow"),
    }
)


class Action(StrEnum):
    """What is to be done about a turn."""

    REPLY = "reply"
    ASK_BACK = "ask_back"
    ESCALATE = "escalate"


class Urgency(StrEnum):
    """How soon a person should look at it; decides the place in the queue."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def priority(self) -> int:
        """Its number in queues, 0..100; higher ones are served first."""
        return URGENCY_PRIORITIES[self]


URGENCY_PRIORITIES: Mapping[Urgency, int] = MappingProxyType(
    {Urgency.LOW: 20, Urgency.NORMAL: 50, Urgency.HIGH: 75, Urgency.URGENT: 95}
)


class HandoffState(StrEnum):
    """The life of a handoff. All but the final states have a deadline."""

    PENDING = "pending"
    FALLBACK = "fallback"
    CONNECTED = "connected"
    CAPTURED = "captured"
    ABANDONED = "abandoned"
    RETURNED = "returned"


OPEN_STATES = frozenset({HandoffState.PENDING, HandoffState.FALLBACK})
FINAL_STATES = frozenset(HandoffState) - OPEN_STATES

LEGAL_SETTLEMENTS: Mapping[HandoffState, frozenset[HandoffState]] = MappingProxyType(
    {
        HandoffState.PENDING: frozenset(HandoffState) - {HandoffState.PENDING},
        HandoffState.FALLBACK: FINAL_STATES,
    }
)
"""From each open state to where it may go. Final states go nowhere."""


class HandoffOrigin(StrEnum):
    """What opened the handoff; reports count triggers only for `escalated`."""

    ESCALATED = "escalated"
    TRANSFERRED = "transferred"  # an agent passed it on, or was lost
    TAKEN_OVER = "taken_over"  # an agent stepped in unasked
    RECOVERED = "recovered"  # the sweeper found somebody waiting without a handoff
    FOLLOW_UP = "follow_up"  # a left message was offered to an agent


class PromiseKind(StrEnum):
    """What is owed to a visitor."""

    CALLBACK = "callback"
    MESSAGE = "message"
    FOLLOW_UP = "follow_up"


class PromiseState(StrEnum):
    """The life of a promise."""

    OPEN = "open"
    KEPT = "kept"
    DROPPED = "dropped"


class CapturedBasis(StrEnum):
    """What is known of a visitor whom nobody could attend to."""

    FORM = "form"
    CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the visitor's text: `text` equals `snapshot.text[start:end]`."""

    start: int
    end: int
    text: str

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {"start": self.start, "end": self.end, "text": self.text}


@dataclass(frozen=True, slots=True)
class Reading:
    """A measured value with the name and version of the gauge that measured it."""

    name: str
    value: float
    gauge: str
    version: int
    evidence: tuple[Span, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "name": self.name,
            "value": self.value,
            "gauge": self.gauge,
            "version": self.version,
            "evidence": [span.to_json() for span in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class RetrievalFacts:
    """What search found. `confidence`: 0..1, from search alone. `parts`: its evidence."""

    confidence: float
    passages: int
    parts: Mapping[str, float] = field(default_factory=dict)
    small_talk: str = ""
    degraded: str = ""


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """What the answerer said of its own answer, before a word of it. `confidence`: 0..1.

    `support`: share of the draft's sentences that its passages carry, 0..1.
    """

    decision: AnswerDecision
    confidence: float
    parts: Mapping[str, float] = field(default_factory=dict)
    intent: str = ""
    sentiment: str = ""
    missing: str = ""
    support: float = 1.0


@dataclass(frozen=True, slots=True)
class EarlierHandoff:
    """A handoff of an earlier episode. `rule`: key of the rule that gave the reason, or empty."""

    rule: str
    reason: ReasonCode
    at: datetime

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {"rule": self.rule, "reason": self.reason.value, "at": self.at.isoformat()}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a rule may look at, at one moment.

    `now`: aware UTC. `text`: the visitor's words that this turn answers. `exchanges`: answers given
    in this episode; `unresolved`: those that did not help. None means not known at this stage.
    `answer_withheld`: a draft existed, but nothing of it stood the check. `hours_open`: whether the
    team that would get it is within its hours. `rated_down`: answers of this episode that the
    visitor called wrong. `pages`: addresses, newest last. `earlier`: newest last.
    """

    now: datetime
    stage: Stage
    text: str
    language: str = "en"
    attributes: Mapping[str, Any] = field(default_factory=dict)
    start_url: str = ""
    exchanges: int = 0
    unresolved: int = 0
    readings: tuple[Reading, ...] = ()
    retrieval: RetrievalFacts | None = None
    assessment: AssessmentFacts | None = None
    answer: str = ""
    answer_withheld: bool = False
    failure: str = ""
    human_available: bool | None = None
    hours_open: bool | None = None
    rated_down: int = 0
    pages: tuple[str, ...] = ()
    earlier: tuple[EarlierHandoff, ...] = ()

    def reading(self, name: str) -> Reading | None:
        """The reading of that name, or None when its gauge failed or did not run."""
        for reading in self.readings:
            if reading.name == name:
                return reading
        return None

    @property
    def confidence(self) -> float | None:
        """The best known confidence, 0..1: of the answer, else of the search."""
        if self.assessment is not None:
            return self.assessment.confidence
        return self.retrieval.confidence if self.retrieval is not None else None

    @property
    def confidence_parts(self) -> Mapping[str, float]:
        """What `confidence` was made of."""
        if self.assessment is not None:
            return self.assessment.parts
        return self.retrieval.parts if self.retrieval is not None else {}

    def to_json(self) -> dict[str, Any]:
        """A JSON object from which `from_json` makes an equal snapshot."""
        from escalation.snapshot_json import encode

        return encode(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Snapshot:
        """The snapshot again. Raises ValueError when `data` is not one."""
        from escalation.snapshot_json import decode

        return decode(data)


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that says: a person. `sentence` is what the agent reads as the reason.

    `evidence` quotes the visitor. `queue` (a slug) and `message` are the rule's own, empty for the
    policy's. `rule` is the rule's place in its policy, from 0; -1 when no rule stood behind it.
    `key` is the rule's name for life, whatever its place. `urgency`: place in the queue, 0..100.
    """

    kind: str
    reason: ReasonCode
    sentence: str
    evidence: tuple[Span, ...] = ()
    priority: int = 0
    queue: str = ""
    message: str = ""
    rule: int = -1
    key: str = ""
    urgency: int = 50

    def to_json(self) -> dict[str, Any]:
        """A JSON object, as stored on decisions."""
        return {
            "kind": self.kind,
            "reason": self.reason.value,
            "sentence": self.sentence,
            "evidence": [span.to_json() for span in self.evidence],
            "priority": self.priority,
            "queue": self.queue,
            "message": self.message,
            "rule": self.rule,
            "key": self.key,
            "urgency": self.urgency,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Fired:
        """The value again. Raises KeyError or ValueError when `data` is not one."""
        return cls(
            kind=data["kind"],
            reason=ReasonCode(data["reason"]),
            sentence=data["sentence"],
            evidence=tuple(Span(**span) for span in data["evidence"]),
            priority=data["priority"],
            queue=data["queue"],
            message=data["message"],
            rule=data["rule"],
            key=data.get("key", ""),
            urgency=data.get("urgency", data["priority"]),
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done. `fired`: every rule that spoke, most important first; `primary` leads."""

    action: Action
    primary: Fired | None = None
    fired: tuple[Fired, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefContext:
    """What the turn knows beyond the database and the agent should see. Parts may be missing.

    `withheld`: drafts that failed the check, never shown to the visitor.
    """

    retrieval: Retrieval | None = None
    assessment: Assessment | None = None
    answer: Answer | None = None
    withheld: tuple[str, ...] = ()
