"""The numbers that were fitted on data, read from `learned.json`; pure.

`python -m bench fit` makes the file anew; it says there on which data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

NAME_LENGTH = 16
FILE = Path(__file__).with_name("learned.json")

Knots = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model: log-odds = bias + sum of weight x feature; then a calibration.

    `knots`: log-odds and the share that was right there, both ascending.
    """

    bias: float
    weights: Mapping[str, float]
    knots: Knots


@dataclass(frozen=True, slots=True)
class Learned:
    """Everything fitted. `opinion`: bias first, then one weight a dimension of the embedder."""

    version: str
    origin: str
    ranking: Mapping[str, float]
    ranking_by_words: Mapping[str, float]
    confidence: Model
    confidence_by_words: Model
    opinion: npt.NDArray[np.float64]
    embedder: str  # fingerprint of the embedder whose vectors `opinion` is for
    name: str  # changes whenever log-odds would: calibrations of other models do not fit


def model_name() -> str:
    """Which model log-odds come from, 16 hexadecimal digits."""
    return learned().name


@cache
def learned() -> Learned:
    """The numbers this version ships with."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return Learned(
        version=rows["version"],
        origin=rows["origin"],
        ranking=rows["ranking"],
        ranking_by_words=rows["ranking_by_words"],
        confidence=_model(rows["confidence"]),
        confidence_by_words=_model(rows["confidence_by_words"]),
        opinion=np.array(rows["opinion"]["weights"], dtype=np.float64),
        embedder=rows["opinion"]["embedder"],
        name=_name(rows),
    )


def _name(rows: Mapping[str, Any]) -> str:
    models = [rows["confidence"], rows["confidence_by_words"]]
    weighed = [rows["ranking"], rows["ranking_by_words"], rows["opinion"]]
    weighed += [[model["bias"], model["weights"]] for model in models]
    return hashlib.sha256(json.dumps(weighed, sort_keys=True).encode()).hexdigest()[:NAME_LENGTH]


def _model(row: Mapping[str, Any]) -> Model:
    knots = tuple((float(odds), float(share)) for odds, share in row["knots"])
    return Model(float(row["bias"]), row["weights"], knots)
