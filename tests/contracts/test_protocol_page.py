"""Every frame stands in docs/protocol.md with an example that the server itself would take."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from agents.frames import staff_command, staff_event
from chat.frames import visitor_command, visitor_event
from escalation.board.frames import board_command, board_event

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
SECTIONS: dict[str, TypeAdapter[Any]] = {
    "### Visitor to server": visitor_command,
    "### Server to visitor": visitor_event,
    "### Staff to server": staff_command,
    "### Server to staff": staff_event,
    "### Board to server": board_command,
    "### Server to board": board_event,
}
SHARED = {"entry", "entries", "snapshot", "history", "delta", "typing"}


def examples(heading: str) -> list[str]:
    section = re.split(r"^##+ ", PAGE.split(heading, 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"```json\n(.*?)```", section, flags=re.DOTALL)


def types_of(adapter: TypeAdapter[Any]) -> set[str]:
    return set(adapter.json_schema()["discriminator"]["mapping"])


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_example_is_a_valid_frame(heading: str) -> None:
    found = examples(heading)
    assert found
    for example in found:
        SECTIONS[heading].validate_json(example)


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_frame_has_an_example(heading: str) -> None:
    shown = {json.loads(example)["type"] for example in examples(heading)}
    wanted = types_of(SECTIONS[heading])
    if heading == "### Server to staff":
        wanted -= SHARED
    assert shown == wanted
