"""Recorded dialogues read from JSON Lines; of each, what the customer said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from knowledge.evaluation.rows import Ids, Row, read_rows

_SPEAKERS = ("user", "agent", "system")
_CUSTOMER = "user"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One recorded chat. `words`: the customer's messages in order, none of them empty."""

    id: str
    words: tuple[str, ...]


def read_dialogues(files: Iterable[Path]) -> list[Dialogue]:
    """All dialogues of these files. Raises RowError for one that cannot be used."""
    ids = Ids()
    return [Dialogue(ids.take(row), _words(row)) for row in read_rows(files)]


def _words(row: Row) -> tuple[str, ...]:
    if "turns" not in row.values:
        raise row.fault("“turns” is missing.")
    words = []
    for number, turn in enumerate(row.objects("turns"), 1):
        if turn.text("speaker") not in _SPEAKERS:
            raise row.fault(f"Turn {number}: the speaker must be one of {', '.join(_SPEAKERS)}.")
        text = turn.text_or_empty("text")
        if turn.values["speaker"] == _CUSTOMER and text.strip():
            words.append(text)
    return tuple(words)
