"""On public questions the answers stay above the floors; skipped where the data is not at hand."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent.parent
# A little below what is reached; the area is what a prototype of one evening reached here.
FLOORS = {"hit_1": 0.79, "hit_5": 0.94}
AREA = 0.826


def data() -> Path:
    """The folder of `kb_support`: named by BATON_EVALUATION_DATA, else `shared/data` above."""
    named = os.environ.get("BATON_EVALUATION_DATA")
    places = [Path(named)] if named else [one / "shared" / "data" for one in ROOT.parents]
    for place in places:
        if (place / "kb_support" / "orsharc").is_dir():
            return place / "kb_support" / "orsharc"
    pytest.skip("no evaluation data: set BATON_EVALUATION_DATA to the folder with kb_support")


@pytest.mark.django_db
def test_a_public_knowledge_base_is_answered_better_than_the_floors(tmp_path: Path) -> None:
    folder = data()
    call_command(
        "evaluate", "answers",
        "--documents", str(folder / "docs.jsonl.gz"),
        "--questions", str(folder / "questions.jsonl.gz"),
        "--ignore-topic",
        "--output", str(tmp_path / "out.jsonl"),
        "--json", str(tmp_path / "summary.json"),
        stdout=io.StringIO(),
    )  # fmt: skip
    found = json.loads((tmp_path / "summary.json").read_text())["groups"]["orsharc"]
    assert {name: found[name] for name in FLOORS if found[name] < FLOORS[name]} == {}
    assert found["area"]["topic_left_out"] >= AREA
