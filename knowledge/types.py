"""Values that retrieval, answering and judging pass to each other; plain Python, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class AnswerDecision(StrEnum):
    """What the answerer proposes to do with a question; rules have the last word."""

    ANSWER = "answer"
    ASK_BACK = "ask_back"
    SMALL_TALK = "small_talk"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved piece of a document.

    `score`: cosine of the best sentence + 0.6 x BM25 / sum of idf, about 0..1.6.
    `best_sentence` is the sentence of `text` that comes nearest to the question.
    """

    chunk_id: int
    document_id: int
    document_ref: str  # stable outside id: slug or the id of an evaluation row
    title: str
    heading: str
    url: str
    text: str
    score: float
    cosine: float
    lexical: float
    best_sentence: str = ""
    sentences: tuple[str, ...] = ()  # of `text`, in order
    questions: tuple[str, ...] = ()  # that the document says it answers
    rank: float = 0.0  # what passages are ordered by: weighed signals, about 0..25


@dataclass(frozen=True, slots=True)
class HistoryTurn:
    """One earlier message: `author` is `visitor`, `assistant` or `agent`."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """Everything an answerer may use. Visitor text is data, never instructions."""

    question: str
    history: tuple[HistoryTurn, ...] = ()
    language: str = "en"
    topic: str = ""
    knowledge_bases: tuple[int, ...] = ()  # primary keys
    profile_id: int | None = None
    brief: str = ""  # what a human settled before handing back
    unsupported: tuple[str, ...] = ()  # statements of a first draft that no passage carried


@dataclass(frozen=True, slots=True)
class Profile:
    """How one assistant answers: the values of an `AssistantProfile` row, free of the database.

    `providers`: names in the order in which they are tried.
    """

    id: int
    slug: str
    display_name: str = "Assistant"
    knowledge_bases: tuple[int, ...] = ()  # primary keys
    providers: tuple[str, ...] = ("extractive",)
    model: str = ""
    effort: str = ""  # "" leaves the choice to the model
    max_tokens: int = 1024
    timeout_s: float = 60.0
    first_token_timeout_s: float = 15.0
    base_url: str = ""
    instructions: str = ""
    greeting: str = ""
    settle_ms: int = 500  # how long to wait for further quick messages before answering
    hold_whole_answer: bool = False  # show nothing before the whole answer was checked
    input_price: float = 0.0  # of a million tokens; 0 when it is not known
    output_price: float = 0.0
    daily_token_budget: int = 0  # what models may use from midnight to midnight; 0: no limit


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the confidence rests on; parts are 0..1 unless said otherwise, None if not measured.

    All but the model's verdict is measured on the question and the best passage.
    """

    top_score: float = 0.0  # fused score, not bounded by 1
    cosine: float = 0.0
    lexical: float = 0.0
    coverage: float = 0.0  # share of the question's idf weight found in the best passage
    sentence_coverage: float = 0.0
    margin: float = 0.0
    strength: float = 0.0  # the weighed signals of the passage, about 0..25
    centroid: float = 0.0  # cosine of the question and the middle of the passage
    crowd: float = 0.0  # how well the question's words fit all candidates
    pairs: float = 0.5  # share of neighbouring words that are neighbours in the best sentence too
    opinion: float = 0.0  # how much the question asks for an opinion or experience
    denies: float = 0.0  # 1 when the question has a "not", "never", "without" ...
    denial_differs: float = 0.0  # 1 when only one of question and best sentence has
    numbers_missing: float = 0.0  # share of the question's numbers the passage does not have
    asks_why: float = 0.0
    passages: int = 0
    model_answerable: float | None = None  # the model's own verdict
    model_confidence: float | None = None
    missing_words: tuple[str, ...] = ()  # words of the question the best passage lacks
    lexical_only: bool = False  # no vectors were compared, so cosines say nothing


@dataclass(frozen=True, slots=True)
class Confidence:
    """How far an answer may be trusted, with its parts. `calibrated` says what the number means."""

    value: float  # 0..1
    parts: Mapping[str, float] = field(default_factory=dict)
    calibrated: bool = False
    odds: float | None = None  # log-odds before calibration; what a calibration is fitted on


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Passages best first, and what was asked of the index in the end."""

    query: str
    passages: tuple[Passage, ...]
    evidence: Evidence
    confidence: Confidence  # from retrieval alone: the gate before any model is asked
    elapsed_ms: float = 0.0
    degraded: str = ""  # why only half of the index was used, empty when all is well
    small_talk: str = ""  # "greeting", "thanks", ...: no passage is needed; empty for a question
    # The desk's own calibration, log-odds and share of right answers; None for the shipped one.
    knots: tuple[tuple[float, float], ...] | None = None
    calibration_id: int | None = None  # of the row that holds them


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage an answer rests on, as visitors and agents see it."""

    document_id: int
    title: str
    url: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answerer's structured verdict, stated before a word of the answer.

    `support`: share of the draft's sentences that its passages carry, 0..1; known once the draft
    is checked, 1 until then and for quotes. Low confidence says "perhaps not in our knowledge",
    low support "found, but the draft says more".
    """

    decision: AnswerDecision
    confidence: Confidence
    intent: str = ""
    sentiment: str = ""  # "", "positive", "neutral", "negative", "frustrated"
    missing: str = ""  # what would be needed to answer, one sentence for the agent
    summary: str = ""  # the visitor's issue in one sentence
    support: float = 1.0


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens and time a provider needed; zero for the embedded answerer.

    `input_tokens` were neither read from the cache (`cached_tokens`) nor written to it
    (`cache_written_tokens`). `cost`: in the currency of the profile's prices; None if unknown.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    elapsed_ms: float = 0.0
    cache_written_tokens: int = 0
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One provider that was tried in vain, and why: codes as in `knowledge.providers.base`."""

    provider: str
    code: str
    retryable: bool = False
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """One checked segment of the answer, in order."""

    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer, as stored. `text` equals the joined deltas."""

    text: str
    citations: tuple[Citation, ...]
    assessment: Assessment
    provider: str
    model: str
    stop_reason: str
    usage: Usage = Usage()
    prompt_version: str = ""
    withheld: tuple[str, ...] = ()  # segments that failed the check; never shown to the visitor


StreamItem = Assessment | Delta | Answer
"""What an answer stream yields: one Assessment first, then Deltas, one Answer last."""


class AnsweringFailed(Exception):
    """No answer could be finished.

    `code`: of the last failure. `attempts`: every provider tried, in order. `released`: words the
    visitor already saw, empty when none. `withheld`: what was not shown of each draft that failed
    the check. `assessment`: of the last of these drafts, None without one.
    """

    def __init__(
        self,
        code: str,
        attempts: tuple[Attempt, ...] = (),
        *,
        released: str = "",
        withheld: tuple[str, ...] = (),
        assessment: Assessment | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.attempts = attempts
        self.released = released
        self.withheld = withheld
        self.assessment = assessment
