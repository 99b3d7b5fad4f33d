"""The board: what it shows, in which order, and that it costs the same however many wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents import services as agents
from agents.models import AgentProfile, BusinessHours, Queue, QueueEntry
from agents.selectors import default_queue
from agents.types import Presence, WaitEnd
from chat import services as chat
from chat.models import Conversation
from chat.types import SYSTEM, Move
from escalation import services
from escalation.board import facts
from escalation.board.frames import BoardFrame
from escalation.board.snapshot import snapshot
from escalation.models import Handoff, Promise
from escalation.types import PromiseKind
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


def board() -> BoardFrame:
    """As it stands now."""
    return snapshot(timezone.now())


def waiting(text: str = "Hello?", **options: Any) -> Conversation:
    """Somebody who waits."""
    talk = make.conversation(text)
    make.escalate(talk, **options)
    return talk


def since(talk: Conversation, seconds: int) -> None:
    """The conversation has waited so long."""
    entered_at = timezone.now() - timedelta(seconds=seconds)
    QueueEntry.objects.filter(conversation=talk).update(entered_at=entered_at)


def owed(**values: Any) -> Promise:
    """A message to be answered."""
    usual: dict[str, Any] = {"kind": PromiseKind.MESSAGE, "queue_id": default_queue().pk}
    return services.make_promise(
        conversation_id=make.conversation().pk, **{**usual, "now": timezone.now(), **values}
    )


def test_nobody_waits() -> None:
    default_queue()
    found = board()
    assert (found.waiting, found.promises, found.agents) == ([], [], [])
    assert found.totals.waiting == 0
    assert found.totals.longest_since is None
    assert [one.status for one in found.queues] == ["open"]


def test_who_waits_stands_in_serving_order_with_reason_and_deadline() -> None:
    first, urgent = waiting("One"), waiting("Two")
    since(first, 300)
    QueueEntry.objects.filter(conversation=urgent).update(priority=95)
    found = board()
    assert [one.number for one in found.waiting] == [urgent.pk, first.pk]
    row = found.waiting[1]
    assert (row.visitor, row.state, row.queue) == ("Vera", "queued", default_queue().pk)
    assert (row.reason, row.sentence) == ("Keyword", "The visitor wrote “data loss”.")
    assert row.deadline_at == facts.iso(make.handoff_of(first).deadline_at)
    queue = found.queues[0]
    assert (queue.waiting, queue.longest_since) == (2, row.since)
    assert queue.deadline_at == min(str(one.deadline_at) for one in found.waiting)


def test_offered_conversation_names_who_is_asked_and_takes_a_slot() -> None:
    ada = make.agent("Ada")
    talk = waiting()
    agents.route()
    found = board()
    (row,) = found.waiting
    assert row.state == "offered"
    assert row.asked is not None
    assert row.asked.id == ada.pk
    (person,) = found.agents
    assert (person.load, [one.is_offer for one in person.talks]) == (1, [True])
    assert person.talks[0].conversation == str(talk.public_id)


def test_agents_stand_by_presence_and_silent_ones_are_marked() -> None:
    names = {name: make.agent(name) for name in ("Abel", "Ben", "Cleo", "Dora")}
    agents.set_presence(agent_id=names["Ben"].pk, presence=Presence.AWAY)
    agents.set_presence(agent_id=names["Abel"].pk, presence=Presence.OFFLINE)
    AgentProfile.objects.filter(pk=names["Cleo"].pk).update(
        last_beat_at=timezone.now() - timedelta(hours=1)
    )
    found = board()
    assert [one.name for one in found.agents] == ["Cleo", "Dora", "Ben", "Abel"]
    assert [one.is_silent for one in found.agents] == [True, False, False, False]
    assert (found.totals.online, found.queues[0].online) == (1, 1)
    assert found.totals.free == found.totals.slots == names["Dora"].capacity


def test_queue_says_what_keeps_newcomers_out() -> None:
    closed, shut, full = make.queue("Sales"), make.queue("Night"), make.queue("Full", max_waiting=1)
    agents.close_queue(queue_id=closed.pk, by="Mona")
    never = BusinessHours.objects.create(name="Never", zone="UTC", week={})
    shut.team.hours = never
    shut.team.save()
    QueueEntry.objects.filter(conversation=waiting()).update(queue=full)
    found = {one.name: one for one in board().queues}
    assert (found["Sales"].status, found["Sales"].closed_by) == ("closed", "Mona")
    assert found["Night"].status == "out_of_hours"
    assert found["Full"].status == "full"


def test_past_waits_say_how_honest_the_estimates_were() -> None:
    queue, now = default_queue(), timezone.now()
    for actual in (60, 90, 120, 150, 400):
        QueueEntry.objects.create(
            conversation=make.conversation(),
            queue=queue,
            entered_at=now - timedelta(seconds=actual),
            shown_at=now - timedelta(seconds=actual),
            shown_s=120,
            shown_low_s=60,
            shown_high_s=180,
            left_at=now,
            ended=WaitEnd.ANSWERED.value,
        )
    (found,) = board().queues
    assert found.accuracy is not None
    assert (found.accuracy.waits, found.accuracy.said_s, found.accuracy.actual_s) == (5, 120, 164)
    assert found.accuracy.in_range_0_1 == 0.8


def test_promises_stand_by_their_deadline_and_overdue_ones_are_counted() -> None:
    ada = make.agent("Ada")
    late, soon = owed(), owed()
    Promise.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(minutes=5))
    services.give_promise(promise_id=soon.pk, agent_id=ada.pk, by="Mona")
    services.keep_promise(promise_id=owed().pk, by="Mona")
    found = board()
    assert [(one.id, one.owner and one.owner.name) for one in found.promises] == [
        (late.pk, None),
        (soon.pk, "Ada"),
    ]
    assert (found.totals.promises, found.totals.promises_overdue) == (2, 1)


def test_offered_message_is_named_where_it_is_owed_and_nowhere_else() -> None:
    promise, now = owed(), timezone.now()
    talk = promise.conversation
    chat.move(conversation_id=talk.pk, move=Move.DEFER, actor=SYSTEM)
    agents.set_aside(
        conversation_id=talk.pk, queue_id=promise.queue_id, reason="", reason_text="", now=now
    )
    assert board().totals.messages == 1
    make.agent("Ada")
    agents.route()
    found = board()
    assert [one.asked and one.asked.name for one in found.promises] == ["Ada"]
    assert (found.waiting, found.totals.waiting) == ([], 0)


def test_overdue_handoff_is_listed_and_counted() -> None:
    talk = waiting()
    Handoff.objects.filter(conversation=talk).update(
        deadline_at=timezone.now() - timedelta(seconds=30)
    )
    QueueEntry.objects.all().delete()  # even where nothing else says that somebody waits
    found = board()
    assert found.totals.overdue == 1
    assert [one.number for one in found.waiting] == [talk.pk]


def test_long_queue_is_cut_and_the_rest_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "LISTED", 2)
    for _ in range(4):
        waiting()
    found = board()
    assert (len(found.waiting), found.more_waiting, found.totals.waiting) == (2, 2, 4)


def test_board_costs_the_same_queries_however_many_rows() -> None:
    def filled() -> int:
        make.agent("Ada")
        agents.route()
        waiting()
        waiting()
        owed()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            board()
        return len(queries)

    first = filled()
    assert first <= 16
    for _ in range(3):
        assert filled() == first
    Queue.objects.create(name="More", slug="more", team=default_queue().team)
    assert filled() == first
