"""Left messages wait like conversations do, behind those of equal priority who are there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents import selectors, services
from agents.models import QueueEntry
from agents.types import AssignmentState, Presence
from chat import services as chat
from chat.models import Conversation, TimelineEntry
from chat.types import SYSTEM, VISITOR, EntryKind, Move
from tests.agents import builders as build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def left(*, priority: int = 0, since: datetime | None = None, **options: Any) -> Conversation:
    """A message that a visitor left instead of waiting."""
    with transaction.atomic():  # nobody is asked in between
        talk = build.waiting(priority=priority, since=since)
        build.set_aside(talk, **options)
    return talk


def asked(talk: Conversation) -> int | None:
    """Who is being asked about it."""
    found = build.live(talk)
    return found.agent_id if found is not None else None


def moves(talk: Conversation) -> list[tuple[str, bool]]:
    """Each move, and whether the visitor's thread is silent about it."""
    entries = TimelineEntry.objects.filter(
        conversation=talk, kind=EntryKind.CONVERSATION_MOVED
    ).order_by("seq")
    return [(one.payload["move"], one.payload.get("quiet", False)) for one in entries]


def test_a_left_message_takes_the_place_of_the_wait_that_it_ends() -> None:
    talk = build.waiting(since=build.at(3), priority=95, skills=["linux"])
    build.set_aside(talk)
    wait, message = QueueEntry.objects.filter(conversation=talk).order_by("pk")
    assert (wait.ended, wait.left_at is not None, wait.is_message) == ("captured", True, False)
    assert (message.ended, message.left_at, message.is_message) == ("", None, True)
    assert (message.entered_at, message.priority) == (build.at(3), 95)
    assert message.skills == ["linux"]
    assert build.state_of(talk) == "deferred"


def test_a_message_without_a_wait_before_it_gets_the_queues_priority() -> None:
    sales = build.queue("Sales", priority=7)
    talk = build.conversation()
    entry = build.set_aside(talk, to=sales, now=build.at(5))
    assert (entry.priority, entry.entered_at, entry.queue) == (7, build.at(5), sales)
    later = services.set_aside(
        conversation_id=talk.pk,
        queue_id=sales.pk,
        reason="callback",
        reason_text="",
        now=build.at(9),
        ready_at=build.at(30),
        priority=3,
    )
    assert (later.pk, later.ready_at, later.priority) == (entry.pk, build.at(30), 3)
    assert later.entered_at == build.at(5)


def test_order_is_priority_then_whoever_is_there_then_time() -> None:
    early_message = left(since=build.at(1))
    urgent_message = left(since=build.at(50), priority=9)
    late_message = left(since=build.at(20))
    visitor = build.waiting(since=build.at(40))
    ada = build.agent("Ada", capacity=1)
    order = []
    for _ in range(4):
        [current] = [
            one
            for one in (early_message, urgent_message, late_message, visitor)
            if asked(one) == ada.pk
        ]
        order.append(current)
        services.accept(agent_id=ada.pk, conversation_id=current.pk)
        services.resolve(agent_id=ada.pk, conversation_id=current.pk)
    assert order == [urgent_message, visitor, early_message, late_message]


def test_urgent_message_of_the_night_greets_the_morning_team_first() -> None:
    """T14: who comes at nine is offered the night's emergency before everybody else."""
    queue = selectors.default_queue()
    build.keep_hours(queue.team, monday=[["09:00", "17:00"]])
    nine = MONDAY.replace(hour=9)
    night = left(since=MONDAY.replace(hour=2), priority=95, ready_at=nine)
    usual = left(since=MONDAY.replace(hour=1), ready_at=nine)
    early_bird = build.waiting(since=MONDAY.replace(hour=8, minute=55))
    ada = build.agent("Ada", capacity=1)
    services.sweep(nine - timedelta(seconds=1))
    assert [asked(one) for one in (night, usual, early_bird)] == [None] * 3
    services.sweep(nine)
    assert [asked(one) for one in (night, usual, early_bird)] == [ada.pk, None, None]


def test_a_message_is_not_offered_before_it_is_ready() -> None:
    build.agent("Ada")
    talk = left(ready_at=build.later(10))
    services.sweep()
    assert (build.state_of(talk), asked(talk)) == ("deferred", None)
    services.sweep(build.later(11))
    assert build.state_of(talk) == "offered"


def test_messages_are_asked_about_one_by_one_so_that_visitors_find_a_slot() -> None:
    ada = build.agent("Ada", capacity=3, presence=Presence.AWAY)
    first, second = left(since=build.at(1)), left(since=build.at(2))
    services.set_presence(agent_id=ada.pk, presence=Presence.ONLINE)
    assert [asked(one) for one in (first, second)] == [ada.pk, None]
    visitor = build.waiting()
    assert asked(visitor) == ada.pk
    services.accept(agent_id=ada.pk, conversation_id=first.pk)
    services.sweep()
    assert asked(second) == ada.pk


def test_messages_for_one_person_leave_their_other_slots_and_stay_for_them() -> None:
    ada = build.agent("Ada", capacity=3, presence=Presence.AWAY)
    first, second = left(since=build.at(1)), left(since=build.at(2))
    QueueEntry.objects.filter(conversation__in=[first, second]).update(wanted_agent=ada)
    services.set_presence(agent_id=ada.pk, presence=Presence.ONLINE)
    build.agent("Abel")
    services.sweep()
    assert [asked(one) for one in (first, second)] == [ada.pk, None]
    services.accept(agent_id=ada.pk, conversation_id=first.pk)
    services.sweep()
    assert asked(second) == ada.pk


