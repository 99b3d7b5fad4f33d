"""Away after the current conversations: who has none left is away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from agents.models import AgentProfile, Assignment
from agents.services.news import after_load_changed
from agents.types import AssignmentState, Presence


def has_conversations(agent_id: int) -> bool:
    """Whether the agent has accepted any; offers do not count. Reliable under the agent's lock."""
    accepted = Assignment.objects.filter(agent_id=agent_id, state=AssignmentState.ACCEPTED)
    return accepted.exists()


@transaction.atomic
def go_away_when_done(agent_id: int, now: datetime) -> bool:
    """An agent who finishes and has nothing left is away; False when that is not so."""
    finishing = AgentProfile.objects.filter(pk=agent_id, presence=Presence.FINISHING)
    agent = finishing.select_for_update(no_key=True, of=("self",)).first()
    if agent is None or has_conversations(agent_id):
        return False
    agent.presence, agent.presence_since = Presence.AWAY.value, now
    agent.save(update_fields=["presence", "presence_since"])
    after_load_changed(agent_id)
    return True
