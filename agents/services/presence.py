"""Who is there: what agents say, and what their pages' signs of life show."""

from __future__ import annotations

import functools
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from agents.models import AgentProfile, Assignment
from agents.services.finishing import go_away_when_done, has_conversations
from agents.services.locks import live_assignment, lock_agent
from agents.services.news import after_commit, after_load_changed, route_after_commit
from agents.services.offers import withdraw
from agents.services.passing import requeue_lost
from agents.services.steps import tried
from agents.types import LIVE_ASSIGNMENTS, AssignmentState, EndReason, Presence
from chat import services as chat

logger = logging.getLogger(__name__)

BEAT_WRITE_INTERVAL = timedelta(seconds=10)
"""Signs of life are stored at most this often; the grace is several times as long."""


@transaction.atomic
def set_presence(*, agent_id: int, presence: Presence, now: datetime | None = None) -> None:
    """The agent is online, finishing, away or offline; it counts as a sign of life.

    Whoever is not online any more keeps what they have, but open offers go to the next agent.
    Whoever finishes and has nothing is away at once. Raises NotPossibleError("no_agent").
    """
    agent = lock_agent(agent_id)
    now = now or timezone.now()
    if presence is Presence.FINISHING and not has_conversations(agent_id):
        presence = Presence.AWAY
    if agent.presence != presence:
        agent.presence, agent.presence_since = presence.value, now
    agent.lost_presence, agent.last_beat_at = "", now
    agent.save(update_fields=["presence", "presence_since", "lost_presence", "last_beat_at"])
    after_load_changed(agent_id)
    if presence is Presence.ONLINE:
        route_after_commit()
    else:
        after_commit(functools.partial(_withdraw_offers, agent_id, presence.value))


def _withdraw_offers(agent_id: int, reason: str) -> None:
    offered = Assignment.objects.filter(agent_id=agent_id, state=AssignmentState.OFFERED)
    for assignment_id in list(offered.values_list("pk", flat=True)):
        withdraw(assignment_id=assignment_id, reason=reason, now=timezone.now())


def beat(*, agent_id: int, now: datetime | None = None) -> bool:
    """A page of the agent is open. An agent who was lost is what they were before.

    False when the account may not answer visitors any more: its pages are to be closed.
    """
    now = now or timezone.now()
    agents = AgentProfile.objects.filter(pk=agent_id, user__is_active=True)
    found = agents.values_list("last_beat_at", "lost_presence").first()
    if found is None:
        return False
    last_beat_at, lost_presence = found
    if lost_presence:
        set_presence(agent_id=agent_id, presence=Presence(lost_presence), now=now)
    elif last_beat_at is None or last_beat_at <= now - BEAT_WRITE_INTERVAL:
        AgentProfile.objects.filter(pk=agent_id).update(last_beat_at=now)
    return True


def lose_absent(now: datetime) -> int:
    """Agents without a sign of life are offline, and what they had waits again; returns how much.

    Each conversation in its own transaction: what a process that died half-way left with an absent
    agent is found the next time.
    """
    _let_finish(now)
    for agent_id in _absent(now).exclude(presence=Presence.OFFLINE).values_list("pk", flat=True):
        _put_offline(agent_id, now)
    live = Assignment.objects.filter(agent__in=_absent(now), state__in=LIVE_ASSIGNMENTS)
    return sum(
        tried("lose", assignment.conversation_id, functools.partial(_lose, assignment, now))
        for assignment in live.order_by("offered_at")
    )


def _let_finish(now: datetime) -> None:
    """Who finishes and has nothing left is away, should a process have died before it said so."""
    has_any = Assignment.objects.filter(agent=OuterRef("pk"), state=AssignmentState.ACCEPTED)
    finishing = AgentProfile.objects.filter(presence=Presence.FINISHING)
    for agent_id in finishing.exclude(Exists(has_any)).values_list("pk", flat=True):
        go_away_when_done(agent_id, now)


def _absent(now: datetime) -> QuerySet[AgentProfile]:
    since = now - timedelta(seconds=settings.LIVE["presence_grace_s"])
    return AgentProfile.objects.filter(Q(last_beat_at__isnull=True) | Q(last_beat_at__lt=since))


@transaction.atomic
def _put_offline(agent_id: int, now: datetime) -> None:
    agent = _absent(now).select_for_update(no_key=True).filter(pk=agent_id).first()
    if agent is None or agent.presence == Presence.OFFLINE:
        return
    agent.lost_presence, agent.presence = agent.presence, Presence.OFFLINE.value
    agent.presence_since = now
    agent.save(update_fields=["lost_presence", "presence", "presence_since"])
    after_load_changed(agent_id)
    logger.info("agent lost", extra={"agent": agent_id})


def _lose(assignment: Assignment, now: datetime) -> bool:
    """The absent agent's conversation waits again; False when it changed hands meanwhile."""
    if assignment.state == AssignmentState.OFFERED:
        return withdraw(assignment_id=assignment.pk, reason=EndReason.LOST.value, now=now)
    with transaction.atomic():
        agent = _absent(now).select_for_update(no_key=True).filter(pk=assignment.agent_id).first()
        chat.lock(assignment.conversation_id)
        live = live_assignment(assignment.conversation_id)
        if agent is None or live is None or live.pk != assignment.pk:
            return False
        requeue_lost(assignment=live, now=now)
        return True
