"""Who is there, how much they have, and which queues they serve."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from agents.capacity import free_slots
from agents.frames import Me
from agents.models import AgentProfile, Queue, QueueEntry
from agents.setup import ensure_defaults
from agents.types import LIVE_ASSIGNMENTS, AssignmentState, Candidate, Presence

_LOAD = Count("assignments", filter=Q(assignments__state__in=LIVE_ASSIGNMENTS))


def agent_of(user: AbstractBaseUser | AnonymousUser) -> AgentProfile | None:
    """The user's profile, or None when the user does not answer visitors."""
    return AgentProfile.objects.filter(pk=user.pk).first()


def default_queue() -> Queue:
    """The queue for everything that no rule sends elsewhere; made when there is none."""
    return ensure_defaults()


def queue_by_slug(slug: str) -> Queue | None:
    """The queue of that short name, or None."""
    return Queue.objects.filter(slug=slug).first()


def has_given_up(conversation_id: int) -> bool:
    """Whether the conversation waits in a queue of which everybody was asked without success."""
    return QueueEntry.objects.filter(
        conversation=conversation_id, left_at__isnull=True, exhausted_at__isnull=False
    ).exists()


def owner_of(conversation_id: int) -> AgentProfile | None:
    """The agent who has accepted the conversation, or None."""
    return AgentProfile.objects.filter(
        assignments__conversation_id=conversation_id,
        assignments__state=AssignmentState.ACCEPTED,
    ).first()


def is_online(agent: AgentProfile, now: datetime) -> bool:
    """Whether the agent says so and a page of theirs was heard of within the grace."""
    return (
        agent.presence == Presence.ONLINE
        and agent.last_beat_at is not None
        and agent.last_beat_at >= _heard_since(now)
    )


def _heard_since(now: datetime) -> datetime:
    return now - timedelta(seconds=settings.LIVE["presence_grace_s"])


def _online(now: datetime) -> QuerySet[AgentProfile]:
    """The same as `is_online`, for many, and of active accounts."""
    return AgentProfile.objects.filter(
        presence=Presence.ONLINE, last_beat_at__gte=_heard_since(now), user__is_active=True
    )


def candidates_online(now: datetime) -> dict[int, list[Candidate]]:
    """The online agents of every team, by the team's primary key, full ones included."""
    found: dict[int, list[Candidate]] = defaultdict(list)
    for agent in _online(now).annotate(load=_LOAD).prefetch_related("teams"):
        candidate = Candidate(agent.pk, agent.load, agent.capacity, agent.idle_since)
        for team in agent.teams.all():
            found[team.pk].append(candidate)
    return found


def _of_queue(queue_id: int, now: datetime | None) -> list[Candidate]:
    team_id = Queue.objects.values_list("team_id", flat=True).get(pk=queue_id)
    return candidates_online(now or timezone.now()).get(team_id, [])


def has_online(queue_id: int, now: datetime | None = None) -> bool:
    """Whether anybody of the queue's team is online, free or not."""
    return bool(_of_queue(queue_id, now))


def free_capacity(queue_id: int, now: datetime | None = None) -> int:
    """How many more conversations the online agents of the queue's team can take."""
    return sum(free_slots(one.load, one.capacity) for one in _of_queue(queue_id, now))


def me_of(agent_id: int) -> Me | None:
    """The agent as their own page shows them; None when there is no such agent."""
    agent = AgentProfile.objects.annotate(load=_LOAD).filter(pk=agent_id).first()
    if agent is None:
        return None
    return Me(
        id=agent.pk,
        name=agent.display_name,
        presence=Presence(agent.presence),
        load=agent.load,
        capacity=agent.capacity,
        may_reply=True,
    )
