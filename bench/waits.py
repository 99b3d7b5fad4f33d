"""`python -m bench waits`: how far announced waits are from what became of them, on simulated days.

All ways see the same moments of the same days, and none of these days was used for fitting ours.
"""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Protocol

from agents import standing
from agents.types import WaitEstimate
from agents.wait import correction, estimate, leaving
from bench import screen
from bench.waiting_days import Desk, Moment, Office, Wait

DAYS = 20
SEEDS = (101, 102, 103, 104, 105)
"""Not 1 to 3: on those the two constants of the range were fitted."""

_RECENT_ENDS = 300
_ROCKET_CHAT_DIVISOR = 100

_ARRIVALS = (30, 55, 75, 80, 70, 60, 70, 78, 70, 55, 40, 25)
_AGENTS = (2, 3, 4, 5, 5, 4, 4, 5, 5, 4, 3, 2)


def _desk(load: float, **more: Any) -> Desk:
    """The usual day at that many times the usual number of visitors."""
    return Desk(arrivals=[load * rate for rate in _ARRIVALS], agents=_AGENTS, **more)


DESKS: Mapping[str, Desk] = {
    "quiet": _desk(0.72),
    "busy": _desk(0.92),
    "overloaded": _desk(1.25),
    "half of the staff gone for 3 h": _desk(0.85, absent=0.5, absent_hours=3),
    "talks of very different length": _desk(0.92, talk_s=360, sigma=1.1),
    "one agent with two places": Desk(
        arrivals=(6, 9, 11, 11, 9, 9, 11, 11, 9, 7), agents=(1,) * 10, capacity=2, patience_s=1200
    ),
}

UNSEEN: Mapping[str, Desk] = {
    "nobody loses patience": _desk(0.85, patience_s=1e7),
    "patience of 4 min": _desk(1.1, patience_s=240),
    "talks of even length": _desk(0.92, talk_s=630, sigma=0.3),
    "half of the visitors urgent": _desk(0.92, urgent=0.5),
    "up to 2 min until an offer is taken": _desk(0.8, accept_s=(10, 120)),
    "twelve agents with one place": Desk(
        arrivals=(45,) * 10, agents=(12,) * 10, capacity=1, talk_s=650
    ),
}
"""Nothing was fitted on desks like these."""

_OPEN = standing.Desk(
    is_open=True, online=1, closes_in_s=None, opens_at=None, limit_s=3600, ladder=()
)


class Way(Protocol):
    """A way of saying how long it will take."""

    def say(self, moment: Moment) -> WaitEstimate | None:
        """The announcement; None: no number."""

    def learn(self, said: WaitEstimate, actual_s: float) -> None:
        """A wait has ended with a person."""

    def ended(self, waited_s: float, *, has_left: bool) -> None:
        """A wait has ended, with a person or without."""


class Ours:
    """The product's, or without some of its parts."""

    def __init__(self, *, corrects: bool = True, counts_leaving: bool = True) -> None:
        self._corrects, self._counts_leaving = corrects, counts_leaving
        self._pairs: deque[tuple[float, float]] = deque(maxlen=150)
        self._ends: deque[tuple[float, bool]] = deque(maxlen=_RECENT_ENDS)

    def say(self, moment: Moment) -> WaitEstimate | None:
        """As the product would."""
        return estimate(
            position=moment.position,
            free=moment.free,
            slots=moment.slots,
            handling_s=moment.handling_s,
            correction=correction(self._pairs) if self._corrects else 1.0,
            leaving_per_s=leaving(self._ends) if self._counts_leaving else 0.0,
        )

    def learn(self, said: WaitEstimate, actual_s: float) -> None:
        """For the next correction."""
        self._pairs.appendleft((said.plain_s, actual_s))

    def ended(self, waited_s: float, *, has_left: bool) -> None:
        """For the rate of leaving."""
        self._ends.appendleft((waited_s, has_left))


@dataclass(frozen=True, slots=True)
class Formula:
    """One number from the moment alone, or none."""

    seconds: Callable[[Moment], float | None]

    def say(self, moment: Moment) -> WaitEstimate | None:
        """Without a range."""
        found = self.seconds(moment)
        if found is None:
            return None
        return WaitEstimate(moment.position, round(found), 0, 0)

    def learn(self, said: WaitEstimate, actual_s: float) -> None:
        """Nothing."""

    def ended(self, waited_s: float, *, has_left: bool) -> None:
        """Nothing."""


def _rocket_chat(moment: Moment) -> float | None:
    """As in its published source: each place is worth a hundredth of a talk, the first a whole one.

    The divisor is the setting for how many recent chats are averaged; 100 unless changed.
    """
    if not moment.handling_s:
        return None
    mean_s = statistics.fmean(moment.handling_s)
    return ((moment.position - 1) / _ROCKET_CHAT_DIVISOR + 1) * mean_s


def _per_agent(moment: Moment) -> float | None:
    if not moment.handling_s or not moment.agents:
        return None
    return moment.position * statistics.fmean(moment.handling_s) / moment.agents


def _average_wait(moment: Moment) -> float | None:
    return statistics.fmean(moment.waits_s) if moment.waits_s else None


