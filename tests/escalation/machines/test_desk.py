"""The four promises hold for any order of steps, deaths of processes included.

MACHINE_EXAMPLES=2000 plays so many stories instead of a few, MACHINE_STEPS sets their length, and
MACHINE_SHRINK=1 looks for the shortest one that fails.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from agents.types import Presence
from tests.escalation.machines import promises
from tests.escalation.machines.world import (
    CALLS,
    INTERRUPTIONS,
    SPANS_S,
    WORDS,
    Afterwards,
    RunningClock,
    Says,
    World,
)
from tests.flows.staging import Stage

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "8"))
STEPS = int(os.environ.get("MACHINE_STEPS", "25"))

TALK = st.integers(0, 1)
AGENT = st.integers(0, 1)
QUESTION = st.sampled_from(WORDS)
CALL = st.sampled_from(CALLS)


class Desk(RuleBasedStateMachine):
    """Real services only; the promises are read from the database after each step.

    What can happen at the moment is drawn from what the database shows, so that few steps are idle.
    """

    make_world: ClassVar[Callable[[], World]]

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).make_world()

    @initialize(online=st.sampled_from([(0, 1), (1,), (0,), ()]), first=QUESTION, second=CALL)
    def the_desk_opens(self, online: tuple[int, ...], first: str, second: str) -> None:
        self.world.open()
        for place in online:
            self.world.be(self.world.people[place], Presence.ONLINE)
        for pk, text in zip(self.world.keys, (first, second), strict=True):
            self.world.write(pk, text)

    def teardown(self) -> None:
        if self.world.conversations:
            for agent in self.world.people:
                self.world.be(agent, Presence.OFFLINE)
                self.world.vanish(agent)
            self.world.come_to_rest()
            promises.at_rest(self.world)

    # Visitors

    @rule(talk=TALK, text=QUESTION)
    def visitor_asks(self, talk: int, text: str) -> None:
        self.world.write(self.world.keys[talk], text)

    @rule(talk=TALK, text=CALL, lost=st.booleans())
    def visitor_calls_for_a_person(self, talk: int, text: str, lost: bool) -> None:
        with self.world.afterwards.lost() if lost else nullcontext():
            self.world.write(self.world.keys[talk], text)

    @precondition(lambda self: self.world.seen.forms)
    @rule(data=st.data(), fill=st.booleans())
    def visitor_settles_the_form(self, data: st.DataObject, fill: bool) -> None:
        self.world.settle_form(data.draw(st.sampled_from(self.world.seen.forms)), fill=fill)

    @rule(talk=TALK, what=st.sampled_from(("send_again", "call_it_wrong", "leave")))
    def visitor_does_something_else(self, talk: int, what: str) -> None:
        getattr(self.world, what)(self.world.keys[talk])

    # The assistant

    @precondition(lambda self: self.world.seen.unanswered)
    @rule(data=st.data(), says=st.sampled_from(Says))
    def assistant_answers(self, data: st.DataObject, says: Says) -> None:
        self.world.answer(data.draw(st.sampled_from(self.world.seen.unanswered)), says)

    @precondition(lambda self: self.world.seen.unanswered)
    @rule(data=st.data())
    def something_happens_while_the_assistant_answers(self, data: st.DataObject) -> None:
        pk = data.draw(st.sampled_from(self.world.seen.unanswered))
        says = data.draw(st.sampled_from((Says.GOOD, Says.UNSURE, Says.PROMISED)))
        name = data.draw(st.sampled_from(INTERRUPTIONS))
        self.world.answer(pk, says, self.world.meanwhile(pk, name))

    @precondition(lambda self: self.world.seen.unanswered)
    @rule(data=st.data())
    def process_claims_a_turn_and_dies(self, data: st.DataObject) -> None:
        self.world.claim_and_die(data.draw(st.sampled_from(self.world.seen.unanswered)))

    # People

    @rule(agent=AGENT, presence=st.sampled_from(Presence))
    def agent_says_whether_they_are_there(self, agent: int, presence: Presence) -> None:
        self.world.be(self.world.people[agent], presence)

    @rule(agent=AGENT, what=st.sampled_from(("beat", "vanish")))
    def agent_is_heard_of_or_not(self, agent: int, what: str) -> None:
        getattr(self.world, what)(self.world.people[agent])

    @precondition(lambda self: self.world.seen.offered)
    @rule(data=st.data(), accept=st.booleans(), lost=st.booleans())
    def agent_reacts(self, data: st.DataObject, accept: bool, lost: bool) -> None:
        pk, agent = data.draw(st.sampled_from(self.world.seen.offered))
        with self.world.afterwards.lost() if lost else nullcontext():
            self.world.react(agent, pk, accept=accept)

    @rule(agent=AGENT, talk=TALK)
    def agent_takes_over(self, agent: int, talk: int) -> None:
        self.world.take_over(self.world.people[agent], self.world.keys[talk])

    @precondition(lambda self: self.world.seen.held)
    @rule(data=st.data(), step=st.sampled_from(("reply", "hand_back", "transfer", "resolve")))
    def agent_works(self, data: st.DataObject, step: str) -> None:
        pk, agent = data.draw(st.sampled_from(self.world.seen.held))
        getattr(self.world, step)(agent, pk)

    # Time

    @rule(seconds=st.sampled_from(SPANS_S), sweep=st.booleans(), lost=st.booleans())
    def time_passes(self, seconds: float, sweep: bool, lost: bool) -> None:
        self.world.clock.advance(seconds)
        if sweep:
            with self.world.afterwards.lost() if lost else nullcontext():
                self.world.sweep()
                self.world.close_idle()

    @rule()
    def sweeps_run(self) -> None:
        self.world.sweep()

    @invariant()
    def the_promises_hold(self) -> None:
        if self.world.conversations:
            promises.after_every_step(self.world)
            self.world.look()


def test_the_promises_hold_in_every_story(
    staged: Stage, running_clock: RunningClock, afterwards: Afterwards
) -> None:
    def make_world() -> World:
        return World(staged, running_clock, afterwards)

    class ThisDesk(Desk):
        pass

    ThisDesk.make_world = staticmethod(make_world)
    options: dict[str, Any] = {"max_examples": EXAMPLES, "stateful_step_count": STEPS}
    checks = list(HealthCheck)
    if "MACHINE_SHRINK" not in os.environ:
        options["phases"] = [Phase.generate]  # shrinking a failure takes minutes
    run_state_machine_as_test(ThisDesk, settings=settings(**options, suppress_health_check=checks))


@pytest.mark.parametrize("says", [Says.GOOD, Says.UNSURE, Says.PROMISED])
@pytest.mark.parametrize("name", INTERRUPTIONS)
def test_whatever_comes_between_the_words_of_an_answer(
    staged: Stage, running_clock: RunningClock, afterwards: Afterwards, says: Says, name: str
) -> None:
    world = World(staged, running_clock, afterwards)
    world.open()
    pk = world.keys[0]
    world.write(pk, WORDS[0])
    world.answer(pk, says, world.meanwhile(pk, name))
    promises.after_every_step(world)
    world.come_to_rest()
    promises.at_rest(world)
