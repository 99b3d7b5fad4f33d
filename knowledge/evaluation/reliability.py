"""How far a confidence means what it says, and what each threshold would let through; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from knowledge.calibration import Band, Outcome, bands, expected_error
from knowledge.evaluation.tables import number, table

STEPS = 20


@dataclass(frozen=True, slots=True)
class Threshold:
    """What happens if only answers with at least this confidence are given.

    `share_answered`: of all questions. `share_wrong`: of those answered, None when there are none.
    """

    threshold: float
    share_answered: float
    share_wrong: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """The reliability table, the expected calibration error, and every threshold in steps of 0.05.

    `judged`: answers that count; `unclear`: left out, because answering is neither right nor wrong.
    """

    judged: int
    unclear: int
    expected_error: float
    bands: tuple[Band, ...]
    thresholds: tuple[Threshold, ...]

    def to_json(self) -> dict[str, Any]:
        """A JSON object, shares with four digits."""
        return {
            "judged": self.judged,
            "unclear": self.unclear,
            "expected_calibration_error": round(self.expected_error, 4),
            "bands": [_rounded(asdict(band)) for band in self.bands],
            "thresholds": [_rounded(asdict(one)) for one in self.thresholds],
        }


def reliability(outcomes: Sequence[Outcome], unclear: int = 0) -> Reliability:
    """Of these outcomes (`value`: confidence); `unclear`: how many were left out before."""
    return Reliability(
        judged=len(outcomes),
        unclear=unclear,
        expected_error=expected_error(outcomes),
        bands=tuple(bands(outcomes)),
        thresholds=tuple(_threshold(outcomes, step / STEPS) for step in range(STEPS + 1)),
    )


def readable(found: Reliability) -> str:
    """The same as tables, for people."""
    curve = table(
        ("confidence", "answers", "mean confidence", "share right"),
        [
            (
                f"{band.low:.1f} to {band.high:.1f}",
                band.count,
                number(band.mean_confidence),
                number(band.share_right),
            )
            for band in found.bands
        ],
    )
    limits = table(
        ("threshold", "share answered", "wrong of these"),
        [
            (f"{one.threshold:.2f}", number(one.share_answered), number(one.share_wrong))
            for one in found.thresholds
        ],
    )
    left_out = f", {found.unclear} unclear ones left out" if found.unclear else ""
    error = f"expected calibration error {number(found.expected_error)}"
    return f"{curve}\n\n{error} over {found.judged} answers{left_out}\n\n{limits}"


def _threshold(outcomes: Sequence[Outcome], threshold: float) -> Threshold:
    answered = [one for one in outcomes if one.value >= threshold]
    wrong = sum(not one.right for one in answered)
    return Threshold(
        threshold=threshold,
        share_answered=len(answered) / len(outcomes) if outcomes else 0.0,
        share_wrong=wrong / len(answered) if answered else None,
    )


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in values.items()
    }
