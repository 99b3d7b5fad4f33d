"""Whether anybody would see a waiting visitor: whose inbox pages are open, and who is online."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from agents.models import AgentProfile, Queue
from agents.types import Presence
from chat.statements import fetch_all


@dataclass(frozen=True, slots=True)
class Watch:
    """Teams of which somebody has an inbox page open (`looking`), and is online (`online`).

    Whoever is away with an open page sees the list and counts as looking; offline is offline.
    """

    looking: frozenset[int]
    online: frozenset[int]


def heard_since(now: datetime) -> datetime:
    """A page that was heard of since then counts as open."""
    return now - timedelta(seconds=settings.LIVE["presence_grace_s"])


def watch(now: datetime) -> Watch:
    """Who looks and who is online at this moment, by team."""
    pairs = set(_there(now).filter(teams__isnull=False).values_list("teams", "presence"))
    return Watch(
        looking=frozenset(team for team, _ in pairs),
        online=frozenset(team for team, presence in pairs if presence == Presence.ONLINE),
    )


def teams_of(queue: Queue) -> frozenset[int]:
    """The teams whose people may be asked: its own, and that of the overflow queue."""
    spare = queue.overflow_to
    return frozenset({queue.team_id} | ({spare.team_id} if spare is not None else set()))


def is_anybody_in(teams: Iterable[int], there: Collection[int]) -> bool:
    """Whether one of these teams is among those of which somebody is there."""
    return not set(teams).isdisjoint(there)


def nobody_is_listening(queue_id: int, now: datetime) -> bool:
    """Whether no inbox page is open of anybody who could be asked for this queue. One query."""
    values = {"queue": queue_id, "since": heard_since(now), "offline": Presence.OFFLINE.value}
    return not fetch_all(_LISTENING, values)


_LISTENING = """
    SELECT 1 FROM agents_agentprofile AS agent
    JOIN auth_user AS account ON account.id = agent.user_id AND account.is_active
    JOIN agents_agentprofile_teams AS member ON member.agentprofile_id = agent.user_id
    JOIN agents_queue AS queue ON queue.id = %(queue)s
    LEFT JOIN agents_queue AS spare ON spare.id = queue.overflow_to_id
    WHERE agent.last_beat_at >= %(since)s AND agent.presence <> %(offline)s
        AND member.team_id IN (queue.team_id, spare.team_id)
    LIMIT 1
"""
"""The rule of `_there`, planned once: it is asked whenever a visitor begins to wait."""


def _there(now: datetime) -> QuerySet[AgentProfile]:
    """Whose pages were heard of, and who does not say that they are offline."""
    beating = AgentProfile.objects.filter(last_beat_at__gte=heard_since(now), user__is_active=True)
    return beating.exclude(presence=Presence.OFFLINE)
