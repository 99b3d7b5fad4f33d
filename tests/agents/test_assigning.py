"""What supervisors decide: to whom a conversation goes, where it waits, which queue is closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from agents import services
from agents.models import Assignment, Queue, QueueEntry
from agents.setup import ensure_defaults
from agents.types import AssignmentState, NotPossibleError, Presence
from chat import services as chat
from chat.models import Conversation, TimelineEntry
from chat.types import SYSTEM, VISITOR, Audience, EntryKind, Move
from tests.agents import builders as build
from tests.agents.conftest import Published
from tests.agents.test_races import RUNS, check, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]

NOBODY = 10**9


def refused(code: str) -> pytest.RaisesExc[NotPossibleError]:
    return pytest.RaisesExc(NotPossibleError, check=lambda error: error.code == code)


def left_message() -> Conversation:
    """Waits as a message: its visitor is gone."""
    talk = build.conversation()
    with transaction.atomic():
        chat.move(conversation_id=talk.pk, move=Move.DEFER, actor=SYSTEM)
        QueueEntry.objects.create(
            conversation=talk,
            queue=ensure_defaults(),
            entered_at=build.at(3),
            is_message=True,
        )
    return talk


def test_assigned_conversation_is_the_agents_and_the_timeline_says_who_chose() -> None:
    ada = build.agent("Ada", presence=Presence.AWAY)
    talk = build.waiting()
    seq = services.assign(by="Mona", conversation_id=talk.pk, agent_id=ada.pk)
    assignment = build.live(talk)
    assert assignment is not None
    assert (assignment.agent_id, assignment.state) == (ada.pk, AssignmentState.ACCEPTED)
    moved = build.last_payload(talk, EntryKind.CONVERSATION_MOVED)
    assert (moved["to"], moved["reason"], moved["by"]) == ("with_agent", "assigned", "Mona")
    assert build.last_payload(talk, EntryKind.AGENT_JOINED)["by"] == "Mona"
    assert build.wait_of(talk) is None
    again = services.assign(by="Mona", conversation_id=talk.pk, agent_id=ada.pk)
    assert again == seq == Conversation.objects.get(pk=talk.pk).last_seq


@pytest.mark.parametrize("make", [build.conversation, left_message])
def test_assistants_conversations_and_messages_can_be_assigned(
    make: Callable[[], Conversation],
) -> None:
    talk = make()
    ada = build.agent("Ada")
    services.assign(by="Mona", conversation_id=talk.pk, agent_id=ada.pk)
    assert build.state_of(talk) == "with_agent"
    assert build.wait_of(talk) is None


def test_persons_choice_beats_the_offer_to_somebody_else() -> None:
    ada = build.agent("Ada")
    talk = build.waiting()
    abel = build.agent("Abel")
    services.assign(by="Mona", conversation_id=talk.pk, agent_id=abel.pk)
    offer = Assignment.objects.get(conversation=talk, agent=ada)
    assert offer.state == AssignmentState.REVOKED
    assert build.live(talk).agent_id == abel.pk  # type: ignore[union-attr]


def test_being_assigned_is_no_sign_of_life() -> None:
    ada = build.agent("Ada")
    build.close_the_laptop(ada, seconds_ago=20)
    ada.refresh_from_db()
    before = ada.last_beat_at
    services.assign(by="Mona", conversation_id=build.conversation().pk, agent_id=ada.pk)
    ada.refresh_from_db()
    assert ada.last_beat_at == before


def test_nobody_is_assigned_what_they_cannot_have() -> None:
    ada, abel = build.agent("Ada", capacity=1), build.agent("Abel")
    gone = build.agent("Aron", presence=Presence.OFFLINE)
    silent = build.agent("Alma")
    build.close_the_laptop(silent)
    held, talk, over = build.held_by(ada), build.conversation(), build.conversation()
    chat.move(conversation_id=over.pk, move=Move.CLOSE, actor=VISITOR)
    for code, conversation, agent_id in (
        ("no_agent", talk, NOBODY),
        ("full", talk, ada.pk),
        ("not_there", talk, gone.pk),
        ("not_there", talk, silent.pk),
        ("owned", held, abel.pk),
        ("not_possible", over, abel.pk),
    ):
        with refused(code):
            services.assign(by="Mona", conversation_id=conversation.pk, agent_id=agent_id)
    assert build.state_of(talk) == "assistant"
    assert build.live(held).agent_id == ada.pk  # type: ignore[union-attr]


def test_moved_conversation_keeps_its_place_and_asks_the_other_team() -> None:
    ada = build.agent("Ada")
    sales = build.queue("Sales")
    abel = build.agent("Abel", teams=[sales.team])
    talk = build.waiting(since=build.at(5), priority=2)
    assert build.live(talk).agent_id == ada.pk  # type: ignore[union-attr]
    services.move_to_queue(by="Mona", conversation_id=talk.pk, queue_id=sales.pk)
    wait = build.wait_of(talk)
    assert wait is not None
    assert (wait.queue, wait.entered_at, wait.priority) == (sales, build.at(5), 2)
    assert build.live(talk).agent_id == abel.pk  # type: ignore[union-attr]
    entered = TimelineEntry.objects.filter(conversation=talk, kind=EntryKind.QUEUE_ENTERED).last()
    assert entered is not None
    assert (entered.payload["by"], entered.audience) == ("Mona", Audience.STAFF)
    before = len(build.kinds_of(talk))
    services.move_to_queue(by="Mona", conversation_id=talk.pk, queue_id=sales.pk)
    assert len(build.kinds_of(talk)) == before


def test_moved_message_stays_a_message() -> None:
    talk, sales = left_message(), build.queue("Sales")
    services.move_to_queue(by="Mona", conversation_id=talk.pk, queue_id=sales.pk)
    wait = build.wait_of(talk)
    assert wait is not None
    assert (wait.queue, wait.entered_at, wait.is_message) == (sales, build.at(3), True)
    assert build.state_of(talk) == "deferred"


def test_moved_message_that_somebody_was_asked_about_stays_a_message() -> None:
    talk, sales = left_message(), build.queue("Sales")
    ada = build.agent("Ada")
    assert build.live(talk).agent_id == ada.pk  # type: ignore[union-attr]
    services.move_to_queue(by="Mona", conversation_id=talk.pk, queue_id=sales.pk)
    assert (build.state_of(talk), build.live(talk)) == ("deferred", None)
    assert build.wait_of(talk).queue == sales  # type: ignore[union-attr]


def test_only_what_waits_can_be_moved_and_only_to_a_queue_that_is_there() -> None:
    ada = build.agent("Ada", presence=Presence.AWAY)
    held, talk, sales = build.held_by(ada), build.waiting(), build.queue("Sales")
    for code, conversation, queue_id in (
        ("not_waiting", held, sales.pk),
        ("not_waiting", build.conversation(), sales.pk),
        ("no_queue", talk, NOBODY),
    ):
        with refused(code):
            services.move_to_queue(by="Mona", conversation_id=conversation.pk, queue_id=queue_id)


def test_queue_is_closed_once_and_opened_again(published: Published) -> None:
    queue_id = build.queue("Sales").pk
    published.clear()
    assert services.close_queue(queue_id=queue_id, by="Mona", now=build.at(1))
    assert not services.close_queue(queue_id=queue_id, by="Ada", now=build.at(9))
    closed = Queue.objects.get(pk=queue_id)
    assert (closed.closed_at, closed.closed_by) == (build.at(1), "Mona")
    assert services.open_queue(queue_id=queue_id)
    assert not services.open_queue(queue_id=queue_id)
    opened = Queue.objects.get(pk=queue_id)
    assert (opened.closed_at, opened.closed_by) == (None, "")
    told = [message for group, message in published if group == "inbox"]
    assert [one["conversation"] for one in told] == [0, 0]
    with refused("no_queue"):
        services.close_queue(queue_id=NOBODY, by="Mona")


@pytest.mark.parametrize("run", RUNS)
def test_supervisors_choice_beats_the_machines_whoever_is_first(
    run: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Routers offer everything to Abel while Mona gives two to Ada and two to another queue."""
    monkeypatch.setattr("agents.services.news._route", lambda: None)
    talks = [build.waiting() for _ in range(4)]
    ada = build.agent("Ada", capacity=4, presence=Presence.AWAY)
    abel, sales = build.agent("Abel", capacity=4), build.queue("Sales")
    given, moved = talks[:2], talks[2:]
    steps: list[Callable[[], object]] = [
        *(lambda t=talk: assign(t, ada.pk) for talk in given),
        *(lambda t=talk: move(t, sales.pk) for talk in moved),
    ]
    *chosen, _, _ = together([*steps, services.route, services.route])
    assert all(isinstance(one, int) for one in chosen)
    owners = [build.live(talk) for talk in given]
    assert [(one.agent_id, one.state) for one in owners if one is not None] == [
        (ada.pk, AssignmentState.ACCEPTED)
    ] * 2
    assert [build.live(talk) for talk in moved] == [None, None]
    waits = [build.wait_of(talk) for talk in moved]
    assert [wait.queue for wait in waits if wait is not None] == [sales, sales]
    assert check([ada, abel]) == 2


def assign(talk: Conversation, agent_id: int) -> int:
    return services.assign(by="Mona", conversation_id=talk.pk, agent_id=agent_id)


def move(talk: Conversation, queue_id: int) -> int:
    return services.move_to_queue(by="Mona", conversation_id=talk.pk, queue_id=queue_id)
