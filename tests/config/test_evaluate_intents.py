"""`manage.py evaluate intents`: its fixed shape, scores that order rows, and broken input."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES: list[dict[str, Any]] = [
    {"text": "I want to cancel my subscription", "intent": "cancel"},
    {"text": "please end my contract", "intent": "cancel"},
    {"text": "how do I stop the membership?", "intent": "cancel"},
    {"text": "you charged me twice", "intent": "billing"},
    {"text": "my invoice is wrong", "intent": "billing"},
    {"text": "why is there a fee on my bill?", "intent": "billing"},
    {"text": "how high is the mountain behind your office?", "intent": None},
]
UTTERANCES: list[dict[str, Any]] = [
    {"id": "a", "text": "cancel my membership please", "intent": "cancel"},
    {"id": "b", "text": "there is a wrong amount on my invoice", "intent": "billing"},
    {"id": "c", "text": "penguins cannot fly", "intent": None},
]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def run(folder: Path, examples: Path, utterances: Path) -> tuple[list[dict[str, Any]], str]:
    screen = io.StringIO()
    out = folder / "out.jsonl"
    call_command(
        "evaluate", "intents",
        "--examples", str(examples),
        "--utterances", str(utterances),
        "--output", str(out),
        stdout=screen,
    )  # fmt: skip
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()], screen.getvalue()


def test_each_utterance_gets_its_category_and_a_score_and_strangers_none(tmp_path: Path) -> None:
    rows, said = run(
        tmp_path, write(tmp_path / "e.jsonl", EXAMPLES), write(tmp_path / "u.jsonl", UTTERANCES)
    )
    assert [list(row) for row in rows] == [["id", "intent", "score"]] * 3
    assert [(row["id"], row["intent"]) for row in rows] == [
        ("a", "cancel"), ("b", "billing"), ("c", None)
    ]  # fmt: skip
    assert all(0 <= row["score"] <= 1 for row in rows)
    assert min(rows[0]["score"], rows[1]["score"]) > 0.6 > 0.05 > rows[2]["score"]
    assert "3 utterances, 1 of them fit no category" in said
    assert "Matthews correlation" in said


def test_rows_do_not_depend_on_their_company(tmp_path: Path) -> None:
    examples = write(tmp_path / "e.jsonl", EXAMPLES)
    plain = [{"id": row["id"], "text": row["text"]} for row in UTTERANCES]
    together, said = run(tmp_path, examples, write(tmp_path / "u.jsonl", plain))
    alone, _ = run(tmp_path, examples, write(tmp_path / "one.jsonl", plain[1:2]))
    assert together[1] == alone[0]
    assert said.strip() == "3 utterances, 1 of them fit no category"


@pytest.mark.parametrize(
    ("examples", "utterances", "fault"),
    [
        ([{"intent": "x"}], UTTERANCES, "e.jsonl:1: “text” is missing."),
        ([{"text": "a"}], UTTERANCES, "e.jsonl:1: “intent” is missing."),
        ([{"text": "a", "intent": 3}], UTTERANCES, "e.jsonl:1: “intent” must be text"),
        ([{"text": "a", "intent": " "}], UTTERANCES, "e.jsonl:1: “intent” is empty."),
        ([{"text": "a", "intent": None}], UTTERANCES, "e.jsonl: No example names an intent."),
        ([], UTTERANCES, "e.jsonl: No example names an intent."),
        (EXAMPLES, [{"id": "a", "text": "b"}, {"id": "a", "text": "b"}], "u.jsonl:2: The id “a”"),
        (EXAMPLES, [{"text": "b"}], "u.jsonl:1: “id” is missing."),
        (EXAMPLES, [], "u.jsonl: There are no utterances."),
    ],
)
def test_broken_input_is_one_line_and_nothing_is_written(
    tmp_path: Path, examples: list[Any], utterances: list[Any], fault: str
) -> None:
    with pytest.raises(CommandError) as raised:
        run(
            tmp_path, write(tmp_path / "e.jsonl", examples), write(tmp_path / "u.jsonl", utterances)
        )
    assert fault in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.returncode == 2
    assert not (tmp_path / "out.jsonl").exists()


def _data(name: str) -> list[dict[str, Any]]:
    named = os.environ.get("BATON_EVALUATION_DATA")
    places = [Path(named)] if named else [one / "shared" / "data" for one in ROOT.parents]
    for place in places:
        file = place / "oos_intents" / name
        if file.is_file():
            with gzip.open(file, "rt", encoding="utf-8") as rows:
                return [json.loads(row) for row in rows]
    pytest.skip("no evaluation data: set BATON_EVALUATION_DATA to the folder with oos_intents")


def test_public_bots_are_sorted_better_than_the_published_figures(tmp_path: Path) -> None:
    """Ten messages a category of a mattress shop, real messages, a third of them about nothing."""
    examples = [r for r in _data("train_hint3_odbl.jsonl.gz") if r["domain"] == "sofmattress"]
    rows = [r for r in _data("hint3_odbl.jsonl.gz") if r["domain"] == "sofmattress"]
    _, said = run(
        tmp_path, write(tmp_path / "e.jsonl", examples), write(tmp_path / "u.jsonl", rows)
    )
    figures = dict(line.rsplit(": ", 1) for line in said.splitlines() if ": " in line)
    best = next(
        float(v) for k, v in figures.items() if k.startswith("Matthews correlation, scores")
    )
    assert best > 0.66  # published: 0.603
    assert float(figures["right category, of rows that have one"]) > 0.76