WAYS: Mapping[str, Callable[[], Way]] = {
    "Baton": Ours,
    "Rocket.Chat": lambda: Formula(_rocket_chat),
    "place x talk / agents": lambda: Formula(_per_agent),
    "department's average wait": lambda: Formula(_average_wait),
    "Baton, leaving not counted": lambda: Ours(counts_leaving=False),
    "Baton, nor corrected": lambda: Ours(corrects=False, counts_leaving=False),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said to one visitor, and what became of it.

    `left`: they did not stay, `actual_s` is when an agent would have come.
    """

    said: WaitEstimate | None
    actual_s: float
    left: bool


class Ear:
    """Asks one way at the moments of an office, and keeps what became of its answers."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._said: dict[int, WaitEstimate | None] = {}
        self.outcomes: list[Outcome] = []

    def begun(self, wait: Wait, moment: Moment) -> None:
        """Asks."""
        self._said[wait.number] = self._way.say(moment)

    def left(self, wait: Wait) -> None:
        """Tells."""
        if wait.left_s is not None:
            self._way.ended(wait.left_s, has_left=True)

    def reached(self, wait: Wait) -> None:
        """Tells, and keeps."""
        said = self._said.pop(wait.number)
        if wait.answered_s is not None:
            self._way.ended(wait.answered_s, has_left=False)
            if said is not None:
                self._way.learn(said, wait.answered_s)
        if wait.would_s is not None:
            self.outcomes.append(Outcome(said, wait.would_s, wait.left_s is not None))


def heard(
    desk: Desk, ways: Sequence[Callable[[], Way]], seed: int, days: int
) -> list[list[Outcome]]:
    """For each of the ways: all who had to wait on these days, in the order of their turns."""
    ears = [Ear(way()) for way in ways]
    Office(desk, seed, ears).play(days)
    return [ear.outcomes for ear in ears]


def measure(days: int = DAYS, seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
    """By desk and way: errors in seconds, shares from 0 to 1.

    Every day counts, the first with its empty memory too. Errors are of those who were answered;
    `with_left` of everybody, against the wait that those who left would have had.
    """
    found: dict[str, Any] = {}
    for name, desk in {**DESKS, **UNSEEN}.items():
        screen.step(f"{len(seeds)} x {days} days: {name}")
        runs = [heard(desk, list(WAYS.values()), seed, days) for seed in seeds]
        together = [list(chain.from_iterable(parts)) for parts in zip(*runs, strict=True)]
        found[name] = {way: figures(outcomes) for way, outcomes in zip(WAYS, together, strict=True)}
    return {"days": days, "seeds": list(seeds), "desks": found}


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """How good one way was. `range_holds` and `range_s` only where ranges were told."""
    answered = [one for one in outcomes if not one.left]
    told = [(one.said, one.actual_s) for one in answered if one.said]
    errors = [said.expected_s - actual_s for said, actual_s in told]
    found: dict[str, Any] = {
        "waits": len(answered),
        "mean_wait_s": _mean(one.actual_s for one in answered),
        "mean_error_s": _mean(map(abs, errors)),
        "median_error_s": round(statistics.median(map(abs, errors)), 1),
        "bias_s": _mean(errors),
        "with_left_mean_error_s": _mean(
            abs(one.said.expected_s - one.actual_s) for one in outcomes if one.said
        ),
        "no_number": round(sum(one.said is None for one in answered) / len(answered), 4),
    }
    if any(said.high_s for said, _ in told):
        found["range_holds_as_shown"] = round(coverage(map(_as_shown, answered)), 3)
        found["range_holds"] = round(coverage(answered), 3)
        found["with_left_range_holds"] = round(coverage(outcomes), 3)
        found["range_s"] = _mean(said.high_s - said.low_s for said, _ in told)
    return found


def coverage(outcomes: Iterable[Outcome]) -> float:
    """The share of waits that ended within the range that was told."""
    return statistics.fmean(
        one.said.low_s <= one.actual_s <= one.said.high_s for one in outcomes if one.said
    )


def _as_shown(outcome: Outcome) -> Outcome:
    """With the range that the widget shows, rounded outward."""
    if outcome.said is None:
        return outcome
    parts = standing.told(outcome.said.position, outcome.said, _OPEN)
    said = replace(outcome.said, low_s=parts["low_s"], high_s=parts["high_s"])
    return replace(outcome, said=said)


def readable(results: Mapping[str, Any]) -> str:
    """A table."""
    rows = [
        (
            f"{desk} ({one['waits']} waits, {one['mean_wait_s']:.0f} s)" if not index else "",
            way,
            f"{one['mean_error_s']:.0f}",
            f"{one['median_error_s']:.0f}",
            f"{one['bias_s']:+.0f}",
            f"{one['with_left_mean_error_s']:.0f}",
            f"{one['no_number']:.1%}",
            f"{one['range_holds']:.0%}" if "range_holds" in one else "-",
            f"{one['range_holds_as_shown']:.0%}" if "range_holds" in one else "-",
        )
        for desk, ways in results["desks"].items()
        for index, (way, one) in enumerate(ways.items())
    ]
    head = ("desk", "way", "error s", "median", "bias", "+ left", "no number", "holds", "shown")
    note = f"{results['days']} days from each of the seeds {results['seeds']}"
    return "\n".join([screen.table(head, rows), "", note])


def _mean(values: Iterable[float]) -> float:
    return round(statistics.fmean(values), 1)
