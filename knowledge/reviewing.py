"""Reads for reviewers: which answer comes next, and what has to be seen to judge one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, QuerySet
from django.db.models.functions import Floor, Least
from django.utils import timezone

from knowledge.models import AnswerLabel, AnswerRecord, Chunk, LabelSource
from knowledge.reliability import judgeable_answers

BANDS = 10
# Older answers rest on articles that may say something else today.
REVIEWED_DAYS = 90
PASSAGES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class BandStanding:
    """Answers whose confidence begins with `low` percent, and how many of them were reviewed."""

    low: int
    answers: int
    reviewed: int

    @property
    def high(self) -> int:
        """Where the band ends, in percent."""
        return self.low + 100 // BANDS


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage as it was found. `text`: as it stands today, empty when the piece is gone."""

    title: str
    heading: str
    document_id: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Judging:
    """All that somebody has to see to say whether an answer is right."""

    answer: AnswerRecord
    passages: tuple[FoundPassage, ...]
    labels: tuple[AnswerLabel, ...]

    def verdict_of(self, user_id: int | None) -> bool | None:
        """What this reviewer said; None when nothing was said yet."""
        said = [one.right for one in self.labels if one.by_id == user_id and _is_review(one)]
        return said[0] if said else None


def is_reviewed() -> Exists:
    """Whether any reviewer has judged the answer; for filters and annotations."""
    return Exists(AnswerLabel.objects.filter(answer=OuterRef("pk"), source=LabelSource.REVIEWER))


def band_standings() -> list[BandStanding]:
    """Each confidence band with answers of the last REVIEWED_DAYS, lowest first."""
    rows = (
        _recent()
        .annotate(is_reviewed=is_reviewed(), band=_band())
        .values("band")
        .annotate(answers=Count("pk"), reviewed=Count("pk", filter=Q(is_reviewed=True)))
        .order_by("band")
    )
    return [
        BandStanding(int(row["band"]) * 100 // BANDS, row["answers"], row["reviewed"])
        for row in rows
    ]


def next_to_review(skipped: Collection[int] = ()) -> AnswerRecord | None:
    """The newest answer nobody reviewed, of the band with the fewest reviews; None: all are.

    A calibration needs verdicts at every confidence; the newest answers alone are mostly sure ones.
    """
    waiting = _recent().filter(~is_reviewed()).exclude(pk__in=skipped).annotate(band=_band())
    for standing in sorted(band_standings(), key=lambda one: (one.reviewed, one.low)):
        in_band = waiting.filter(band=standing.low * BANDS // 100)
        if answer := in_band.order_by("-created_at", "-pk").first():
            return answer
    return None


def judging(answer: AnswerRecord) -> Judging:
    """The answer with its passages and what was said about it."""
    rows = answer.passages[:PASSAGES_SHOWN]
    texts = dict(
        Chunk.objects.filter(pk__in=[row.get("chunk") for row in rows]).values_list("pk", "text")
    )
    return Judging(
        answer=answer,
        passages=tuple(
            FoundPassage(
                title=str(row.get("title", "")),
                heading=str(row.get("heading", "")),
                document_id=row.get("document"),
                text=texts.get(row.get("chunk"), ""),
            )
            for row in rows
        ),
        labels=tuple(answer.labels.select_related("by").order_by("created_at")),
    )


def _recent() -> QuerySet[AnswerRecord]:
    since = timezone.now() - timedelta(days=REVIEWED_DAYS)
    return judgeable_answers().filter(created_at__gte=since)


def _band() -> Least:
    return Least(Floor(F("confidence") * BANDS), BANDS - 1.0, output_field=FloatField())


def _is_review(label: AnswerLabel) -> bool:
    return label.source == LabelSource.REVIEWER
