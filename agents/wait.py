"""How long somebody who joins a queue now can expect to wait; pure."""

from __future__ import annotations

from collections.abc import Sequence

from agents.types import WaitEstimate

LEAST_SAMPLES = 5
"""With fewer handling times than this nothing is said: one long talk would be the forecast."""

LONGEST_SAMPLE_S = 2 * 3600
"""A talk that somebody forgot to close says nothing about how long talks take."""


def expected_wait_s(
    *, free: int, slots: int, ahead: int, handling_s: Sequence[float]
) -> int | None:
    """Seconds until a place is free for whoever comes behind `ahead` others; None: nobody can say.

    Erlang's delay system (M/M/c): while all `slots` are taken, one comes free every
    mean(handling) / slots seconds on average, and the n-th in line needs n of them. `free` places
    go to the first in line at once. `handling_s`: recent talks, from joining to their end.
    """
    in_line = ahead + 1 - free
    if slots <= 0:
        return None
    if in_line <= 0:
        return 0
    if len(handling_s) < LEAST_SAMPLES:
        return None
    mean = sum(min(one, LONGEST_SAMPLE_S) for one in handling_s) / len(handling_s)
    return round(in_line * mean / slots)


def estimate(
    *,
    position: int,
    free: int,
    slots: int,
    handling_s: Sequence[float],
    correction: float = 1.0,
    spread: float = 1.0,
) -> WaitEstimate | None:
    """When whoever stands at this place can expect a person; None: nobody can say."""
    expected = expected_wait_s(free=free, slots=slots, ahead=position - 1, handling_s=handling_s)
    if expected is None:
        return None
    middle = expected * correction
    wide = 1.3 * spread / max(1, position - free) ** 0.5
    return WaitEstimate(
        position, round(middle), round(middle * max(0.1, 1 - wide)), round(middle * (1 + wide))
    )


def correction(pairs: Sequence[tuple[float, float]]) -> float:
    """The ratio of actual to shown waits, newest first."""
    if len(pairs) < LEAST_SAMPLES:
        return 1.0
    shown, actual = sum(one for one, _ in pairs), sum(one for _, one in pairs)
    return min(4.0, max(0.25, actual / shown)) if shown > 0 else 1.0
