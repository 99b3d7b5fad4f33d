"""What every installation needs before the first handoff, and how a person becomes an agent."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from agents.models import AgentProfile, Queue, Team

_NAME = "Support"
_SLUG = "support"
_IS_SUPPORT = Q(slug=_SLUG) | Q(name=_NAME)


def ensure_defaults() -> Queue:
    """There is a default queue with a team; it is returned. A default that exists is left alone."""
    return Queue.objects.filter(is_default=True).first() or _make_default()


@transaction.atomic
def _make_default() -> Queue:
    team = Team.objects.filter(_IS_SUPPORT).first()
    if team is None:
        team, _ = Team.objects.get_or_create(slug=_SLUG, defaults={"name": _NAME})
    queue = Queue.objects.filter(_IS_SUPPORT).first()
    if queue is None:
        defaults = {"name": _NAME, "team": team, "is_default": True}
        queue, _ = Queue.objects.get_or_create(slug=_SLUG, defaults=defaults)
    if not queue.is_default:
        queue.is_default = True
        queue.save(update_fields=["is_default"])
    return queue


@transaction.atomic
def ensure_agent(
    *, user_id: int, display_name: str, capacity: int = 3, teams: Iterable[Team] = ()
) -> AgentProfile:
    """The user is an agent of these teams (none given: the default queue's team).

    An agent that exists keeps name and capacity. The user must be staff to open the inbox.
    """
    agent, made = AgentProfile.objects.get_or_create(
        user_id=user_id, defaults={"display_name": display_name, "capacity": capacity}
    )
    wanted = list(teams)
    if made or wanted:
        agent.teams.add(*(wanted or [ensure_defaults().team]))
    return agent
