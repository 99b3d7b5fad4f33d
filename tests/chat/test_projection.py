"""What the visitor may see of an entry; everything else stays in the house."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.frames import (
    AgentView,
    BriefLine,
    CitationView,
    FormField,
    FormOption,
    ImageView,
    LinkView,
)
from chat.projection import VISITOR_FIELDS, for_visitor, visitor_payload
from chat.types import Audience, Entry, EntryKind
from tests.chat.payloads import SECRET, allowed_names, payloads

STAFF_WORDS = (
    "actor", "brief", "confidence", "decision", "detail", "extra", "email", "fired", "note",
    "queue", "reason_text", "ref", "score", "sentence", "trigger",
)  # fmt: skip


def _entry(kind: EntryKind, payload: dict[str, Any], audience: Audience = Audience.PUBLIC) -> Entry:
    return Entry(
        conversation_id=1,
        public_id="x",
        seq=9,
        public_seq=4 if audience is Audience.PUBLIC else None,
        kind=kind,
        audience=audience,
        at="2026-03-02T12:00:00+00:00",
        state="assistant",
        epoch=3,
        payload=payload,
    )


@given(st.sampled_from(EntryKind), payloads())
def test_only_listed_fields_leave_the_house(kind: EntryKind, payload: dict[str, Any]) -> None:
    view = for_visitor(_entry(kind, payload))
    assert view is not None
    assert set(view.payload) <= VISITOR_FIELDS.get(kind, frozenset())
    assert view.seq == 4, "the visitor's own number, not the staff's"
    assert SECRET not in json.dumps(view.model_dump(mode="json"))


@given(st.sampled_from(EntryKind), payloads())
def test_what_is_listed_arrives_unchanged(kind: EntryKind, payload: dict[str, Any]) -> None:
    shown = visitor_payload(kind, payload)
    for name in VISITOR_FIELDS.get(kind, frozenset()) & payload.keys():
        assert shown[name] == allowed_names(name, payload[name])


@given(st.sampled_from(EntryKind), payloads())
def test_staff_entries_are_not_for_visitors_at_all(
    kind: EntryKind, payload: dict[str, Any]
) -> None:
    assert for_visitor(_entry(kind, payload, Audience.STAFF)) is None


@pytest.mark.parametrize("kind", EntryKind)
def test_no_kind_lists_what_is_for_staff(kind: EntryKind) -> None:
    assert VISITOR_FIELDS.get(kind, frozenset()).isdisjoint(STAFF_WORDS)


def test_what_is_nested_is_listed_too() -> None:
    payload = {
        "author": "assistant",
        "text": "Gladly.",
        "citations": [{"title": "T", "url": "/t", "quote": "q", "chunk": 7, "score": 0.4}],
    }
    shown = visitor_payload(EntryKind.MESSAGE_POSTED, payload)
    assert shown["citations"] == [{"title": "T", "url": "/t", "quote": "q"}]
    option = {"value": "a", "label": "A", "url": "", "port": "branch_0"}
    field = {"name": "way", "label": "Way", "kind": "buttons", "options": [option], "port": "x"}
    asked = visitor_payload(EntryKind.FORM_REQUESTED, {"form_id": "f", "fields": [field]})
    assert asked["fields"][0].keys() == {"name", "label", "kind", "options"}
    assert asked["fields"][0]["options"] == [{"value": "a", "label": "A", "url": ""}]
    joined = {"agent": {"id": 1, "name": "Ada", "email": "ada@example.com", "load": 3}}
    assert visitor_payload(EntryKind.AGENT_JOINED, joined) == {"agent": {"id": 1, "name": "Ada"}}


def test_the_views_that_clients_fold_hold_no_staff_fields() -> None:
    views = (AgentView, BriefLine, CitationView, FormField, FormOption, ImageView, LinkView)
    assert {name for view in views for name in view.model_fields}.isdisjoint(STAFF_WORDS)
