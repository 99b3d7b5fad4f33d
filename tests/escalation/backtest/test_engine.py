"""What other rules would have made of stored conversations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from escalation.backtest.engine import Backtest
from escalation.backtest.jury import Jury
from escalation.backtest.types import AnswerChange, Change
from escalation.decide import decide
from escalation.defaults import DEFAULT_RULES
from escalation.rules import parse_rules
from escalation.triggers.keyword import Keyword
from escalation.types import Snapshot, Stage
from tests.escalation.backtest.moments import (
    answered,
    asked,
    backtest,
    changes,
    keyword,
    played,
    rule,
    rules,
    sure,
)

LIVE = rules(keyword("refund"), sure(0.5))


def test_a_conversation_that_the_draft_escalates_is_new() -> None:
    moments = played(LIVE, answered("hello"), answered("my invoice is wrong"))
    found = backtest(LIVE, rules(keyword("refund", "invoice"), sure(0.5)), moments)
    divergence = found.courses[1].divergence
    assert divergence is not None
    assert divergence.change is Change.NEWLY
    assert divergence.decision == moments[1].decision
    assert divergence.live is None
    assert divergence.draft is not None
    assert divergence.draft.kind == "keyword"


def test_what_the_assistant_would_have_said_is_not_known_before_it_was_asked() -> None:
    draft = rules(sure(0.5))
    early = played(LIVE, asked("refund please"), conversation=1)
    late = played(LIVE, answered("refund please"), conversation=2)
    found = backtest(LIVE, draft, [*early, *late])
    assert changes(found) == {1: Change.NO_LONGER, 2: Change.NO_LONGER}
    first, second = found.courses[1].divergence, found.courses[2].divergence
    assert first is not None
    assert second is not None
    assert (first.known, second.known) == (False, True)


def test_earlier_is_earlier_within_the_same_talk_with_the_assistant() -> None:
    moments = played(LIVE, answered("invoice"), answered("hm"), asked("refund"))
    found = backtest(LIVE, rules(keyword("invoice"), keyword("refund", key="other")), moments)
    assert changes(found) == {1: Change.EARLIER}


def test_later_is_seen_where_the_record_goes_on() -> None:
    older = rules(sure(0.5))
    moments = played(older, answered("refund"), answered("hello"), answered("invoice"))
    found = backtest(LIVE, rules(keyword("invoice"), sure(0.5)), moments)
    assert changes(found) == {1: Change.LATER}
    assert found.outdated.total == 1


def test_the_same_turn_with_another_reason_is_counted_apart() -> None:
    moments = played(LIVE, answered("refund", confidence=0.3))
    found = backtest(LIVE, rules(sure(0.5)), moments)
    assert changes(found) == {1: Change.OTHER_REASON}


def test_after_a_person_only_the_same_history_is_compared() -> None:
    first = played(LIVE, asked("refund"))
    second = played(LIVE, answered("invoice"), minutes=30)
    same = backtest(LIVE, rules(keyword("refund", "invoice"), sure(0.5)), [*first, *second])
    assert changes(same) == {1: Change.NEWLY}
    other = backtest(LIVE, rules(keyword("invoice"), sure(0.5)), [*first, *second])
    assert changes(other) == {1: Change.NO_LONGER}


def test_the_safe_road_is_taken_under_every_policy() -> None:
    broken = Snapshot(now=asked("").now, stage=Stage.FAILED, text="hi", failure="timeout")
    moments = played(LIVE, broken)
    assert moments[0].escalated
    assert changes(backtest(LIVE, (), moments)) == {1: Change.UNCHANGED}


def test_verdicts_of_older_versions_are_told_apart() -> None:
    moments = played(rules(keyword("hello")), answered("hello"))
    found = backtest(LIVE, LIVE, moments)
    assert found.outdated.total == 1
    assert changes(found) == {1: Change.UNCHANGED}


def test_a_moment_that_cannot_be_read_is_left_out_and_counted() -> None:
    (moment,) = played(LIVE, answered("hello"))
    found = backtest(LIVE, LIVE, [replace(moment, snapshot="{}")])
    assert found.unreadable.total == 1
    assert found.courses == {}


def test_wrong_answers_are_caught_and_right_ones_wasted() -> None:
    wrong = played(LIVE, answered("a", 0.6), conversation=1, right=False)
    right = played(LIVE, answered("b", 0.6), conversation=2, right=True)
    kept = played(LIVE, answered("c", 0.9), conversation=3, right=True)
    hidden = played(LIVE, answered("d", 0.4), conversation=4, right=False)
    everything = [*wrong, *right, *kept, *hidden]
    stricter = backtest(LIVE, rules(keyword("refund"), sure(0.8)), everything)
    assert {kind.value: one.total for kind, one in stricter.answers.items()} == {
        "wrong_caught": 1, "right_wasted": 1, "wrong_let_through": 0, "right_freed": 0,
    }  # fmt: skip
    milder = backtest(LIVE, rules(keyword("refund"), sure(0.1)), everything)
    assert milder.answers[AnswerChange.LET_THROUGH].total == 1


WORDS = ("refund", "invoice", "hello", "server", "down", "cancel", "account", "thanks", "not", "é")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
SHARES = st.sampled_from([0.0, 0.2, 0.49, 0.5, 0.51, 0.7, 0.9, 1.0])
TURNS = st.one_of(TEXTS.map(asked), st.builds(answered, TEXTS, SHARES))
TALKS = st.lists(st.lists(TURNS, min_size=1, max_size=4), min_size=1, max_size=6)


def _stored(under: Any, talks: list[list[Snapshot]]) -> list[Any]:
    return [
        moment
        for number, turns in enumerate(talks)
        for moment in played(under, *turns, conversation=number, minutes=number * 10)
    ]


@given(TALKS)
def test_live_against_live_changes_none(talks: list[list[Snapshot]]) -> None:
    found = backtest(LIVE, LIVE, _stored(LIVE, talks))
    assert set(changes(found).values()) == {Change.UNCHANGED}
    assert found.outdated.total == 0


@given(TALKS)
def test_one_more_keyword_changes_exactly_the_conversations_that_contain_it(
    talks: list[list[Snapshot]],
) -> None:
    moments = _stored(LIVE, talks)
    found = backtest(LIVE, rules(keyword("refund", "server"), sure(0.5)), moments)
    alone = Keyword(words=("server",))
    contain: set[int] = set()
    for moment in moments:
        seen = Snapshot.from_json(moment.snapshot)
        words = decide(seen, rules(keyword("refund"))).primary
        if alone.evaluate(seen) and words is None:
            contain.add(moment.conversation)
    changed = {number for number, change in changes(found).items() if change != "unchanged"}
    assert changed == contain


POLICIES = st.lists(
    st.one_of(
        st.sampled_from([rule("p", "human_request"), rule("m", "missing_knowledge", 45)]),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda words: keyword(*words)),
        SHARES.map(sure),
    ),
    max_size=4,
).map(lambda data: rules(*data))


@given(POLICIES, POLICIES, TURNS)
def test_the_jury_says_what_the_judge_says(live: Any, draft: Any, turn: Snapshot) -> None:
    sitting = Jury(live, draft).sit(turn)
    for side, policy in enumerate((live, draft)):
        said, judged = sitting.said(sitting.first(side)), decide(turn, policy).primary
        assert (said is None) is (judged is None)
        if said is not None and judged is not None:
            assert replace(said, rule=0) == replace(judged, rule=0)


@given(POLICIES, TALKS, st.sampled_from([0.2, 0.5, 0.7]))
def test_the_curve_says_what_a_fresh_replay_says(draft: Any, talks: Any, threshold: float) -> None:
    from escalation.backtest.line import moved

    moments = _stored(LIVE, talks)
    curve = backtest(LIVE, draft, moments).curve
    fresh = backtest(LIVE, moved(draft, threshold), moments)
    replayed = sum(course.first[1] is not None for course in fresh.courses.values())
    assert curve.escalated(threshold) == replayed


@given(TALKS, st.sampled_from([0.2, 0.5, 0.7]))
def test_the_curve_knows_the_hours_and_the_answers(talks: Any, threshold: float) -> None:
    moments = [replace(moment, right=moment.decision % 2 == 0) for moment in _stored(LIVE, talks)]
    data = backtest(LIVE, LIVE, moments).curve.to_json()
    fresh = backtest(LIVE, rules(keyword("refund"), sure(threshold)), moments)
    hours = [course.first[1] for course in fresh.courses.values() if course.first[1] is not None]
    assert sorted(_hours(data, threshold)) == sorted(hours)


def _hours(data: dict[str, Any], threshold: float) -> list[int]:
    """As the page computes it."""
    found, begin = [], 0
    for steps in data["steps"]:
        for at, hour in zip(
            data["at"][begin : begin + steps], data["hours"][begin : begin + steps], strict=True
        ):
            if at < threshold:
                found.append(hour + data["hour0"])
                break
        begin += steps
    return found


def test_the_standard_policy_against_itself_stays_quiet() -> None:
    standard = parse_rules(DEFAULT_RULES)
    moments = played(standard, answered("hello", 0.8), answered("and my site?", 0.3))
    found = backtest(standard, standard, moments)
    assert changes(found) == {1: Change.UNCHANGED}
    assert found.curve.escalated(0.2) == 0
    assert found.curve.escalated(0.75) == 1


def test_a_policy_without_a_threshold_shows_what_one_would_do() -> None:
    moments = played(LIVE, answered("hello", 0.6))
    curve = backtest(LIVE, rules(keyword("refund")), moments).curve
    assert curve.to_json()["rule"] is None
    assert (curve.escalated(0.6), curve.escalated(0.61)) == (0, 1)


def test_the_number_of_named_conversations_is_bounded() -> None:
    found = Backtest(LIVE, LIVE)
    for number in range(300):
        for moment in played(rules(keyword("hello")), answered("hello"), conversation=number):
            found.add(moment)
    assert found.outdated.total == 300
    assert len(found.outdated.newest) == 200
