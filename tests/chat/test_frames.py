"""Parsing what clients send: any text is either one command or a refusal, never a crash."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chat.frames import ConversationView, Say, visitor_command

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
TYPES = ["hello", "say", "resume", "history", "typing", "submit_form", "end", "ping", "take_over"]
FIELDS = ["token", "client_id", "text", "after", "before", "limit", "on", "form_id", "values"]


@given(st.text(max_size=60) | st.builds(json.dumps, VALUES))
def test_text_without_a_type_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        visitor_command.validate_json(text)


@given(st.sampled_from(TYPES), st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=3))
def test_commands_hold_what_their_type_allows_or_are_refused(
    type_: str, fields: dict[str, Any]
) -> None:
    try:
        command = visitor_command.validate_json(json.dumps({"type": type_, **fields}))
    except ValidationError:
        return
    assert command.type == type_ != "take_over"
    assert set(fields) <= set(type(command).model_fields)


@given(st.text(alphabet="abcXYZ019_-", min_size=8, max_size=64), st.text(max_size=100))
def test_every_text_of_a_browser_can_be_said(client_id: str, text: str) -> None:
    frame = json.dumps({"type": "say", "client_id": client_id, "text": text})
    assert visitor_command.validate_json(frame) == Say(type="say", client_id=client_id, text=text)


@pytest.mark.parametrize(
    "client_id", ["short", "x" * 65, "with space", "semi;colon", "nül-nül-nül"]
)
def test_client_ids_are_short_and_plain(client_id: str) -> None:
    with pytest.raises(ValidationError):
        Say(type="say", client_id=client_id, text="Hi")


def test_frames_cannot_be_changed_after_parsing() -> None:
    view = ConversationView(id="x", state="assistant", seq=0)
    with pytest.raises(ValidationError):
        view.seq = 5  # type: ignore[misc]
