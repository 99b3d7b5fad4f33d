"""Triggers joined by ALL, ANY and NOT, judged with three values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.conditions import Condition, parse
from escalation.decide import decide
from escalation.rules import parse_rules
from escalation.types import (
    Action,
    EarlierHandoff,
    PolicyError,
    Reading,
    ReasonCode,
    Snapshot,
    Stage,
    Urgency,
)
from tests.escalation.builders import NOON, assessed, later, snapshot


def word(*words: str) -> dict[str, Any]:
    return {"trigger": "keyword", "fields": {"words": list(words)}}


def window(day: int, begin: str, end: str, zone: str = "UTC") -> dict[str, Any]:
    return {"when": "window", "days": [day], "from": begin, "to": end, "zone": zone}


LOW = {"trigger": "low_confidence", "fields": {"threshold": 0.7}}


def holds(data: dict[str, Any], seen: Snapshot) -> bool | None:
    return parse(data).judge(seen).holds


def test_all_any_and_not() -> None:
    seen = snapshot("the server is down")
    assert holds({"all": [word("server"), word("down")]}, seen)
    assert holds({"all": [word("server"), word("fire")]}, seen) is False
    assert holds({"any": [word("fire"), word("down")]}, seen)
    assert holds({"not": word("fire")}, seen)
    assert holds({"not": word("down")}, seen) is False


def test_what_is_not_known_yet_is_neither_true_nor_false() -> None:
    early = snapshot("refund please")
    sure = snapshot("refund please", Stage.AFTER_ANSWER, assessment=assessed(0.9))
    denied = {"all": [word("refund"), {"not": LOW}]}
    assert holds({"not": LOW}, early) is None
    assert (holds(denied, early), holds(denied, sure)) == (None, True)
    assert holds({"all": [word("fire"), {"not": LOW}]}, early) is False
    assert holds({"any": [word("refund"), LOW]}, early)


def test_a_gauge_that_failed_is_not_taken_for_no() -> None:
    calm = {"not": {"trigger": "frustration", "fields": {}}}
    assert holds(calm, snapshot("hello")) is None
    measured = snapshot("hello", readings=(Reading("frustration", 0.1, "test", 1),))
    assert holds(calm, measured)


def test_the_most_important_trigger_gives_the_reason_and_all_are_quoted() -> None:
    rule = {
        "when": {"all": [{"trigger": "language", "fields": {"languages": ["en"]}}, word("loss")]}
    }
    primary = decide(snapshot("data loss"), parse_rules([rule])).primary
    assert primary is not None
    assert (primary.kind, primary.reason) == ("keyword", ReasonCode.KEYWORD)
    assert primary.sentence == "The visitor writes in “en”. The visitor wrote “loss”."
    assert [span.text for span in primary.evidence] == ["loss"]


def test_a_rule_of_denials_alone_can_be_read() -> None:
    primary = decide(snapshot("hello"), parse_rules([{"when": {"not": word("loss")}}])).primary
    assert primary is not None
    assert primary.sentence == "It holds that it is not so that the visitor writes “loss”."


def test_a_rule_may_name_its_reason_its_urgency_and_words_for_each_language() -> None:
    rule = {
        "when": word("gdpr"),
        "reason": "sensitive_or_compliance",
        "urgency": "urgent",
        "messages": {"*": "One moment.", "de": "Einen Moment."},
    }
    rules = parse_rules([rule])
    german = decide(snapshot("gdpr", language="de-AT"), rules).primary
    french = decide(snapshot("gdpr", language="fr"), rules).primary
    assert german is not None
    assert french is not None
    assert german.reason is ReasonCode.SENSITIVE_OR_COMPLIANCE
    assert german.urgency == Urgency.URGENT.priority
    assert (german.message, french.message) == ("Einen Moment.", "One moment.")


def test_a_rule_rests_after_it_fired_and_wakes_again() -> None:
    rules = parse_rules([{"key": "r1", "when": word("gdpr"), "cooldown_s": 3600}])
    before = EarlierHandoff("r1", ReasonCode.KEYWORD, NOON)
    other = EarlierHandoff("r2", ReasonCode.KEYWORD, NOON)

    def after(seconds: float, *earlier: EarlierHandoff) -> Action:
        seen = snapshot("gdpr", earlier=earlier)
        return decide(replace_now(seen, later(NOON, seconds)), rules).action

    assert after(60, before) is Action.REPLY
    assert after(60, other) is Action.ESCALATE
    assert after(3600, before) is Action.ESCALATE


def replace_now(seen: Snapshot, now: datetime) -> Snapshot:
    return Snapshot.from_json({**seen.to_json(), "now": now.isoformat()})


def test_a_rule_waits_for_its_answers() -> None:
    rules = parse_rules([{"when": word("refund"), "min_exchanges": 2}])
    assert decide(snapshot("refund", exchanges=1), rules).action is Action.REPLY
    assert decide(snapshot("refund", exchanges=2), rules).action is Action.ESCALATE


@pytest.mark.parametrize(
    ("schedule", "hour", "hours_open", "awake"),
    [
        ({}, 3, None, True),
        ({"when": "open"}, 3, None, True),
        ({"when": "open"}, 3, False, False),
        ({"when": "closed"}, 3, False, True),
        ({"when": "closed"}, 3, None, False),
        (window(0, "09:00", "17:00"), 9, None, 1),
        (window(0, "09:00", "17:00"), 17, None, 0),
        (window(1, "09:00", "17:00"), 9, None, 0),
        # A night that began on Sunday goes on into Monday.
        (window(6, "22:00", "02:00"), 1, None, 1),
        (window(0, "22:00", "02:00"), 1, None, 0),
        # 06:00 in London in March is 01:00 in New York.
        (window(0, "01:00", "02:00", "America/New_York"), 6, None, 1),
    ],
)
def test_a_rule_keeps_its_schedule(
    schedule: dict[str, Any], hour: int, hours_open: bool | None, awake: bool
) -> None:
    monday = datetime(2026, 3, 2, hour, 0, tzinfo=UTC)
    rules = parse_rules([{"when": word("gdpr"), "schedule": schedule}])
    seen = replace_now(snapshot("gdpr", hours_open=hours_open), monday)
    assert (decide(seen, rules).action is Action.ESCALATE) is bool(awake)
    assert parse_rules([rules[0].to_json()]) == rules


@pytest.mark.parametrize(
    "data",
    [
        {"when": []},
        {"when": {}},
        {"when": {"all": []}},
        {"when": {"all": "keyword"}},
        {"when": {"any": [word("x")] * 21}},
        {"when": {"not": {"not": {"not": {"not": {"not": word("x")}}}}}},
        {"when": word("x"), "urgency": "now"},
        {"when": word("x"), "reason": "because"},
        {"when": word("x"), "messages": {"en": 1}},
        {"when": word("x"), "messages": {"en": "x" * 501}},
        {"when": word("x"), "cooldown_s": -1},
        {"when": word("x"), "schedule": {"when": "window", "days": []}},
        {"when": word("x"), "schedule": window(0, "9", "17:00")},
        {"when": word("x"), "schedule": window(0, "09:00", "17:00", "Mars/Base")},
        "x",
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(data: Any) -> None:
    with pytest.raises(PolicyError):
        parse_rules([data])


def test_a_rule_reads_as_a_sentence() -> None:
    rule = {
        "when": {"all": [{"any": [word("refund"), word("money back")]}, {"not": LOW}]},
        "queue_slug": "billing",
        "urgency": "high",
        "cooldown_s": 3600,
        "min_exchanges": 1,
        "schedule": {"when": "closed"},
    }
    assert parse_rules([rule])[0].sentence() == (
        "If (the visitor writes “refund” or the visitor writes “money back”) and it is not so that "
        "the assistant is less than 70 % sure of its answer, outside business hours, after at "
        "least 1 answer, a person takes over in the queue “billing”, as high, at most once in 1 "
        "hour"
    )


def trees() -> st.SearchStrategy[dict[str, Any]]:
    """Conditions over three words and the confidence."""
    leaves = st.sampled_from([word("red"), word("green"), word("blue"), LOW])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda part: {"not": part}, inner),
            st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        ),
        max_leaves=4,
    )


def as_condition(data: dict[str, Any]) -> Condition | None:
    try:
        return parse(data)
    except PolicyError:  # nested too deep
        return None


@given(trees(), st.sets(st.sampled_from(["red", "green", "blue"])), st.floats(0, 1))
def test_what_held_early_still_holds_when_more_is_known(
    data: dict[str, Any], words: set[str], confidence: float
) -> None:
    condition = as_condition(data)
    if condition is None:
        return
    text = " ".join(sorted(words))
    early = condition.judge(snapshot(text)).holds
    late = condition.judge(
        snapshot(text, Stage.AFTER_ANSWER, assessment=assessed(confidence))
    ).holds
    assert early is None or early == late
    assert late is not None
    assert parse(condition.to_json()) == condition
