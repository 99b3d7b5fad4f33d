"""Forced races on PostgreSQL: nobody over capacity, nobody twice, a person's choice stays.

Threads start together at a barrier; each has a connection of its own. RACE_RUNS=25 runs each race
so many times instead of twice.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connection, connections
from django.db.models import Count

from agents import selectors, services
from agents.models import AgentProfile, Assignment
from agents.types import (
    LIVE_ASSIGNMENTS,
    AgentsError,
    AssignmentState,
    NotPossibleError,
    Presence,
)
from chat import services as chat
from chat.models import Conversation
from chat.types import VISITOR, ChatError, Move
from tests.agents import builders as build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]

RUNS = range(int(os.environ.get("RACE_RUNS", "2")))
PEOPLE, SLOTS, WAITING, ASSIGNERS = 6, 3, 60, 8


def together(steps: Sequence[Callable[[], object]]) -> list[object]:
    """What each step returned (or raised), all begun at the same moment."""
    barrier = threading.Barrier(len(steps))
    results: list[object] = [None] * len(steps)

    def run(place: int, step: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            results[place] = step()
        except (AgentsError, ChatError) as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    return results


def crowd() -> tuple[list[AgentProfile], list[Conversation]]:
    """Sixty conversations that wait before anybody is online, then six agents with three slots."""
    talks = [build.waiting() for _ in range(WAITING)]
    people = [build.agent(f"Agent{number}", capacity=SLOTS) for number in range(PEOPLE)]
    return people, talks


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps do not route by themselves: the race decides who does."""
    monkeypatch.setattr("agents.services.news._route", lambda: None)


def check(people: Sequence[AgentProfile]) -> int:
    """Nobody is over capacity and nobody has two owners; returns how many slots are taken."""
    live = Assignment.objects.filter(state__in=LIVE_ASSIGNMENTS)
    loads = dict(live.values_list("agent_id").annotate(load=Count("pk")))
    assert all(loads.get(one.pk, 0) <= one.capacity for one in people)
    owners = live.values("conversation_id").annotate(owners=Count("pk"))
    assert all(row["owners"] == 1 for row in owners)
    for assignment in live.select_related("conversation"):
        wanted = "offered" if assignment.state == AssignmentState.OFFERED else "with_agent"
        assert assignment.conversation.state == wanted
    return sum(loads.values())


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.usefixtures("quiet")
def test_eight_routers_fill_every_slot_and_none_twice(run: int) -> None:
    people, talks = crowd()
    results = together([services.route] * ASSIGNERS)
    assert sum(one for one in results if isinstance(one, int)) == PEOPLE * SLOTS
    assert check(people) == PEOPLE * SLOTS
    served = Assignment.objects.values_list("conversation_id", flat=True)
    assert sorted(served) == [talk.pk for talk in talks[: PEOPLE * SLOTS]]


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.usefixtures("quiet")
def test_eight_assigners_without_the_routers_lock_never_pass_a_capacity(run: int) -> None:
    """Every one of them wants everything for everybody, in a different order."""
    people, talks = crowd()
    wishes = [(talk.pk, agent.pk) for agent in people for talk in talks[: PEOPLE * SLOTS + 4]]

    def assigner(shift: int) -> int:
        start = shift * len(wishes) // ASSIGNERS
        return sum(
            services.offer(conversation_id=conversation_id, agent_id=agent_id)
            for conversation_id, agent_id in wishes[start:] + wishes[:start]
        )

    results = together([lambda shift=shift: assigner(shift) for shift in range(ASSIGNERS)])
    assert sum(one for one in results if isinstance(one, int)) == PEOPLE * SLOTS
    assert check(people) == PEOPLE * SLOTS


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.usefixtures("quiet")
def test_eight_people_grab_at_once(run: int) -> None:
    """Each agent takes over from several tabs at once, all want the same conversations."""
    people, talks = crowd()
    wanted = [talk.pk for talk in talks[:12]]

    def grab(agent_id: int, shift: int) -> int:
        taken = 0
        for conversation_id in wanted[shift:] + wanted[:shift]:
            try:
                services.take_over(agent_id=agent_id, conversation_id=conversation_id)
                taken += 1
            except AgentsError:
                continue
        return taken

    people = people[:3]
    together(
        [
            lambda agent=agent, shift=shift: grab(agent.pk, shift)
            for agent in people
            for shift in (0, 3, 7)
        ]
    )
    assert check(people) == 3 * SLOTS


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.usefixtures("quiet")
def test_persons_choice_beats_the_automatic_offer(run: int) -> None:
    """Routers offer everything to Abel while Ada, whom nobody is offering anything, steps in."""
    talks = [build.waiting() for _ in range(4)]
    ada = build.agent("Ada", capacity=4, presence=Presence.AWAY)
    abel = build.agent("Abel", capacity=4)
    steps: list[Callable[[], object]] = [
        lambda talk=talk: services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
        for talk in talks
    ]
    *taken, _, _ = together([*steps, services.route, services.route])
    assert all(isinstance(one, int) for one in taken)
    for talk in talks:
        assignment = build.live(talk)
        assert assignment is not None
        assert (assignment.agent_id, assignment.state) == (ada.pk, AssignmentState.ACCEPTED)
    assert check([ada, abel]) == 4


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.usefixtures("quiet")
def test_eight_routers_keep_one_order_over_queues_messages_and_skills(run: int) -> None:
    """Urgent messages, one for each agent, then visitors of a queue that overflows.

    What nobody is fit for waits.
    """
    sales = build.queue("Sales", overflow_to=selectors.default_queue(), overflow_after_s=0)
    for number in range(10):
        build.waiting(priority=9, skills=["linux"], since=build.at(number))
    visitors = [build.waiting(to=sales, since=build.at(one % 60)) for one in range(30)]
    messages = [build.conversation() for _ in range(20)]
    for number, talk in enumerate(messages):
        build.set_aside(talk, priority=5 if number < 9 else 0, waiting_since=build.at(number))
    people = [build.agent(f"Agent{number}", capacity=SLOTS) for number in range(PEOPLE)]
    results = together([services.route] * ASSIGNERS)
    assert sum(one for one in results if isinstance(one, int)) == PEOPLE * SLOTS
    assert check(people) == PEOPLE * SLOTS
    in_order = Assignment.objects.order_by("pk").values_list("conversation_id", flat=True)
    first = (*messages[:PEOPLE], *visitors[: PEOPLE * (SLOTS - 1)])
    assert list(in_order) == [one.pk for one in first]


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.usefixtures("quiet")
def test_what_people_assign_stays_while_eight_routers_run(run: int) -> None:
    """Supervisors place twelve conversations with certain agents; routers fill what is left."""
    people, talks = crowd()
    wishes = [(talk.pk, people[place % PEOPLE].pk) for place, talk in enumerate(talks[:12])]
    steps = [
        lambda talk=talk, agent=agent: services.assign(
            by="Mona", conversation_id=talk, agent_id=agent
        )
        for talk, agent in wishes
    ]
    *placed, _, _, _, _, _, _, _, _ = together([*steps, *[services.route] * ASSIGNERS])
    for (talk, agent), result in zip(wishes, placed, strict=True):
        if isinstance(result, int):
            held = Assignment.objects.get(conversation=talk, state__in=LIVE_ASSIGNMENTS)
            assert (held.agent_id, held.state) == (agent, AssignmentState.ACCEPTED)
        else:
            assert isinstance(result, NotPossibleError)
            assert result.code == "full"
    services.route()
    assert check(people) == PEOPLE * SLOTS


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.usefixtures("quiet")
def test_accepted_or_expired_but_never_both(run: int) -> None:
    ada = build.agent("Ada")
    talk = build.waiting()
    services.route()
    offer = build.live(talk)
    assert offer is not None
    assert offer.deadline_at is not None
    Assignment.objects.update(deadline_at=build.later(0.02))
    after = build.later(5)
    accepted, expired = together(
        [
            lambda: services.accept(agent_id=ada.pk, conversation_id=talk.pk, now=offer.offered_at),
            lambda: services.expire(assignment_id=offer.pk, now=after),
        ]
    )
    assert isinstance(accepted, int) is not expired
    assert build.state_of(talk) == ("queued" if expired else "with_agent")
    assert (build.wait_of(talk) is not None) is bool(expired)
    assert build.kinds_of(talk).count("agent.joined") == (0 if expired else 1)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.usefixtures("quiet")
