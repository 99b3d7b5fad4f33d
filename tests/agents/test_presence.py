"""Who is there: signs of life, the closed laptop, and what the sweep makes sure of."""

from __future__ import annotations

import pytest

from agents import services
from agents.models import AgentProfile, Assignment, QueueEntry
from agents.types import AssignmentState, Presence
from chat.models import Conversation
from chat.types import EntryKind
from tests.agents import builders as build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


def test_closed_laptop_puts_the_conversation_back_at_its_old_place() -> None:
    ada = build.agent("Ada")
    talk = build.waiting(since=build.at(5), priority=2)
    services.accept(agent_id=ada.pk, conversation_id=talk.pk)
    build.waiting(since=build.at(6), priority=2), build.waiting(since=build.at(1))
    build.close_the_laptop(ada)
    assert services.sweep()["lost"] == 3  # the accepted one and two offers
    ada.refresh_from_db()
    assert ada.presence == Presence.OFFLINE
    assert build.state_of(talk) == "queued"
    wait = build.wait_of(talk)
    assert wait is not None
    assert (wait.entered_at, wait.priority, wait.reason) == (build.at(5), 2, "keyword")
    assert build.last_payload(talk, EntryKind.AGENT_LEFT)["reason"] == "lost"
    abel = build.agent("Abel", capacity=1)
    assert build.live(talk).agent_id == abel.pk  # type: ignore[union-attr]


def test_offer_to_an_absent_agent_goes_to_the_next_with_its_place_kept() -> None:
    ada = build.agent("Ada")
    talk = build.waiting(since=build.at(5))
    abel = build.agent("Abel")
    build.close_the_laptop(ada)
    services.sweep()
    assert Assignment.objects.get(agent=ada).state == AssignmentState.REVOKED
    assert build.live(talk).agent_id == abel.pk  # type: ignore[union-attr]
    assert QueueEntry.objects.get(conversation=talk).entered_at == build.at(5)


def test_nothing_is_lost_within_the_grace() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    build.close_the_laptop(ada, seconds_ago=30)
    assert services.sweep()["lost"] == 0
    assert build.live(talk) is not None


def test_conversation_taken_unasked_waits_in_the_default_queue_when_its_agent_is_lost() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    build.close_the_laptop(ada)
    services.sweep()
    wait = build.wait_of(talk)
    assert wait is not None
    assert wait.queue.is_default
    assert wait.reason == "agent_lost"


def test_reopened_laptop_is_online_again_and_gets_work() -> None:
    ada = build.agent("Ada")
    build.close_the_laptop(ada)
    services.sweep()
    talk = build.waiting()
    assert build.live(talk) is None
    assert services.beat(agent_id=ada.pk) is True
    ada.refresh_from_db()
    assert (ada.presence, ada.lost_presence) == (Presence.ONLINE, "")
    assert build.live(talk).agent_id == ada.pk  # type: ignore[union-attr]


def test_agent_who_said_offline_stays_so_whatever_the_page_does() -> None:
    ada = build.agent("Ada", presence=Presence.OFFLINE)
    services.beat(agent_id=ada.pk, now=build.later(20))
    ada.refresh_from_db()
    assert ada.presence == Presence.OFFLINE


def test_signs_of_life_are_stored_at_most_every_ten_seconds() -> None:
    ada = build.agent("Ada")
    for seconds, stored in ((5, False), (11, True), (16, False)):
        before = AgentProfile.objects.get(pk=ada.pk).last_beat_at
        services.beat(agent_id=ada.pk, now=build.later(seconds))
        after = AgentProfile.objects.get(pk=ada.pk).last_beat_at
        assert (before != after) is stored


@pytest.mark.parametrize("presence", [Presence.AWAY, Presence.OFFLINE])
def test_going_away_keeps_conversations_and_returns_offers(presence: Presence) -> None:
    ada = build.agent("Ada")
    kept, offered = build.held_by(ada), build.waiting()
    services.set_presence(agent_id=ada.pk, presence=presence)
    assert build.live(kept).agent_id == ada.pk  # type: ignore[union-attr]
    assert build.state_of(offered) == "queued"
    services.set_presence(agent_id=ada.pk, presence=Presence.ONLINE)
    assert build.live(offered).agent_id == ada.pk  # type: ignore[union-attr]


def test_absent_agent_who_said_offline_loses_conversations_too() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    services.set_presence(agent_id=ada.pk, presence=Presence.OFFLINE)
    build.close_the_laptop(ada)
    services.sweep()
    assert build.state_of(talk) == "queued"
    ada.refresh_from_db()
    assert ada.lost_presence == ""


def test_sweep_assigns_what_a_lost_event_left_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.services.news._route", lambda: None)
    build.agent("Ada")
    talk = build.waiting()
    assert build.state_of(talk) == "queued"
    assert services.sweep()["offered"] == 1
    assert build.state_of(talk) == "offered"


def test_sweep_twice_changes_nothing_more() -> None:
    ada = build.agent("Ada")
    build.held_by(ada), build.waiting()
    build.close_the_laptop(ada)
    services.sweep()
    assert services.sweep() == {"mended": 0, "expired": 0, "lost": 0, "offered": 0}


@pytest.mark.parametrize(
    ("state", "held"),
    [("queued", False), ("queued", True), ("offered", False), ("with_agent", False)],
)
def test_conversation_that_waits_for_nobody_is_mended(state: str, held: bool) -> None:
    ada = build.agent("Ada", presence=Presence.AWAY)
    talk = build.held_by(ada)
    if not held:
        Assignment.objects.update(state=AssignmentState.ENDED)
    Conversation.objects.filter(pk=talk.pk).update(state=state)
    assert services.sweep()["mended"] == 1
    assert build.state_of(talk) == "queued"
    assert build.wait_of(talk) is not None
    assert build.live(talk) is None
    assert services.sweep()["mended"] == 0


@pytest.mark.parametrize("state", ["assistant", "closed", "deferred"])
def test_slot_of_a_conversation_that_left_human_hands_is_freed(state: str) -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    Conversation.objects.filter(pk=talk.pk).update(state=state)
    assert services.sweep()["mended"] == 1
    assert build.live(talk) is None
    assert build.state_of(talk) == state


def test_wait_of_a_conversation_that_an_agent_has_is_ended() -> None:
    ada = build.agent("Ada")
    talk = build.waiting()
    services.accept(agent_id=ada.pk, conversation_id=talk.pk)
    QueueEntry.objects.update(left_at=None)
    assert services.sweep()["mended"] == 1
    assert build.wait_of(talk) is None
    assert build.live(talk).agent_id == ada.pk  # type: ignore[union-attr]
