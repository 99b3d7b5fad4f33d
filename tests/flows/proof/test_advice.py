"""Warnings that explain; and flows that go on in other flows."""

from __future__ import annotations

import pytest

from flows.proof import prove
from tests.flows.proof.chance import Flows
from tests.flows.proof.drawn import drawn, the_one, told

TO_OTHER = {"where": "flow", "flow": "other"}
TO_MAIN = {"where": "flow", "flow": "main"}


def test_people_who_are_asked_straight_away_may_not_be_there() -> None:
    found = the_one(drawn("start.next>human_chat", "human_chat.ended>end"))
    assert (found.level, found.code) == ("warning", "nobody_there")
    assert (found.node, found.port) == ("human_chat", "nobody")
    assert found.path == ("start", "human_chat")


@pytest.mark.parametrize(
    "edges",
    [
        ("start.next>human_chat", "human_chat.nobody>offline_message"),
        (
            "start.next>ai_agent_handoff",
            "ai_agent_handoff.escalated>human_chat",
            "ai_agent_handoff.resolved>end",
        ),
        (
            "start.next>queue_gate",
            "queue_gate.available>human_chat",
            "queue_gate.wait>human_chat",
            "queue_gate.busy>offline_message",
            "queue_gate.closed>offline_message",
        ),
    ],
    ids=["nobody is connected", "behind an AI", "behind a gate"],
)
def test_whoever_has_thought_of_that_is_not_told(edges: tuple[str, ...]) -> None:
    assert told(drawn(*edges, "human_chat.ended>end")) == []


def test_a_question_that_the_ai_could_not_answer_is_not_closed_in_silence() -> None:
    alone = ("start.next>ai_agent_chat", "ai_agent_chat.limit>offline_message")
    found = the_one(drawn(*alone, "ai_agent_chat.error>end"))
    assert (found.level, found.code, found.port) == ("warning", "closed_unanswered", "error")
    assert found.path == ("start", "ai_agent_chat", "end")
    said = drawn(*alone, "ai_agent_chat.error>message", "message.next>end")
    assert told(said) == []


def test_a_survey_before_anybody_has_talked_is_a_warning() -> None:
    survey = ("satisfaction_survey.answered>end", "satisfaction_survey.skipped>end")
    found = the_one(drawn("start.next>satisfaction_survey", *survey))
    assert (found.level, found.code) == ("warning", "survey_too_early")
    behind = drawn(
        "start.next>ai_agent_handoff",
        "ai_agent_handoff.escalated>human_chat",
        "ai_agent_handoff.resolved>satisfaction_survey",
        "human_chat.ended>satisfaction_survey",
        *survey,
    )
    assert told(behind) == []


def test_a_flow_that_goes_on_in_another_one_is_walked_there() -> None:
    main = drawn("start.next>message", "message.next>go_to", go_to=TO_OTHER)
    good = drawn("start.next>end")
    assert prove(main, Flows({"main": main, "other": good}), "main") == []
    bad = drawn("start.next>time_of_day", "time_of_day.open>end1", "time_of_day.closed>end2",
                end2={"outcome": "left"})  # fmt: skip
    (found,) = prove(main, Flows({"main": main, "other": bad}), "main")
    assert (found.code, found.node, found.path) == (
        "dead_end_elsewhere",
        "go_to",
        ("start", "message", "go_to"),
    )
    assert found.message == (
        "When it is outside business hours, a way through the flow that this goes on to ends "
        "without a person, a message or an answer."
    )


def test_several_dead_ends_elsewhere_are_one_problem_of_the_jump() -> None:
    main = drawn("start.next>go_to", go_to=TO_OTHER)
    bad = drawn("start.next>time_of_day", "time_of_day.open>end1", "time_of_day.closed>end2",
                end1={"outcome": "left"}, end2={"outcome": "left"})  # fmt: skip
    found = prove(main, Flows({"main": main, "other": bad}), "main")
    assert [(one.code, one.node) for one in found] == [("dead_end_elsewhere", "go_to")]


def test_a_loop_across_flows_is_found_with_the_draft_in_place_of_what_is_live() -> None:
    main = drawn("start.next>go_to", go_to=TO_OTHER)
    back = drawn("start.next>message", "message.next>go_to", go_to=TO_MAIN)
    (found,) = prove(main, Flows({"main": drawn("start.next>end"), "other": back}), "main")
    assert (found.code, found.node) == ("restless_loop", "go_to")
    assert found.path == ("start", "go_to", "start", "go_to")


def test_a_flow_that_is_not_published_ends_with_a_person() -> None:
    main = drawn("start.next>go_to", go_to=TO_OTHER)
    assert prove(main, Flows({"main": main}), "main") == []


def test_a_name_that_nothing_is_known_under_is_a_warning_once_a_node() -> None:
    config = {
        "branches": [
            {
                "key": "yes",
                "label": "Yes",
                "conditions": [{"fact": "escalatd"}, {"fact": "escalatd"}, {"fact": "answers.a"}],
            }
        ]
    }
    graph = drawn(
        "start.next>message",
        "message.next>conditional",
        "conditional.yes>end",
        "conditional.else>end",
        message={"text": "Hi {{ visitor.name }}, {{visitr.plan}} is {{visitor.plan}}."},
        conditional=config,
    )
    found = prove(graph)
    assert [(one.level, one.code, one.node, one.field) for one in found] == [
        ("warning", "unknown_fact", "message", "text"),
        ("warning", "unknown_fact", "conditional", "branches"),
    ]
    assert "“visitr.plan”" in found[0].message
