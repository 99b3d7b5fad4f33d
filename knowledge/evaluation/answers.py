"""What became of one question, and how that is judged where the row says what would be right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from knowledge.evaluation.questions import ANSWERABLE, UNCLEAR, Question
from knowledge.evaluation.rows import Ids, Row, RowError, read_rows

DECISIONS = ("answer", "ask_back", "escalate")
MOST_RETRIEVED = 10
# A longer reference answer is a text of its own: no quotation contains it word for word.
GOLD_WORDS = 10

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NO_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of the output. `retrieved`: documents, best first. `answer`: None when escalated."""

    id: str
    retrieved: tuple[str, ...]
    answer: str | None
    cited: tuple[str, ...]
    confidence: float
    decision: str
    reason: str | None
    retrieval_ms: float
    total_ms: float

    def to_json(self) -> dict[str, Any]:
        """A JSON object with exactly these fields."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Judged:
    """A question of which it is known what would be right, and what became of it."""

    question: Question
    given: Answered

    @property
    def is_answerable(self) -> bool:
        """Whether the knowledge base answers it in full."""
        return self.question.kind == ANSWERABLE

    @property
    def is_clear(self) -> bool:
        """Whether answering it is either right or wrong."""
        return self.question.kind not in UNCLEAR

    @property
    def is_right(self) -> bool:
        """Whether its answer is to be had, and the document that comes first has it."""
        return self.is_answerable and self.found_within(1)

    def found_within(self, count: int) -> bool:
        """Whether a document that answers is among the first `count`."""
        return not self.question.gold.isdisjoint(self.given.retrieved[:count])

    @property
    def cites_right(self) -> bool:
        """Whether it was answered with words of a document that answers."""
        answered = self.given.decision == "answer"
        return answered and not self.question.gold.isdisjoint(self.given.cited)

    @property
    def gold_words(self) -> tuple[str, ...]:
        """The reference answers that a quotation can contain: neither Yes, No nor whole texts."""
        plain = (_plain(one) for one in self.question.answers if not one.startswith("ASK:"))
        return tuple(
            one
            for one in plain
            if one and one not in {"yes", "no"} and len(one.split()) <= GOLD_WORDS
        )

    @property
    def has_gold_words(self) -> bool:
        """Whether one of them stands in the answer, punctuation and articles apart."""
        words = f" {_plain(self.given.answer or '')} "
        return any(f" {one} " in words for one in self.gold_words)


def judged(questions: Sequence[Question], answers: Sequence[Answered]) -> list[Judged]:
    """The questions of which it is known what would be right, in their order."""
    given = {one.id: one for one in answers}
    return [
        Judged(question, given[question.id])
        for question in questions
        if question.kind and question.id in given
    ]


def read_answers(file: Path, questions: Sequence[Question]) -> list[Answered]:
    """What `evaluate answers` wrote about these questions. Raises RowError."""
    known = {question.id for question in questions}
    ids = Ids()
    answers = []
    for row in read_rows([file]):
        answers.append(_answered(row, ids))
        if answers[-1].id not in known:
            raise row.fault("None of the questions has this id.")
    if not answers:
        raise RowError(file, 0, "There are no answers.")
    return answers


def _answered(row: Row, ids: Ids) -> Answered:
    decision = row.text("decision")
    if decision not in DECISIONS:
        raise row.fault("“decision” must be answer, ask_back or escalate.")
    return Answered(
        id=ids.take(row),
        retrieved=row.texts("retrieved"),
        answer=row.text_or_empty("answer") or None,
        cited=row.texts("cited"),
        confidence=row.share("confidence"),
        decision=decision,
        reason=row.text_or_empty("reason") or None,
        retrieval_ms=0.0,
        total_ms=0.0,
    )


def _plain(text: str) -> str:
    """Lower case, without punctuation and articles, as question sets are usually judged."""
    words = _NO_WORD.sub(" ", text.lower())
    return " ".join(_ARTICLES.sub(" ", words).split())
