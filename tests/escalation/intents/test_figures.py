"""The figures of sorting are what their names say; pure."""

from __future__ import annotations

import pytest

from escalation.intents.figures import Sorted, correlation, measure


def rows(*items: tuple[str | None, str | None, float]) -> list[Sorted]:
    return [Sorted(*item) for item in items]


def test_a_perfect_sorting_has_the_best_figures() -> None:
    found = measure(rows(("a", "a", 0.9), ("b", "b", 0.8), (None, "a", 0.1), (None, None, 0.0)))
    assert (found.accuracy, found.accuracy_kept, found.area, found.mcc) == (1.0, 1.0, 1.0, 1.0)
    assert found.mcc_threshold == pytest.approx(0.15)


def test_equal_scores_count_half() -> None:
    found = measure(rows(("a", "a", 0.5), (None, "a", 0.5)))
    assert found.area == 0.5
    assert found.accuracy_kept == 0.0


def test_correlation_is_that_of_matthews_for_two_sides() -> None:
    some = rows(
        ("a", "a", 1.0), ("a", None, 0.0), (None, "a", 1.0), (None, None, 0.0), ("a", "a", 1)
    )
    # By hand: TP 2, FN 1, FP 1, TN 1.
    assert correlation(some, 0.5) == pytest.approx((2 * 1 - 1 * 1) / (3 * 3 * 2 * 2) ** 0.5)


def test_without_strangers_only_the_accuracy_is_known() -> None:
    found = measure(rows(("a", "a", 0.9), ("b", None, 0.0)))
    assert (found.accuracy, found.area, found.mcc) == (0.5, None, None)
