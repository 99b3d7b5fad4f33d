"""Stored decisions read for a backtest: only what is needed, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from escalation.backtest.types import BacktestError, Moment
from escalation.models import Decision
from escalation.types import Action
from knowledge.models import AnswerLabel, LabelSource

LONGEST = timedelta(days=400)
MOST_MOMENTS = 300_000
"""About half a minute of work."""

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to, not including, `until`; aware UTC. Raises BacktestError for a bad one."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise BacktestError("the period ends before it begins")
        if self.until - self.since > LONGEST:
            raise BacktestError(f"a period holds {LONGEST.days} days at most")


def number_of_moments(period: Period, policies: frozenset[int]) -> int:
    """How many there are. Raises BacktestError when they are too many."""
    number = _decisions(period, policies).count()
    if number > MOST_MOMENTS:
        raise BacktestError(
            f"{number} turns lie in this period, {MOST_MOMENTS} at most can be replayed; "
            "choose a shorter one"
        )
    return number


def moments(period: Period, policies: frozenset[int]) -> Iterator[Moment]:
    """The moments judged under these policies, the oldest first; few are in memory at a time."""
    verdicts = _verdicts(period, policies)
    rows = (
        _decisions(period, policies)
        .order_by("created_at", "pk")
        .annotate(seen=Cast("snapshot", TextField()))
        .values_list(
            "conversation_id", "pk", "created_at", "seen", "action", "reason", "answer_record_id"
        )
    )
    escalate = Action.ESCALATE.value
    with transaction.atomic():  # a cursor that need not outlive it is not copied to disk first
        for conversation, pk, at, seen, action, reason, answer in rows.iterator(_AT_ONCE):
            right = verdicts.get(answer) if answer is not None else None
            yield Moment(conversation, pk, at, seen, action == escalate, reason, right)


def _decisions(period: Period, policies: frozenset[int]) -> QuerySet[Decision]:
    return Decision.objects.filter(
        created_at__gte=period.since,
        created_at__lt=period.until,
        policy_version__policy_id__in=policies,
    )


def _verdicts(period: Period, policies: frozenset[int]) -> dict[int, bool]:
    """Answer to whether it is right: the newest word of staff, else the visitor's."""
    rows = AnswerLabel.objects.filter(
        answer__decisions__created_at__gte=period.since,
        answer__decisions__created_at__lt=period.until,
        answer__decisions__policy_version__policy_id__in=policies,
    )
    found: dict[int, bool] = {}
    by_staff: set[int] = set()
    ordered = rows.order_by("created_at", "pk").values_list("answer_id", "source", "right")
    for answer, source, right in ordered.iterator(_AT_ONCE):
        if source != LabelSource.VISITOR:
            by_staff.add(answer)
        elif answer in by_staff:
            continue
        found[answer] = right
    return found
