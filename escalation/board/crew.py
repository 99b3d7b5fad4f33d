"""The agents on the board: who is there, with what, and how much more they can take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from agents.models import AgentProfile, Assignment
from agents.selectors.colleagues import presence_of
from agents.types import AssignmentState, Presence
from escalation.board.facts import iso
from escalation.board.frames import BoardAgent, BoardTalk

_ORDER = (Presence.ONLINE, Presence.FINISHING, Presence.AWAY, Presence.OFFLINE)
_RANKS = {presence.value: rank for rank, presence in enumerate(_ORDER)}


class Crew:
    """The agents with what they have."""

    def __init__(
        self, people: Sequence[AgentProfile], held: Sequence[Assignment], now: datetime
    ) -> None:
        self._people, self._now = people, now
        self._talks: dict[int, list[Assignment]] = defaultdict(list)
        for one in held:
            self._talks[one.agent_id].append(one)
        self.there = [one for one in people if presence_of(one, now) is Presence.ONLINE]

    def load(self, agent: AgentProfile) -> int:
        """Conversations that take a slot of theirs, offers included."""
        return len(self._talks[agent.pk])

    def free(self, agent: AgentProfile) -> int:
        """How many more they can take."""
        return max(0, agent.capacity - self.load(agent))

    def of_team(self, team_id: int) -> list[AgentProfile]:
        """Who of the team is there."""
        return [one for one in self.there if any(team.pk == team_id for team in one.teams.all())]

    def views(self) -> list[BoardAgent]:
        """Who is there first, then by presence and name."""
        return [
            self._view(one) for one in sorted(self._people, key=lambda one: _RANKS[one.presence])
        ]

    def _view(self, agent: AgentProfile) -> BoardAgent:
        teams = list(agent.teams.all())
        presence = Presence(agent.presence)
        return BoardAgent(
            id=agent.pk,
            name=agent.display_name,
            presence=presence,
            is_silent=presence is not presence_of(agent, self._now),
            heard_at=iso(agent.last_beat_at),
            load=self.load(agent),
            capacity=agent.capacity,
            teams=[team.name for team in teams],
            queues=sorted({queue.pk for team in teams for queue in team.queues.all()}),
            skills=[skill.name for skill in agent.skills.all()],
            languages=list(agent.languages),
            talks=[_talk(one) for one in self._talks[agent.pk]],
        )


def _talk(one: Assignment) -> BoardTalk:
    return BoardTalk(
        conversation=str(one.conversation.public_id),
        number=one.conversation_id,
        visitor=one.conversation.visitor.display_name,
        since=(one.accepted_at or one.offered_at).isoformat(),
        is_offer=one.state == AssignmentState.OFFERED,
    )
