"""Reads of the desk's own calibration: which one is in use, and which labels count."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet

from knowledge.learned import model_name
from knowledge.models import (
    AnswerLabel,
    AnswerRecord,
    Calibration,
    CalibrationState,
    LabelSource,
)
from knowledge.types import AnswerDecision

SECONDS_KEPT = 5.0
# Nothing was claimed there that could be right or wrong.
NOT_JUDGED = (AnswerDecision.SMALL_TALK.value, AnswerDecision.ASK_BACK.value)
# The newest ones: the articles and the visitors of two years ago were others.
MOST_LABELS = 5000


@dataclass(frozen=True, slots=True)
class InUse:
    """The desk's calibration that is in use. `knots`: pairs of log-odds and share of right ones."""

    id: int
    knots: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Label:
    """One person's verdict on one answer. `odds`: before calibration. `weight`: 0..1."""

    answer_id: int
    odds: float
    right: bool
    weight: float
    source: str
    lexical_only: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Labels that a calibration can be fitted on, and how many it takes."""

    labels: int
    right: int
    by_source: dict[str, int]
    needed: int
    needed_each: int

    @property
    def wrong(self) -> int:
        """How many said "wrong"."""
        return self.labels - self.right

    @property
    def is_enough(self) -> bool:
        """Whether a calibration fitted on them says anything."""
        return self.labels >= self.needed and min(self.right, self.wrong) >= self.needed_each


@dataclass(slots=True)
class _Kept:
    in_use: InUse | None = None
    until: float = 0.0  # monotonic seconds


_kept = _Kept()


def calibration_in_use() -> InUse | None:
    """The desk's own calibration; None while the shipped one is in use.

    One that was fitted on log-odds of another model, before an upgrade, is not used. Kept for some
    seconds in this process: every turn asks.
    """
    if time.monotonic() >= _kept.until:
        row = Calibration.objects.filter(
            state=CalibrationState.ACTIVE, judged_by=model_name()
        ).first()
        _kept.in_use = InUse(row.pk, knots_of(row)) if row is not None else None
        _kept.until = time.monotonic() + SECONDS_KEPT
    return _kept.in_use


def forget_kept() -> None:
    """The next turn of this process asks the database which calibration is in use."""
    _kept.until = 0.0


def knots_of(row: Calibration) -> tuple[tuple[float, float], ...]:
    """The knots of a stored calibration, by rising log-odds."""
    return tuple((float(place), float(share)) for place, share in row.knots)


def usable_labels() -> list[Label]:
    """The newest labels that a calibration can be fitted on, one for each person and answer.

    Whoever judged an answer as an agent and as a reviewer counts once, as said last.
    """
    rows = (
        AnswerLabel.objects.filter(_claims_something("answer__"), answer__judged_by=model_name())
        .order_by("-created_at", "-pk")
        .values_list(
            "answer_id",
            "answer__odds",
            "right",
            "source",
            "by_id",
            "answer__evidence__lexical_only",
        )[:MOST_LABELS]
    )
    seen: set[tuple[int, object]] = set()
    labels = []
    for answer_id, odds, right, source, by_id, lexical_only in rows:
        person = (answer_id, by_id if by_id is not None else source)
        if person in seen or odds is None:
            continue
        seen.add(person)
        weight = weight_of(source)
        labels.append(Label(answer_id, odds, right, weight, source, bool(lexical_only)))
    return labels


def weight_of(source: str) -> float:
    """How much a verdict counts: a visitor may dislike a right answer, staff looked it up."""
    if source == LabelSource.VISITOR:
        return settings.CALIBRATION_VISITOR_PERCENT / 100
    return 1.0


def tally(labels: list[Label]) -> Tally:
    """How many labels there are, and how many it takes."""
    return Tally(
        labels=len(labels),
        right=sum(one.right for one in labels),
        by_source=dict(Counter(one.source for one in labels)),
        needed=settings.CALIBRATION_LABELS,
        needed_each=settings.CALIBRATION_LABELS_EACH,
    )


def judgeable_answers() -> QuerySet[AnswerRecord]:
    """Answers, given or withheld, of which somebody can say whether they are right."""
    return AnswerRecord.objects.filter(_claims_something())


def _claims_something(prefix: str = "") -> Q:
    decision = f"{prefix}assessment__decision"
    # Without an assessment the search alone decided: there is no key to compare.
    claims = Q(**{f"{decision}__isnull": True}) | ~Q(**{f"{decision}__in": NOT_JUDGED})
    return Q(**{f"{prefix}odds__isnull": False}) & claims
