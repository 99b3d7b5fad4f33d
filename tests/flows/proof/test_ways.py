"""Every way comes to a person, an end or a captured message, in each of the 24 situations."""

from __future__ import annotations

from flows.proof.situations import ALL, SITUATIONS, when
from flows.types import Staffing
from tests.flows.proof.drawn import drawn, the_one, told


def mask(**wanted: object) -> int:
    return sum(
        1 << at
        for at, one in enumerate(SITUATIONS)
        if all(getattr(one, name) == value for name, value in wanted.items())
    )


def test_there_are_24_situations_and_the_friendliest_is_first() -> None:
    assert len(set(SITUATIONS)) == 24
    assert str(SITUATIONS[0]) == "within business hours, a person is free"


def test_a_sentence_names_only_what_matters() -> None:
    assert when(ALL) == ""
    assert when(mask(staffing=Staffing.NONE)) == "when nobody is online"
    closed = mask(is_open=False, staffing=Staffing.NONE)
    assert when(closed) == "when it is outside business hours and nobody is online"
    assert when(mask(ai_works=False)) == "when the AI is down"
    assert when(mask(visitor_answers=False)) == "when the visitor does not answer"


def test_an_end_that_settles_nothing_is_a_dead_end_with_the_way_to_it() -> None:
    found = the_one(
        drawn(
            "start.next>time_of_day",
            "time_of_day.open>end1",
            "time_of_day.closed>message",
            "message.next>end2",
            end2={"outcome": "left"},
        )
    )
    assert (found.level, found.code, found.node) == ("error", "dead_end", "end2")
    assert found.path == ("start", "time_of_day", "message", "end2")
    assert found.message == (
        "When it is outside business hours, this way ends without a person, a message or an answer."
    )


def test_the_situation_may_change_on_the_way() -> None:
    graph = drawn(
        "start.next>queue_gate1",
        "queue_gate1.available>queue_gate2",
        "queue_gate1.wait>end",
        "queue_gate1.busy>end",
        "queue_gate1.closed>end",
        "queue_gate2.available>end",
        "queue_gate2.wait>end",
        "queue_gate2.busy>end",
        "queue_gate2.closed>end2",
        end2={"outcome": "left"},
    )
    found = the_one(graph)
    assert (found.code, found.node) == ("dead_end", "end2")
    assert found.message.startswith("When things change on the way here, this way ends")


def test_a_circle_that_comes_to_nothing_is_told_at_its_first_node() -> None:
    graph = drawn(
        "start.next>buttons", "buttons.a>message", "message.next>buttons", "buttons.other>end"
    )
    assert told(graph) == []
    graph = drawn(
        "start.next>buttons",
        "buttons.a>message",
        "message.next>buttons",
        "buttons.other>end",
        end={"outcome": "left"},
    )
    assert ("dead_end", "end", "") in told(graph)
    graph = drawn("start.next>wait", "wait.done>buttons", "buttons.a>buttons", "buttons.other>wait")
    assert {code for code, *_ in told(graph)} == {"unattended_loop"}


def test_an_ai_that_is_down_must_not_lead_back_to_itself_for_ever() -> None:
    graph = drawn(
        "start.next>ai_agent_chat",
        "ai_agent_chat.resolved>end",
        "ai_agent_chat.limit>end",
        "ai_agent_chat.error>message",
        "message.next>ai_agent_chat",
    )
    found = the_one(graph)
    assert (found.code, found.node) == ("never_ends", "ai_agent_chat")
    assert found.message == (
        "When the AI is down and the visitor answers, this way goes round in a circle: "
        "no person, no end and no message is ever reached."
    )
