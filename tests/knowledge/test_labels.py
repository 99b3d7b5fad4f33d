"""What people say about answers: kept once a person, changeable, counted by rule."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from knowledge import reliability, services
from knowledge.models import AnswerLabel, AnswerRecord, Calibration

pytestmark = pytest.mark.django_db


def answer(**fields: object) -> AnswerRecord:
    values = {"question": "What does shipping cost?", "odds": 1.5, "confidence": 0.8}
    return AnswerRecord.objects.create(**{**values, **fields})


def label(row: AnswerRecord, source: str, right: bool | None, by: User | None = None) -> None:
    services.label_answer(answer_id=row.pk, source=source, right=right, by_id=by.pk if by else None)


@pytest.fixture
def mona() -> User:
    return User.objects.create_user("mona", is_staff=True)


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada", is_staff=True)


def test_a_verdict_said_twice_is_kept_once_and_can_be_changed(mona: User) -> None:
    row = answer()
    label(row, "reviewer", True, mona)
    label(row, "reviewer", True, mona)
    assert AnswerLabel.objects.get().right is True
    label(row, "reviewer", False, mona)
    assert AnswerLabel.objects.get().right is False


def test_a_verdict_can_be_withdrawn_also_when_there_is_none(mona: User) -> None:
    row = answer()
    label(row, "reviewer", True, mona)
    label(row, "reviewer", None, mona)
    label(row, "reviewer", None, mona)
    assert not AnswerLabel.objects.exists()


def test_each_person_has_a_verdict_and_the_visitor_one(mona: User, ada: User) -> None:
    row = answer()
    label(row, "reviewer", True, mona)
    label(row, "agent", False, ada)
    label(row, "visitor", True)
    label(row, "visitor", False)
    assert AnswerLabel.objects.filter(answer=row).count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerLabel.objects.create(
            answer=row, source="visitor", right=True, created_at=row.created_at
        )


@pytest.mark.parametrize(("source", "named"), [("visitor", True), ("agent", False)])
def test_staff_are_named_and_visitors_are_not(source: str, named: bool, mona: User) -> None:
    row = answer()
    with pytest.raises(services.LabelError):
        label(row, source, True, mona if named else None)


def test_an_answer_that_is_gone_is_refused(mona: User) -> None:
    with pytest.raises(services.LabelError):
        services.label_answer(answer_id=0, source="reviewer", right=True, by_id=mona.pk)


def test_a_turn_is_labelled_through_its_conversation() -> None:
    conversation = uuid4()
    row = answer(conversation_public_id=conversation, turn_id=7)
    for public_id, turn in ((uuid4(), 7), (conversation, 8)):
        assert not services.label_turn(
            conversation_public_id=public_id, turn_id=turn, source="visitor", right=True
        )
    services.label_turn(
        conversation_public_id=conversation, turn_id=7, source="visitor", right=False
    )
    assert AnswerLabel.objects.get().answer == row


def test_only_answers_that_claimed_something_count() -> None:
    for row in (
        answer(odds=None),
        answer(assessment={"decision": "small_talk"}),
        answer(assessment={"decision": "ask_back"}),
        answer(assessment={"decision": "answer"}),
        answer(assessment={}),  # the search alone gave up on it
    ):
        label(row, "visitor", True)
    assert reliability.judgeable_answers().count() == 2
    assert reliability.tally(reliability.usable_labels()).labels == 2


def test_one_person_counts_once_for_an_answer_in_both_roles(mona: User) -> None:
    row = answer()
    label(row, "agent", True, mona)
    label(row, "reviewer", False, mona)
    (only,) = reliability.usable_labels()
    assert (only.right, only.source, only.weight) == (False, "reviewer", 1.0)


def test_a_visitor_counts_half(settings: Settings) -> None:
    label(answer(), "visitor", False)
    assert reliability.usable_labels()[0].weight == 0.5
    settings.CALIBRATION_VISITOR_PERCENT = 25
    assert reliability.usable_labels()[0].weight == 0.25


def test_it_takes_labels_of_both_kinds(settings: Settings) -> None:
    settings.CALIBRATION_LABELS, settings.CALIBRATION_LABELS_EACH = 4, 2
    for right in (True, True, True, False):
        label(answer(), "visitor", right)
    assert not reliability.tally(reliability.usable_labels()).is_enough
    label(answer(), "visitor", False)
    counted = reliability.tally(reliability.usable_labels())
    assert (counted.is_enough, counted.labels, counted.wrong) == (True, 5, 2)


def test_the_calibration_in_use_costs_no_query_a_turn() -> None:
    reliability.forget_kept()
    assert reliability.calibration_in_use() is None
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert reliability.calibration_in_use() is None
    assert not queries.captured_queries
    row = Calibration.objects.create(
        knots=[[-1.0, 0.2], [2.0, 0.9]],
        labels=100,
        labels_right=60,
        error_before=0.1,
        error_after=0.05,
        state="active",
    )
    reliability.forget_kept()
    in_use = reliability.calibration_in_use()
    reliability.forget_kept()
    assert in_use == reliability.InUse(row.pk, ((-1.0, 0.2), (2.0, 0.9)))


def test_what_was_fitted_for_another_model_is_not_used() -> None:
    values = {"knots": [], "labels": 1, "labels_right": 1, "error_before": 0, "error_after": 0}
    row = Calibration.objects.create(state="active", judged_by="an earlier one", **values)
    reliability.forget_kept()
    assert reliability.calibration_in_use() is None
    reliability.forget_kept()
    Calibration.objects.update(state="proposed")
    with pytest.raises(services.CalibrationError, match="model has changed"):
        services.activate_calibration(calibration_id=row.pk, by_id=None)


def test_two_calibrations_cannot_be_in_use() -> None:
    values = {"knots": [], "labels": 1, "labels_right": 1, "error_before": 0, "error_after": 0}
    Calibration.objects.create(state="active", **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Calibration.objects.create(state="active", **values)
