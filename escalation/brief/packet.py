"""The shape of a brief: what is stored with a handoff, sent to staff and exported as a contract.

Nothing stands in it without its origin: parts that quote name the numbers of their messages, and
`traces` says for every other field which messages, or what else, it rests on.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Source = Literal[
    "messages",  # of this conversation, by number
    "forms",  # in this conversation, by number of the entry
    "rule",  # of the escalation policy
    "assistant",  # its own assessment, before a word of its answer
    "search",  # in the knowledge base
    "visitor_record",  # what forms and earlier conversations left
    "website",  # what the page told: attributes, addresses
    "canned_replies",
    "template",  # our own words, filled with what the seqs say
    "clock",
]
Sure = Literal["given", "said"]
"""`given`: a form, the site or the record holds it. `said`: found in the visitor's words."""


class Part(BaseModel):
    """Base of all parts: unknown fields are refused, so that drift shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Trace(Part):
    """Where a field comes from: messages or entries by number, and what else."""

    source: Source
    seqs: list[int] = []


class Quote(Part):
    """The visitor's words that made a rule fire: characters `start` to `end` of message `seq`.

    `seq` 0: the words stand in no message that is still at hand.
    """

    text: str
    seq: int = 0
    start: int = 0
    end: int = 0


class SaidPart(Part):
    """A message, cut to a few lines."""

    seq: int
    text: str


class SourcePart(Part):
    """A page that something rests on."""

    title: str
    url: str


class AnswerPart(Part):
    """What the assistant answered. `confidence`: 0..1, None when it was not measured."""

    seq: int
    text: str
    confidence: float | None
    sources: list[SourcePart]


class PromisePart(Part):
    """A sentence of the assistant that the visitor may hold us to."""

    seq: int
    text: str
    kind: Literal["person", "outcome"]


class LookedUp(Part):
    """An article that search found near. `score`: about 0..1.6."""

    title: str
    url: str
    score: float


class Fact(Part):
    """Something to know about the visitor or their case. `name` is unique in a brief."""

    name: str
    kind: str
    label: str = ""
    value: str
    sure: Sure
    source: Source
    seqs: list[int] = []


class Mood(Part):
    """How annoyed one message reads, 0..1, and the episode up to it where that was measured."""

    seq: int
    frustration: float
    annoyance: float | None = None


class ConfidencePart(Part):
    """How far the answer could be trusted, with its parts; all 0..1."""

    value: float
    label: str
    parts: dict[str, float]


class Suggestion(Part):
    """A draft that the visitor never saw, or the sentence of an article that came nearest.

    `checked`: the words stand in an article; a draft that failed the check is not.
    """

    text: str
    checked: bool
    sources: list[SourcePart]


class FirstReply(Part):
    """A first reply, ready to be changed and sent. `seqs`: the messages it speaks of."""

    text: str
    seqs: list[int]


class CannedPart(Part):
    """A canned reply that fits. `score`: share of the question's words that it knows, 0..1."""

    id: int
    title: str
    text: str
    score: float


class PagePart(Part):
    """A page of the visitor's way. `at`: ISO 8601 in UTC."""

    url: str
    title: str
    at: str


class EarlierPart(Part):
    """Another conversation of the same visitor."""

    id: str
    opened_at: str
    outcome: str
    last_text: str


class VisitorPart(Part):
    """All that is kept about the visitor, and their way through the site."""

    name: str
    email: str
    attributes: dict[str, Any]
    start_url: str
    start_title: str
    current_url: str
    language: str
    pages: list[PagePart]
    previous_conversations: list[EarlierPart]
    tags: list[str] = []


class Brief(Part):
    """What an agent receives with a handoff. Parts that nobody knows are empty or null."""

    why: str
    reason: str
    reason_label: str
    evidence: list[Quote]
    wants: str
    summary: str
    intent: str
    sentiment: str
    facts: list[Fact]
    asked: list[SaidPart]
    answers: list[AnswerPart]
    promised: list[PromisePart]
    tried: list[SaidPart]
    looked_up: list[LookedUp]
    missing: str
    confidence: ConfidencePart | None
    mood: list[Mood]
    suggestion: Suggestion | None
    reply: FirstReply | None
    canned: list[CannedPart]
    visitor: VisitorPart
    waiting_since: str
    traces: dict[str, Trace] = Field(description="Origin of each field that holds something.")
