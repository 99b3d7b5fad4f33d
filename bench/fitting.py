"""Small fits in plain numpy: softmax over candidates, logistic with signs; the area under ROC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

STEPS = 1500
RATE = 0.03


@dataclass(frozen=True, slots=True)
class Choice:
    """One question: shape (candidates, signals), which candidates are right, how much it counts."""

    signals: Floats
    right: Bools
    weight: float


def fit_softmax(choices: Sequence[Choice], ridge: float) -> Floats:
    """Weights, one a signal, that make the right candidates likely; none below 0.

    Adam on the mean negative log-likelihood of the right ones together, scaled signals.
    """
    width, most = choices[0].signals.shape[1], max(len(one.right) for one in choices)
    signals = np.zeros((len(choices), most, width))
    right = np.zeros((len(choices), most), dtype=bool)
    there = np.zeros((len(choices), most), dtype=bool)
    for number, one in enumerate(choices):
        count = len(one.right)
        signals[number, :count], right[number, :count] = one.signals, one.right
        there[number, :count] = True
    weights = np.array([one.weight for one in choices])
    weights /= weights.sum()
    scale = signals[there].std(axis=0) + 1e-9
    signals = signals / scale

    def slope(fitted: Floats) -> Floats:
        scores = np.where(there, signals @ fitted, -np.inf)
        scores -= scores.max(axis=1, keepdims=True)
        likely = np.exp(scores)
        likely /= likely.sum(axis=1, keepdims=True)
        good = np.where(right, likely, 0.0)
        good /= np.maximum(good.sum(axis=1, keepdims=True), 1e-12)
        pull = np.einsum("q,qc,qcs->s", weights, likely - good, signals)
        return np.asarray(pull + ridge * fitted)

    found = _descend(slope, np.ones(width), lower=np.zeros(width), upper=np.full(width, np.inf))
    return np.asarray(found / scale)


def fit_logistic(
    features: Floats, right: Bools, weights: Floats, signs: Sequence[int], ridge: float
) -> tuple[float, Floats]:
    """Bias, and one weight a feature whose sign is as asked (0: any)."""
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
    table = np.hstack([(features - mean) / scale, np.ones((len(features), 1))])
    share = weights / weights.sum()
    sign = np.array([*signs, 0])
    lower = np.where(sign > 0, 0.0, -np.inf)
    upper = np.where(sign < 0, 0.0, np.inf)
    holding = np.array([ridge] * len(signs) + [0.0])

    def slope(fitted: Floats) -> Floats:
        likely = 1 / (1 + np.exp(-np.clip(table @ fitted, -30, 30)))
        return np.asarray(table.T @ (share * (likely - right)) + holding * fitted)

    if not any(signs):
        found = _newton(table, right, share, holding)
    else:
        found = _descend(slope, np.zeros(len(sign)), lower, upper)
    fitted = found[:-1] / scale
    return float(found[-1] - fitted @ mean), fitted


def roc_area(scores: Floats, positive: Bools) -> float:
    """The chance that a positive one has the higher score; ties count half."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    for value in np.unique(scores):
        same = scores == value
        if same.sum() > 1:
            ranks[same] = ranks[same].mean()
    count, rest = int(positive.sum()), int((~positive).sum())
    if not count or not rest:
        return float("nan")
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * rest))


def _newton(table: Floats, right: Bools, share: Floats, holding: Floats) -> Floats:
    """The logistic fit without bounds, by Newton steps."""
    fitted = np.zeros(table.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-np.clip(table @ fitted, -30, 30)))
        pull = table.T @ (share * (likely - right)) + holding * fitted
        spread = share * likely * (1 - likely)
        curve = (table * spread[:, None]).T @ table + np.diag(holding + 1e-9)
        move = np.linalg.solve(curve, pull)
        fitted -= move
        if np.abs(move).max() < 1e-6:
            break
    return fitted


def _descend(slope: object, start: Floats, lower: Floats, upper: Floats) -> Floats:
    """Adam with bounds, its steps shrinking to nothing."""
    assert callable(slope)
    fitted, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, STEPS + 1):
        pull = slope(fitted)
        first = 0.9 * first + 0.1 * pull
        second = 0.999 * second + 0.001 * pull**2
        rate = RATE * (1 - step / STEPS)
        move = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-12)
        fitted = np.clip(fitted - rate * move, lower, upper)
    return fitted
