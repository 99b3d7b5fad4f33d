"""From snapshot and rules to a verdict."""

from __future__ import annotations

import pytest

from escalation.decide import decide
from escalation.defaults import DEFAULT_RULES, DEFAULT_SETTINGS
from escalation.rules import PolicyRule, PolicySettings, PublishedPolicy, make_trigger, parse_rules
from escalation.triggers.keyword import Keyword
from escalation.triggers.low_confidence import LowConfidence
from escalation.types import Action, PolicyError, ReasonCode, RetrievalFacts, Stage
from knowledge.types import AnswerDecision
from tests.escalation.builders import assessed, snapshot

STANDARD = parse_rules(DEFAULT_RULES)


def rule(word: str, index: int = 0, **fields: object) -> PolicyRule:
    return PolicyRule.of(Keyword(words=(word,)), index, **fields)


def test_nothing_fired_means_reply() -> None:
    verdict = decide(snapshot("hello"), STANDARD)
    assert (verdict.action, verdict.primary, verdict.fired) == (Action.REPLY, None, ())


def test_the_highest_priority_leads_and_all_are_kept() -> None:
    rules = (rule("data", 0, priority=10), rule("loss", 1, priority=90), rule("we", 2, priority=10))
    verdict = decide(snapshot("we have data loss"), rules)
    assert verdict.action is Action.ESCALATE
    assert [one.rule for one in verdict.fired] == [1, 0, 2]
    assert verdict.primary == verdict.fired[0]
    assert verdict.primary.priority == 90


def test_a_fired_rule_carries_its_queue_and_message() -> None:
    verdict = decide(
        snapshot("data"), (rule("data", queue="security", messages={"*": "One moment."}),)
    )
    assert verdict.primary is not None
    assert (verdict.primary.queue, verdict.primary.message) == ("security", "One moment.")


def test_a_rule_that_is_switched_off_is_not_asked() -> None:
    assert decide(snapshot("data"), (rule("data", enabled=False),)).action is Action.REPLY


def test_a_rule_is_asked_at_its_stages_only() -> None:
    early = snapshot(stage=Stage.AFTER_RETRIEVAL, assessment=assessed(0.1))
    rules = (PolicyRule.of(LowConfidence()),)
    assert decide(early, rules).action is Action.REPLY
    late = snapshot(stage=Stage.AFTER_ANSWER, assessment=assessed(0.1))
    assert decide(late, rules).action is Action.ESCALATE


def test_an_assistant_that_asks_back_may_ask() -> None:
    seen = snapshot(stage=Stage.AFTER_ANSWER, assessment=assessed(0.2, AnswerDecision.ASK_BACK))
    assert decide(seen, STANDARD).action is Action.ASK_BACK


def test_a_keyword_is_heard_at_the_last_stage_too() -> None:
    seen = snapshot("data breach", stage=Stage.AFTER_ANSWER, assessment=assessed(1.0))
    assert decide(seen, STANDARD).action is Action.ESCALATE


def test_a_failed_turn_escalates_under_an_empty_policy() -> None:
    verdict = decide(snapshot(stage=Stage.FAILED, failure="timeout"), ())
    assert verdict.action is Action.ESCALATE
    assert verdict.primary is not None
    assert verdict.primary.reason is ReasonCode.AI_TIMEOUT
    assert decide(snapshot(stage=Stage.FAILED), ()).action is Action.ESCALATE


def test_nothing_to_show_escalates_under_an_empty_policy() -> None:
    seen = snapshot(stage=Stage.AFTER_ANSWER, answer_withheld=True)
    assert decide(seen, ()).action is Action.ESCALATE


def test_the_gate_closes_before_a_model_is_asked() -> None:
    seen = snapshot(stage=Stage.AFTER_RETRIEVAL, retrieval=RetrievalFacts(0.0, 0))
    verdict = decide(seen, STANDARD)
    assert verdict.primary is not None
    assert verdict.primary.reason is ReasonCode.MISSING_KNOWLEDGE


def test_rules_go_to_json_and_back() -> None:
    again = parse_rules([one.to_json() for one in STANDARD])
    assert again == STANDARD


@pytest.mark.parametrize(
    "data",
    [
        {"trigger": "no such"},
        {},
        {"trigger": "keyword", "priority": 101},
        {"trigger": "keyword", "priority": "high"},
        {"trigger": "low_confidence", "fields": {"threshold": 1.5}},
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        parse_rules([data])


def test_the_threshold_of_a_policy_is_its_strictest_rule() -> None:
    rules = parse_rules(
        [
            {"trigger": "low_confidence", "fields": {"threshold": 0.6}},
            {"trigger": "low_confidence", "fields": {"threshold": 0.8}},
            {"trigger": "low_confidence", "fields": {"threshold": 0.9}, "enabled": False},
        ]
    )
    policy = PublishedPolicy(1, 1, 1, rules, PolicySettings())
    assert policy.threshold == 0.8
    assert PublishedPolicy(1, 1, 1, (), PolicySettings()).threshold is None


def test_settings_go_to_json_and_back() -> None:
    settings = PolicySettings(deadline_s=60, fallback="wait", notices={"de": {"default": "Moin."}})
    assert PolicySettings.from_json(settings.to_json()) == settings
    assert PolicySettings.from_json(DEFAULT_SETTINGS) == PolicySettings.from_json({})


@pytest.mark.parametrize(
    "data",
    [{"deadline_s": 0}, {"deadline_s": "60"}, {"fallback": "shout"}, {"notices": {"de": "Moin"}}],
)
def test_settings_that_cannot_be_used_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        PolicySettings.from_json(data)


def test_a_rule_reads_as_a_sentence() -> None:
    made = PolicyRule.of(make_trigger("unresolved", {"limit": 2}), queue="experts")
    assert made.sentence() == (
        "If 2 answers did not solve the visitor's problem, a person takes over in the queue "
        "“experts”"
    )
