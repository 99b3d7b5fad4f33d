"""The files that the front end generates from are written, complete and up to date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from chat.frames import Say, visitor_command
from config import contracts


def test_committed_files_are_up_to_date() -> None:
    assert contracts.drifted() == [], "run manage.py export_contracts"


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    contracts.write(tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    contracts.write(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_drift_is_seen_in_changed_missing_and_foreign_files(tmp_path: Path) -> None:
    contracts.write(tmp_path)
    assert contracts.drifted(tmp_path) == []
    (tmp_path / "frames.ts").write_text("// by hand")
    (tmp_path / "StaffEvent.schema.json").unlink()
    (tmp_path / "Old.schema.json").write_text("{}")
    assert contracts.drifted(tmp_path) == ["Old.schema.json", "StaffEvent.schema.json", "frames.ts"]
    contracts.write(tmp_path)
    assert contracts.drifted(tmp_path) == []


def test_check_fails_on_drift(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "FOLDER", tmp_path)
    with pytest.raises(CommandError, match=r"frames\.ts"):
        call_command("export_contracts", "--check")


def test_commands_may_leave_out_defaults_and_events_hold_everything() -> None:
    frames = contracts.contract_files()["frames.ts"]
    assert '  type: "hello";\n  token: string;\n  after?: number;' in frames
    assert "  retry_after_s: number | null;" in frames
    assert 'export type State =\n  | "assistant"' in frames
    assert "fields: FormField[];" in frames
    assert "seqs: Record<string, number>;" in frames


def test_schema_describes_what_the_server_parses() -> None:
    schema = json.loads(contracts.contract_files()["VisitorCommand.schema.json"])
    say = schema["$defs"]["Say"]
    assert say["required"] == ["type", "client_id", "text"]
    assert isinstance(
        visitor_command.validate_python({"type": "say", "client_id": "12345678", "text": "Hi"}), Say
    )


def test_a_name_with_two_meanings_is_refused() -> None:
    one = {"$defs": {"X": {"enum": ["a"]}}, "oneOf": []}
    two = {"$defs": {"X": {"enum": ["b"]}}, "oneOf": []}
    with pytest.raises(ValueError, match="X means different things"):
        contracts.typescript({"A": one, "B": two})
