"""Backtests of stored decisions: what is read, counted and named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from agents.models import AgentProfile, Team
from chat.models import Visitor
from escalation.backtest.loader import LONGEST, Period
from escalation.backtest.running import draft_of, live_of, run, version_of
from escalation.backtest.types import BacktestError, BacktestStopped
from escalation.models import Policy, PolicyVersion
from escalation.services.publishing import publish, save_draft
from escalation.setup import ensure_defaults
from knowledge.models import LabelSource
from knowledge.services import label_answer
from tests.escalation.backtest.moments import MONDAY, answered, keyword, sure
from tests.escalation.backtest.rows import answer, stored, talk

pytestmark = pytest.mark.django_db
WEEK = Period(MONDAY - timedelta(days=1), MONDAY + timedelta(days=6))


@pytest.fixture
def live() -> PolicyVersion:
    """The default policy, with two rules."""
    policy = ensure_defaults().policy
    save_draft(policy_id=policy.pk, rules=[keyword("refund"), sure(0.5)])
    return publish(policy_id=policy.pk)


def test_live_against_live_changes_none_and_names_nobody(
    live: PolicyVersion, vera: Visitor
) -> None:
    stored(talk(vera), live, answered("refund"), MONDAY)
    stored(talk(vera), live, answered("hello"), MONDAY)
    found = run(live=live_of(live.policy), draft=draft_of(live.policy), period=WEEK)
    assert (found["turns"], found["conversations"]) == (2, 2)
    assert found["changes"]["unchanged"]["total"] == 2
    assert found["outdated"]["total"] == 0
    assert found["escalated"] == {"live": 1, "draft": 1}


def test_each_number_leads_to_its_conversations(live: PolicyVersion, vera: Visitor) -> None:
    conversation = talk(vera)
    decision = stored(conversation, live, answered("invoice"), MONDAY)
    rules = [keyword("invoice", "refund"), sure(0.5)]
    found = run(live=live_of(live.policy), draft=draft_of(live.policy, rules), period=WEEK)
    (row,) = found["changes"]["newly_escalated"]["conversations"]
    assert row["id"] == str(conversation.public_id)
    assert (row["number"], row["decision"]) == (conversation.pk, decision.pk)
    (by_trigger,) = found["by_trigger"]
    assert by_trigger["kind"] == "keyword"
    assert by_trigger["counts"]["newly_escalated"] == 1
    assert by_trigger["conversations"][0]["id"] == row["id"]
    (by_rule,) = found["by_rule"]
    assert by_rule["rule"] == "words"
    assert found["hours"] == [[int(MONDAY.timestamp()) // 3600, 0, 1]]
    assert "invoice" not in str(found["changes"])  # the visitor's words stay where they are


def test_the_word_of_staff_counts_more_than_the_visitors(
    live: PolicyVersion, vera: Visitor, mona: User
) -> None:
    record = answer()
    stored(talk(vera), live, answered("hello", 0.6), MONDAY, answer_record=record)
    label_answer(answer_id=record.pk, source=LabelSource.REVIEWER, right=False, by_id=mona.pk)
    label_answer(answer_id=record.pk, source=LabelSource.VISITOR, right=True)
    rules = [keyword("refund"), sure(0.9)]
    found = run(live=live_of(live.policy), draft=draft_of(live.policy, rules), period=WEEK)
    assert found["answers"]["wrong_caught"]["total"] == 1
    assert found["answers"]["right_wasted"]["total"] == 0


def test_what_lies_outside_the_period_or_under_other_policies_is_left_out(
    live: PolicyVersion, vera: Visitor
) -> None:
    other = Policy.objects.create(name="Other", slug="other")
    elsewhere = publish(policy_id=other.pk)
    stored(talk(vera), live, answered("a"), WEEK.since - timedelta(seconds=1))
    stored(talk(vera), live, answered("b"), WEEK.until)
    stored(talk(vera), elsewhere, answered("c"), MONDAY)
    found = run(live=live_of(live.policy), draft=draft_of(live.policy), period=WEEK)
    assert found["turns"] == 0


def test_a_policy_that_was_never_published_is_held_against_the_default_one(
    live: PolicyVersion, vera: Visitor
) -> None:
    policy = Policy.objects.create(name="New", slug="new")
    stored(talk(vera), live, answered("refund"), MONDAY)
    found = run(live=live_of(policy), draft=draft_of(policy), period=WEEK)
    assert found["against"]["policy"] == live.policy.slug
    assert found["changes"]["no_longer_escalated"]["total"] == 1


def test_versions_are_told_apart(live: PolicyVersion) -> None:
    assert version_of(live.policy, 1).version == 1
    with pytest.raises(BacktestError, match="no version 9"):
        version_of(live.policy, 9)
    with pytest.raises(BacktestError, match="no published version"):
        version_of(Policy.objects.create(name="New", slug="new"))


def test_whoever_listens_can_stop_it(live: PolicyVersion, vera: Visitor) -> None:
    stored(talk(vera), live, answered("hello"), MONDAY)

    def stop(done: int, total: int) -> None:
        raise BacktestStopped

    with pytest.raises(BacktestStopped):
        run(live=live_of(live.policy), draft=draft_of(live.policy), period=WEEK, tell=stop)


def test_periods_have_limits() -> None:
    with pytest.raises(BacktestError, match="ends before"):
        Period(MONDAY, MONDAY)
    with pytest.raises(BacktestError, match="400 days"):
        Period(MONDAY, MONDAY + LONGEST + timedelta(days=1))


def test_staffing_counts_who_may_be_asked(live: PolicyVersion, ada: User, abel: User) -> None:
    profile = AgentProfile.objects.create(user=ada, display_name="Ada", capacity=4)
    profile.teams.add(Team.objects.create(name="All", slug="all"))
    AgentProfile.objects.create(user=abel, display_name="Abel", capacity=9)  # serves no team
    found = run(live=live_of(live.policy), draft=draft_of(live.policy), period=WEEK)
    assert found["staffing"] == {"agents": 1, "slots": 4.0, "minutes": 8.0, "handled": 0}


def test_the_number_of_queries_does_not_grow_with_the_turns(
    live: PolicyVersion, vera: Visitor, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        stored(talk(vera), live, answered("refund"), MONDAY + timedelta(minutes=number))
    draft = draft_of(live.policy, [])
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        run(live=live_of(live.policy), draft=draft, period=WEEK)
