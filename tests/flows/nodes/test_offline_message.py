"""Offline Message: asks for a message in the manager's words, and ends with a person."""

from __future__ import annotations

import pytest

from flows.effects import LeaveMessage
from flows.types import GraphError, HappeningKind, RunState, WaitFor
from tests.flows.walking import FakeWorld, Walker, alone

K = HappeningKind


def test_a_message_is_asked_for_in_the_managers_words() -> None:
    world = FakeWorld({"visitor.name": "Vera"})
    graph = alone("offline_message", ("ended", "left"), title="Write to us, {{visitor.name}}")
    walker = Walker(graph, world).begin()
    assert walker.effects == [LeaveMessage({"title": "Write to us, Vera"})]
    assert walker.run.waiting_for is WaitFor.AGENT
    assert walker.tell(K.AGENT_RESOLVED).run.node == "at_ended"


def test_whoever_leaves_is_answered_all_the_same() -> None:
    walker = Walker(alone("offline_message")).begin()
    assert walker.effects == [LeaveMessage()]
    assert walker.tell(K.NOBODY).run.node == "it"
    assert walker.tell(K.LEFT).run.state is RunState.COMPLETED


def test_a_heading_that_no_form_holds_is_refused() -> None:
    with pytest.raises(GraphError, match="title"):
        Walker(alone("offline_message", title="x" * 200)).begin()
