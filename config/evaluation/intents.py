"""`evaluate intents`: utterances sorted into categories that a few examples define."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.evaluation.base import Progress, Screen, files_argument
from escalation.intents.figures import Figures, Sorted, measure
from escalation.intents.model import IntentModel
from escalation.intents.types import Example, Match
from knowledge.evaluation.output import rows_to
from knowledge.evaluation.rows import Ids, Row, RowError, read_rows
from knowledge.vectors import EmbedderMissingError, Vectors, sentence_vectors

_DIGITS = 6
_AT_ONCE = 32  # utterances between two moves of the bar


class Intents:
    """Shows which category each message would get, and how surely."""

    name = "intents"
    help = "Sorts utterances into the categories that a file of examples defines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Examples and utterances in, categories and scores out."""
        files_argument(parser, "--examples", "JSON Lines: text, intent (null: none of them)")
        files_argument(parser, "--utterances", "JSON Lines: id, text; intent adds figures")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE")
        parser.add_argument(
            "--language", default="en", metavar="CODE", help="of the utterances (en)"
        )

    def run(self, options: Mapping[str, Any], screen: Screen) -> None:
        """Reads everything before anything is written."""
        examples = _examples(options["examples"])
        utterances = _utterances(options["utterances"])
        inputs = [*options["examples"], *options["utterances"]]
        with rows_to(options["output"], inputs) as output:
            progress = Progress(screen, len(utterances))
            progress.say(f"learning from {len(examples)} examples")
            model = IntentModel.fit(examples, _Encoder(options["language"], screen).encode)
            matches: list[Match] = []
            for start in range(0, len(utterances), _AT_ONCE):
                progress.at(start)
                part = utterances[start : start + _AT_ONCE]
                found = model.classify([one.text for one in part])
                for one, match in zip(part, found, strict=True):
                    score = round(match.score, _DIGITS)
                    output.write({"id": one.id, "intent": match.intent, "score": score})
                matches += found
            progress.end()
        screen.write(_readable(utterances, matches))


@dataclass(frozen=True, slots=True)
class _Utterance:
    """`right`: the category that the row names; `is_known`: whether it says anything about it."""

    id: str
    text: str
    right: str | None
    is_known: bool


class _Encoder:
    """Vectors as in the product; without a model, words alone are compared, and that is said."""

    def __init__(self, language: str, screen: Screen) -> None:
        self._language = language
        self._screen = screen
        self._is_missing = False

    def encode(self, texts: Sequence[str]) -> Vectors | None:
        """One row for each text, or None."""
        if self._is_missing:
            return None
        try:
            return sentence_vectors(texts, self._language)
        except EmbedderMissingError as error:
            self._is_missing = True
            self._screen.write(f"Texts are compared by their words only: {error}\n")
            return None


def _examples(files: Sequence[Path]) -> list[Example]:
    found = [Example(row.text("text"), _intent(row)) for row in read_rows(files)]
    if not any(one.intent for one in found):
        raise RowError(files[0], 0, "No example names an intent.")
    return found


def _utterances(files: Sequence[Path]) -> list[_Utterance]:
    ids = Ids()
    found = []
    for row in read_rows(files):
        is_known = "intent" in row.values
        right = _intent(row) if is_known else None
        found.append(_Utterance(ids.take(row), row.text("text"), right, is_known))
    if not found:
        raise RowError(files[0], 0, "There are no utterances.")
    return found


def _intent(row: Row) -> str | None:
    """A name, or None for null. Raises RowError when it is missing, empty or anything else."""
    if row.values.get("intent", "") is None:
        return None
    return row.text("intent")


def _readable(utterances: Sequence[_Utterance], matches: Sequence[Match]) -> str:
    none = sum(match.intent is None for match in matches)
    lines = [f"{len(matches)} utterances, {none} of them fit no category"]
    rows = [
        Sorted(one.right, match.intent, match.score)
        for one, match in zip(utterances, matches, strict=True)
        if one.is_known
    ]
    return "\n".join([*lines, *_figures(measure(rows))]) if rows else lines[0]


def _figures(found: Figures) -> list[str]:
    shown = {
        "right category, of rows that have one": found.accuracy,
        "the same where 80 % of the others are kept out": found.accuracy_kept,
        "area under the curve, fits or not": found.area,
        "Matthews correlation, as given": found.mcc_as_given,
        f"Matthews correlation, scores from {found.mcc_threshold}": found.mcc,
    }
    return [f"{name}: {value:.3f}" for name, value in shown.items() if value is not None]
