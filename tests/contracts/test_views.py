"""View before + entries = view after; the front end's tests read the same file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chat.frames import ConversationView, EntryView
from chat.types import EntryKind
from chat.view import fold, fold_all

FIXTURES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "views.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture["name"])
def test_view_before_and_entries_make_the_view_after(fixture: dict[str, Any]) -> None:
    before = ConversationView.model_validate(fixture["before"])
    entries = [EntryView.model_validate(entry) for entry in fixture["entries"]]
    after = ConversationView.model_validate(fixture["after"])

    assert fold_all(before, entries).model_dump() == after.model_dump()
    assert after.model_dump(mode="json") == fixture["after"], "fixtures spell every field out"


def test_fixtures_hold_every_kind_of_entry() -> None:
    held = {entry["kind"] for fixture in FIXTURES for entry in fixture["entries"]}
    assert held == {kind.value for kind in EntryKind}


def test_a_gap_is_refused() -> None:
    view = ConversationView.model_validate(FIXTURES[0]["before"])
    entry = EntryView.model_validate(FIXTURES[0]["entries"][1])
    with pytest.raises(ValueError, match="gap: 0 -> 2"):
        fold(view, entry)
