"""Loops stop for somebody, and time alone does not drive them."""

from __future__ import annotations

import pytest

from flows.proof import loops
from tests.flows.proof.drawn import drawn, the_one, told


def test_a_loop_that_never_waits_is_told_once_with_its_way_round() -> None:
    graph = drawn("start.next>message1", "message1.next>message2", "message2.next>message1")
    found = the_one(graph)
    assert (found.level, found.code) == ("error", "restless_loop")
    assert found.message == "This loop never waits for anybody."
    assert found.path == ("start", "message1", "message2", "message1")


def test_a_jump_back_is_a_loop_too() -> None:
    graph = drawn("start.next>message", "message.next>go_to", go_to={"node": "message"})
    assert told(graph) == [("restless_loop", "go_to", "")]


def test_a_form_that_asks_nothing_any_more_does_not_hold_up_a_loop() -> None:
    graph = drawn(
        "start.next>collect_info", "collect_info.submitted>collect_info", "collect_info.skipped>end"
    )
    assert ("restless_loop", "collect_info", "") in told(graph)


def test_a_form_that_is_shown_again_after_it_was_skipped_needs_the_visitor() -> None:
    graph = drawn("start.next>buttons1", "buttons1.a>buttons1", "buttons1.other>end")
    assert told(graph) == []


def test_a_loop_that_only_time_drives_is_an_error() -> None:
    graph = drawn("start.next>message", "message.next>wait", "wait.done>message")
    found = the_one(graph)
    assert (found.level, found.code) == ("error", "unattended_loop")
    assert found.message.startswith(
        "When the visitor does not answer, this loop goes round by itself"
    )


@pytest.mark.parametrize(
    ("count", "is_too_long"), [(loops.LONGEST - 2, False), (loops.LONGEST, True)]
)
def test_a_row_that_the_engine_would_not_walk_in_one_go_is_an_error(
    count: int, is_too_long: bool
) -> None:
    row = [f"message{at}.next>message{at + 1}" for at in range(1, count)]
    graph = drawn("start.next>message1", *row, f"message{count}.next>end")
    assert ("too_long" in [code for code, *_ in told(graph)]) is is_too_long


def test_a_loop_that_a_person_or_the_visitor_has_to_drive_is_none() -> None:
    graph = drawn(
        "start.next>buttons",
        "buttons.a>offline_message",
        "buttons.other>end",
        "offline_message.ended>buttons",
    )
    assert told(graph) == []


def test_an_assistant_that_is_left_must_not_lead_back_to_itself() -> None:
    graph = drawn(
        "start.next>ai_agent_handoff",
        "ai_agent_handoff.escalated>human_chat",
        "ai_agent_handoff.resolved>end",
        "ai_agent_handoff.left>message",
        "message.next>ai_agent_handoff",
        "human_chat.ended>end",
    )
    assert [code for code, *_ in told(graph)] == ["unattended_loop"]
