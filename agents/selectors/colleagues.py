"""Who else is there: whom a conversation can be passed on to, with what they have now."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from agents.capacity import has_room
from agents.frames import Colleague
from agents.models import AgentProfile
from agents.types import LIVE_ASSIGNMENTS, Presence

_LOAD = Count("assignments", filter=Q(assignments__state__in=LIVE_ASSIGNMENTS), distinct=True)
_NEAREST = (Presence.ONLINE, Presence.FINISHING, Presence.AWAY, Presence.OFFLINE)


def is_there(agent: AgentProfile, now: datetime) -> bool:
    """Whether the agent has not left and a page of theirs was heard of within the grace."""
    return presence_of(agent, now) is not Presence.OFFLINE


def presence_of(agent: AgentProfile, now: datetime) -> Presence:
    """What the agent says about being there; offline without a sign of life within the grace."""
    heard_since = now - timedelta(seconds=settings.LIVE["presence_grace_s"])
    if agent.last_beat_at is None or agent.last_beat_at < heard_since:
        return Presence.OFFLINE
    return Presence(agent.presence)


def colleagues(agent_id: int | None, now: datetime | None = None) -> list[Colleague]:
    """Everybody else who answers visitors: available with room first, then by name.

    `agent_id` None: somebody who only looks; then it is everybody.
    """
    now = now or timezone.now()
    others = AgentProfile.objects.filter(user__is_active=True, user__is_staff=True)
    found = others.exclude(pk=agent_id).annotate(load=_LOAD).prefetch_related("teams")
    return sorted((_colleague(one, one.load, now) for one in found), key=_rank)


def _colleague(agent: AgentProfile, load: int, now: datetime) -> Colleague:
    return Colleague(
        id=agent.pk,
        name=agent.display_name,
        presence=presence_of(agent, now),
        load=load,
        capacity=agent.capacity,
        teams=[team.name for team in agent.teams.all()],
    )


def _rank(one: Colleague) -> tuple[int, bool, str, int]:
    return _NEAREST.index(one.presence), not has_room(one.load, one.capacity), one.name, one.id
