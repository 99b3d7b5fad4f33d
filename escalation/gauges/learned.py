"""The numbers that were fitted on data, read from `learned.json`; pure.

`python -m bench.gauges --output` makes the file anew; it says there on which data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from escalation.gauges.head import Floats, Head
from escalation.gauges.phrases import BUILT_IN, ExamplePhrase

FILE = Path(__file__).with_name("learned.json")
_NAME_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Learned:
    """`heads`: by gauge, for vectors of the embedder `space` with cues behind them.

    `by_words`: by gauge, for cues alone. `mean`: of those vectors over usual messages.
    `cue_mean`, `cue_scale`: by which cues are put on one scale. `annoyance`: on its own signs.
    """

    origin: str
    space: str
    mean: Floats
    cue_mean: Floats
    cue_scale: Floats
    heads: Mapping[str, Head]
    by_words: Mapping[str, Head]
    annoyance: Head
    phrases: str  # fingerprint of the built-in phrases that took part
    name: str  # changes whenever a number does


@cache
def learned() -> Learned:
    """The numbers this version ships with."""
    text = FILE.read_text(encoding="utf-8")
    rows = json.loads(text)
    return Learned(
        origin=rows["origin"],
        space=rows["space"],
        mean=_array(rows["mean"]),
        cue_mean=_array(rows["cue_mean"]),
        cue_scale=_array(rows["cue_scale"]),
        heads={gauge: head_of(row) for gauge, row in rows["heads"].items()},
        by_words={gauge: head_of(row) for gauge, row in rows["by_words"].items()},
        annoyance=head_of(rows["annoyance"]),
        phrases=rows["phrases"],
        name=hashlib.sha256(text.encode()).hexdigest()[:_NAME_LENGTH],
    )


def head_of(row: Mapping[str, Any]) -> Head:
    """A head as it stands in the file."""
    return Head(row["bias"], _array(row["weights"]), row["slope"], row["offset"])


def fingerprint(phrases: Iterable[ExamplePhrase]) -> str:
    """Changes whenever a phrase, its gauge or its side does; their order means nothing."""
    rows = sorted((one.gauge, one.text, one.counts) for one in phrases)
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:_NAME_LENGTH]


def built_in() -> tuple[ExamplePhrase, ...]:
    """The phrases of all languages."""
    return tuple(one for own in BUILT_IN.values() for one in own)


def _array(numbers: Iterable[float]) -> Floats:
    return np.array(list(numbers), dtype=np.float64)
