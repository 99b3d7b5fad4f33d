"""What each part of the evidence is worth: the confidence with all of them, and without each one.

A part is taken away by giving every question its mean, in the model as it is shipped: nothing is
fitted anew, so the figures say what this confidence would lose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.calibration import Outcome, calibrated, expected_error
from knowledge.confidence import model_for
from knowledge.evaluation.figures import area, level, mean, share
from knowledge.types import Evidence


@dataclass(frozen=True, slots=True)
class Measured:
    """One clear question and its evidence. `is_right`: answerable, right document first."""

    base: str
    evidence: Evidence
    is_answerable: bool
    is_right: bool


@dataclass(frozen=True, slots=True)
class Worth:
    """Means over the bases. `area`: AUROC, answerable against all that is not; `error`: ECE."""

    area: float | None
    resolved: float | None
    error: float | None


def worth_of_parts(rows: Sequence[Measured]) -> dict[str, Worth]:
    """With all evidence, under "", and without each part that the model weighs."""
    if not rows:
        return {}
    parts = model_for(rows[0].evidence).weights
    return {name: _worth(rows, name) for name in ("", *parts)}


def _worth(rows: Sequence[Measured], without: str) -> Worth:
    usual = mean(getattr(row.evidence, without) for row in rows) if without else None
    odds = [_odds(row.evidence, without, usual or 0.0) for row in rows]
    areas, resolved, errors = [], [], []
    for base in dict.fromkeys(row.base for row in rows):
        own = [(row, one) for row, one in zip(rows, odds, strict=True) if row.base == base]
        bad = [one for row, one in own if not row.is_answerable]
        limit = level(bad)
        areas.append(area([one for row, one in own if row.is_answerable], bad))
        if limit is not None:
            hits = (row.is_right and one > limit for row, one in own if row.is_answerable)
            resolved.append(share(hits))
        errors.append(
            expected_error(
                [Outcome(calibrated(one, model_for(row.evidence).knots), row.is_right)
                 for row, one in own]
            )
        )  # fmt: skip
    return Worth(mean(areas), mean(resolved), mean(errors))


def _odds(evidence: Evidence, without: str, usual: float) -> float:
    model = model_for(evidence)
    return model.bias + sum(
        weight * (usual if name == without else getattr(evidence, name))
        for name, weight in model.weights.items()
    )
