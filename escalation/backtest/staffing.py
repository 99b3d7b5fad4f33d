"""Who is there to take conversations, and how long one takes, as measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q, Sum

from agents.models import AgentProfile, Assignment

USUAL_MINUTES = 8.0
"""Taken for the handling time until enough conversations were handled; managers change it."""

LEAST_HANDLED = 20
_LOOKED_BACK = timedelta(days=30)
_LONGEST = timedelta(hours=4)
"""Longer ones were forgotten rather than handled."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """`slots`: conversations at once, of one agent. `minutes`: from accepting to the end.

    `handled`: on how many conversations `minutes` rests; 0 for the usual value.
    """

    agents: int
    slots: float
    minutes: float
    handled: int

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "agents": self.agents,
            "slots": round(self.slots, 2),
            "minutes": round(self.minutes, 1),
            "handled": self.handled,
        }


def staffing(now: datetime) -> Staffing:
    """Agents who may be offered conversations, whether or not they are there at the moment."""
    people = AgentProfile.objects.filter(
        Q(pk__in=AgentProfile.objects.filter(teams__isnull=False).values("pk")),
        user__is_active=True,
        capacity__gt=0,
    ).aggregate(agents=Count("pk"), slots=Sum("capacity"))
    agents = people["agents"]
    took = F("ended_at") - F("accepted_at")
    handled = Assignment.objects.filter(
        ended_at__gte=now - _LOOKED_BACK, accepted_at__isnull=False
    ).alias(took=took)
    measured = handled.filter(took__lte=_LONGEST).aggregate(number=Count("pk"), mean=Avg(took))
    enough = measured["number"] >= LEAST_HANDLED
    return Staffing(
        agents=agents,
        slots=people["slots"] / agents if agents else 3.0,
        minutes=max(0.5, measured["mean"].total_seconds() / 60) if enough else USUAL_MINUTES,
        handled=measured["number"] if enough else 0,
    )
