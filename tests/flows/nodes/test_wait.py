"""A wait ends when its time is over or the visitor writes; nobody is left in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.nodes import node_of
from flows.types import GraphError, HappeningKind, NodeSpec, Situation, Staffing, WaitFor, Way
from tests.flows.walking import NOW, Walker, alone

K = HappeningKind


def waiting(*ports: str) -> Walker:
    return Walker(alone("wait", ports or ("done", "wrote"), minutes=20)).begin()


def test_it_waits_for_the_moment_it_states() -> None:
    run = waiting().run
    assert (run.waiting_for, run.until) == (WaitFor.TIME, NOW + timedelta(minutes=20))


@pytest.mark.parametrize(
    ("kind", "node"), [(K.TIMED_OUT, "at_done"), (K.VISITOR_WROTE, "at_wrote")]
)
def test_time_and_words_take_their_ways(kind: HappeningKind, node: str) -> None:
    assert waiting().tell(kind).run.node == node


def test_words_without_a_way_of_their_own_end_the_wait() -> None:
    assert waiting("done").tell(K.VISITOR_WROTE).run.node == "at_done"


def test_a_form_of_somebody_else_and_an_answer_of_nobody_change_nothing() -> None:
    walker = waiting().tell(K.FORM_SETTLED, {"form_id": "it-1", "values": {"a": "b"}})
    assert walker.tell(K.CALL_DONE).run.node == "it"


def test_whoever_does_not_answer_writes_nothing() -> None:
    spec = NodeSpec("it", "wait", {})
    node = node_of(spec)
    silent = Situation(True, Staffing.FREE, ai_works=True, visitor_answers=False)
    assert node.ways(node.config_of(spec), silent) == (Way("done"),)


@pytest.mark.parametrize("minutes", [0, 10081])
def test_a_wait_is_neither_nothing_nor_endless(minutes: int) -> None:
    spec = NodeSpec("it", "wait", {"minutes": minutes})
    with pytest.raises(GraphError, match="minutes"):
        node_of(spec).config_of(spec)
