"""The sets are cut as the page says, and the table has a line for each."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import pytest

from bench import intents
from tests.escalation.intents.sentences import DESK, NEW, OTHERS, lines


def write(folder: Path, name: str, rows: list[dict[str, str | None]]) -> None:
    with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "oos_intents"
    folder.mkdir()
    learned = [
        {"text": text, "intent": intent} for intent, own in DESK.items() for text in lines(own)
    ]
    asked = [{"text": text, "intent": intent} for text, intent in NEW.items()]
    asked += [{"text": text, "intent": None} for text in lines(OTHERS)]
    for name in ("clinc150", "banking77"):
        write(folder, f"train_{name}_10shot", learned)
        other = {"text": "of another split", "intent": "sales", "official_split": "val"}
        write(folder, name, [other, *({**row, "official_split": "test"} for row in asked)])
    write(folder, "train_hint3_odbl", [{**r, "domain": b} for b in intents.BOTS for r in learned])
    write(folder, "hint3_odbl", [{**row, "domain": b} for b in intents.BOTS for row in asked])
    write(folder, "natcs", [{**row, "domain": d} for d in ("a", "b") for row in learned])
    return tmp_path


def test_every_set_has_a_line(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["x", "--data", str(data), "--words-alone", "--json"])
    intents.main()
    found = json.loads(capsys.readouterr().out)["results"]
    assert [row["name"].split(",")[0] for row in found] == [
        "clinc150", "banking77", "hint3 sofmattress", "hint3 curekart", "hint3 powerplay11",
        "natcs a", "natcs b", "desk of clinc150", "desk of banking77",
    ]  # fmt: skip
    clinc = found[0]
    assert clinc["figures"]["rows"] == len(NEW) + len(lines(OTHERS))
    assert clinc["figures"]["accuracy"] > 0.5


def test_a_set_without_examples_learns_from_some_of_its_messages_and_no_other(data: Path) -> None:
    task = next(
        one for one in intents.tasks(data / "oos_intents") if one.name.startswith("natcs a")
    )
    learned = {row.text for row in task.examples}
    assert len(learned) == 6 * len(DESK)
    own = [row for row in task.messages if row.domain == "a"]
    assert not learned & {row.text for row in own}
    assert all(row.intent is None for row in task.messages if row.domain == "b")
