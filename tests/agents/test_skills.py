"""Whom a waiting conversation is offered to: skills, languages, acquaintance, rules of queues."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents import selectors, services
from agents.models import AgentProfile, Queue, QueueEntry
from agents.types import Presence
from chat.models import Conversation
from tests.agents import builders as build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


def support(**fields: object) -> Queue:
    """The default queue, set up so."""
    queue = selectors.default_queue()
    Queue.objects.filter(pk=queue.pk).update(**fields)
    queue.refresh_from_db()
    return queue


def asked(talk: Conversation) -> int | None:
    """Who is being asked about it."""
    found = build.live(talk)
    return found.agent_id if found is not None else None


def decline(talk: Conversation) -> None:
    """Whoever is being asked says no."""
    services.decline(agent_id=asked(talk) or 0, conversation_id=talk.pk)


def test_skills_of_queue_and_conversation_are_all_needed() -> None:
    support().skills.add(build.skill("linux"))
    build.agent("Ada", skills=["linux"])
    both = build.waiting(skills=["contracts"])
    assert asked(both) is None
    assert "offers.exhausted" in build.kinds_of(both)  # nobody who is there could ever come
    abel = build.agent("Abel", skills=["linux", "contracts"])
    assert asked(both) == abel.pk


def test_somebody_with_the_skill_who_is_full_is_waited_for() -> None:
    ada = build.agent("Ada", capacity=1, skills=["linux"])
    build.agent("Abel")
    mine = build.held_by(ada)
    talk = build.waiting(skills=["linux"])
    assert asked(talk) is None
    assert "offers.exhausted" not in build.kinds_of(talk)
    services.resolve(agent_id=ada.pk, conversation_id=mine.pk)
    assert asked(talk) == ada.pk


def test_whoever_cannot_be_helped_now_does_not_hold_up_those_behind() -> None:
    """A long row of conversations that nobody free is fit for, and one behind it."""
    for minute in range(25):
        build.waiting(skills=["linux"], since=build.at(minute), priority=5)
    last = build.waiting(since=build.at(50))
    ada = build.agent("Ada", capacity=1)
    assert asked(last) == ada.pk


def test_language_is_preferred_by_default_and_required_where_the_queue_says_so() -> None:
    build.agent("Ada", capacity=9, languages=["en"])
    abel = build.agent("Abel", capacity=9, languages=["de", "en"])
    build.held_by(abel)  # Ada has less to do
    assert asked(build.waiting(language="de-AT")) == abel.pk
    support(language_rule="require")
    talk = build.waiting(language="fr")
    assert asked(talk) is None
    assert "offers.exhausted" in build.kinds_of(talk)
    everything = build.agent("Agathe", languages=[])
    assert asked(talk) == everything.pk


def test_last_agent_is_asked_first_where_the_queue_wants_that() -> None:
    ada, abel = build.agent("Ada"), build.agent("Abel")
    first = build.held_by(abel)
    services.resolve(agent_id=abel.pk, conversation_id=first.pk)
    build.held_by(abel)
    again = build.conversation()
    Conversation.objects.filter(pk=again.pk).update(visitor=first.visitor)
    build.escalate(again)
    assert asked(again) == ada.pk  # has less to do
    decline(again)
    decline(again)
    services.take_over(agent_id=ada.pk, conversation_id=again.pk)
    services.hand_back(agent_id=ada.pk, conversation_id=again.pk)
    services.set_presence(agent_id=ada.pk, presence=Presence.AWAY)
    support(is_sticky=True)
    build.held_by(ada)
    services.set_presence(agent_id=ada.pk, presence=Presence.ONLINE)
    build.held_by(ada)
    build.escalate(again)
    assert asked(again) == ada.pk  # talked with the visitor last, though she has more to do
    decline(again)
    assert asked(again) == abel.pk


def test_named_colleague_is_asked_first_whatever_their_team_then_anybody() -> None:
    ada = build.agent("Ada")
    other = build.queue("Sales")
    abel = build.agent("Abel", teams=[other.team])
    talk = build.waiting(wanted_agent_id=abel.pk, skills=["linux"])
    assert asked(talk) == abel.pk
    ada.skills.add(build.skill("linux"))
    decline(talk)
    assert asked(talk) == ada.pk


def test_named_colleague_who_is_not_there_holds_nothing_up() -> None:
    ada = build.agent("Ada")
    abel = build.agent("Abel", presence=Presence.OFFLINE)
    assert asked(build.waiting(wanted_agent_id=abel.pk)) == ada.pk


def test_one_after_the_other_is_remembered_when_offers_are_made() -> None:
    support(routing="round_robin")
    people = [build.agent(name, capacity=9) for name in ("Ada", "Abel", "Agathe")]
    talks = [build.waiting() for _ in range(6)]
    assert [asked(talk) for talk in talks] == [one.pk for one in people] * 2
    assert all(AgentProfile.objects.values_list("asked_at", flat=True))


def test_queue_that_does_not_offer_is_claimed_by_hand() -> None:
    ada = build.agent("Ada")
    support(offers_by_itself=False)
    talk = build.waiting()
    services.sweep()
    assert (build.state_of(talk), asked(talk)) == ("queued", None)
    assert "offers.exhausted" not in build.kinds_of(talk)
    services.set_presence(agent_id=ada.pk, presence=Presence.AWAY)
    services.sweep()
    assert "offers.exhausted" in build.kinds_of(talk)
    services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
    assert build.state_of(talk) == "with_agent"


def test_conversation_of_a_lost_agent_keeps_place_and_skills() -> None:
    ada = build.agent("Ada", skills=["linux"])
    talk = build.waiting(skills=["linux"], since=build.at(7), priority=4)
    services.accept(agent_id=ada.pk, conversation_id=talk.pk)
    build.close_the_laptop(ada)
    services.sweep()
    entry = build.wait_of(talk)
    assert entry is not None
    assert (entry.entered_at, entry.priority, entry.skills) == (build.at(7), 4, ["linux"])
    build.agent("Abel")
    assert asked(talk) is None
    before = QueueEntry.objects.get(conversation=talk, left_at__isnull=False)
    assert before.ended == "answered"


def test_offers_cost_the_same_statements_however_many_wait_behind() -> None:
    def statements(waiting: int, slots: int) -> int:
        talks = [build.waiting(priority=1) for _ in range(waiting)]
        ada = build.agent("Ada", capacity=slots, presence=Presence.AWAY)
        AgentProfile.objects.filter(pk=ada.pk).update(presence=Presence.ONLINE)
        with CaptureQueriesContext(connection) as made:
            assert services.route() == slots
        for talk in talks:
            services.release(talk.pk)
        AgentProfile.objects.filter(pk=ada.pk).update(presence=Presence.OFFLINE)
        return len(made)

    few, many = statements(3, 2), statements(60, 2)
    assert few == many
