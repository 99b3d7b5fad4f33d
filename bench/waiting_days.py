"""Whole days at a desk that does not exist: who comes, who waits, who leaves, who is answered.

Arrivals and staffing change by the hour, talks have log-normal lengths, visitors run out of
patience, some are urgent, agents take a moment to accept. Nothing here knows about estimates:
whoever wants to say something is asked when a visitor has to wait, and told what became of it.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
RECENT_TALKS = 50
RECENT_WAITS = 150
"""As many as the product looks at, of each."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A team and its public. The two sequences hold one value for each hour from `opens` on.

    `arrivals`: visitors an hour. `agents`: people online. `talk_s`: the median talk; `sigma` how
    far talks differ (of the logarithm). `day_sigma`, `talk_day_sigma`: how far one day differs from
    another in visitors and in the length of talks. `absent`: the share of agents who are away,
    unplanned, for `absent_hours` from some hour of each day on.
    """

    arrivals: Sequence[float]
    agents: Sequence[int]
    opens: int = 8
    capacity: int = 3
    talk_s: float = 480.0
    sigma: float = 0.8
    patience_s: float = 900.0
    urgent: float = 0.15
    accept_s: tuple[float, float] = (4.0, 25.0)
    day_sigma: float = 0.15
    talk_day_sigma: float = 0.1
    absent: float = 0.0
    absent_hours: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """What the product knows when a visitor has to wait.

    `position` begins at 1; `free` is less than that. `handling_s`: the newest ended talks, newest
    first. `waits_s`: the newest waits that ended with a person, newest first.
    """

    now_s: float
    position: int
    free: int
    slots: int
    agents: int
    handling_s: Sequence[float]
    waits_s: Sequence[float]


@dataclass(eq=False, slots=True)
class Wait:
    """One visitor in line; each time is counted from `came_s`.

    `has_to` wait: no slot was free for them. `left_s`: when patience ended; `answered_s`: when an
    agent came; `would_s`: when one came, or would have come had the visitor stayed. None: not yet,
    or closing time was earlier.
    """

    number: int
    came_s: float
    urgent: bool
    has_to: bool = True
    left_s: float | None = None
    answered_s: float | None = None
    would_s: float | None = None


class Listener(Protocol):
    """Whoever says how long it will take."""

    def begun(self, wait: Wait, moment: Moment) -> None:
        """A visitor has to wait."""

    def left(self, wait: Wait) -> None:
        """They left before anybody came."""

    def reached(self, wait: Wait) -> None:
        """An agent came, or would have come had they stayed."""


class _What(IntEnum):
    """In the order in which things of one moment happen."""

    STAFF = 0
    TALK_ENDS = 1
    ACCEPTED = 2
    LEAVES = 3
    COMES = 4


@dataclass(eq=False, slots=True)
class _Agent:
    online: bool = False
    talks: dict[int, float] = field(default_factory=dict)


class Office:
    """Plays days one after the other. The same seed makes the same days."""

    def __init__(self, desk: Desk, seed: int, listeners: Iterable[Listener]) -> None:
        self._desk = desk
        self._chance = random.Random(seed)
        self._listeners = tuple(listeners)
        self._agents = [_Agent() for _ in range(max(desk.agents))]
        self._line: list[tuple[int, int, Wait]] = []
        self._talks: deque[float] = deque(maxlen=RECENT_TALKS)
        self._waits: deque[float] = deque(maxlen=RECENT_WAITS)
        self._events: list[tuple[float, int, int, object]] = []
        self._numbers = itertools.count()
        self._now_s = 0.0
        self._talk_factor = 1.0

    def play(self, days: int) -> None:
        """That many days from opening until the last talk has ended."""
        for day in range(days):
            self._plan(day * DAY_S)
            while self._events:
                self._now_s, what, _, whom = heapq.heappop(self._events)
                self._happens(_What(what), whom)
            self._line.clear()

    def _plan(self, midnight_s: float) -> None:
        desk, chance = self._desk, self._chance
        busy = math.exp(chance.gauss(0, desk.day_sigma))
        self._talk_factor = math.exp(chance.gauss(0, desk.talk_day_sigma))
        away_from = chance.randrange(2, max(3, len(desk.agents) - desk.absent_hours))
        away = range(away_from, away_from + desk.absent_hours)
        for index, (rate, staff) in enumerate(zip(desk.arrivals, desk.agents, strict=True)):
            begins = midnight_s + (desk.opens + index) * HOUR_S
            there = max(1, round(staff * (1 - desk.absent))) if index in away else staff
            self._at(begins, _What.STAFF, there)
            at = begins
            while (at := at + chance.expovariate(rate * busy / HOUR_S)) < begins + HOUR_S:
                self._at(at, _What.COMES)
        self._at(midnight_s + (desk.opens + len(desk.agents)) * HOUR_S, _What.STAFF, 0)

    def _happens(self, what: _What, whom: object) -> None:
        if what is _What.STAFF and isinstance(whom, int):
            self._staff(whom)
        elif what is _What.COMES:
            self._comes()
        elif what is _What.LEAVES and isinstance(whom, Wait):
            self._leaves(whom)
        elif isinstance(whom, tuple):
            agent, number = whom
            self._talk_ends(agent, number)
        self._give()

    def _staff(self, wanted: int) -> None:
        """Agents who go finish what they have; nothing that they have comes back to the line."""
        online = [one for one in self._agents if one.online]
        self._chance.shuffle(online)
        for agent in online[wanted:]:
            agent.online = False
        offline = [one for one in self._agents if not one.online]
        for agent in offline[: max(0, wanted - len(online))]:
            agent.online = True

    def _comes(self) -> None:
        wait = Wait(next(self._numbers), self._now_s, self._chance.random() < self._desk.urgent)
        moment = self._moment(wait.urgent)
        wait.has_to = moment.position > moment.free
        place = (-int(wait.urgent), wait.number, wait)
        self._line.append(place)
        self._line.sort(key=lambda one: one[:2])
        patience = self._chance.expovariate(1 / self._desk.patience_s)
        if not wait.has_to:
            return
        self._at(self._now_s + patience, _What.LEAVES, wait)
        for one in self._listeners:
            one.begun(wait, moment)

    def _leaves(self, wait: Wait) -> None:
        if wait.answered_s is not None:
            return
        wait.left_s = self._now_s - wait.came_s
        for one in self._listeners:
            one.left(wait)

    def _moment(self, urgent: bool) -> Moment:
        ahead = [w for _, _, w in self._line if w.left_s is None and w.urgent >= urgent]
        online = [one for one in self._agents if one.online]
        loads = [len(one.talks) for one in online]
        capacity = self._desk.capacity
        return Moment(
            now_s=self._now_s,
            position=len(ahead) + 1,
            free=sum(max(0, capacity - load) for load in loads),
            slots=sum(max(load, capacity) for load in loads),
            agents=len(online),
            handling_s=tuple(self._talks),
            waits_s=tuple(self._waits),
        )

    def _give(self) -> None:
        """Free slots to the line, the least loaded agent first; who has left takes none."""
        while self._line:
            room = [
                one for one in self._agents if one.online and len(one.talks) < self._desk.capacity
            ]
            if not room:
                return
            _, _, wait = self._line.pop(0)
            accept_s = self._chance.uniform(*self._desk.accept_s)
            wait.would_s = self._now_s + accept_s - wait.came_s
            if wait.left_s is None:
                wait.answered_s = wait.would_s
                self._begin(min(room, key=lambda one: len(one.talks)), wait.number, accept_s)
            if wait.has_to:
                self._tell(wait)

    def _tell(self, wait: Wait) -> None:
        if wait.answered_s is not None:
            self._waits.appendleft(wait.answered_s)
        for one in self._listeners:
            one.reached(wait)

    def _begin(self, agent: _Agent, number: int, accept_s: float) -> None:
        """The slot is taken from the offer on, the talk counts from accepting on."""
        talk_s = self._desk.talk_s * self._talk_factor
        talk_s *= math.exp(self._chance.gauss(0, self._desk.sigma))
        agent.talks[number] = self._now_s + accept_s
        self._at(self._now_s + accept_s + talk_s, _What.TALK_ENDS, (agent, number))

    def _talk_ends(self, agent: _Agent, number: int) -> None:
        self._talks.appendleft(self._now_s - agent.talks.pop(number))

    def _at(self, when: float, what: _What, whom: object = None) -> None:
        heapq.heappush(self._events, (when, int(what), next(self._numbers), whom))
