"""On labelled messages and chats the shipped gauges stay above floors.

The data is not part of the product: BATON_EVAL_DATA names its folder, else `../shared/data`
beside the checkout is looked at. The shipped numbers were fitted on it, so this guards against
breaking them; what they are worth on new data is in docs/escalation-quality.md.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from escalation.gauges.base import Said
from escalation.gauges.instruments import instruments_for
from knowledge.evaluation.figures import area

_ROOT = Path(__file__).resolve().parents[3]
_FOLDER = Path(os.environ.get("BATON_EVAL_DATA") or _ROOT.parent / "shared" / "data")

pytestmark = pytest.mark.skipif(
    not (_FOLDER / "escalation" / "utterances.jsonl.gz").is_file(),
    reason=f"no labelled utterances under {_FOLDER}; set BATON_EVAL_DATA",
)

_EVERY_CHAT = 5  # one chat in so many: enough to notice a break, and quick


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@cache
def utterances() -> tuple[dict[str, Any], ...]:
    """Those that say something about a gauge, every second of them."""
    names = ("human_request", "frustrated", "abusive")
    found = [
        row
        for path in sorted((_FOLDER / "escalation").glob("utterances*.jsonl.gz"))
        for row in rows(path)
        if any(row[name] is not None for name in names) or row["tags"]
    ]
    kept = tuple(found[::2])
    for start in range(0, len(kept), 256):
        instruments_for().embed([row["text"] for row in kept[start : start + 256]])
    return kept


def labelled(gauge: str, name: str) -> tuple[list[float], list[float]]:
    """Readings of what counts, and of what does not."""
    sides: dict[bool, list[float]] = {True: [], False: []}
    for row in utterances():
        if row[name] is not None:
            sides[row[name]].append(instruments_for().read(gauge, row["text"]).reading.value)
    return sides[True], sides[False]


def test_requests_for_a_person() -> None:
    yes, no = labelled("human_request", "human_request")
    hits, alarms = sum(one >= 0.5 for one in yes), sum(one >= 0.5 for one in no)
    assert 2 * hits / (len(yes) + hits + alarms) >= 0.98


@pytest.mark.parametrize("tag", ["asks_if_bot", "negated_request"])
def test_no_false_alarm_on_what_only_sounds_like_a_request(tag: str) -> None:
    tagged = [row["text"] for row in utterances() if tag in (row["tags"] or ())]
    assert [
        text
        for text in tagged
        if instruments_for().read("human_request", text).reading.value >= 0.5
    ] == []


def test_frustration_and_abuse() -> None:
    assert (area(*labelled("frustration", "frustrated")) or 0) >= 0.86
    assert (area(*labelled("abuse", "abusive")) or 0) >= 0.95


def test_annoyed_customers() -> None:
    sides: dict[bool, list[float]] = {True: [], False: []}
    for row in list(rows(_FOLDER / "dialogues" / "star.jsonl.gz"))[::_EVERY_CHAT]:
        said = [
            Said(turn["speaker"] == "user", turn["text"])
            for turn in row["turns"]
            if turn["speaker"] != "system" and turn["text"]
        ]
        last = max(n for n, one in enumerate(said) if one.by_visitor)
        measured = instruments_for().measure(said[last].text, said[:last], "en")
        found = measured.reading("annoyance")
        assert found is not None
        sides[bool(row["labels"]["user_annoyed"])].append(found.value)
    assert (area(sides[True], sides[False]) or 0) >= 0.75
