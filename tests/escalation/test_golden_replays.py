"""Verdicts that were stored replay to the byte, those of older layouts too.

A test here that fails shows what a change does to decisions. When that is what was meant, judge the
files anew (tests/replays/make.py says how); the changed verdicts then stand in the diff.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from escalation.replay import Difference, StoredDecision, differences, identity, replay
from escalation.rules import parse_rules
from escalation.triggers import TRIGGERS
from escalation.types import Snapshot, Stage

FILES = sorted((Path(__file__).parents[1] / "replays").glob("*.jsonl"))
NEWEST = FILES[-1]
OLD_KINDS = {
    "v1": {
        "assistant_failed",
        "empty_promise",
        "human_request",
        "keyword",
        "low_confidence",
        "missing_knowledge",
        "ungrounded_answer",
        "unresolved",
    },
}
"""The triggers that there were under each layout of the past."""
OLD_STAGES = {"v1": set(Stage) - {Stage.FEEDBACK}}


def rows_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def decisions_of(rows: list[dict[str, Any]]) -> Iterator[StoredDecision]:
    rules = {row["policy"]: parse_rules(row["rules"]) for row in rows if "policy" in row}
    for row in rows:
        for policy, verdict in row.get("verdicts", {}).items():
            yield StoredDecision(
                id=f"{row['id']} under {policy}",
                snapshot=row["snapshot"],
                rules=rules[policy],
                **verdict,
            )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_stored_verdicts_replay_to_the_byte(file: Path) -> None:
    found = identity(decisions_of(rows_of(file)))
    told = "\n".join(
        f"{one.id}\n  stored   {one.stored}\n  replayed {one.replayed}" for one in found.differences
    )
    assert found.identical == found.decisions, told
    assert found.decisions > 200


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_trigger_and_every_stage_is_among_them(file: Path) -> None:
    rows = rows_of(file)
    kinds = {
        fired["kind"]
        for row in rows
        for verdict in row.get("verdicts", {}).values()
        for fired in verdict["fired"]
    }
    stages = {row["snapshot"]["stage"] for row in rows if "snapshot" in row}
    assert kinds == OLD_KINDS.get(file.stem, set(TRIGGERS))
    assert stages == OLD_STAGES.get(file.stem, set(Stage))


def test_what_follows_from_a_verdict_is_the_same_too() -> None:
    """Queue, urgency and key of each rule that spoke: in the layout of today, to the byte."""
    rows = rows_of(NEWEST)
    rules = {row["policy"]: parse_rules(row["rules"]) for row in rows if "policy" in row}
    for row in rows:
        for policy, verdict in row.get("verdicts", {}).items():
            found = replay(row["snapshot"], rules[policy])
            assert [one.to_json() for one in found.fired] == verdict["fired"], row["id"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_the_rules_saw_survives_being_read_and_written(file: Path) -> None:
    for row in rows_of(file):
        if "snapshot" in row:
            seen = Snapshot.from_json(row["snapshot"])
            assert Snapshot.from_json(json.loads(json.dumps(seen.to_json()))) == seen


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_rule_that_is_taken_away_shows_wherever_it_spoke(file: Path) -> None:
    rows = rows_of(file)
    spoke = Counter(
        row["id"]
        for row in rows
        for fired in row.get("verdicts", {}).get("standard", {}).get("fired", ())
        if fired["kind"] == "keyword"
    )
    for row in rows:
        if row.get("policy") == "standard":
            row["rules"] = [rule for rule in row["rules"] if "keyword" not in json.dumps(rule)]
    changed = {one.id for one in _changed(rows, "standard")}
    assert spoke
    assert changed >= {f"{id_} under standard" for id_ in spoke}


def test_a_snapshot_that_cannot_be_read_is_a_difference() -> None:
    broken = StoredDecision(7, {"stage": "failed"}, "reply", "", [], ())
    (found,) = differences([broken])
    assert isinstance(found, Difference)
    assert "cannot be replayed" in found.replayed


def _changed(rows: list[dict[str, Any]], policy: str) -> list[Difference]:
    decisions = [one for one in decisions_of(rows) if str(one.id).endswith(f"under {policy}")]
    return [one for one in differences(decisions) if one is not None]
