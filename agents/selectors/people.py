"""Who is there, how much they have, and which queues they serve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Q
from django.utils import timezone

from agents.capacity import free_slots
from agents.frames import Me
from agents.models import AgentProfile, Queue, QueueEntry
from agents.setup import ensure_defaults
from agents.types import LIVE_ASSIGNMENTS, AssignmentState, Candidate, Presence
from chat.statements import fetch_all

_LOAD = Count("assignments", filter=Q(assignments__state__in=LIVE_ASSIGNMENTS))
_LIVE = ", ".join(f"'{state.value}'" for state in sorted(LIVE_ASSIGNMENTS))
_PEOPLE_ONLINE = f"""
    SELECT agent.user_id, agent.capacity, agent.idle_since, agent.asked_at,
        (SELECT count(*) FROM agents_assignment AS held
            WHERE held.agent_id = agent.user_id AND held.state IN ({_LIVE})),
        ARRAY(SELECT jsonb_array_elements_text(agent.languages)),
        ARRAY(SELECT skill.slug FROM agents_agentprofile_skills AS has
            JOIN agents_skill AS skill ON skill.id = has.skill_id
            WHERE has.agentprofile_id = agent.user_id),
        ARRAY(SELECT team_id FROM agents_agentprofile_teams AS of
            WHERE of.agentprofile_id = agent.user_id),
        EXISTS (SELECT FROM agents_assignment AS asked
            JOIN agents_queueentry AS entry ON entry.id = asked.queue_entry_id
            WHERE asked.agent_id = agent.user_id
                AND asked.state = '{AssignmentState.OFFERED}' AND entry.is_message)
    FROM agents_agentprofile AS agent JOIN auth_user AS account ON account.id = agent.user_id
    WHERE agent.presence = 'online' AND agent.last_beat_at >= %(heard_since)s
        AND account.is_active
"""  # noqa: S608 (fixed text)


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


def people_online(now: datetime) -> Sequence[tuple[Candidate, frozenset[int]]]:
    """Every online agent of an active account, full ones included, with the keys of their teams.

    The same rule as `is_online`. One fixed statement: routing asks it for every offer it makes.
    """
    rows = fetch_all(_PEOPLE_ONLINE, {"heard_since": _heard_since(now)})
    return [
        (
            Candidate(
                agent_id=agent_id,
                load=load,
                capacity=capacity,
                free_since=idle_since,
                asked_at=asked_at,
                skills=frozenset(skills),
                languages=frozenset(languages),
                weighs_message=weighs_message,
            ),
            frozenset(teams),
        )
        for (
            agent_id,
            capacity,
            idle_since,
            asked_at,
            load,
            languages,
            skills,
            teams,
            weighs_message,
        ) in rows
    ]


def candidates_online(now: datetime) -> dict[int, list[Candidate]]:
    """The online agents of every team, by the team's primary key, full ones included."""
    found: dict[int, list[Candidate]] = defaultdict(list)
    for candidate, teams in people_online(now):
        for team_id in teams:
            found[team_id].append(candidate)
    return found


def _of_queue(queue_id: int, now: datetime | None) -> list[Candidate]:
    team_id = Queue.objects.values_list("team_id", flat=True).get(pk=queue_id)
    return candidates_online(now or timezone.now()).get(team_id, [])


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
