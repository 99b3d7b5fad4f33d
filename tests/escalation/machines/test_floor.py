"""Waits, offers, hours, ladders and promises hold in any order of steps, whatever the clock does.

FLOOR_EXAMPLES=500 plays so many stories instead of a few, FLOOR_STEPS sets their length, and
MACHINE_SHRINK=1 looks for the shortest one that fails.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import permutations
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from agents.types import FallbackKind, Presence
from tests.escalation.machines import order
from tests.escalation.machines.floor import PRIORITIES, Floor
from tests.escalation.machines.world import SPANS_S, Afterwards, RunningClock
from tests.flows.staging import Stage

EXAMPLES = int(os.environ.get("FLOOR_EXAMPLES", "4"))
STEPS = int(os.environ.get("FLOOR_STEPS", "20"))

KINDS = [kind.value for kind in FallbackKind]
LADDERS = [list(one) for number in range(4) for one in permutations(KINDS, number)]
TALK = st.integers(0, 4)
AGENT = st.integers(0, 2)
QUEUE = st.integers(0, 1)
WHICH = st.integers(0, 9)
"""Of those there are: what is drawn must not hang on what the database shows, or stories that begin
alike would not be alike."""


class People(RuleBasedStateMachine):
    """Real services only; after each step the database is asked what is true."""

    make_floor: ClassVar[Callable[[], Floor]]

    def __init__(self) -> None:
        super().__init__()
        self.floor = type(self).make_floor()

    @initialize(
        ladders=st.tuples(st.sampled_from(LADDERS), st.sampled_from(LADDERS)),
        online=st.sets(AGENT),
        callers=st.sets(TALK, min_size=1),
    )
    def doors_open(
        self, ladders: tuple[list[str], list[str]], online: set[int], callers: set[int]
    ) -> None:
        self.floor.open_with(ladders)
        for place in sorted(online):
            self.floor.be(self.floor.people[place], Presence.ONLINE)
        for talk in sorted(callers):
            self.floor.call(self.floor.keys[talk], talk % 2, PRIORITIES[talk % len(PRIORITIES)])

    def teardown(self) -> None:
        if self.floor.conversations:
            for agent in self.floor.people:
                self.floor.be(agent, Presence.OFFLINE)
                self.floor.vanish(agent)
            self.floor.come_to_rest()
            order.at_rest(self.floor)
            self.floor.close()

    # Visitors

    @rule(talk=TALK, queue=QUEUE, priority=st.sampled_from(PRIORITIES))
    def visitor_needs_a_person(self, talk: int, queue: int, priority: int) -> None:
        self.floor.call(self.floor.keys[talk], queue, priority)

    @rule(talk=TALK, way=st.sampled_from(("callback", "offline_form", "assistant_note")))
    def visitor_does_not_want_to_wait(self, talk: int, way: str) -> None:
        self.floor.choose(self.floor.keys[talk], way)

    @rule(which=WHICH, fill=st.booleans())
    def visitor_settles_the_form(self, which: int, fill: bool) -> None:
        if forms := self.floor.seen.forms:
            self.floor.settle_form(forms[which % len(forms)], fill=fill)

    @rule(talk=TALK, leaves=st.booleans())
    def visitor_writes_or_leaves(self, talk: int, leaves: bool) -> None:
        if leaves:
            self.floor.leave(self.floor.keys[talk])
        else:
            self.floor.write(self.floor.keys[talk], "Is anybody there?")

    # People

    @rule(agent=AGENT, presence=st.sampled_from(Presence))
    def agent_says_whether_they_are_there(self, agent: int, presence: Presence) -> None:
        self.floor.be(self.floor.people[agent], presence)

    @rule(agent=AGENT, what=st.sampled_from(("beat", "vanish")))
    def agent_is_heard_of_or_not(self, agent: int, what: str) -> None:
        self.floor.remember_places()
        getattr(self.floor, what)(self.floor.people[agent])

    @rule(which=WHICH, accept=st.booleans())
    def agent_reacts(self, which: int, accept: bool) -> None:
        if offered := self.floor.seen.offered:
            pk, agent = offered[which % len(offered)]
            self.floor.react(agent, pk, accept=accept)

    @rule(agent=AGENT, talk=TALK)
    def agent_takes_over(self, agent: int, talk: int) -> None:
        self.floor.take_over(self.floor.people[agent], self.floor.keys[talk])

    @rule(which=WHICH, step=st.sampled_from(("reply", "hand_back", "transfer", "resolve")))
    def agent_works(self, which: int, step: str) -> None:
        if held := self.floor.seen.held:
            pk, agent = held[which % len(held)]
            getattr(self.floor, step)(agent, pk)

    @rule(which=WHICH, colleague=AGENT)
    def agent_passes_on(self, which: int, colleague: int) -> None:
        if held := self.floor.seen.held:
            pk, agent = held[which % len(held)]
            self.floor.pass_on(agent, pk, self.floor.people[colleague])

    @rule(
        what=st.sampled_from(
            ("assign", "move", "close", "open", "shrink", "give", "postpone", "keep")
        ),
        talk=TALK,
        queue=QUEUE,
        agent=AGENT,
    )
    def supervisor_acts(self, what: str, talk: int, queue: int, agent: int) -> None:
        self.floor.supervise(what, self.floor.keys[talk], queue, self.floor.people[agent])

    # Time

    @rule(which=WHICH, side=st.sampled_from((-1, 0, 1)))
    def clock_jumps_to_where_something_is_due(self, which: int, side: int) -> None:
        self.floor.jump(which, side)
        self.floor.sweep()

    @rule(seconds=st.sampled_from(SPANS_S), sweep=st.booleans())
    def time_passes(self, seconds: float, sweep: bool) -> None:
        self.floor.clock.advance(seconds)
        if sweep:
            self.floor.sweep()

    @rule()
    def the_sweep_leaves_nothing_to_do(self) -> None:
        self.floor.remember_places()
        self.floor.sweep()
        order.after_the_sweep(self.floor)

    @invariant()
    def it_holds(self) -> None:
        if self.floor.conversations:
            order.after_every_step(self.floor)
            self.floor.look()


def test_waits_and_promises_hold_in_every_story(
    staged: Stage, running_clock: RunningClock, afterwards: Afterwards
) -> None:
    def make_floor() -> Floor:
        return Floor(staged, running_clock, afterwards)

    class ThisFloor(People):
        pass

    ThisFloor.make_floor = staticmethod(make_floor)
    options: dict[str, Any] = {"max_examples": EXAMPLES, "stateful_step_count": STEPS}
    checks = list(HealthCheck)
    if "MACHINE_SHRINK" not in os.environ:
        options["phases"] = [Phase.generate]  # shrinking a failure takes minutes
    run_state_machine_as_test(ThisFloor, settings=settings(**options, suppress_health_check=checks))
