"""`python -m bench.intents --data FOLDER [--json]`: how well messages are sorted into categories.

Each set is learned from its own examples and judged on other messages. "Desks" are what the product
is for: five categories with eight examples each, drawn from a large set, and everything else in it
belongs nowhere. Nothing is fitted here; the numbers in `escalation/intents` are what is measured.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from bench import machine, screen
from escalation.intents.figures import Figures, Sorted, measure
from escalation.intents.model import IntentModel
from escalation.intents.types import Encode, Example
from knowledge.evaluation.rows import read_rows
from knowledge.vectors import Vectors, sentence_vectors

BOTS = {"sofmattress": 0.603, "curekart": 0.638, "powerplay11": 0.425}
"""Best Matthews correlation that the authors of HINT3 published for each of their bots."""

THRESHOLD = 0.6  # what new rules propose
DESKS = 10
_DESK_SIZE, _DESK_EXAMPLES = 5, 8
_SHOTS = 6  # examples of a category where a set names none
_LEAST = 2  # messages a category must have left then


@dataclass(frozen=True, slots=True)
class Text:
    """A row of the data. `intent`: None where it belongs to no category."""

    text: str
    intent: str | None
    domain: str
    split: str


@dataclass(frozen=True, slots=True)
class Task:
    """Examples, and messages to sort."""

    name: str
    examples: Sequence[Text]
    messages: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Result:
    """`found`, `alarms`: shares at `THRESHOLD` of fitting messages sorted rightly, of others."""

    name: str
    categories: int
    examples: int
    figures: Figures
    found: float | None
    alarms: float | None
    fit_s: float


def main() -> None:
    """Figures on standard output, progress on standard error."""
    options = _options()
    encode: Encode = _nothing if options.words_alone else _Vectors().encode
    results = [_with_step(task, encode) for task in tasks(options.data / "oos_intents")]
    rows = [*results[: -2 * DESKS], *_desks(results[-2 * DESKS :])]
    if options.json:
        found = {"machine": machine.describe(), "results": [asdict(row) for row in rows]}
        print(json.dumps(found, indent=2))
    else:
        print(_table(rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.intents", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--words-alone", action="store_true", help="as without any embedder")
    return parser.parse_args()


def tasks(folder: Path) -> Iterator[Task]:
    """The sets, and last the desks of the two largest ones."""
    clinc, banking = _pair(folder, "clinc150"), _pair(folder, "banking77")
    yield Task("clinc150, 10 examples", *clinc)
    yield Task("banking77, 10 examples", *banking)
    learned, asked = _rows(folder, "train_hint3_odbl"), _rows(folder, "hint3_odbl")
    for bot in BOTS:
        yield Task(f"hint3 {bot}", _of(learned, bot), _of(asked, bot))
    calls = _rows(folder, "natcs")
    for domain in sorted({row.domain for row in calls}):
        yield _split(domain, calls)
    for name, (examples, messages) in (("clinc150", clinc), ("banking77", banking)):
        for number in range(DESKS):
            yield _desk(name, number, examples, messages)


def run(task: Task, encode: Encode) -> Result:
    """Learns and sorts."""
    started = time.perf_counter()
    model = IntentModel.fit([Example(row.text, row.intent) for row in task.examples], encode)
    fit_s = time.perf_counter() - started
    matches = model.classify([row.text for row in task.messages])
    rows = [
        Sorted(row.intent, match.intent, match.score)
        for row, match in zip(task.messages, matches, strict=True)
    ]
    right = [row.right == row.intent and row.score >= THRESHOLD for row in rows if row.right]
    alarms = [row.score >= THRESHOLD for row in rows if row.right is None]
    return Result(
        task.name,
        len(model.intents),
        len(task.examples),
        measure(rows),
        _share(right),
        _share(alarms),
        round(fit_s, 2),
    )


def _with_step(task: Task, encode: Encode) -> Result:
    screen.step(task.name)
    encode([row.text for row in task.examples])  # so that fitting is timed without it
    return run(task, encode)


def _nothing(texts: Sequence[str]) -> None:
    return None


class _Vectors:
    """The vector of each text, made once for all sets."""

    def __init__(self) -> None:
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors | None:
        """One row for each text, in order."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        made = sentence_vectors(new, "en") if new else ()
        if made is None:
            return None
        self._known.update(zip(new, made, strict=True))
        return np.stack([self._known[text] for text in texts])