def test_reply_and_hand_back_at_once_leave_no_word_after_the_hand_back(run: int) -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    mine = {"agent_id": ada.pk, "conversation_id": talk.pk}
    replies = [
        lambda n=n: services.reply(**mine, client_id=f"ada-0000{n}", text="Hi") for n in range(5)
    ]
    *said, left = together([*replies, lambda: services.hand_back(**mine)])
    assert isinstance(left, int)
    assert all(seq < left for seq in said if isinstance(seq, int))


@pytest.mark.parametrize("run", RUNS)
def test_everything_at_once_ends_without_deadlock_or_leftovers(run: int) -> None:
    """People accept, decline, step in, resolve, vanish; visitors leave; routers and sweeps run."""
    people = [build.agent(f"Agent{number}", capacity=SLOTS) for number in range(3)]
    talks = [build.waiting() for _ in range(12)]
    messages = [build.conversation() for _ in range(4)]
    for message in messages:
        build.set_aside(message)
    talks += messages

    def agents_day(agent: AgentProfile, shift: int) -> None:
        steps = (
            services.accept,
            services.take_over,
            services.decline,
            services.hand_back,
            services.resolve,
        )
        for number, talk in enumerate(talks[shift:] + talks[:shift]):
            try:
                steps[(number + shift) % len(steps)](agent_id=agent.pk, conversation_id=talk.pk)
            except (AgentsError, ChatError):
                continue

    def visitors_leave() -> None:
        for talk in talks[::3]:
            try:
                chat.move(conversation_id=talk.pk, move=Move.CLOSE, actor=VISITOR)
            except ChatError:
                continue

    def presence() -> None:
        build.close_the_laptop(people[0])
        services.sweep()
        services.beat(agent_id=people[0].pk)

    together(
        [
            *(lambda a=agent, s=shift: agents_day(a, s) for agent in people for shift in (0, 4)),
            visitors_leave,
            presence,
            services.sweep,
            services.route,
        ]
    )
    services.sweep()
    check(people)
    assert services.sweep() == {"mended": 0, "expired": 0, "lost": 0, "offered": 0}
    for talk in talks:
        entry, state = build.wait_of(talk), build.state_of(talk)
        assert (entry is not None) == (state in {"queued", "offered", "deferred"})
        assert state != "deferred" or (entry is not None and entry.is_message)
