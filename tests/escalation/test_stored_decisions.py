"""Decisions in the database replay identically, each under the policy that it was made under."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from escalation import services
from escalation.models import Decision
from escalation.stored_decisions import replay_all, stored_decisions
from escalation.types import Stage
from knowledge.types import AnswerDecision
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


def decide(text: str, stage: Stage = Stage.BEFORE_ANSWER, **facts: Any) -> Decision:
    """A turn's decision, stored as turns store it."""
    conversation = make.conversation()
    case = services.begin(conversation=conversation, text=text, turn_id=7, now=timezone.now())
    return services.store_decision(*services.judge(case, stage, **facts))


@pytest.fixture
def _decided() -> None:
    decide("How do backups work?", Stage.AFTER_ANSWER, assessment=make.assessment(0.9))
    decide("can I talk to a human")
    decide("our server is down, cancel my account")
    decide("quantum", Stage.AFTER_RETRIEVAL, retrieval=make.nothing_found())
    decide("unsure", Stage.AFTER_ANSWER, assessment=make.assessment(0.31))
    decide("which?", Stage.AFTER_ANSWER, assessment=make.assessment(0.3, AnswerDecision.ASK_BACK))
    decide("slow", Stage.FAILED, failure="timeout")
    decide("ｆｕｌｌ ｗｉｄｔｈ 😀 \u2028 \x00 «é»", Stage.FAILED, failure="internal")


@pytest.mark.usefixtures("_decided")
def test_every_decision_replays_identically() -> None:
    found = replay_all()
    assert (found.decisions, found.identical, found.differences) == (8, 8, [])
    assert {one.action for one in stored_decisions()} == {"reply", "ask_back", "escalate"}


@pytest.mark.usefixtures("_decided")
def test_a_decision_that_was_tampered_with_is_found() -> None:
    (victim,) = Decision.objects.filter(reason="human_requested")
    Decision.objects.filter(pk=victim.pk).update(reason="keyword")
    found = replay_all()
    assert (found.decisions, found.identical) == (8, 7)
    (difference,) = found.differences
    assert difference.id == victim.pk
    assert difference.stored != difference.replayed


@pytest.mark.usefixtures("_decided")
def test_a_date_or_conversations_narrow_what_is_replayed() -> None:
    one = Decision.objects.earliest("pk")
    assert replay_all(conversations=[str(one.conversation.public_id)]).decisions == 1
    assert replay_all(since=timezone.now() + timedelta(minutes=1)).decisions == 0


def test_policies_are_read_once_for_each_version(django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        decide(f"can I talk to a human {number}")
    with django_assert_max_num_queries(2):
        assert replay_all().decisions == 12


@pytest.mark.usefixtures("_decided")
def test_the_command_proves_it() -> None:
    screen = io.StringIO()
    call_command("check_decisions", "--json", stdout=screen)
    assert json.loads(screen.getvalue())["identical"] == 8
    screen = io.StringIO()
    call_command("check_decisions", "--since", "2020-01-01", stdout=screen)
    assert screen.getvalue() == "decisions: 8, replayed identically: 8\n"


@pytest.mark.usefixtures("_decided")
def test_the_command_leaves_with_1_when_one_differs() -> None:
    Decision.objects.filter(action="ask_back").update(action="reply")
    screen = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("check_decisions", stdout=screen)
    assert left.value.code == 1
    assert "replayed identically: 7" in screen.getvalue()
    assert '"action": "ask_back"' in screen.getvalue()


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(CommandError, match="yesterday is no date"):
        call_command("check_decisions", "--since", "yesterday")
    assert not connection.needs_rollback
