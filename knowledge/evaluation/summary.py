"""All answers to a question set as a few figures, for each knowledge base and on average; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from knowledge.calibration import Outcome, expected_error
from knowledge.evaluation.answers import Answered, Judged, judged
from knowledge.evaluation.figures import area, level, mean, percentile, share
from knowledge.evaluation.questions import UNDERSPECIFIED, Question
from knowledge.evaluation.tables import number, table

EVERYTHING = "all"


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on one group of questions; None where no row allows it.

    `answerable`, `unanswerable`: numbers of rows. `area`: AUROC of the confidence, answerable
    against each other kind. `resolved`: right document first, with a confidence above the level
    that lets 5 % of the unanswerable through (`level`). Shares of the answerable: `answered_right`
    with words of a right document; `answered_gold`, of those with a short reference answer, with
    that answer in it; `asked_back`. Of the unanswerable: `answered_wrongly`, answered all the same.
    `asked_back_rightly`: of the questions that call for it. `error`: expected calibration error.
    """

    questions: int
    answerable: int = 0
    unanswerable: int = 0
    hit_1: float | None = None
    hit_5: float | None = None
    area: Mapping[str, float | None] = field(default_factory=dict)
    level: float | None = None
    resolved: float | None = None
    error: float | None = None
    answered: float | None = None
    answered_right: float | None = None
    answered_gold: float | None = None
    asked_back: float | None = None
    answered_wrongly: float | None = None
    asked_back_rightly: float | None = None

    def to_json(self) -> dict[str, Any]:
        """A JSON object, shares with four digits."""
        return {name: _rounded(value) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of each group, their means, and how long it took. Times in milliseconds."""

    groups: Mapping[str, Figures]
    macro: Mapping[str, float | None]
    decisions: Mapping[str, int]
    retrieval_p50_ms: float | None
    retrieval_p95_ms: float | None
    total_p50_ms: float | None
    total_p95_ms: float | None

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            **{name: _rounded(value) for name, value in asdict(self).items() if name != "groups"},
            "groups": {name: one.to_json() for name, one in self.groups.items()},
        }


def summarise(questions: Sequence[Question], answers: Sequence[Answered]) -> Summary:
    """The figures for these answers; questions without an answer are left out."""
    rows = judged(questions, answers)
    names = sorted({row.question.group or EVERYTHING for row in rows})
    groups = {
        name: measure([row for row in rows if (row.question.group or EVERYTHING) == name])
        for name in names
    }
    retrieval = [one.retrieval_ms for one in answers]
    total = [one.total_ms for one in answers]
    return Summary(
        groups=groups,
        macro=_macro(list(groups.values())),
        decisions=_counts(answers),
        retrieval_p50_ms=percentile(retrieval, 50),
        retrieval_p95_ms=percentile(retrieval, 95),
        total_p50_ms=percentile(total, 50),
        total_p95_ms=percentile(total, 95),
    )


def measure(rows: Sequence[Judged]) -> Figures:
    """The figures of these rows."""
    good = [row for row in rows if row.is_answerable]
    bad = [row for row in rows if row.is_clear and not row.is_answerable]
    with_gold = [row for row in good if row.gold_words]
    vague = [row for row in rows if row.question.kind == UNDERSPECIFIED]
    limit = level([row.given.confidence for row in bad])
    return Figures(
        questions=len(rows),
        answerable=len(good),
        unanswerable=len(bad),
        hit_1=share(row.found_within(1) for row in good),
        hit_5=share(row.found_within(5) for row in good),
        area=_areas(rows),
        level=limit,
        resolved=None
        if limit is None
        else share(row.is_right and row.given.confidence > limit for row in good),
        error=expected_error(outcomes(rows)) if good or bad else None,
        answered=share(row.given.decision == "answer" for row in rows),
        answered_right=share(row.cites_right for row in good),
        answered_gold=share(row.cites_right and row.has_gold_words for row in with_gold),
        asked_back=share(row.given.decision == "ask_back" for row in good),
        answered_wrongly=share(row.given.decision == "answer" for row in bad),
        asked_back_rightly=share(row.given.decision == "ask_back" for row in vague),
    )


def outcomes(rows: Sequence[Judged]) -> list[Outcome]:
    """What a calibration is held against: confidence, and right document first.

    Questions that the base does not answer count as wrong; unclear ones are left out.
    """
    return [Outcome(row.given.confidence, row.is_right) for row in rows if row.is_clear]


def readable(summary: Summary) -> str:
    """The summary as tables, for people."""
    parts = [", ".join(f"{count} {name}" for name, count in summary.decisions.items())]
    if summary.groups:
        parts += [_quality(summary), _behaviour(summary)]
    parts.append(
        "milliseconds p50 / p95: "
        f"retrieval {number(summary.retrieval_p50_ms, 1)} / {number(summary.retrieval_p95_ms, 1)}, "
        f"whole {number(summary.total_p50_ms, 1)} / {number(summary.total_p95_ms, 1)}"
    )
    return "\n\n".join(parts)


_MEANT = (
    "hit_1", "hit_5", "resolved", "error", "answered", "answered_right", "answered_gold",
    "asked_back", "answered_wrongly", "asked_back_rightly",
)  # fmt: skip
_QUALITY = {"hit_1": "hit@1", "hit_5": "hit@5", "resolved": "resolved", "error": "calib. error"}
_BEHAVIOUR = {
    "answered": "answered",
    "answered_right": "right article",
    "answered_gold": "and gold words",
    "asked_back": "asked back",
    "answered_wrongly": "answered, has no answer",
    "asked_back_rightly": "asked back, unclear",
}


def _quality(summary: Summary) -> str:
    rows = [
        (
            name,
            one.answerable,
            one.unanswerable,
            *(number(getattr(one, key)) for key in _QUALITY),
            ", ".join(f"{kind} {number(value)}" for kind, value in one.area.items()),
        )
        for name, one in summary.groups.items()
    ]
    macro = ("mean", "", "", *(number(summary.macro[key]) for key in _QUALITY), "")
    head = ("base", "answerable", "not", *_QUALITY.values(), "AUROC against")
    return table(head, [*rows, macro])


def _behaviour(summary: Summary) -> str:
    rows = [
        (name, *(number(getattr(one, key)) for key in _BEHAVIOUR))
        for name, one in summary.groups.items()
    ]
    macro = ("mean", *(number(summary.macro[key]) for key in _BEHAVIOUR))
    return table(("base", *_BEHAVIOUR.values()), [*rows, macro])


def _areas(rows: Sequence[Judged]) -> dict[str, float | None]:
    good = [row.given.confidence for row in rows if row.is_answerable]
    kinds = sorted({row.question.kind for row in rows if not row.is_answerable})
    return {
        kind: area(good, [row.given.confidence for row in rows if row.question.kind == kind])
        for kind in kinds
    }


def _macro(groups: Sequence[Figures]) -> dict[str, float | None]:
    return {name: mean(getattr(one, name) for one in groups) for name in _MEANT}


def _counts(answers: Sequence[Answered]) -> dict[str, int]:
    names = ("answer", "ask_back", "escalate")
    return {name: sum(one.decision == name for one in answers) for name in names}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return value
