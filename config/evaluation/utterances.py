"""`evaluate utterances`: what the gauges read in messages, and what the rules make of each."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from config.evaluation.base import Progress, Screen, files_argument
from config.evaluation.desk import Desk, read_desk
from escalation.gauges.base import Said
from escalation.gauges.instruments import Instruments, Measured, instruments_for
from escalation.measuring import measure
from escalation.services import Case, judge
from escalation.services.deciding import clean
from escalation.types import Action, Snapshot, Stage
from knowledge.evaluation.figures import area
from knowledge.evaluation.output import rows_to
from knowledge.evaluation.rows import Ids, Row, read_rows
from knowledge.evaluation.tables import number, table
from knowledge.language import detect, primary_code
from knowledge.types import HistoryTurn

GAUGES = ("human_request", "frustration", "abuse")
_LABELS = dict(zip(GAUGES, ("human_request", "frustrated", "abusive"), strict=True))
_VISITOR = frozenset({"user", "visitor", "customer"})
_AT_ONCE = 64  # messages that are embedded together
_SAID = 0.5
_DIGITS = 4


class Utterances:
    """Shows what single messages measure, and which of them would bring in a person."""

    name = "utterances"
    help = "Measures messages with the gauges and judges each by the live rules."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Messages in, readings and decisions out."""
        files_argument(parser, "--utterances", "JSON Lines: id, text, context")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("--policy", default="", metavar="SLUG", help="escalation policy")
        parser.add_argument(
            "--language", default="en", metavar="CODE", help="expected of short messages (en)"
        )

    def run(self, options: Mapping[str, Any], screen: Screen) -> None:
        """Reads everything before anything is written."""
        utterances = _utterances(options["utterances"])
        desk = read_desk("", options["policy"], options["language"])
        instruments = instruments_for(desk.taught.phrases)
        results: list[_Result] = []
        with rows_to(options["output"], options["utterances"]) as output:
            progress = Progress(screen, len(utterances))
            for start in range(0, len(utterances), _AT_ONCE):
                progress.at(start)
                for result in _measured(utterances[start : start + _AT_ONCE], instruments, desk):
                    output.write(result.to_json())
                    results.append(result)
            progress.end()
        if desk.note:
            screen.write(desk.note)
        screen.write(_readable(results))


@dataclass(frozen=True, slots=True)
class _Utterance:
    """A message as it is measured. `labels`: what its file says of it, by gauge."""

    id: str
    text: str
    said: tuple[Said, ...]
    labels: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class _Result:
    """Values by gauge; None: the gauge failed. `reason`: of an escalation, else None."""

    utterance: _Utterance
    values: Mapping[str, float | None]
    decision: str
    reason: str | None

    def to_json(self) -> dict[str, Any]:
        """The fixed shape."""
        return {
            "id": self.utterance.id,
            **self.values,
            "decision": self.decision,
            "reason": self.reason,
        }


def _utterances(files: Sequence[Path]) -> list[_Utterance]:
    ids = Ids()
    return [
        _Utterance(ids.take(row), clean(row.text("text")), _context(row), _labels(row))
        for row in read_rows(files)
    ]


def _context(row: Row) -> tuple[Said, ...]:
    return tuple(
        Said(turn.text("speaker") in _VISITOR, clean(turn.text_or_empty("text")))
        for turn in row.objects("context")
    )


def _labels(row: Row) -> dict[str, bool]:
    known = {gauge: row.values.get(name) for gauge, name in _LABELS.items()}
    return {gauge: value for gauge, value in known.items() if isinstance(value, bool)}


def _measured(part: Sequence[_Utterance], instruments: Instruments, desk: Desk) -> list[_Result]:
    languages = [_language(one, desk) for one in part]
    for language in dict.fromkeys(languages):
        texts = [one.text for one, own in zip(part, languages, strict=True) if own == language]
        instruments.embed(texts, language)
    return [
        _judged(
            one, measure(one.text, one.said, language=language, taught=desk.taught), language, desk
        )
        for one, language in zip(part, languages, strict=True)
    ]


def _language(utterance: _Utterance, desk: Desk) -> str:
    earlier = [HistoryTurn("visitor", said.text) for said in utterance.said if said.by_visitor]
    return primary_code(detect(utterance.text, earlier, (desk.language,)))


def _judged(utterance: _Utterance, found: Measured, language: str, desk: Desk) -> _Result:
    """By the rules as they are asked before an answer: nothing but the words is known."""
    snapshot = Snapshot(
        now=timezone.now(),
        stage=Stage.BEFORE_ANSWER,
        text=utterance.text,
        language=language,
        exchanges=found.exchanges,
        unresolved=found.unresolved,
        readings=found.readings,
    )
    case = Case(conversation_id=0, turn_id=None, policy=desk.policy, snapshot=snapshot)
    _, verdict = judge(case, Stage.BEFORE_ANSWER)
    is_over = verdict.action is Action.ESCALATE
    values = {
        name: round(reading.value, _DIGITS) if (reading := found.reading(name)) else None
        for name in GAUGES
    }
    return _Result(
        utterance,
        values,
        "escalate" if is_over else "continue",
        verdict.primary.reason.value if is_over and verdict.primary else None,
    )


def _readable(results: Sequence[_Result]) -> str:
    """How many would bring in a person, and how the readings fit where the file says."""
    over = sum(one.decision == "escalate" for one in results)
    lines = [f"{len(results)} messages; {over} of them would bring in a person", ""]
    rows = [_figures(gauge, results) for gauge in GAUGES]
    head = ("gauge", "labelled", "area", "precision", "recall", "F1")
    return "\n".join([*lines, table(head, [row for row in rows if row])]) + "\n"


def _figures(gauge: str, results: Sequence[_Result]) -> tuple[str, ...] | None:
    """Precision, recall and F1 are those of saying yes from 0.5 on."""
    pairs = [
        (value, label)
        for one in results
        if (value := one.values[gauge]) is not None
        and (label := one.utterance.labels.get(gauge)) is not None
    ]
    hits = sum(value >= _SAID for value, label in pairs if label)
    wanted = sum(label for _, label in pairs)
    said = sum(value >= _SAID for value, _ in pairs)
    if not pairs:
        return None
    figures = (
        area([v for v, label in pairs if label], [v for v, label in pairs if not label]),
        hits / said if said else None,
        hits / wanted if wanted else None,
        2 * hits / (said + wanted) if said + wanted else None,
    )
    return (gauge, str(len(pairs)), *(number(one) for one in figures))
