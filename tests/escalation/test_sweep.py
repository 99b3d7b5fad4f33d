"""The sweeper and the proof: nothing overdue, nothing lost, nothing doubled."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from agents import services as agents
from chat import services as chat
from chat.models import Conversation
from chat.types import SYSTEM, EntryKind, Move, State
from escalation import selectors, services
from escalation.models import Handoff
from escalation.types import HandoffState
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db

NOTHING = dict.fromkeys(
    ("moved", "mended", "adopted", "promised", "reminded", "laid_aside", "alarmed"), 0
)


def force(conversation: Conversation, state: State) -> None:
    """Somebody's SQL, behind the back of every service."""
    Conversation.objects.filter(pk=conversation.pk).update(state=state.value)


def test_nothing_happens_before_a_deadline() -> None:
    handoff = make.escalate(make.conversation())
    assert services.sweep(make.later(handoff.requested_at, 119)) == NOTHING


def test_with_somebody_online_the_deadline_is_extended_once() -> None:
    make.agent()
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    now = make.later(handoff.requested_at, 121)
    agents.beat(agent_id=agents_id(), now=now)
    assert services.sweep(now)["moved"] == 1
    handoff.refresh_from_db()
    assert handoff.extended
    assert handoff.deadline_at == make.later(handoff.requested_at, 300)
    assert make.state_of(conversation) == State.QUEUED
    assert services.sweep(now) == NOTHING


def agents_id() -> int:
    from agents.models import AgentProfile

    return AgentProfile.objects.get().pk


def test_after_the_longest_wait_the_fallback_begins_even_with_somebody_online() -> None:
    make.agent()
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    now = make.later(handoff.requested_at, 301)
    agents.beat(agent_id=agents_id(), now=now)
    services.sweep(now)
    assert make.state_of(conversation) == State.DEFERRED


def test_with_nobody_online_the_fallback_begins_at_the_deadline() -> None:
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    now = make.later(handoff.requested_at, 121)
    assert services.sweep(now)["moved"] == 1
    assert make.state_of(conversation) == State.DEFERRED
    assert services.sweep(now) == NOTHING
    assert len(make.entries(conversation, EntryKind.FORM_REQUESTED)) == 1


def test_an_offer_under_way_is_waited_for() -> None:
    ada = make.agent()
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    agents.offer(conversation_id=conversation.pk, agent_id=ada.pk)
    now = make.later(handoff.requested_at, 400)
    assert services.sweep(now)["moved"] == 1
    handoff.refresh_from_db()
    assert handoff.deadline_at == make.later(now, 15)
    assert make.state_of(conversation) == State.OFFERED


@pytest.mark.parametrize(
    ("state", "settled"),
    [
        (State.WITH_AGENT, "connected"),
        (State.ASSISTANT, "returned"),
        (State.CLOSED, "abandoned"),
        (State.DEFERRED, "captured"),
    ],
)
def test_a_contradiction_is_found_and_mended(state: State, settled: str) -> None:
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    force(conversation, state)
    assert selectors.check(timezone.now()).lost == [handoff.pk]
    assert services.sweep()["mended"] == 1
    handoff.refresh_from_db()
    assert handoff.state == settled
    assert selectors.check(timezone.now()).is_clean


def test_a_left_message_that_waits_again_begins_the_ladder_anew() -> None:
    conversation = make.conversation()
    services.leave_message(conversation_id=conversation.pk)
    force(conversation, State.QUEUED)
    assert services.sweep()["mended"] == 1
    assert make.handoff_of(conversation).state == HandoffState.PENDING


@pytest.mark.parametrize("state", [State.QUEUED, State.OFFERED, State.DEFERRED])
def test_somebody_who_waits_without_a_handoff_gets_one(state: State) -> None:
    conversation = make.conversation()
    force(conversation, state)
    assert selectors.check(timezone.now()).lost_conversations == [conversation.pk]
    assert services.sweep()["adopted"] == 1
    assert make.handoff_of(conversation).origin == "recovered"
    assert selectors.check(timezone.now()).is_clean
    assert services.sweep() == NOTHING


def test_one_bad_row_never_stops_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = make.conversation(), make.conversation()
    handoff = make.escalate(first)
    make.escalate(second)
    real = chat.move

    def broken(**options: object) -> object:
        if options["conversation_id"] == first.pk:
            raise chat.Superseded("planted")
        return real(**options)  # type: ignore[arg-type]

    monkeypatch.setattr(chat, "move", broken)
    services.sweep(make.later(handoff.requested_at, 200))
    assert make.state_of(first) == State.QUEUED
    assert make.state_of(second) == State.DEFERRED


def test_the_check_is_clean_after_ordinary_lives() -> None:
    make.escalate(make.conversation())
    services.leave_message(conversation_id=make.conversation().pk)
    left = make.conversation()
    make.escalate(left)
    make.end(left)
    found = selectors.check(timezone.now())
    assert found.is_clean
    assert found.counts == {
        "pending": 1,
        "fallback": 1,
        "connected": 0,
        "captured": 0,
        "abandoned": 1,
        "returned": 0,
    }


def test_what_is_overdue_is_found_after_the_grace() -> None:
    handoff = make.escalate(make.conversation())
    due = handoff.deadline_at
    assert due is not None
    assert selectors.check(make.later(due, 9)).overdue == []
    assert selectors.check(make.later(due, 11)).overdue == [handoff.pk]


def test_a_notice_said_twice_is_found() -> None:
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    chat.post_system_message(conversation_id=conversation.pk, text=handoff.notice)
    assert selectors.check(timezone.now()).doubled == [handoff.pk]


def test_the_same_notice_for_the_next_handoff_is_no_double() -> None:
    conversation = make.conversation()
    for _ in range(2):
        make.escalate(conversation)
        chat.move(conversation_id=conversation.pk, move=Move.RETURN_TO_ASSISTANT, actor=SYSTEM)
    assert selectors.check(timezone.now()).doubled == []


def test_an_announcement_made_twice_is_found() -> None:
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    (payload,) = make.entries(conversation, EntryKind.CONVERSATION_ESCALATED)
    with_again = chat.record(
        conversation_id=conversation.pk,
        kind=EntryKind.CONVERSATION_ESCALATED,
        payload=payload,
        audience=chat.Audience.STAFF,
    )
    assert with_again.seq
    assert selectors.check(timezone.now()).doubled == [handoff.pk]


def test_the_command_prints_json_and_leaves_with_zero_when_clean() -> None:
    make.escalate(make.conversation())
    out = StringIO()
    call_command("check_handoffs", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert (found["lost"], found["overdue"], found["doubled"]) == (0, 0, 0)
    assert found["handoffs"]["pending"] == 1


def test_the_command_leaves_with_one_when_somebody_is_lost() -> None:
    conversation = make.conversation()
    force(conversation, State.QUEUED)
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("check_handoffs", stdout=out)
    assert left.value.code == 1
    assert f"waiting without a handoff: 1 ({conversation.pk})" in out.getvalue()


def test_a_quiet_sweep_costs_seven_queries(django_assert_num_queries: object) -> None:
    make.escalate(make.conversation())
    with django_assert_num_queries(7):  # type: ignore[operator]
        services.sweep()
    assert Handoff.objects.count() == 1
