"""How a queue stands, as flows and pages read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from agents import selectors, services
from agents.hours import DAYS
from agents.models import Assignment, BusinessHours, Queue
from agents.types import AssignmentState, Presence
from tests.agents import builders as make

pytestmark = pytest.mark.django_db


def talks(queue: Queue, *, number: int, minutes: int) -> None:
    """So many talks that have ended, each this long."""
    now = timezone.now()
    owner = make.agent("Abel", teams=[queue.team])
    services.set_presence(agent_id=owner.pk, presence=Presence.OFFLINE)
    talk = make.conversation()
    for _ in range(number):
        Assignment.objects.create(
            conversation=talk,
            agent=owner,
            queue=queue,
            state=AssignmentState.ENDED.value,
            offered_at=now - timedelta(minutes=minutes),
            accepted_at=now - timedelta(minutes=minutes),
            ended_at=now,
        )


def test_a_queue_says_who_is_there_who_waits_and_how_long_it_takes() -> None:
    sales = make.queue("Sales")
    talks(sales, number=5, minutes=10)
    ada = make.agent("Ada", capacity=1, teams=[sales.team])
    now = timezone.now()
    free = selectors.figures("sales", now)
    assert (free.slug, free.is_open, free.online, free.free) == ("sales", True, 1, 1)
    assert (free.waiting, free.expected_wait_s) == (0, 0)
    services.take_over(agent_id=ada.pk, conversation_id=make.conversation().pk)
    make.waiting(to=sales)
    full = selectors.figures("sales", now)
    assert (full.online, full.free, full.waiting) == (1, 0, 1)
    assert full.expected_wait_s == 2 * 10 * 60


def test_without_people_or_experience_nobody_can_say() -> None:
    sales = make.queue("Sales")
    now = timezone.now()
    assert selectors.figures("sales", now).expected_wait_s is None
    ada = make.agent("Ada", capacity=1, teams=[sales.team])
    services.take_over(agent_id=ada.pk, conversation_id=make.conversation().pk)
    assert selectors.figures("sales", now).expected_wait_s is None


def test_who_waits_already_counts_those_before_it() -> None:
    sales = make.queue("Sales")
    first = make.waiting(to=sales, since=make.at(1))
    second = make.waiting(to=sales, since=make.at(2))
    urgent = make.waiting(to=sales, since=make.at(3), priority=9)
    now = timezone.now()

    def ahead_of(talk: int | None) -> int:
        return selectors.figures("sales", now, conversation_id=talk).waiting

    assert [ahead_of(one.pk) for one in (urgent, first, second)] == [0, 1, 2]
    assert ahead_of(make.conversation().pk) == ahead_of(None) == 3


def test_an_unknown_queue_counts_as_the_default_one_with_its_hours() -> None:
    closed = BusinessHours.objects.create(
        name="Never", zone="Europe/Berlin", week={day: [] for day in DAYS}
    )
    queue = selectors.default_queue()
    queue.team.hours = closed
    queue.team.save()
    figures = selectors.figures("gone", timezone.now())
    assert (figures.slug, figures.is_open) == (queue.slug, False)
    assert figures.hours is not None
    assert figures.hours.zone == "Europe/Berlin"
