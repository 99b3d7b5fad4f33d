"""AI Agent Chat: it counts what it said, and ends without anybody being asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.effects import Close, RequestHuman
from flows.nodes import NODES, ports_of
from flows.nodes.ai_agent_chat import AiAgentChatConfig
from flows.types import HappeningKind, NodeSpec, RunState, Situation, Staffing, WaitFor
from tests.flows.walking import NOW, FakeWorld, Walker, alone

K = HappeningKind
PORTS = ("resolved", "limit", "left", "error")


def walker(ports: tuple[str, ...] = PORTS, world: FakeWorld | None = None) -> Walker:
    return Walker(alone("ai_agent_chat", ports, max_declines=2), world).begin()


def answered(walked: Walker, *declined: bool) -> Walker:
    for one in declined:
        walked.tell(K.ANSWERED, {"declined": one})
    return walked


@pytest.mark.parametrize(
    ("kind", "port"),
    [(K.RESOLVED, "resolved"), (K.LIMIT, "limit"), (K.LEFT, "left"), (K.FAILED, "error")],
)
def test_each_end_of_the_talk_leaves_through_its_port(kind: K, port: str) -> None:
    walked = walker().tell(kind)
    assert walked.run.node == f"at_{port}"
    assert walked.all(RequestHuman) == []


def test_two_declines_in_a_row_are_the_limit() -> None:
    walked = answered(walker(), True, False, True)
    assert (walked.run.node, walked.run.waiting_for) == ("it", WaitFor.VISITOR)
    assert walked.run.memory["ai_answers"] == 3
    assert answered(walked, True).run.node == "at_limit"
    assert walked.steps[-2].why == "It had no answer 2 times in a row."


def test_counting_begins_anew_when_a_person_hands_back() -> None:
    walked = answered(walker(), True).tell(K.AGENT_JOINED)
    assert walked.run.waiting_for is WaitFor.AGENT
    walked.tell(K.RETURNED)
    assert (walked.run.node, walked.run.waiting_for) == ("it", WaitFor.VISITOR)
    assert answered(walked, True).run.node == "it"


def test_a_silent_visitor_has_left() -> None:
    world = FakeWorld()
    walked = walker(("limit", "error"), world)
    world.now = NOW + timedelta(days=1)
    walked.tell(K.TIMED_OUT)
    assert walked.effects == [Close("left")]


def test_what_is_settled_closes_the_conversation_where_nothing_follows() -> None:
    walked = walker(("limit", "error")).tell(K.RESOLVED)
    assert walked.effects == [Close("resolved")]
    assert (walked.run.state, walked.run.outcome) == (RunState.COMPLETED, "resolved")


def test_limit_and_error_must_lead_somewhere() -> None:
    ports = ports_of(NodeSpec("it", "ai_agent_chat"))
    assert {port.name for port in ports if not port.default} == {"limit", "error"}


def test_a_decline_speaks_the_visitors_language_unless_the_manager_wrote_it() -> None:
    ours = AiAgentChatConfig()
    assert ours.decline_in("de-AT").startswith("Darauf habe ich")
    assert ours.decline_in("pl") == ours.decline
    assert AiAgentChatConfig(decline="No idea!").decline_in("de") == "No idea!"


def test_the_ways_out_say_what_can_happen() -> None:
    node, config = NODES["ai_agent_chat"], AiAgentChatConfig()

    def ports(*, works: bool, answers: bool) -> set[str]:
        situation = Situation(True, Staffing.NONE, works, answers)
        return {way.port for way in node.ways(config, situation)}

    assert ports(works=True, answers=True) == {"resolved", "limit", "left"}
    assert ports(works=False, answers=True) == {"error"}
    assert ports(works=True, answers=False) == ports(works=False, answers=False) == {"left"}
