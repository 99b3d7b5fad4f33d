"""The desk's own calibration: fitted on labels, measured on unseen ones, put in use and dropped."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from knowledge import reliability, services
from knowledge.calibration import Knots, logistic
from knowledge.models import AnswerLabel, AnswerRecord, Calibration, KnowledgeBase
from knowledge.providers.reading import ReplyReader
from knowledge.refitting import Shipped, fit
from knowledge.retrieval import retrieve_now
from knowledge.types import AnswerRequest, Assessment

KNOTS: Knots = ((-3.0, 0.05), (0.0, 0.5), (3.0, 0.95))
SHIPPED = Shipped(KNOTS, KNOTS)


@dataclass(frozen=True)
class Said:
    """One verdict."""

    answer_id: int
    odds: float
    right: bool
    weight: float = 1.0
    lexical_only: bool = False


def said(shift: float, count: int = 400) -> list[Said]:
    """Verdicts of a desk whose answers are right as often as odds moved by `shift` say."""
    dice = random.Random(5)
    odds = [dice.uniform(-3, 3) for _ in range(count)]
    return [Said(n, one, dice.random() < logistic(one + shift)) for n, one in enumerate(odds)]


def test_a_desk_with_harder_questions_gets_lower_confidences() -> None:
    fitted = fit(said(-1.5), SHIPPED)
    assert fitted.is_no_worse
    assert fitted.error_after < fitted.error_before / 2
    assert all(after[1] < before[1] for after, before in zip(fitted.knots, KNOTS, strict=True))


def test_a_few_verdicts_move_little_and_many_move_more() -> None:
    few, many = fit(said(-1.5, 20), SHIPPED), fit(said(-1.5, 2000), SHIPPED)
    assert many.knots[1][1] < few.knots[1][1] < 0.5


def test_the_fit_does_not_depend_on_the_order_of_the_verdicts() -> None:
    verdicts = said(-1.0)
    assert fit(verdicts, SHIPPED).error_after == pytest.approx(
        fit(verdicts[::-1], SHIPPED).error_after
    )


def test_a_visitors_verdict_moves_half_as_much() -> None:
    heavy = [Said(n, 0.0, False) for n in range(30)]
    light = [Said(n, 0.0, False, weight=0.5) for n in range(30)]
    assert fit(heavy, SHIPPED).knots[1][1] < fit(light, SHIPPED).knots[1][1] < 0.5


def test_nothing_cannot_be_fitted_on() -> None:
    with pytest.raises(ValueError, match="nothing to fit"):
        fit([], SHIPPED)


@pytest.fixture
def mona(db: None) -> User:
    return User.objects.create_user("mona", is_staff=True)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    reliability.forget_kept()
    yield
    reliability.forget_kept()


def labelled(shift: float, count: int = 150) -> None:
    """As many answers of such a desk, with a reviewer's verdict each."""
    reviewer = User.objects.create_user("reviewer", is_staff=True)
    answers = AnswerRecord.objects.bulk_create(
        AnswerRecord(question=f"Question {one.answer_id}", odds=one.odds, confidence=0.5)
        for one in said(shift, count)
    )
    AnswerLabel.objects.bulk_create(
        AnswerLabel(
            answer=answer,
            source="reviewer",
            right=one.right,
            by=reviewer,
            created_at=timezone.now(),
        )
        for answer, one in zip(answers, said(shift, count), strict=True)
    )


@pytest.mark.django_db
def test_too_few_labels_are_refused_with_what_it_takes(mona: User) -> None:
    labelled(-1.0, 30)
    with pytest.raises(services.CalibrationError, match="it takes 100"):
        services.fit_calibration(by_id=mona.pk)
    assert not Calibration.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fitted_calibration_is_used_only_once_it_is_put_in_use(mona: User) -> None:
    labelled(-1.5)
    row = services.fit_calibration(by_id=mona.pk)
    assert (row.labels, row.created_by) == (150, mona)
    assert reliability.calibration_in_use() is None
    services.activate_calibration(calibration_id=row.pk, by_id=mona.pk)
    in_use = reliability.calibration_in_use()
    assert in_use is not None
    assert in_use.id == row.pk
    assert len(in_use.knots) > 1
    services.activate_calibration(calibration_id=row.pk, by_id=mona.pk)  # again: nothing happens
    assert Calibration.objects.filter(state="active").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_next_one_replaces_it_and_the_shipped_one_can_come_back(mona: User) -> None:
    labelled(-1.5)
    first, second = (services.fit_calibration(by_id=mona.pk) for _ in range(2))
    services.activate_calibration(calibration_id=first.pk, by_id=mona.pk)
    services.activate_calibration(calibration_id=second.pk, by_id=mona.pk)
    first.refresh_from_db()
    assert (first.state, first.ended_by) == ("replaced", mona)
    assert services.drop_calibration(by_id=mona.pk)
    assert not services.drop_calibration(by_id=mona.pk)
    assert reliability.calibration_in_use() is None
    with pytest.raises(services.CalibrationError, match="before"):
        services.activate_calibration(calibration_id=first.pk, by_id=mona.pk)


@pytest.mark.django_db
def test_a_worse_calibration_is_never_put_in_use(mona: User) -> None:
    row = Calibration.objects.create(
        knots=[[0.0, 0.5]], labels=100, labels_right=50, error_before=0.04, error_after=0.05
    )
    with pytest.raises(services.CalibrationError, match="worse"):
        services.activate_calibration(calibration_id=row.pk, by_id=mona.pk)
    with pytest.raises(services.CalibrationError, match="gone"):
        services.activate_calibration(calibration_id=0, by_id=mona.pk)
    row.refresh_from_db()
    assert row.state == "proposed"


@pytest.mark.django_db(transaction=True)
def test_answers_are_judged_by_the_calibration_in_use(help_centre: KnowledgeBase) -> None:
    request = AnswerRequest("What does shipping cost?", knowledge_bases=(help_centre.pk,))
    before = retrieve_now(request)
    assert before.calibration_id is None
    row = Calibration.objects.create(
        knots=[[-9.0, 0.31], [9.0, 0.33]],
        labels=100,
        labels_right=50,
        error_before=0.2,
        error_after=0.1,
    )
    services.activate_calibration(calibration_id=row.pk, by_id=None)
    after = retrieve_now(request)
    assert after.confidence.odds == before.confidence.odds
    assert 0.31 <= after.confidence.value <= 0.33
    record = AnswerRecord.objects.get(
        pk=services.record_answer(request=request, found=after, answer=None)
    )
    assert (record.calibration, record.odds) == (row, after.confidence.odds)
    reader = ReplyReader(after.passages, after.evidence, "en", knots=after.knots)
    (assessment,) = reader.feed(
        '{"decision": "no_answer", "confidence": 0.5, "intent": "", "sentiment": "neutral", '
        '"missing": "", "summary": "", "answer": ""}'
    )
    assert isinstance(assessment, Assessment)
    assert 0.31 <= assessment.confidence.parts["search"] <= 0.33
    services.drop_calibration(by_id=None)
    assert retrieve_now(request).confidence == before.confidence
