"""How long somebody who joins a queue now can expect to wait; pure."""

from __future__ import annotations

from collections.abc import Sequence

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
