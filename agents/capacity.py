"""How many conversations an agent may have at once; pure."""

from __future__ import annotations

from agents.types import Candidate


def free_slots(load: int, capacity: int) -> int:
    """How many more conversations fit; never negative, also after a capacity was lowered."""
    return max(0, capacity - load)


def has_room(load: int, capacity: int) -> bool:
    """Whether one more conversation fits."""
    return free_slots(load, capacity) > 0


def is_eligible(candidate: Candidate) -> bool:
    """Whether this online agent may be asked: has a free slot and has not said no already."""
    return has_room(candidate.load, candidate.capacity) and not candidate.declined
