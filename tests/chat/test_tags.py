"""Tags are short words in lower case, changed together, told to staff and never to visitors."""

from __future__ import annotations

import pytest

from chat.models import TimelineEntry
from chat.projection import for_visitor
from chat.services import as_entry
from chat.tagging import change_tags
from chat.tags import MOST_TAGS, tag_of, tags_after
from chat.types import SYSTEM, EntryKind
from tests import builders


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("  Refund\n asked ", "refund asked"),
        ("STRASSE", "strasse"),
        ("x" * 60, "x" * 40),
        (" \0 ", ""),
    ],
)
def test_words_become_a_tag(words: str, tag: str) -> None:
    assert tag_of(words) == tag


@pytest.mark.parametrize(
    ("add", "remove", "after"),
    [
        (["B", "c", ""], [], ["a", "b", "c"]),
        (["c"], ["A", "C"], ["b"]),
        ([], ["unknown"], ["a", "b"]),
    ],
)
def test_tags_after_a_change(add: list[str], remove: list[str], after: list[str]) -> None:
    assert tags_after(["a", "b"], add, remove) == after


def test_there_is_an_end_to_tags_and_the_oldest_stay() -> None:
    many = [f"tag {number}" for number in range(50)]
    assert tags_after(["first"], many, []) == ["first", *many[: MOST_TAGS - 1]]


@pytest.mark.django_db
def test_a_change_is_told_to_staff_once() -> None:
    conversation = builders.open_conversation_with("Hello")
    for _ in range(2):
        change_tags(conversation_id=conversation.pk, add=["Refund"], remove=["old"], by=SYSTEM)
    conversation.refresh_from_db()
    assert conversation.tags == ["refund"]
    (entry,) = TimelineEntry.objects.filter(kind=EntryKind.TAGS_CHANGED.value)
    assert entry.payload == {"tags": ["refund"], "by": {"kind": "system", "name": ""}}
    assert for_visitor(as_entry(entry)) is None
