"""From examples to everything a fitted model needs; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from escalation.intents import ridge
from escalation.intents.calibrate import USUAL, Scale, fitted_scale
from escalation.intents.confusions import Confusion, confusions
from escalation.intents.likeness import Compared, Likeness
from escalation.intents.types import Encode, Example, Floats
from escalation.intents.words import folded

_STIFFNESS = 0.2
_BACKGROUND_STIFFNESS = 0.6
"""Of the regression: our own background counts a third of a manager's example."""

_TOO_NEAR = 0.6
_NOTHING = 1e6
"""Background this like an example counts nothing: a desk that has a category for it means it."""

MOST_EXAMPLES = 4000
"""Fitting takes the cube of their number: so many take some seconds and 130 MB a table."""

_NAME_PARTS = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")


class Kind(Enum):
    """What a row of a model is."""

    EXAMPLE = "example"
    NAME = "name"
    NONE = "none"  # an example of what belongs to no category
    BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class Row:
    """A text that the model knows; `category` is -1 where it belongs to none."""

    text: str
    category: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Learned:
    """`weights`: (rows, categories); `among`: plain likeness of all rows with each other."""

    intents: tuple[str, ...]
    rows: tuple[Row, ...]
    likeness: Likeness
    weights: Floats
    among: Floats
    scale: Scale
    confusions: tuple[Confusion, ...]


def learn(
    examples: Sequence[Example],
    encode: Encode,
    background: Sequence[str],
    names: Mapping[str, str],
) -> Learned:
    """Fits all of it: seconds for 150 categories with 10 examples each, apart from their vectors.

    Of more than `MOST_EXAMPLES` the largest categories lose their last ones.
    """
    intents = tuple(sorted({one.intent for one in examples if one.intent is not None}))
    rows = _rows(thinned(examples), intents, names)
    rows += tuple(Row(text, -1, Kind.BACKGROUND) for text in background if intents)
    likeness = Likeness.of([row.text for row in rows], encode)
    compared = likeness.to([row.text for row in rows], likeness.vectors)
    category = np.array([row.category for row in rows], dtype=np.int64)
    stiffness = _stiffness(rows, compared, likeness)
    fitted = ridge.fit(_even(compared), category, len(intents), stiffness)
    is_example = _of_kind(rows, Kind.EXAMPLE)
    texts = [row.text for row in rows if row.kind is Kind.EXAMPLE]
    return Learned(
        intents,
        rows,
        likeness,
        fitted.weights,
        compared.plain,
        _scale(fitted, rows, category, stiffness < _NOTHING),
        confusions(fitted.left_out[is_example], category[is_example], texts, intents),
    )


def thinned(examples: Sequence[Example], most: int = MOST_EXAMPLES) -> list[Example]:
    """At most so many examples, in order: each category keeps its first ones, as evenly as can be.

    Every category keeps at least one.
    """
    sizes = Counter(one.intent for one in examples)
    each = max(sizes.values(), default=0)
    while each > 1 and sum(min(size, each) for size in sizes.values()) > most:
        each -= 1
    seen: Counter[str | None] = Counter()
    kept = []
    for one in examples:
        seen[one.intent] += 1
        if seen[one.intent] <= each:
            kept.append(one)
    return kept


def readable_name(key: str) -> str:
    """A key as words: "card_lost" and "CardLost" as "card lost"."""
    return " ".join(part for part in _NAME_PARTS.split(key) if part).lower()


def _rows(
    examples: Sequence[Example], intents: Sequence[str], names: Mapping[str, str]
) -> tuple[Row, ...]:
    """The examples, each once, and the names of their categories."""
    column = {intent: index for index, intent in enumerate(intents)}
    found: dict[tuple[str, int], Row] = {}
    for one in examples:
        category = -1 if one.intent is None else column[one.intent]
        kind = Kind.NONE if one.intent is None else Kind.EXAMPLE
        found.setdefault((folded(one.text), category), Row(one.text, category, kind))
    for intent, category in column.items():
        name = names.get(intent) or readable_name(intent)
        if name:
            found.setdefault((folded(name), category), Row(name, category, Kind.NAME))
    return tuple(found.values())


def _stiffness(rows: Sequence[Row], compared: Compared, likeness: Likeness) -> Floats:
    """What each row counts: those of large categories less, background like an example nothing."""
    category = np.array([row.category for row in rows], dtype=np.int64)
    belongs = category >= 0
    sizes = np.bincount(category[belongs], minlength=1)
    usual = float(np.median(sizes[sizes > 0])) if belongs.any() else 1.0
    stiffness = np.full(len(rows), _STIFFNESS)
    stiffness[belongs] *= np.sqrt(sizes[category[belongs]] / usual)
    is_background = _of_kind(rows, Kind.BACKGROUND)
    near = compared.plain[:, belongs].max(axis=1, initial=0.0) >= _TOO_NEAR * likeness.own
    stiffness[is_background] = _BACKGROUND_STIFFNESS
    stiffness[is_background & near] = _NOTHING
    return stiffness


def _even(compared: Compared) -> Floats:
    """Symmetric to the last bit, which the words of a text and of a row need not be."""
    return (compared.bent + compared.bent.T) / 2


def _scale(
    fitted: ridge.Ridge,
    rows: Sequence[Row],
    category: npt.NDArray[np.int64],
    counts: npt.NDArray[np.bool_],
) -> Scale:
    """From examples that got their own category without themselves, against what fits nowhere."""
    if not fitted.left_out.shape[1]:
        return USUAL
    best = fitted.left_out.max(axis=1)
    is_example = _of_kind(rows, Kind.EXAMPLE)
    is_right = is_example & (fitted.left_out.argmax(axis=1) == category)
    without = fitted.without_category[is_example].max(axis=1)
    groups = [without[np.isfinite(without)]]
    groups += [best[counts & _of_kind(rows, kind)] for kind in (Kind.NONE, Kind.BACKGROUND)]
    return fitted_scale(best[is_right], groups)


def _of_kind(rows: Sequence[Row], kind: Kind) -> npt.NDArray[np.bool_]:
    return np.array([row.kind is kind for row in rows], dtype=bool)
