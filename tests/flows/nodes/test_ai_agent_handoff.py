"""AI Agent Handoff: each end of the talk has its port, and silence ends in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.effects import Close
from flows.nodes import NODES
from flows.nodes.ai_agent_handoff import AiAgentHandoffConfig
from flows.types import HappeningKind, RunState, Situation, Staffing, WaitFor
from tests.flows.walking import NOW, FakeWorld, Walker, alone

K = HappeningKind
PORTS = ("escalated", "resolved", "left", "error")


def walker(ports: tuple[str, ...] = PORTS, world: FakeWorld | None = None) -> Walker:
    return Walker(alone("ai_agent_handoff", ports, idle_minutes=60), world).begin()


def left_by(walked: Walker) -> list[str]:
    return [step.port for step in walked.steps if step.node == "it" and step.port]


@pytest.mark.parametrize(
    ("kind", "reason", "port"),
    [
        (K.ESCALATED, "low_confidence", "escalated"),
        (K.ESCALATED, "ai_error", "error"),
        (K.ESCALATED, "ai_timeout", "error"),
        (K.ESCALATED, "budget_limit", "error"),
        (K.ESCALATED, "ungrounded_answer", "escalated"),
        (K.AGENT_JOINED, "", "escalated"),
        (K.RESOLVED, "", "resolved"),
        (K.LEFT, "", "left"),
    ],
)
def test_each_end_of_the_talk_leaves_through_its_port(kind: K, reason: str, port: str) -> None:
    walked = walker().tell(kind, learned={"reason": reason} if reason else {})
    assert left_by(walked) == [port]
    assert walked.run.node == f"at_{port}"
    assert all(step.why for step in walked.steps if step.node == "it")


def test_a_failure_without_a_way_of_its_own_is_an_escalation() -> None:
    walked = walker(("escalated", "resolved")).tell(K.ESCALATED, learned={"reason": "ai_error"})
    assert left_by(walked) == ["error", "escalated"]
    assert walked.run.node == "at_escalated"


def test_a_silent_visitor_has_left_and_without_a_way_the_conversation_is_closed() -> None:
    world = FakeWorld()
    walked = walker(("escalated", "resolved"), world)
    assert walked.run.until == NOW + timedelta(hours=1)
    world.now = NOW + timedelta(hours=1)
    walked.tell(K.TIMED_OUT)
    assert walked.effects == [Close("left")]
    assert (walked.run.state, walked.run.outcome) == (RunState.COMPLETED, "left")


def test_the_deadline_follows_the_last_word_of_the_visitor() -> None:
    world = FakeWorld()
    walked = walker(world=world)
    wrote_at = NOW + timedelta(minutes=50)
    world.known["visitor_wrote_at"] = wrote_at.isoformat()
    world.now = NOW + timedelta(hours=1)
    walked.tell(K.TIMED_OUT)
    assert walked.run.waiting_for is WaitFor.VISITOR
    assert walked.run.until == wrote_at + timedelta(hours=1)
    world.now = walked.run.until
    walked.tell(K.TIMED_OUT)
    assert left_by(walked) == ["left"]


def test_the_ways_out_say_what_can_happen() -> None:
    node, config = NODES["ai_agent_handoff"], AiAgentHandoffConfig()

    def ports(*, works: bool, answers: bool) -> set[str]:
        situation = Situation(True, Staffing.FREE, works, answers)
        return {way.port for way in node.ways(config, situation)}

    assert ports(works=True, answers=True) == {"escalated", "resolved", "left"}
    assert ports(works=False, answers=True) == {"escalated", "error"}
    assert ports(works=True, answers=False) == ports(works=False, answers=False) == {"left"}
