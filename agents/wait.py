"""How long somebody who waits, or would wait, can expect to wait for a person; pure.

Measured in `docs/waiting.md`, which also says what was tried and left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import islice

from agents.types import WaitEstimate

LEAST_SAMPLES = 5
"""With fewer handling times than this nothing is said: one long talk would be the forecast."""

LONGEST_SAMPLE_S = 2 * 3600
"""A talk that somebody forgot to close says nothing about how long talks take."""

NEWEST_PAIRS = 150
"""So many past waits correct the next: fewer follow chance, more follow last week's desk."""

LEAST_PAIRS = 20
_TRIMMED_0_1 = 0.05
_LEAST_CORRECTION = 1 / 3
_MOST_CORRECTION = 3.0

LEAST_WAITS = 20

_EVENNESS = 0.82
"""Places come free a little more evenly than at random. This and the next: fitted on simulated
days, so that the range covers four waits in five."""

_UNFORESEEN = 0.05
"""Variance, relative to the square of the wait, that no count of departures explains: staff who
come and go, urgent visitors who overtake, days of long talks."""

_Z_90 = 1.2815515655446004
"""The standard normal distribution's upper tenth begins here."""


def expected_wait_s(
    *, free: int, slots: int, ahead: int, handling_s: Sequence[float]
) -> int | None:
    """Seconds until a place is free for whoever comes behind `ahead` others; None: nobody can say.

    Erlang's delay system (M/M/c): while all `slots` are taken, one comes free every
    mean(handling) / slots seconds on average, and the n-th in line needs n of them. `free` places
    go to the first in line at once. `handling_s`: recent talks, from joining to their end.
    """
    found = estimate(position=ahead + 1, free=free, slots=slots, handling_s=handling_s)
    return found.expected_s if found else None


def estimate(
    *,
    position: int,
    free: int,
    slots: int,
    handling_s: Sequence[float],
    correction: float = 1.0,
    spread: float = 1.0,
    leaving_per_s: float = 0.0,
) -> WaitEstimate | None:
    """When the visitor at this place will have a person; None where there is no basis for a number.

    `position` begins at 1. `free` and `slots` count places of the people online, `handling_s` are
    recent talks from joining to their end. `correction` is what `correction` found, `leaving_per_s`
    what `leaving` found. `spread` widens (above 1) or narrows the range. All three numbers fall, or
    stay, as the position falls.
    """
    in_line = position - free
    if slots <= 0:
        return None
    if in_line <= 0:
        return WaitEstimate(position, 0, 0, 0, 0)
    if len(handling_s) < LEAST_SAMPLES:
        return None
    mean_s = sum(min(one, LONGEST_SAMPLE_S) for one in handling_s) / len(handling_s)
    plain_s, shape = _departures(in_line, slots / max(mean_s, 1.0), leaving_per_s)
    expected_s = plain_s * correction
    shape = 1 / (spread**2 * (_EVENNESS**2 / shape + _UNFORESEEN))
    return WaitEstimate(
        position=position,
        expected_s=round(expected_s),
        low_s=round(expected_s * _quantile(shape, -_Z_90)),
        high_s=round(expected_s * _quantile(shape, _Z_90)),
        plain_s=round(plain_s),
    )


def correction(pairs: Iterable[tuple[float, float]]) -> float:
    """By how much waits were longer than foreseen: 1.3 is 30 % longer.

    `pairs`: (`plain_s`, actual seconds) of waits that ended with a person, newest first. It must be
    what was foreseen *before* correction: the ratio to what was shown would correct a correction
    that is right already back to 1. One in twenty at either end does not count.
    """
    newest = [(plain_s, actual_s) for plain_s, actual_s in islice(pairs, NEWEST_PAIRS) if plain_s]
    if len(newest) < LEAST_PAIRS:
        return 1.0
    newest.sort(key=lambda pair: pair[1] / pair[0])
    odd = round(len(newest) * _TRIMMED_0_1)
    usual = newest[odd : len(newest) - odd]
    ratio = sum(actual_s for _, actual_s in usual) / sum(plain_s for plain_s, _ in usual)
    return min(_MOST_CORRECTION, max(_LEAST_CORRECTION, ratio))


def leaving(waits: Iterable[tuple[float, bool]]) -> float:
    """How many of those who wait leave per visitor and second; 0 while too little is known.

    `waits`: (seconds waited, whether the visitor left without having met a person).
    """
    ended = list(waits)
    waited_s = sum(seconds for seconds, _ in ended)
    if len(ended) < LEAST_WAITS or waited_s <= 0:
        return 0.0
    return sum(has_left for _, has_left in ended) / waited_s


def _departures(in_line: int, pace: float, leaving_per_s: float) -> tuple[float, float]:
    """(mean seconds, shape) of the time until `in_line` have gone, from the front or by leaving.

    The next goes after 1 / (pace + others x leaving) seconds on average (Erlang's A system). Sums
    over the others are taken as integrals, a line of hundreds costs as much as one of two. Without
    leaving this is Erlang's distribution: in_line / pace, shape in_line.
    """
    rate = min(leaving_per_s, pace)  # a line that melts faster than it is served is not foreseen
    if rate * in_line < pace * 1e-6:
        return in_line / pace, float(in_line)
    first, last = pace - rate / 2, pace + (in_line - 0.5) * rate
    mean_s = math.log(last / first) / rate
    return mean_s, mean_s**2 * first * last / in_line


def _quantile(shape: float, z: float) -> float:
    """Quantile of the gamma distribution with mean 1, after Wilson and Hilferty (1931).

    Within 2 % of the exact value where it matters (`shape` from 1 on), never below 0.
    """
    ninth = 1 / (9 * shape)
    return max(0.0, 1 - ninth + z * math.sqrt(ninth)) ** 3