def _rows(folder: Path, name: str) -> list[Text]:
    return [
        Text(
            row.text("text"),
            row.text_or_empty("intent") or None,
            row.text_or_empty("domain"),
            row.text_or_empty("official_split"),
        )
        for row in read_rows([folder / f"{name}.jsonl.gz"])
    ]


def _pair(folder: Path, name: str) -> tuple[list[Text], list[Text]]:
    """Examples, and messages of the official test split."""
    asked = [row for row in _rows(folder, name) if row.split == "test"]
    return _rows(folder, f"train_{name}_10shot"), asked


def _of(rows: Iterable[Text], domain: str) -> list[Text]:
    return [row for row in rows if row.domain == domain]


def _split(domain: str, rows: Sequence[Text]) -> Task:
    """A few messages of each category to learn from; rare categories and other domains: nowhere."""
    own: dict[str, list[Text]] = {}
    for row in sorted(_of(rows, domain), key=lambda row: _mixed(row.text)):
        own.setdefault(row.intent or "", []).append(row)
    large = [kept for kept in own.values() if len(kept) >= _SHOTS + _LEAST]
    rare = [row for kept in own.values() if len(kept) < _SHOTS + _LEAST for row in kept]
    strangers = [row for row in rows if row.domain != domain]
    return Task(
        f"natcs {domain}, {_SHOTS} examples",
        [row for kept in large for row in kept[:_SHOTS]],
        [row for kept in large for row in kept[_SHOTS:]]
        + [Text(row.text, None, row.domain, row.split) for row in rare + strangers],
    )


def _desk(name: str, number: int, examples: Sequence[Text], messages: Sequence[Text]) -> Task:
    names = sorted(
        {row.intent for row in examples if row.intent}, key=lambda one: _mixed(one, number)
    )
    chosen = set(names[:_DESK_SIZE])
    kept: list[Text] = []
    for one in sorted(chosen):
        kept += [row for row in examples if row.intent == one][:_DESK_EXAMPLES]
    return Task(
        f"desk of {name}",
        kept,
        [
            Text(row.text, row.intent if row.intent in chosen else None, row.domain, row.split)
            for row in messages
        ],
    )


def _mixed(text: str, number: int = 0) -> str:
    """An order that has nothing to do with the texts, the same each time."""
    return sha256(f"{number} {text}".encode()).hexdigest()


def _desks(results: Sequence[Result]) -> Iterator[Result]:
    """The mean of the desks of each set."""
    for name in dict.fromkeys(row.name for row in results):
        own = [row for row in results if row.name == name]
        fields: dict[str, Any] = {
            field: _mean([asdict(row.figures)[field] for row in own])
            for field in ("accuracy", "accuracy_kept", "area", "mcc", "mcc_as_given")
        }
        first = own[0]
        figures = Figures(
            first.figures.rows, round(_mean([r.figures.fitting for r in own])), **fields
        )
        yield Result(
            f"{name}, mean of {len(own)}",
            first.categories,
            first.examples,
            figures,
            _mean([row.found or 0.0 for row in own]),
            _mean([row.alarms or 0.0 for row in own]),
            round(_mean([row.fit_s for row in own]), 2),
        )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _share(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None


def _table(results: Sequence[Result]) -> str:
    head = (
        "set", "categories", "examples", "messages", "accuracy", "at 80 % kept out", "area",
        "MCC", "threshold", f"found at {THRESHOLD}", f"alarms at {THRESHOLD}", "fit s",
    )  # fmt: skip
    return screen.table(head, [_cells(row) for row in results])


def _cells(row: Result) -> tuple[object, ...]:
    own = row.figures
    exact = (own.accuracy, own.accuracy_kept, own.area, own.mcc)
    return (
        row.name,
        row.categories,
        row.examples,
        own.rows,
        *(_three(value) for value in exact),
        "-" if own.mcc_threshold is None else f"{own.mcc_threshold:.2f}",
        _three(row.found),
        _three(row.alarms),
        f"{row.fit_s:.2f}",
    )


def _three(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
