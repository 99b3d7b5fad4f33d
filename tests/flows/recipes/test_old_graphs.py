"""Graphs that were stored before nodes had more settings, ports and keys walk as they did."""

from __future__ import annotations

from typing import Any

from flows.effects import AskForm, Close, RequestHuman, Say
from flows.graph import parse
from flows.proof import prove
from flows.types import Happening, HappeningKind, Run, WaitFor
from tests.flows.walking import FakeWorld, Walker, flow

K = HappeningKind
STORED: dict[str, Any] = flow(
    [
        {"id": "start", "kind": "start", "x": 0, "y": 130, "label": "Start", "config": {}},
        {"id": "hello", "kind": "message", "x": 220, "y": 130, "config": {"text": "Hi!"}},
        {"id": "assistant", "kind": "ai_agent_handoff", "config": {"profile": "", "policy": ""}},
        {
            "id": "escalated",
            "kind": "conditional",
            "config": {
                "question": "Escalation triggered?",
                "branches": [
                    {
                        "label": "Escalate",
                        "conditions": [{"fact": "escalated", "operator": "is", "value": True}],
                    }
                ],
                "otherwise": "Resolved",
            },
        },
        {"id": "human", "kind": "human_chat", "config": {"queue": "", "priority": 0}},
        {"id": "goodbye", "kind": "message", "config": {"text": "Glad I could help!"}},
        {"id": "survey", "kind": "satisfaction_survey", "config": {"wait_minutes": 60}},
        {"id": "end", "kind": "end", "config": {"outcome": "resolved"}},
    ],
    [
        ("start", "next", "hello"),
        ("hello", "next", "assistant"),
        ("assistant", "escalated", "escalated"),
        ("assistant", "resolved", "escalated"),
        ("escalated", "branch_0", "human"),
        ("escalated", "else", "goodbye"),
        ("human", "ended", "survey"),
        ("goodbye", "next", "survey"),
        ("survey", "answered", "end"),
        ("survey", "skipped", "end"),
    ],
)
"""The flow that installations of the first version began with, as it stands in their database."""


def test_it_is_still_proven() -> None:
    assert prove(parse(STORED)) == []


def test_it_still_leads_to_a_person_and_to_the_survey() -> None:
    walker = Walker(STORED, FakeWorld({"escalated": True})).begin()
    walker.tell(K.ESCALATED)
    assert walker.effects == [Say("Hi!"), RequestHuman("")]
    walker.tell(K.AGENT_JOINED).tell(K.AGENT_RESOLVED)
    assert [form.kind for form in walker.all(AskForm)] == ["survey"]
    assert walker.settle({"rating": "5"}).effects[-1] == Close("resolved")


def test_it_still_ends_what_is_settled_and_listens_again_afterwards() -> None:
    walker = Walker(STORED, FakeWorld({"escalated": False})).begin().tell(K.RESOLVED)
    assert walker.effects[1] == Say("Glad I could help!")
    assert walker.settle(None).effects[-1] == Close("resolved")
    assert walker.tell(K.REOPENED).run.waiting_for is WaitFor.VISITOR


def test_a_survey_that_was_open_before_the_upgrade_is_answered() -> None:
    """Such runs noted no form, and named it by node, episode and epoch."""
    walker = Walker(STORED)
    walker.run = Run(0, node="survey", waiting_for=WaitFor.FORM, memory={"outcome": "resolved"})
    values = {"rating": "4", "comment": ""}
    assert walker.went(Happening(K.FORM_SETTLED, {"form_id": "other-1-1"})).run is walker.run
    walker.tell(K.FORM_SETTLED, {"form_id": "survey-1-3", "values": values, "is_skipped": False})
    assert (walker.run.memory["survey.rating"], walker.effects[-1]) == (4, Close("resolved"))


def test_a_failure_that_it_does_not_know_is_an_escalation() -> None:
    walker = Walker(STORED, FakeWorld({"escalated": True})).begin()
    walker.tell(K.ESCALATED, learned={"reason": "ai_error"})
    assert walker.run.node == "human"
