"""Which of several agents is asked next; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from agents.capacity import is_eligible
from agents.types import Candidate


def choose(candidates: Iterable[Candidate]) -> Candidate | None:
    """The least loaded eligible agent; of several the one idle longest, then the lowest id.

    `candidates`: agents who are online. None when nobody may be asked.
    """
    return min(filter(is_eligible, candidates), key=_rank, default=None)


def _rank(candidate: Candidate) -> tuple[int, bool, float, int]:
    free_since: datetime | None = candidate.free_since
    never_had_any = free_since is None
    idle_from_s = free_since.timestamp() if free_since is not None else 0.0
    return candidate.load, not never_had_any, idle_from_s, candidate.agent_id
