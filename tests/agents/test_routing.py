"""Waiting conversations find agents: order, exhaustion, queues."""

from __future__ import annotations

import pytest

from agents import selectors, services
from agents.models import AgentProfile, Queue, QueueEntry
from agents.types import AssignmentState, NotPossibleError, Presence
from chat.types import EntryKind
from tests.agents import builders as build
from tests.agents.conftest import Published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


def test_escalated_conversation_is_offered_to_the_agent_who_is_online(
    published: Published,
) -> None:
    ada = build.agent("Ada")
    talk = build.waiting()
    offered = build.live(talk)
    assert offered is not None
    assert (offered.agent_id, offered.state) == (ada.pk, AssignmentState.OFFERED)
    assert build.state_of(talk) == "offered"
    payload = build.last_payload(talk, EntryKind.OFFER_MADE)
    assert payload["agent"] == {"id": ada.pk, "name": "Ada"}
    assert offered.deadline_at is not None
    assert payload["deadline_at"] == offered.deadline_at.isoformat()
    offers = [message["frame"] for group, message in published if group == f"agent.{ada.pk}"]
    assert any('"type":"offer"' in frame and str(talk.public_id) in frame for frame in offers)


def test_strictly_by_priority_then_by_waiting_time() -> None:
    late = build.waiting(since=build.at(30))
    early = build.waiting(since=build.at(10))
    urgent = build.waiting(since=build.at(40), priority=5)
    order = []
    ada = build.agent("Ada", capacity=1)
    for _ in range(3):
        [offered] = [one for one in (late, early, urgent) if build.state_of(one) == "offered"]
        order.append(offered)
        services.accept(agent_id=ada.pk, conversation_id=offered.pk)
        services.resolve(agent_id=ada.pk, conversation_id=offered.pk)
    assert order == [urgent, early, late]


def test_offers_stop_where_slots_end() -> None:
    ada, abel = build.agent("Ada", capacity=2), build.agent("Abel", capacity=1)
    talks = [build.waiting() for _ in range(5)]
    states = [build.state_of(talk) for talk in talks]
    assert states == ["offered"] * 3 + ["queued"] * 2
    assert [selectors.me_of(one.pk).load for one in (ada, abel)] == [2, 1]  # type: ignore[union-attr]
    assert services.route() == 0


def test_only_the_queues_own_team_is_asked() -> None:
    sales = build.queue("Sales")
    build.agent("Ada")
    talk = build.waiting(to=sales)
    assert build.state_of(talk) == "queued"
    abel = build.agent("Abel", teams=[sales.team])
    assert build.live(talk).agent_id == abel.pk  # type: ignore[union-attr]


@pytest.mark.parametrize("presence", [Presence.AWAY, Presence.OFFLINE])
def test_nobody_online_is_reported_once_per_wait(presence: Presence) -> None:
    build.agent("Ada", presence=presence)
    talk = build.waiting()
    services.route()
    services.sweep()
    assert build.kinds_of(talk).count("offers.exhausted") == 1
    entry = build.wait_of(talk)
    assert entry is not None
    assert entry.exhausted_at is not None


def test_full_agents_do_not_exhaust_a_wait() -> None:
    ada = build.agent("Ada", capacity=1)
    build.held_by(ada)
    talk = build.waiting()
    assert "offers.exhausted" not in build.kinds_of(talk)


def test_wait_is_exhausted_when_everybody_said_no() -> None:
    people = [build.agent("Ada"), build.agent("Abel")]
    talk = build.waiting()
    for _ in people:
        offered = build.live(talk)
        assert offered is not None
        assert "offers.exhausted" not in build.kinds_of(talk)
        services.decline(agent_id=offered.agent_id, conversation_id=talk.pk)
    assert build.kinds_of(talk).count("offer.declined") == 2
    assert build.kinds_of(talk)[-1] == "offers.exhausted"
    assert build.state_of(talk) == "queued"


def test_agent_who_declined_is_asked_again_in_a_later_wait() -> None:
    ada = build.agent("Ada")
    talk = build.waiting()
    services.decline(agent_id=ada.pk, conversation_id=talk.pk)
    assert build.state_of(talk) == "queued"
    services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
    services.hand_back(agent_id=ada.pk, conversation_id=talk.pk)
    build.escalate(talk)
    assert build.live(talk).agent_id == ada.pk  # type: ignore[union-attr]


def test_missing_or_deleted_queue_means_the_default_one() -> None:
    gone = build.queue("Gone")
    Queue.objects.filter(pk=gone.pk).delete()
    talk = build.conversation()
    for queue_id in (None, gone.pk):
        entry = services.enqueue(
            conversation_id=talk.pk, queue_id=queue_id, priority=0, reason="", reason_text=""
        )
        assert entry.queue.is_default


def test_enqueued_again_keeps_its_place_urgency_and_one_entry() -> None:
    sales = build.queue("Sales", priority=7)
    talk = build.waiting(since=build.at(3), priority=2)
    services.enqueue(
        conversation_id=talk.pk, queue_id=sales.pk, priority=None, reason="x", reason_text="y"
    )
    entry = QueueEntry.objects.get(conversation=talk)
    assert (entry.entered_at, entry.queue, entry.priority) == (build.at(3), sales, 2)


def test_queue_has_an_urgency_for_conversations_whose_rule_names_none() -> None:
    sales = build.queue("Sales", priority=7)
    talk = build.conversation()
    entry = services.enqueue(
        conversation_id=talk.pk, queue_id=sales.pk, priority=None, reason="", reason_text=""
    )
    assert entry.priority == 7


def test_slot_freed_in_one_queue_serves_the_more_urgent_wait_of_another() -> None:
    support, sales = selectors.default_queue(), build.queue("Sales")
    ada = build.agent("Ada", capacity=1, teams=[support.team, sales.team])
    mine = build.held_by(ada)
    build.waiting(since=build.at(1))
    urgent = build.waiting(since=build.at(50), priority=9, to=sales)
    services.resolve(agent_id=ada.pk, conversation_id=mine.pk)
    assert build.live(urgent) is not None


def test_deactivated_account_is_not_asked_and_may_do_nothing() -> None:
    ada = build.agent("Ada")
    ada.user.is_active = False
    ada.user.save()
    talk = build.waiting()
    assert build.state_of(talk) == "queued"
    with pytest.raises(NotPossibleError, match="may not"):
        services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
    assert services.beat(agent_id=ada.pk) is False


def test_queue_figures() -> None:
    support = selectors.default_queue()
    assert not selectors.has_online(support.pk)
    ada = build.agent("Ada", capacity=2)
    build.held_by(ada)
    assert selectors.has_online(support.pk)
    assert selectors.free_capacity(support.pk) == 1
    AgentProfile.objects.filter(pk=ada.pk).update(last_beat_at=build.later(-600))
    assert not selectors.has_online(support.pk)
    assert selectors.queue_by_slug("support") == support
    assert selectors.queue_by_slug("nothing") is None
    assert selectors.agent_of(ada.user) == ada
