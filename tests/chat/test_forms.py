"""Forms in the thread: checked against what was asked, and settled once."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from chat.fields import checked_values
from chat.forms import settle_form, withdraw_form
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


OFFERED = {
    "options": [
        {"value": "a", "label": "Berlin"},
        {"value": "b", "label": "All of them", "url": "/offices"},
    ]
}
SLOTS = {"options": [{"value": "2026-03-02T09:00:00Z", "label": "9:00"}]}
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
    ("phone", {}, "call me", "check the phone number"),
    ("phone", {}, "12", "check the phone number"),
    ("phone", {}, "+49 " + "1" * 30, "check the phone number"),
    ("number", {}, "many", "This: a number"),
    ("number", {}, "NaN", "This: a number"),
    ("number", {}, "1e5", "This: a number"),
    ("number", {"minimum": 1}, "0.5", "at least 1,"),
    ("number", {"maximum": 2.5}, "3", "at most 2.5,"),
    ("choice", OFFERED, "c", "one of what is offered"),
    ("choice", {}, "a", "one of what is offered"),
    ("choice", OFFERED, "Berlin", "one of what is offered"),
    ("buttons", OFFERED, "b", "one of what is offered"),
    ("buttons", OFFERED, "", "This is needed"),
    ("slot", SLOTS, "2026-03-02T10:00:00Z", "one of what is offered"),
    ("yes_no", {}, "maybe", "yes or no"),
    ("yes_no", {"required": True}, "", "This is needed"),
    ("date", {}, "2026-02-30", "choose a date"),
    ("date", {}, "20260302", "choose a date"),
    ("date", {}, "tomorrow", "choose a date"),
]


@pytest.mark.parametrize(("kind", "field", "value", "words"), REFUSED)
def test_a_value_that_does_not_fit_is_refused_with_a_reason(
    kind: str, field: dict[str, Any], value: str, words: str
) -> None:
    asked = {"name": "one", "label": "This", "kind": kind, **field}
    with pytest.raises(RefusedMessageError, match=words) as refused:
        checked_values([asked], {"one": value})
    assert refused.value.code == "form_invalid"


def test_nothing_is_kept_of_a_form_with_a_value_that_does_not_fit(talk: Conversation) -> None:
    with pytest.raises(RefusedMessageError):
        _settle(talk, {**VALUES, "email": "nonsense"})
    assert not _settled(talk)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("text", {}, "Vera"),
        ("email", {}, "vera@example.com"),
        ("phone", {}, "+49 30 1234"),
        ("phone", {}, "(030) 12-34/56 ext. 7"),
        ("long_text", {}, "x" * 2000),
        ("rating", {}, "5"),
        ("rating", {}, ""),
        ("email", {}, ""),
        ("number", {"minimum": -2, "maximum": 2}, "-1.5"),
        ("choice", OFFERED, "a"),
        ("choice", OFFERED, ""),
        ("buttons", OFFERED, "a"),
        ("slot", SLOTS, "2026-03-02T09:00:00Z"),
        ("yes_no", {}, "no"),
        ("date", {}, "2028-02-29"),
        ("of a newer version", {}, "anything"),
    ],
)
def test_a_value_that_fits_is_kept(kind: str, field: dict[str, Any], value: str) -> None:
    asked = {"name": "one", "label": "This", "kind": kind, **field}
    assert checked_values([asked], {"one": f" {value} "}) == {"one": value}


def test_what_a_database_cannot_hold_is_left_out() -> None:
    asked = {"name": "one", "label": "This", "kind": "text"}
    assert checked_values([asked], {"one": "Ve\0ra"}) == {"one": "Vera"}


def test_a_form_that_has_to_be_answered_cannot_be_skipped(talk: Conversation) -> None:
    builders.request_form(talk, "needed", is_skippable=False)
    with pytest.raises(RefusedMessageError, match="Please answer this") as refused:
        _settle(talk, None, "needed")
    assert refused.value.code == "not_skippable"
    assert not _settled(talk)
    _settle(talk, VALUES, "needed")
    _settle(talk, None, "needed")
    assert [entry.kind for entry in _settled(talk)] == [EntryKind.FORM_SUBMITTED]


def test_two_forms_are_settled_each_by_itself(talk: Conversation) -> None:
    builders.request_form(talk, "form-2")
    _settle(talk, None, "form-2")
    _settle(talk, VALUES, "form-1")
    assert [entry.payload["form_id"] for entry in _settled(talk)] == ["form-2", "form-1"]


def test_a_form_that_is_not_asked_for_any_more_is_closed_for_good(talk: Conversation) -> None:
    for _ in range(2):
        withdraw_form(conversation_id=talk.pk, form_id="form-1")
    _settle(talk, VALUES)
    (entry,) = _settled(talk)
    assert entry.kind == EntryKind.FORM_SKIPPED
    assert entry.payload == {"form_id": "form-1", "kind": "offline", "withdrawn": True}


def test_a_settled_form_and_an_unknown_one_are_not_withdrawn(talk: Conversation) -> None:
    _settle(talk, VALUES)
    withdraw_form(conversation_id=talk.pk, form_id="form-1")
    withdraw_form(conversation_id=talk.pk, form_id="form-9")
    (entry,) = _settled(talk)
    assert entry.kind == EntryKind.FORM_SUBMITTED
