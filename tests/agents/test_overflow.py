"""When a queue's own people cannot be asked: others are, or it is said that nobody comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from agents import selectors, services
from agents.models import Queue, QueueEntry
from agents.types import Presence
from chat.models import Conversation
from chat.types import EntryKind
from tests.agents import builders as build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]

ALL_WEEK = {
    day: [["00:00", "24:00"]]
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def sales() -> Queue:
    """A queue that overflows to the default one after two minutes."""
    return build.queue("Sales", overflow_to=selectors.default_queue(), overflow_after_s=120)


def asked(talk: Conversation) -> int | None:
    """Who is being asked about it."""
    found = build.live(talk)
    return found.agent_id if found is not None else None


def test_nobody_of_the_own_team_is_there_so_others_are_asked_at_the_same_place(
    sales: Queue,
) -> None:
    ada = build.agent("Ada")
    talk = build.waiting(to=sales, since=build.at(3))
    assert asked(talk) == ada.pk
    assert build.kinds_of(talk).count("queue.widened") == 1
    payload = build.last_payload(talk, EntryKind.QUEUE_WIDENED)
    default = selectors.default_queue()
    assert payload == {"queue": {"id": default.pk, "name": default.name}}
    entry = build.wait_of(talk)
    assert entry is not None
    assert (entry.queue, entry.entered_at) == (sales, build.at(3))
    assert entry.overflowed_at is not None
    assert "offers.exhausted" not in build.kinds_of(talk)


def test_own_people_have_their_time_before_others_are_asked(sales: Queue) -> None:
    abel = build.agent("Abel", capacity=1, teams=[sales.team])
    build.held_by(abel)
    ada = build.agent("Ada")
    talk = build.waiting(to=sales)
    services.sweep(timezone.now() + timedelta(seconds=20))
    assert asked(talk) is None
    assert "queue.widened" not in build.kinds_of(talk)
    Queue.objects.filter(pk=sales.pk).update(overflow_after_s=10)
    services.sweep(timezone.now() + timedelta(seconds=20))
    assert asked(talk) == ada.pk


def test_all_of_the_own_team_said_no(sales: Queue) -> None:
    abel = build.agent("Abel", teams=[sales.team])
    ada = build.agent("Ada")
    talk = build.waiting(to=sales)
    assert asked(talk) == abel.pk
    services.decline(agent_id=abel.pk, conversation_id=talk.pk)
    assert asked(talk) == ada.pk
    assert "offers.exhausted" not in build.kinds_of(talk)
    services.decline(agent_id=ada.pk, conversation_id=talk.pk)
    assert build.kinds_of(talk).count("offers.exhausted") == 1


def test_own_people_go_before_others_while_both_are_asked(sales: Queue) -> None:
    abel = build.agent("Abel", capacity=2, teams=[sales.team])
    build.held_by(abel)
    held = build.held_by(abel)
    ada = build.agent("Ada", capacity=1)
    busy = build.held_by(ada)
    Queue.objects.filter(pk=sales.pk).update(overflow_after_s=0)
    talk = build.waiting(to=sales)
    assert "queue.widened" in build.kinds_of(talk)
    services.set_presence(agent_id=ada.pk, presence=Presence.AWAY)
    services.resolve(agent_id=ada.pk, conversation_id=busy.pk)
    services.set_presence(agent_id=abel.pk, presence=Presence.AWAY)
    services.resolve(agent_id=abel.pk, conversation_id=held.pk)
    # Both have room at the same moment; Ada would have less to do.
    for one in (ada, abel):
        type(one).objects.filter(pk=one.pk).update(presence=Presence.ONLINE)
    services.route()
    assert asked(talk) == abel.pk


def test_nobody_is_told_of_others_while_none_of_them_is_there(sales: Queue) -> None:
    talk = build.waiting(to=sales)
    assert "queue.widened" not in build.kinds_of(talk)
    assert "offers.exhausted" in build.kinds_of(talk)
    ada = build.agent("Ada")
    assert asked(talk) == ada.pk
    assert "queue.widened" in build.kinds_of(talk)


def test_others_serve_their_own_queue_and_this_one_in_one_order(sales: Queue) -> None:
    late = build.waiting(since=build.at(30))
    early = build.waiting(to=sales, since=build.at(10))
    ada = build.agent("Ada", capacity=1)
    assert asked(early) == ada.pk
    services.accept(agent_id=ada.pk, conversation_id=early.pk)
    services.resolve(agent_id=ada.pk, conversation_id=early.pk)
    assert asked(late) == ada.pk


def test_a_new_queue_asks_its_own_people_first_again(sales: Queue) -> None:
    talk = build.waiting(to=sales)
    services.route()
    build.agent("Ada", capacity=0)
    QueueEntry.objects.update(overflowed_at=timezone.now())
    other = build.queue("Other")
    services.enqueue(
        conversation_id=talk.pk, queue_id=other.pk, priority=None, reason="", reason_text=""
    )
    entry = build.wait_of(talk)
    assert entry is not None
    assert (entry.overflowed_at, entry.queue) == (None, other)


def test_nothing_is_offered_out_of_hours_but_anything_can_be_claimed() -> None:
    queue = selectors.default_queue()
    build.keep_hours(queue.team)
    ada = build.agent("Ada")
    talk = build.waiting()
    assert asked(talk) is None
    assert "offers.exhausted" in build.kinds_of(talk)
    services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
    assert build.state_of(talk) == "with_agent"


def test_out_of_hours_the_overflow_queue_is_asked_if_it_is_open(sales: Queue) -> None:
    build.keep_hours(sales.team)
    build.keep_hours(selectors.default_queue().team, **ALL_WEEK)
    build.agent("Abel", teams=[sales.team])
    ada = build.agent("Ada")
    assert asked(build.waiting(to=sales)) == ada.pk
    build.keep_hours(selectors.default_queue().team)
    talk = build.waiting(to=sales)
    assert asked(talk) is None
    assert "offers.exhausted" in build.kinds_of(talk)


def test_the_sweep_offers_when_a_team_opens() -> None:
    """Nothing happens at that moment that anybody could react to."""
    queue = selectors.default_queue()
    build.keep_hours(queue.team, monday=[["09:00", "17:00"]])
    build.agent("Ada")
    talk = build.waiting(since=MONDAY)
    assert asked(talk) is None
    before, after = MONDAY.replace(hour=8, minute=59), MONDAY.replace(hour=9)
    assert services.sweep(before)["offered"] == 0
    assert services.sweep(after)["offered"] == 1


def test_lost_events_are_made_good_by_the_sweep(
    monkeypatch: pytest.MonkeyPatch, sales: Queue
) -> None:
    monkeypatch.setattr("agents.services.news._route", lambda: None)
    ada = build.agent("Ada", capacity=2)
    own, others = build.waiting(since=build.at(2)), build.waiting(to=sales, since=build.at(1))
    assert (asked(own), asked(others)) == (None, None)
    assert services.sweep()["offered"] == 2
    assert (asked(own), asked(others)) == (ada.pk, ada.pk)


@pytest.mark.parametrize(
    ("fields", "online", "expected"),
    [
        ({}, True, ""),
        ({}, False, "nobody"),
        ({"closed_at": timezone.now()}, True, "closed"),
        ({"max_waiting": 1}, True, "full"),
        ({"max_waiting": 2}, True, ""),
    ],
)
def test_whether_a_queue_takes_newcomers(
    fields: dict[str, object], online: bool, expected: str
) -> None:
    queue = selectors.default_queue()
    Queue.objects.filter(pk=queue.pk).update(**fields)
    if online:
        build.held_by(build.agent("Ada", capacity=1))
    talk = build.waiting()
    now = timezone.now()
    assert selectors.takes_newcomers(queue.pk, now) == expected
    own = "" if expected == "full" else expected
    assert selectors.takes_newcomers(queue.pk, now, conversation_id=talk.pk) == own
    figures = selectors.figures(queue.slug, now)
    assert figures.is_full is (expected == "full")
    assert figures.is_closed is (expected == "closed")
    assert figures.is_open is (expected != "closed")


def test_newcomers_are_taken_while_anybody_may_be_asked(sales: Queue) -> None:
    now = timezone.now()
    build.keep_hours(sales.team)
    assert selectors.takes_newcomers(sales.pk, now) == "nobody"  # the other team has no hours
    assert not selectors.has_online(sales.pk, now)
    build.agent("Ada")
    assert selectors.takes_newcomers(sales.pk, now) == ""
    assert selectors.has_online(sales.pk, now)
    build.keep_hours(selectors.default_queue().team)
    assert selectors.takes_newcomers(sales.pk, now) == "closed_hours"
    assert not selectors.has_online(sales.pk, now)
