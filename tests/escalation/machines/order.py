"""What holds on the floor at any moment, after a sweep, and at the end: read from the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q

from agents.hours import is_open
from agents.models import AgentProfile, Assignment, Queue, QueueEntry
from agents.selectors.hours import queue_hours
from agents.types import LIVE_ASSIGNMENTS, AssignmentState, Presence
from chat.models import Conversation
from chat.types import State
from escalation import selectors
from escalation.models import Handoff, Promise
from escalation.types import OPEN_STATES, PromiseState
from tests.escalation.machines.floor import Floor

_WAITING = {State.QUEUED.value, State.OFFERED.value}
_SAID_NO = [AssignmentState.DECLINED.value, AssignmentState.EXPIRED.value]
_MESSAGE_REFUSED = timedelta(minutes=15)


def after_every_step(floor: Floor) -> None:
    """Nobody waits without a deadline, nobody has two owners or too much, nothing is lost."""
    check = selectors.check(floor.clock())
    assert (check.lost, check.lost_conversations, check.doubled) == ([], [], []), check.to_json()
    for conversation in Conversation.objects.filter(pk__in=floor.keys):
        _has_one_owner(conversation)
    live = Assignment.objects.filter(state__in=LIVE_ASSIGNMENTS)
    loads = dict(live.values_list("agent").annotate(load=Count("pk")))
    people = AgentProfile.objects.filter(pk__in=[one.pk for one in floor.people])
    for pk, capacity in people.values_list("pk", "capacity"):
        # Abel may have two when his capacity is lowered to one: he keeps what he has.
        assert loads.get(pk, 0) <= max(capacity, 2 if pk == floor.people[1].pk else 1)
    doubled = Promise.objects.filter(state=PromiseState.OPEN.value).values("conversation")
    assert not doubled.annotate(number=Count("pk")).filter(number__gt=1).exists()
    _kept_their_places(floor)


def _has_one_owner(conversation: Conversation) -> None:
    handoffs = Handoff.objects.filter(conversation=conversation, state__in=OPEN_STATES)
    waits = QueueEntry.objects.filter(conversation=conversation, left_at__isnull=True)
    live = Assignment.objects.filter(conversation=conversation, state__in=LIVE_ASSIGNMENTS)
    assert handoffs.count() <= 1
    assert all(one.deadline_at is not None for one in handoffs)
    if conversation.state in _WAITING:
        assert handoffs.exists(), "somebody waits, and no deadline says until when"
        assert waits.count() == 1
    elif conversation.state == State.DEFERRED:
        assert all(one.is_message for one in waits)
    else:
        assert not waits.exists()
    expected = {
        State.OFFERED.value: [AssignmentState.OFFERED.value],
        State.WITH_AGENT.value: [AssignmentState.ACCEPTED.value],
    }.get(conversation.state, [])
    assert list(live.values_list("state", flat=True)) == expected


def _kept_their_places(floor: Floor) -> None:
    """Whoever was taken from an agent who was lost stands where they stood."""
    for pk, place in floor.places.items():
        lost = Assignment.objects.filter(conversation=pk, end_reason="lost").order_by("-pk").first()
        entry = QueueEntry.objects.filter(conversation=pk, left_at__isnull=True).first()
        newest = Assignment.objects.filter(conversation=pk).order_by("-pk").first()
        if lost is None or entry is None or newest != lost or entry.is_message:
            continue  # what became a message meanwhile has a place of its own
        assert (entry.priority, entry.entered_at) == (place.priority, place.since)


def after_the_sweep(floor: Floor) -> None:
    """No slot is free that somebody waits for, and no one was passed over."""
    now = floor.clock()
    waiting = _in_order(now)
    for agent in _free_agents(now):
        for entry in waiting:
            assert not _could_take(agent, entry, now), (
                f"{agent} is free, and conversation {entry.conversation_id} waits"
            )
    overdue = Handoff.objects.filter(state__in=OPEN_STATES, deadline_at__lt=now - timedelta(days=1))
    assert not overdue.exists()
    shown = QueueEntry.objects.filter(
        left_at__isnull=True, is_message=False, conversation__state=State.QUEUED.value
    )
    assert all(entry.told.get("position") for entry in shown), "nobody waits without a place"


def _in_order(now: datetime) -> list[QueueEntry]:
    rows = QueueEntry.objects.filter(left_at__isnull=True).filter(
        Q(is_message=False, conversation__state=State.QUEUED.value)
        | Q(is_message=True, conversation__state=State.DEFERRED.value, ready_at__lte=now)
    )
    order = ("-priority", "is_message", "entered_at", "pk")
    return list(rows.select_related("queue", "conversation").order_by(*order))


def _free_agents(now: datetime) -> list[AgentProfile]:
    heard = now - timedelta(seconds=settings.LIVE["presence_grace_s"])
    live = Count("assignments", filter=Q(assignments__state__in=LIVE_ASSIGNMENTS))
    there = AgentProfile.objects.filter(presence=Presence.ONLINE, last_beat_at__gt=heard)
    return [one for one in there.annotate(load=live) if one.load < one.capacity]


def _could_take(agent: AgentProfile, entry: QueueEntry, now: datetime) -> bool:
    """Own team, in hours, able, and not one who said no."""
    if not _serves(agent, entry.queue, now):
        return False
    asked = Assignment.objects.filter(agent=agent, state=AssignmentState.OFFERED)
    if entry.is_message and asked.filter(queue_entry__is_message=True).exists():
        return False  # about messages everybody is asked one by one
    wanted = {skill.slug for skill in entry.queue.skills.all()} | set(entry.skills)
    if not wanted <= {skill.slug for skill in agent.skills.all()}:
        return False
    language = entry.conversation.language.partition("-")[0]
    strict = entry.queue.language_rule == "require" and bool(agent.languages)
    if strict and language not in agent.languages:
        return False
    since = entry.entered_at
    if entry.is_message:
        since = max(since, now - _MESSAGE_REFUSED)
    said_no = Assignment.objects.filter(
        Q(state__in=_SAID_NO) | Q(end_reason="transferred"),
        conversation=entry.conversation_id,
        agent=agent,
        ended_at__gte=since,
    )
    return not said_no.exists()


def _serves(agent: AgentProfile, queue: Queue, now: datetime) -> bool:
    hours = queue_hours(queue.pk, now)
    return (
        agent.teams.filter(pk=queue.team_id).exists()
        and queue.offers_by_itself
        and (hours is None or is_open(hours, now))
    )


def at_rest(floor: Floor) -> None:
    """Everybody has gone home: each visitor was served, left, or holds a promise of ours."""
    after_every_step(floor)
    check = selectors.check(floor.clock())
    assert check.is_clean, check.to_json()
    for conversation in Conversation.objects.filter(pk__in=floor.keys):
        assert conversation.state not in _WAITING | {State.WITH_AGENT.value}
        if conversation.state != State.DEFERRED:
            continue
        promise = Promise.objects.filter(conversation=conversation).order_by("-pk").first()
        assert promise is not None, "a message without a promise"
        waits = QueueEntry.objects.filter(conversation=conversation, left_at__isnull=True)
        if promise.state == PromiseState.OPEN:
            assert waits.filter(is_message=True).exists(), "nobody is asked to keep a promise"
    for handoff in Handoff.objects.filter(conversation__in=floor.keys):
        assert handoff.state not in OPEN_STATES
