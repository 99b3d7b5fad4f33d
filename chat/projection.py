"""What of an entry the visitor may see: an explicit list of fields by kind; pure.

Whatever is not named here does not leave the house.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chat.frames import (
    AgentView,
    BriefLine,
    CitationView,
    EntryView,
    FormField,
    FormOption,
    ImageView,
    LinkView,
)
from chat.types import Audience, Entry, EntryKind, State

VISITOR_FIELDS: Mapping[str, frozenset[str]] = {
    EntryKind.CONVERSATION_OPENED: frozenset(),
    EntryKind.MESSAGE_POSTED: frozenset(
        {"author", "name", "text", "client_id", "citations", "turn", "image", "links"}
    ),
    EntryKind.CONVERSATION_MOVED: frozenset({"from", "to", "move", "outcome", "quiet"}),
    EntryKind.AGENT_JOINED: frozenset({"agent"}),
    EntryKind.AGENT_LEFT: frozenset({"agent", "reason"}),
    EntryKind.QUEUE_ENTERED: frozenset(),
    EntryKind.PROMISE_MADE: frozenset({"kind", "at", "due_at"}),
    EntryKind.ANSWER_RATED: frozenset({"turn", "by", "verdict"}),
    EntryKind.FORM_REQUESTED: frozenset(
        {"form_id", "kind", "title", "text", "is_skippable", "fields"}
    ),
    EntryKind.FORM_SUBMITTED: frozenset({"form_id", "values"}),
    EntryKind.FORM_SKIPPED: frozenset({"form_id"}),
    EntryKind.BRIEF_SHARED: frozenset({"lines"}),
    EntryKind.BRIEF_CORRECTED: frozenset({"client_id", "lines"}),
}

_INNER_FIELDS: Mapping[str, frozenset[str]] = {
    "agent": frozenset(AgentView.model_fields),
    "citations": frozenset(CitationView.model_fields),
    "fields": frozenset(FormField.model_fields),
    "image": frozenset(ImageView.model_fields),
    "links": frozenset(LinkView.model_fields),
    "options": frozenset(FormOption.model_fields),
    "lines": frozenset(BriefLine.model_fields),
}
"""The same for what is nested in those fields, at any depth."""


def visitor_payload(kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `payload` that a visitor may see; empty for kinds that are not listed."""
    allowed = VISITOR_FIELDS.get(kind, frozenset())
    return {key: _inner(key, value) for key, value in payload.items() if key in allowed}


def _inner(key: str, value: Any) -> Any:
    allowed = _INNER_FIELDS.get(key)
    if allowed is None:
        return value
    if isinstance(value, Mapping):
        return {name: _inner(name, inner) for name, inner in value.items() if name in allowed}
    return [_inner(key, one) for one in value] if isinstance(value, list | tuple) else value


def for_visitor(entry: Entry) -> EntryView | None:
    """The entry as the visitor sees it, numbered by `public_seq`; None when it is not for them."""
    if entry.public_seq is None or entry.audience != Audience.PUBLIC:
        return None
    return EntryView.model_construct(
        seq=entry.public_seq,
        kind=entry.kind,
        at=entry.at,
        state=State(entry.state),
        payload=visitor_payload(entry.kind, entry.payload),
    )
