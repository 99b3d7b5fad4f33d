"""The rule editor knows every trigger: its group, its plain words, its fields."""

from __future__ import annotations

from escalation.triggers import TRIGGERS
from escalation.triggers.keyword import Keyword
from escalation.triggers.low_confidence import LowConfidence
from escalation.triggers.schema import blanks, describe, groups, shown


def test_every_trigger_has_a_group_and_plain_words() -> None:
    described = describe(str)
    assert {one["kind"] for one in described} == set(TRIGGERS)
    assert all(one["about"] for one in described)
    assert {one["group"] for one in described} == {one["name"] for one in groups(str)}


def test_defaults_make_a_trigger() -> None:
    for one in describe(str):
        fields = {field["name"]: field["default"] for field in one["fields"]}
        assert TRIGGERS[one["kind"]].from_fields(fields).to_fields() == fields


def test_values_read_as_people_say_them() -> None:
    assert shown(LowConfidence(threshold=0.7), "threshold") == "70 %"
    assert shown(Keyword(words=("a", "b")), "words") == "“a”, “b”"
    assert shown(Keyword(), "ignore_negated") == "yes"
    assert blanks(Keyword()) == "“Keyword or phrase” still needs “Words and phrases”."
    assert blanks(Keyword(words=("a",))) == ""
