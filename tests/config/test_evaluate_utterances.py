"""`manage.py evaluate utterances`: one object a row, the live rules' word on it, honest faults."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.management.commands.evaluate import Command
from escalation.models import GaugePhrase

pytestmark = pytest.mark.django_db

ROWS: list[dict[str, Any]] = [
    {"id": "u1", "text": "Let me talk to a person", "human_request": True},
    {"id": "u2", "text": "Are you a bot?", "context": None, "human_request": False},
    {"id": "u3", "text": "What does the blue lamp cost?", "frustrated": False, "abusive": False},
    {"id": "u4", "text": "This is ridiculous, what a waste of time!", "frustrated": True},
    {"id": "u5", "text": "you are an idiot", "abusive": True},
]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path


def evaluate(*files: Path, output: Path, **options: Any) -> tuple[list[dict[str, Any]], str]:
    """The rows of the output, and what was said on the screen."""
    screen = io.StringIO()
    more = [f"--{name}={value}" for name, value in options.items()]
    call_command(
        Command(), "utterances", "--utterances", *map(str, files), "--output", str(output), *more,
        stdout=screen,
    )  # fmt: skip
    return [json.loads(line) for line in output.read_text().splitlines()], screen.getvalue()


def test_every_row_gets_its_readings_and_the_rules_decision(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.jsonl", ROWS[:2])
    packed = write(tmp_path / "b.jsonl.gz", ROWS[2:])
    rows, said = evaluate(plain, packed, output=tmp_path / "out.jsonl")
    assert [row["id"] for row in rows] == ["u1", "u2", "u3", "u4", "u5"]
    names = {"id", "human_request", "frustration", "abuse", "decision", "reason"}
    assert all(set(row) == names for row in rows)
    assert all(0 <= row[name] <= 1 for row in rows for name in names - {"id", "decision", "reason"})
    assert [row["decision"] for row in rows][:4] == [
        "escalate", "continue", "continue", "escalate",
    ]  # fmt: skip
    assert [row["reason"] for row in rows][:4] == ["human_requested", None, None, "frustration"]
    assert rows[4]["abuse"] >= 0.8
    assert "5 messages" in said
    assert "human_request" in said


def test_earlier_turns_count(tmp_path: Path) -> None:
    context = [
        {"speaker": "user", "text": "where is my parcel"},
        {"speaker": "agent", "text": "Parcels take three days."},
        {"speaker": "user", "text": "that does not help me"},
        {"speaker": "agent", "text": "Parcels take three days."},
        {"speaker": "user", "text": "no, that is not what I asked"},
        {"speaker": "agent", "text": "Parcels take three days."},
    ]
    row = {"id": "u", "text": "still no answer to my question"}
    file = write(tmp_path / "in.jsonl", [row, {**row, "id": "v", "context": context}])
    alone, after = evaluate(file, output=tmp_path / "out.jsonl")[0]
    assert alone["decision"] == "continue"
    assert after["decision"] == "escalate"


def test_phrases_of_managers_count(tmp_path: Path) -> None:
    GaugePhrase.objects.create(gauge="human_request", text="ring the bell", counts=True)
    file = write(tmp_path / "in.jsonl", [{"id": "u", "text": "Please ring the bell!"}])
    rows, _ = evaluate(file, output=tmp_path / "out.jsonl")
    assert rows[0]["human_request"] == 1
    assert rows[0]["reason"] == "human_requested"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "This is not JSON"),
        ('{"id": "x"}', "“text” is missing"),
        ('{"id": "x", "text": 5}', "“text” must be text"),
        ('{"id": "u1", "text": "again"}', "stands already"),
        ('{"id": "x", "text": "t", "context": "hm"}', "“context” must be a list"),
        ('{"id": "x", "text": "t", "context": [{"text": "hm"}]}', "“speaker” is missing"),
    ],
)
def test_broken_input_is_named_and_nothing_is_written(
    tmp_path: Path, line: str, problem: str
) -> None:
    file = write(tmp_path / "in.jsonl", ROWS[:1])
    with file.open("a") as more:
        more.write(line + "\n")
    with pytest.raises(CommandError) as caught:
        evaluate(file, output=tmp_path / "out.jsonl")
    assert caught.value.returncode == 2
    assert f"{file}:2: " in str(caught.value)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == [file]


def test_an_unknown_policy_is_a_clear_fault(tmp_path: Path) -> None:
    file = write(tmp_path / "in.jsonl", ROWS[:1])
    with pytest.raises(CommandError, match="no published policy"):
        evaluate(file, output=tmp_path / "out.jsonl", policy="nobodys")
    assert not (tmp_path / "out.jsonl").exists()
