"""What other tables say about conversations in the inbox list: waits, agents, unread words.

The lists of all open pages are kept up to date ten times a second, so these are fixed statements
that PostgreSQL plans once a connection (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.types import LIVE_ASSIGNMENTS, AssignmentState
from chat.statements import fetch_all

UNREAD_AT_MOST = 100
"""Nobody asks how many more; counting on would read whole conversations, ten times a second."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The newest wait of a conversation; `is_live`: not over. `ready_at`: a message's earliest."""

    priority: int
    reason: str
    reason_text: str
    entered_at: datetime
    is_live: bool
    is_message: bool
    ready_at: datetime | None
    queue: str
    max_wait_s: int
    team: str


@dataclass(frozen=True, slots=True)
class Held:
    """Who has a conversation, or is being asked until the deadline."""

    agent_id: int
    name: str
    accepted: bool
    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class Around:
    """What is known about one conversation beside its own row."""

    wait: Wait | None = None
    held: Held | None = None


_LIVE = ", ".join(f"'{state.value}'" for state in sorted(LIVE_ASSIGNMENTS))
_AROUND = f"""
    SELECT talk.id, wait.priority, wait.reason, wait.reason_text, wait.entered_at,
        wait.left_at IS NULL, wait.is_message, wait.ready_at,
        queue.name, queue.max_wait_s, team.name,
        held.agent_id, agent.display_name, held.state, held.deadline_at
    FROM unnest(%(talks)s::bigint[]) AS talk (id)
    LEFT JOIN LATERAL (
        SELECT * FROM agents_queueentry AS entry
        WHERE entry.conversation_id = talk.id ORDER BY entry.id DESC LIMIT 1
    ) AS wait ON true
    LEFT JOIN agents_queue AS queue ON queue.id = wait.queue_id
    LEFT JOIN agents_team AS team ON team.id = queue.team_id
    LEFT JOIN agents_assignment AS held
        ON held.conversation_id = talk.id AND held.state IN ({_LIVE})
    LEFT JOIN agents_agentprofile AS agent ON agent.user_id = held.agent_id
"""  # noqa: S608 (fixed text)
_UNREAD = """
    SELECT talk.id, agent.id, words.number
    FROM unnest(%(talks)s::bigint[]) AS talk (id)
    CROSS JOIN unnest(%(agents)s::bigint[]) AS agent (id)
    LEFT JOIN agents_readmark AS mark
        ON mark.conversation_id = talk.id AND mark.agent_id = agent.id
    CROSS JOIN LATERAL (
        SELECT count(*) AS number FROM (
            SELECT FROM chat_message AS message
            WHERE message.conversation_id = talk.id AND message.seq > coalesce(mark.seq, 0)
                AND message.author_kind = 'visitor' AND message.audience = 'public'
            ORDER BY message.seq DESC LIMIT %(at_most)s::int
        ) AS newest
    ) AS words
    WHERE words.number > 0
"""


def around(conversation_ids: Sequence[int]) -> dict[int, Around]:
    """The newest wait and the live assignment of each conversation."""
    if not conversation_ids:
        return {}
    rows = fetch_all(_AROUND, {"talks": list(conversation_ids)})
    return {row[0]: Around(_wait(row[1:11]), _held(row[11:])) for row in rows}


def unread(conversation_ids: Sequence[int], agent_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """(conversation, agent) -> the visitor's messages after the agent's mark; zeros left out.

    Counted up to UNREAD_AT_MOST.
    """
    if not conversation_ids or not agent_ids:
        return {}
    values = {
        "talks": list(conversation_ids),
        "agents": list(agent_ids),
        "at_most": UNREAD_AT_MOST,
    }
    return {(row[0], row[1]): row[2] for row in fetch_all(_UNREAD, values)}


def _wait(columns: tuple[object, ...]) -> Wait | None:
    return Wait(*columns) if columns[3] is not None else None  # type: ignore[arg-type]


def _held(columns: tuple[object, ...]) -> Held | None:
    agent_id, name, state, deadline_at = columns
    if agent_id is None:
        return None
    return Held(agent_id, name, state == AssignmentState.ACCEPTED, deadline_at)  # type: ignore[arg-type]
