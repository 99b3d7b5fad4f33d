"""Who is there: signs of life, the closed laptop, and what the sweep makes sure of."""

from __future__ import annotations

import pytest

from agents import services
from agents.models import AgentProfile, Assignment, QueueEntry
from agents.setup import ensure_defaults
from agents.types import AssignmentState, Presence
from chat import services as chat
from chat.models import Conversation, TimelineEntry
from chat.types import SYSTEM, VISITOR, EntryKind, Move
from tests.agents import builders as build
from tests.agents.pages import Frame, Page, do

pytestmark = pytest.mark.django_db(transaction=True)


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


@pytest.mark.parametrize("lost", [True, False])
def test_message_of_a_lost_agent_is_a_message_again_until_its_visitor_writes(lost: bool) -> None:
    """Also when it is passed on: nobody is there who could wait."""
    ada = build.agent("Ada")
    talk, since = left_message(), build.at(3)
    services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
    if lost:
        build.close_the_laptop(ada)
        assert services.sweep()["lost"] == 1
    else:
        services.transfer(agent_id=ada.pk, conversation_id=talk.pk, note="For Abel")
        since = QueueEntry.objects.latest("pk").entered_at
    assert build.state_of(talk) == "deferred"
    wait = build.wait_of(talk)
    assert wait is not None
    assert (wait.is_message, wait.entered_at, wait.ready_at) == (True, since, build.at(4))
    assert (wait.priority, wait.reason) == (95, "callback")
    moves = TimelineEntry.objects.filter(conversation=talk, kind=EntryKind.CONVERSATION_MOVED)
    assert [one.payload.get("quiet") for one in moves.order_by("-seq")[:2]] == [True, True]
    assert "offers.exhausted" not in build.kinds_of(talk)
    abel = build.agent("Abel")
    assert build.live(talk).agent_id == abel.pk  # type: ignore[union-attr]


def test_message_whose_visitor_is_back_waits_like_everybody_when_its_agent_is_lost() -> None:
    ada = build.agent("Ada")
    talk = left_message()
    services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
    build.say(talk, "Here I am")
    build.close_the_laptop(ada)
    services.sweep()
    wait = build.wait_of(talk)
    assert wait is not None
    assert (build.state_of(talk), wait.is_message) == ("queued", False)
    assert (wait.entered_at, wait.priority) == (build.at(3), 95)


def left_message() -> Conversation:
    """An urgent one that was left while nobody was there."""
    talk = build.conversation()
    chat.move(conversation_id=talk.pk, move=Move.DEFER, actor=SYSTEM)
    services.set_aside(
        conversation_id=talk.pk,
        queue_id=ensure_defaults().pk,
        reason="callback",
        reason_text="Call me.",
        priority=95,
        ready_at=build.at(4),
        waiting_since=build.at(3),
        now=build.at(3),
    )
    return talk


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


def test_finishing_agent_is_asked_nothing_and_away_after_the_last_conversation() -> None:
    ada = build.agent("Ada")
    talks = [build.held_by(ada), build.held_by(ada)]
    offered = build.waiting()
    services.set_presence(agent_id=ada.pk, presence=Presence.FINISHING)
    assert build.state_of(offered) == "queued"
    services.resolve(agent_id=ada.pk, conversation_id=talks[0].pk)
    ada.refresh_from_db()
    assert ada.presence == Presence.FINISHING
    services.hand_back(agent_id=ada.pk, conversation_id=talks[1].pk)
    ada.refresh_from_db()
    assert ada.presence == Presence.AWAY
    assert build.state_of(offered) == "queued"


def test_finishing_agent_without_conversations_is_away_at_once() -> None:
    ada = build.agent("Ada")
    offered = build.waiting()
    services.set_presence(agent_id=ada.pk, presence=Presence.FINISHING)
    ada.refresh_from_db()
    assert ada.presence == Presence.AWAY
    assert build.state_of(offered) == "queued"


def test_finishing_agent_whose_visitor_leaves_is_away() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    services.set_presence(agent_id=ada.pk, presence=Presence.FINISHING)
    chat.move(conversation_id=talk.pk, move=Move.CLOSE, actor=VISITOR)
    ada.refresh_from_db()
    assert ada.presence == Presence.AWAY


def test_sweep_lets_go_whom_a_lost_step_left_finishing() -> None:
    ada = build.agent("Ada")
    AgentProfile.objects.update(presence=Presence.FINISHING)
    services.sweep()
    ada.refresh_from_db()
    assert ada.presence == Presence.AWAY


def test_agent_who_was_finishing_and_is_back_goes_on_finishing() -> None:
    ada = build.agent("Ada")
    build.held_by(ada)
    services.set_presence(agent_id=ada.pk, presence=Presence.FINISHING)
    AgentProfile.objects.update(presence=Presence.OFFLINE, lost_presence=Presence.FINISHING)
    services.beat(agent_id=ada.pk)
    ada.refresh_from_db()
    assert (ada.presence, ada.lost_presence) == (Presence.FINISHING, "")


def test_agent_back_within_the_grace_keeps_the_conversation() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    build.close_the_laptop(ada, seconds_ago=30)
    services.beat(agent_id=ada.pk)
    assert services.sweep(now=build.later(30))["lost"] == 0
    assert build.live(talk).agent_id == ada.pk  # type: ignore[union-attr]


async def test_two_pages_are_one_person_and_closing_one_changes_nothing() -> None:
    ada = await do(build.agent, "Ada")
    talk = await do(build.held_by, ada)
    async with Page(ada.user) as laptop:
        await laptop.join()
        async with Page(ada.user) as phone:
            assert (await phone.join())["me"]["load"] == 1
            await phone.ask("presence", presence="finishing")
            assert (await laptop.find(_is_finishing))["me"]["load"] == 1
        await laptop.send("beat")
        await laptop.get("heartbeat")
        assert (await do(services.sweep))["lost"] == 0
        assert (await do(build.live, talk)).agent_id == ada.pk  # type: ignore[union-attr]
        await do(ada.refresh_from_db)
        assert ada.presence == Presence.FINISHING


def _is_finishing(frame: Frame) -> bool:
    return bool(frame["type"] == "me" and frame["me"]["presence"] == "finishing")


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
