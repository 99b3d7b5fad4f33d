"""Fitting the confidence on this desk's own labels, and choosing which calibration is in use."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge import reliability
from knowledge.learned import model_name
from knowledge.models import Calibration, CalibrationState
from knowledge.refitting import Fitted, Shipped, fit


class CalibrationError(Exception):
    """What was asked for is not possible; `str()` is a sentence for staff."""


def fit_calibration(*, by_id: int | None) -> Calibration:
    """A calibration fitted on the newest labels is stored; it is not in use yet.

    `by_id`: the user who asked for it. Raises CalibrationError when there are too few labels.
    """
    labels = reliability.usable_labels()
    counted = reliability.tally(labels)
    if not counted.is_enough:
        raise CalibrationError(
            _(
                "Not enough labels yet: it takes %(needed)s, of which at least %(each)s say "
                "“right” and %(each)s “wrong”."
            )
            % {"needed": counted.needed, "each": counted.needed_each}
        )
    fitted = fit(labels, shipped())
    return Calibration.objects.create(
        knots=[list(knot) for knot in fitted.knots],
        labels=counted.labels,
        labels_right=counted.right,
        labels_by_source=counted.by_source,
        error_before=fitted.error_before,
        error_after=fitted.error_after,
        created_by_id=by_id,
    )


@transaction.atomic
def activate_calibration(*, calibration_id: int, by_id: int | None) -> Calibration:
    """Confidences are calibrated with this one from now on; other processes follow in seconds.

    Raises CalibrationError for one that is gone, was in use before, or is worse than the shipped.
    """
    row = Calibration.objects.select_for_update(of=("self",)).filter(pk=calibration_id).first()
    if row is None:
        raise CalibrationError(_("This calibration is gone."))
    if row.is_active:
        return row
    if row.state != CalibrationState.PROPOSED:
        raise CalibrationError(_("This calibration was in use before. Fit a new one."))
    if row.judged_by != model_name():
        raise CalibrationError(_("The model has changed since. Fit a new one."))
    if not is_no_worse(row):
        raise CalibrationError(_("This calibration is worse than the shipped one; it is not used."))
    _end_the_one_in_use(by_id)
    row.state, row.activated_at = CalibrationState.ACTIVE, timezone.now()
    row.activated_by_id = by_id
    row.save(update_fields=["state", "activated_at", "activated_by"])
    transaction.on_commit(reliability.forget_kept)
    return row


@transaction.atomic
def drop_calibration(*, by_id: int | None) -> bool:
    """The shipped calibration is in use again; says whether another was."""
    ended = _end_the_one_in_use(by_id)
    transaction.on_commit(reliability.forget_kept)
    return ended


def shipped() -> Shipped:
    """The calibrations that this version ships with."""
    from knowledge.learned import learned

    numbers = learned()
    return Shipped(numbers.confidence.knots, numbers.confidence_by_words.knots)


def is_no_worse(row: Calibration) -> bool:
    """Whether a stored calibration may be put in use."""
    return Fitted((), row.error_before, row.error_after).is_no_worse


def _end_the_one_in_use(by_id: int | None) -> bool:
    active = Calibration.objects.select_for_update(of=("self",)).filter(
        state=CalibrationState.ACTIVE
    )
    return bool(
        active.update(state=CalibrationState.REPLACED, ended_at=timezone.now(), ended_by_id=by_id)
    )