def test_a_pile_of_messages_is_not_read_while_everybody_is_asked_about_one() -> None:
    build.agent("Ada", capacity=3)
    first = left()
    queue = selectors.default_queue()
    assert build.state_of(first) == "offered"

    def statements(messages: int) -> int:
        talks = [build.conversation(visitor=f"Visitor {one}", text="") for one in range(messages)]
        Conversation.objects.filter(pk__in=[talk.pk for talk in talks]).update(state="deferred")
        QueueEntry.objects.bulk_create(
            QueueEntry(conversation=talk, queue=queue, entered_at=build.at(1), is_message=True)
            for talk in talks
        )
        with CaptureQueriesContext(connection) as counted:
            assert services.route() == 0
        return len(counted)

    few = statements(3)
    assert statements(30) == few


@pytest.mark.parametrize("how", ["decline", "expire", "withdraw"])
def test_a_message_that_nobody_takes_goes_back_to_its_place_quietly(how: str) -> None:
    talk = left(since=build.at(3))
    entry = build.wait_of(talk)
    ada = build.agent("Ada")
    offer = build.live(talk)
    assert offer is not None
    match how:
        case "decline":
            services.decline(agent_id=ada.pk, conversation_id=talk.pk)
        case "expire":
            assert services.expire(assignment_id=offer.pk, now=build.later(600))
        case "withdraw":
            services.set_presence(agent_id=ada.pk, presence=Presence.AWAY)
    assert build.state_of(talk) == "deferred"
    assert build.live(talk) is None
    assert build.wait_of(talk) == entry
    assert moves(talk)[-3:] == [("offer", True), ("decline", True), ("defer", True)]
    actor = build.last_payload(talk, EntryKind.CONVERSATION_MOVED)["actor"]
    assert actor["kind"] == "system"


def test_a_no_to_a_message_holds_for_a_quarter_of_an_hour() -> None:
    ada = build.agent("Ada")
    talk = left()
    services.decline(agent_id=ada.pk, conversation_id=talk.pk)
    build.close_the_laptop(ada, seconds_ago=-16 * 60)  # her page is heard of all the while
    assert services.sweep(build.later(14 * 60))["offered"] == 0
    assert services.sweep(build.later(15 * 60 + 1))["offered"] == 1
    assert asked(talk) == ada.pk


def test_nobody_is_told_that_nobody_comes_for_a_message() -> None:
    talk = left()
    services.sweep()
    entry = build.wait_of(talk)
    assert entry is not None
    assert entry.exhausted_at is None
    assert "offers.exhausted" not in build.kinds_of(talk)


def test_a_message_waits_for_its_own_team() -> None:
    sales = build.queue("Sales", overflow_to=selectors.default_queue(), overflow_after_s=0)
    build.agent("Ada")
    talk = build.conversation()
    build.set_aside(talk, to=sales)
    services.sweep()
    assert (build.state_of(talk), asked(talk)) == ("deferred", None)


@pytest.mark.parametrize(
    ("how", "ended"),
    [
        ("accept", "answered"),
        ("take_over", "answered"),
        ("close", "left"),
        ("return", "returned"),
        ("note", "captured"),
    ],
)
def test_how_a_message_ends(how: str, ended: str) -> None:
    talk = left()
    ada = build.agent("Ada")
    this = {"agent_id": ada.pk, "conversation_id": talk.pk}
    match how:
        case "accept":
            services.accept(**this)
        case "take_over":
            services.take_over(**this)
        case "close":
            chat.move(conversation_id=talk.pk, move=Move.CLOSE, actor=VISITOR)
        case "return" | "note":
            reason = "assistant_note" if how == "note" else "handed_back"
            back = Move.RETURN_TO_ASSISTANT
            chat.move(conversation_id=talk.pk, move=back, actor=SYSTEM, reason=reason)
    newest = QueueEntry.objects.filter(conversation=talk).latest("pk")
    assert (newest.ended, newest.left_at is not None) == (ended, True)
    offers = talk.assignments.filter(state=AssignmentState.OFFERED)
    assert not offers.exists()


def test_waits_end_in_the_way_their_conversation_goes() -> None:
    talks = [build.waiting() for _ in range(3)]
    for talk, move in zip(talks, (Move.CLOSE, Move.RETURN_TO_ASSISTANT, Move.DEFER), strict=True):
        chat.move(conversation_id=talk.pk, move=move, actor=VISITOR)
    ends = QueueEntry.objects.order_by("pk").values_list("ended", flat=True)
    assert list(ends) == ["left", "returned", "captured"]


def test_the_sweep_leaves_lying_messages_alone_and_mends_what_contradicts() -> None:
    message = left()
    assert services.sweep()["mended"] == 0
    # A visitor's wait that outlived its conversation's deferral contradicts it.
    broken = build.conversation()
    chat.move(conversation_id=broken.pk, move=Move.DEFER, actor=SYSTEM)
    QueueEntry.objects.create(
        conversation=broken, queue=selectors.default_queue(), entered_at=timezone.now()
    )
    assert services.sweep()["mended"] == 1
    assert build.wait_of(broken) is None
    assert build.wait_of(message) is not None


def test_an_offered_message_without_its_offer_is_a_message_again() -> None:
    build.agent("Ada")
    talk = left()
    assert build.state_of(talk) == "offered"
    talk.assignments.update(state=AssignmentState.REVOKED)
    entry = build.wait_of(talk)
    assert services.sweep()["mended"] == 1
    assert build.wait_of(talk) == entry
    assert build.state_of(talk) == "offered"  # and was offered again


def test_a_lying_message_is_neither_ahead_of_visitors_nor_fills_the_queue() -> None:
    queue = selectors.default_queue()
    queue.max_waiting = 1
    queue.save()
    left(priority=50)
    figures = selectors.figures(queue.slug, timezone.now())
    assert (figures.waiting, figures.is_full) == (0, False)
