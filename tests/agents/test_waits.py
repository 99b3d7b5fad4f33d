"""Visitors who wait hear how their wait stands when it changes, at a cost that does not grow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents import services
from agents.models import Assignment, Queue, QueueEntry
from agents.selectors import waits
from agents.types import AssignmentState, Presence, WaitEnd
from chat import outlook
from tests.agents import builders as make
from tests.agents.test_figures import talks

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy() -> Queue:
    """A queue whose only agent talks, with experience of talks of ten minutes."""
    sales = make.queue("Sales", honest_limit_s=3600)
    talks(sales, number=8, minutes=10)
    ada = make.agent("Ada", capacity=1, teams=[sales.team])
    services.take_over(agent_id=ada.pk, conversation_id=make.conversation().pk)
    return sales


def entry(one: object) -> QueueEntry:
    return QueueEntry.objects.get(conversation=one, left_at__isnull=True)


def test_everybody_hears_once_and_again_when_it_changes(busy: Queue) -> None:
    now = timezone.now()
    first = make.waiting(to=busy, since=now - timedelta(seconds=30))
    second = make.waiting(to=busy, since=now - timedelta(seconds=20))
    assert services.tell_waits(now) == 2
    assert [entry(one).told["position"] for one in (first, second)] == [1, 2]
    assert entry(first).told["high_s"] < entry(second).told["high_s"]
    assert services.tell_waits(now) == 0, "nothing has changed"
    urgent = make.waiting(to=busy, priority=95)
    assert services.tell_waits(now) == 3
    places = [entry(one).told["position"] for one in (urgent, first, second)]
    assert places == [1, 2, 3]


def test_what_was_shown_first_is_kept_and_measured_against_what_came(busy: Queue) -> None:
    now = timezone.now()
    talk = make.waiting(to=busy)
    services.tell_waits(now)
    shown = entry(talk)
    assert shown.shown_at == now
    assert shown.shown_s is not None
    assert shown.shown_low_s is not None
    assert shown.shown_low_s < shown.shown_s < (shown.shown_high_s or 0)
    make.waiting(to=busy, priority=95)
    services.tell_waits(now + timedelta(seconds=60))
    assert entry(talk).shown_s == shown.shown_s
    assert entry(talk).told != shown.told


def test_waits_that_took_longer_than_shown_lengthen_the_next_ones(busy: Queue) -> None:
    now = timezone.now()
    talk = make.waiting(to=busy)
    services.tell_waits(now)
    before = entry(talk).told["high_s"]
    for _ in range(60):
        QueueEntry.objects.create(
            conversation=make.conversation(text=""),
            queue=busy,
            entered_at=now - timedelta(minutes=30),
            shown_at=now - timedelta(minutes=30),
            shown_s=300,
            shown_plain_s=300,
            left_at=now - timedelta(minutes=20),
            ended=WaitEnd.ANSWERED.value,
        )
    waits.forget()
    services.tell_waits(now)
    assert entry(talk).told["high_s"] > 1.5 * before


def test_without_anybody_there_is_no_number_and_a_way_out() -> None:
    sales = make.queue("Sales")
    talk = make.waiting(to=sales)
    services.tell_waits()
    told = entry(talk).told
    assert (told["low_s"], told["note"]) == (None, "nobody")
    assert told["ways"]


def test_a_visitor_who_comes_back_hears_what_was_told(busy: Queue) -> None:
    talk = make.waiting(to=busy)
    assert outlook.wait_of(talk.pk, str(talk.public_id)) is None
    services.tell_waits()
    frame = outlook.wait_of(talk.pk, str(talk.public_id))
    assert frame is not None
    assert (frame.conversation, frame.position) == (str(talk.public_id), 1)


def test_a_pass_costs_the_same_queries_for_three_as_for_thirty(busy: Queue) -> None:
    def cost() -> int:
        waits.forget()
        with CaptureQueriesContext(connection) as queries:
            services.tell_waits()
        return len(queries)

    for _ in range(3):
        make.waiting(to=busy)
    few = cost()
    for _ in range(27):
        make.waiting(to=busy)
    assert cost() == few


def test_a_free_place_moves_everybody_up(busy: Queue) -> None:
    talking = Assignment.objects.get(state=AssignmentState.ACCEPTED)
    first, second = make.waiting(to=busy), make.waiting(to=busy)
    services.tell_waits()
    abel = make.agent("Abel", capacity=1, teams=[busy.team], presence=Presence.AWAY)
    services.take_over(agent_id=abel.pk, conversation_id=first.pk)
    assert services.tell_waits() >= 1
    assert entry(second).told["position"] == 1
    assert talking.agent_id != abel.pk


def test_while_others_are_asked_their_hours_count(busy: Queue) -> None:
    make.keep_hours(busy.team)
    others = make.queue("Others")
    make.agent("Abel", capacity=1, teams=[others.team])
    talk = make.waiting(to=busy)
    waits.forget()
    services.tell_waits()
    assert entry(talk).told["note"] == "closed"
    Queue.objects.filter(pk=busy.pk).update(overflow_to=others)
    QueueEntry.objects.filter(conversation=talk).update(overflowed_at=timezone.now())
    services.tell_waits()
    told = entry(talk).told
    assert (told["note"], told["opens_at"]) == ("", None)


def test_people_of_the_overflow_queue_shorten_the_wait(busy: Queue) -> None:
    others = make.queue("Others")
    for name in ("Bea", "Cem", "Dora"):
        helper = make.agent(name, capacity=1, teams=[others.team], presence=Presence.AWAY)
        services.take_over(agent_id=helper.pk, conversation_id=make.conversation().pk)
        services.set_presence(agent_id=helper.pk, presence=Presence.ONLINE)
    talk = make.waiting(to=busy)
    services.tell_waits()
    alone = entry(talk).told["high_s"]
    Queue.objects.filter(pk=busy.pk).update(overflow_to=others)
    QueueEntry.objects.filter(conversation=talk).update(overflowed_at=timezone.now())
    services.tell_waits()
    assert entry(talk).told["high_s"] < alone / 2
