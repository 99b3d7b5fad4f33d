"""Forms in the thread: checked against what was asked, and settled once."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from chat.forms import settle_form
from chat.models import Conversation, TimelineEntry
from chat.services import record
from chat.types import Audience, EntryKind, RefusedMessageError
from tests import builders

pytestmark = pytest.mark.django_db

VALUES = {"email": "vera@example.com", "words": "Please call me"}


@pytest.fixture
def talk() -> Conversation:
    """A conversation in which a form was asked."""
    conversation = builders.open_conversation_with("Hello")
    builders.request_form(conversation)
    return conversation


def _settled(conversation: Conversation) -> list[TimelineEntry]:
    kinds = [EntryKind.FORM_SUBMITTED, EntryKind.FORM_SKIPPED]
    return list(TimelineEntry.objects.filter(conversation=conversation, kind__in=kinds))


def _settle(
    conversation: Conversation, values: dict[str, str] | None, form: str = "form-1"
) -> None:
    settle_form(conversation_id=conversation.pk, form_id=form, values=values)


def _field(kind: str, **field: Any) -> Conversation:
    """A conversation in which one field is asked."""
    conversation = builders.open_conversation_with("Hello")
    asked = {"name": "one", "label": "This", "kind": kind, **field}
    builders.request_form(conversation, fields=[asked])
    return conversation


def test_a_submitted_form_is_kept_with_its_values(talk: Conversation) -> None:
    _settle(talk, VALUES)
    (entry,) = _settled(talk)
    assert entry.kind == EntryKind.FORM_SUBMITTED
    assert entry.payload == {"form_id": "form-1", "kind": "offline", "values": VALUES}
    assert entry.public_seq is not None


def test_a_skipped_form_is_kept_without_values(talk: Conversation) -> None:
    _settle(talk, None)
    (entry,) = _settled(talk)
    assert entry.kind == EntryKind.FORM_SKIPPED
    assert entry.payload == {"form_id": "form-1", "kind": "offline"}


@pytest.mark.parametrize(
    "order", list(itertools.product([VALUES, None, {"email": "vera@example.org"}], repeat=2))
)
def test_settling_again_changes_nothing(
    talk: Conversation, order: tuple[dict[str, str] | None, ...]
) -> None:
    first, again = order
    _settle(talk, first)
    before = _settled(talk)
    _settle(talk, again)
    _settle(talk, {"email": "nonsense"})
    assert _settled(talk) == before


def test_a_form_that_was_never_asked_is_refused(talk: Conversation) -> None:
    other = builders.open_conversation_with("Hello")
    builders.request_form(other, "form-of-another")
    record(
        conversation_id=talk.pk,
        kind=EntryKind.FORM_REQUESTED,
        payload={"form_id": "staff-only", "kind": "survey", "fields": []},
        audience=Audience.STAFF,
    )
    for form_id in ("unknown", "form-of-another", "staff-only"):
        with pytest.raises(RefusedMessageError) as refused:
            _settle(talk, VALUES, form_id)
        assert refused.value.code == "unknown_form"
    assert not _settled(talk)


def test_only_what_was_asked_is_kept(talk: Conversation) -> None:
    _settle(talk, {**VALUES, "is_admin": "yes"})
    assert _settled(talk)[0].payload["values"] == VALUES


def test_what_was_left_empty_is_kept_as_empty(talk: Conversation) -> None:
    _settle(talk, {"email": "  vera@example.com "})
    assert _settled(talk)[0].payload["values"] == {"email": "vera@example.com", "words": ""}


REFUSED = [
    ("text", {"required": True}, "", "This is needed"),
    ("text", {"required": True}, "   ", "This is needed"),
    ("text", {"max_chars": 5}, "abcdef", "This is too long"),
    ("long_text", {}, "x" * 2001, "This is too long"),
    ("email", {}, "nonsense", "check the e-mail"),
    ("email", {}, "vera@", "check the e-mail"),
    ("rating", {}, "0", "from 1 to 5"),
    ("rating", {}, "6", "from 1 to 5"),
    ("rating", {}, "good", "from 1 to 5"),
]


@pytest.mark.parametrize(("kind", "field", "value", "words"), REFUSED)
def test_a_value_that_does_not_fit_is_refused_with_a_reason(
    kind: str, field: dict[str, Any], value: str, words: str
) -> None:
    conversation = _field(kind, **field)
    with pytest.raises(RefusedMessageError, match=words) as refused:
        _settle(conversation, {"one": value})
    assert refused.value.code == "form_invalid"
    assert not _settled(conversation)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "Vera"),
        ("email", "vera@example.com"),
        ("phone", "+49 30 1234"),
        ("long_text", "x" * 2000),
        ("rating", "5"),
        ("rating", ""),
        ("email", ""),
    ],
)
def test_a_value_that_fits_is_kept(kind: str, value: str) -> None:
    conversation = _field(kind)
    _settle(conversation, {"one": value})
    assert _settled(conversation)[0].payload["values"] == {"one": value}


def test_two_forms_are_settled_each_by_itself(talk: Conversation) -> None:
    builders.request_form(talk, "form-2")
    _settle(talk, None, "form-2")
    _settle(talk, VALUES, "form-1")
    assert [entry.payload["form_id"] for entry in _settled(talk)] == ["form-2", "form-1"]
