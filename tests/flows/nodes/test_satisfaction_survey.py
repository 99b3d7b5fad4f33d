"""T25: a survey is asked once for each episode, never while the visitor waits for a person."""

from __future__ import annotations

from typing import Any

import pytest

from flows.effects import AskForm, Close, CloseForm
from flows.nodes import node_of
from flows.types import GraphError, HappeningKind, NodeSpec, RunState
from tests.flows.walking import FakeWorld, Walker, alone, flow

K = HappeningKind
PORTS = ("answered", "skipped")

ENDINGS = flow(
    [
        {"id": "start", "kind": "start"},
        {"id": "assistant", "kind": "ai_agent_handoff"},
        {"id": "human", "kind": "human_chat"},
        {"id": "survey", "kind": "satisfaction_survey"},
        {"id": "end", "kind": "end"},
    ],
    [
        ("start", "next", "assistant"),
        ("assistant", "escalated", "human"),
        ("assistant", "resolved", "survey"),
        ("assistant", "left", "survey"),
        ("human", "ended", "survey"),
        ("human", "left", "survey"),
        ("survey", "answered", "end"),
        ("survey", "skipped", "end"),
    ],
)
"""A survey behind every ending."""


def surveys(*happened: tuple[HappeningKind, str, int]) -> Walker:
    """After these happenings, each with the conversation's state and episode at that moment."""
    world = FakeWorld({"state": "assistant", "episode": 1})
    walker = Walker(ENDINGS, world).begin()
    for kind, state, episode in happened:
        world.known |= {"state": state, "episode": episode}
        if kind is K.FORM_SETTLED:
            walker.settle({"rating": "4"})
        else:
            walker.tell(kind)
    return walker


SOLVED = (K.RESOLVED, "assistant", 1)
ASKED_FOR = (K.ESCALATED, "queued", 1)
JOINED = (K.AGENT_JOINED, "with_agent", 1)
HELPED = (K.AGENT_RESOLVED, "closed", 1)
RATED = (K.FORM_SETTLED, "assistant", 1)


@pytest.mark.parametrize(
    ("ending", "asked"),
    [
        pytest.param([SOLVED], 1, id="the assistant settled it"),
        pytest.param([ASKED_FOR, JOINED, HELPED], 1, id="a person settled it"),
        pytest.param([(K.LEFT, "closed", 1)], 1, id="the visitor ended it"),
        pytest.param([ASKED_FOR], 0, id="waits in the queue"),
        pytest.param([(K.RESOLVED, "queued", 1)], 0, id="settled while a person is asked for"),
        pytest.param([(K.RESOLVED, "offered", 1)], 0, id="offered to a person"),
        pytest.param([ASKED_FOR, JOINED], 0, id="talks with a person"),
        pytest.param([(K.LEFT, "deferred", 1)], 0, id="left a message that waits"),
        pytest.param([ASKED_FOR, (K.LEFT, "closed", 1)], 1, id="left the queue"),
        pytest.param([SOLVED, RATED], 1, id="rated"),
        pytest.param([SOLVED, (K.TIMED_OUT, "assistant", 1)], 1, id="said nothing"),
        pytest.param([SOLVED, (K.VISITOR_WROTE, "assistant", 1), SOLVED], 1, id="wrote on"),
        pytest.param(
            [SOLVED, RATED, (K.REOPENED, "assistant", 2), (K.RESOLVED, "assistant", 2)],
            2,
            id="came back, settled again",
        ),
        pytest.param(
            [
                ASKED_FOR,
                JOINED,
                (K.RETURNED, "assistant", 2),
                (K.RESOLVED, "assistant", 2),
                (K.FORM_SETTLED, "assistant", 2),
            ],
            1,
            id="handed back, then settled",
        ),
        pytest.param(
            [SOLVED, (K.ESCALATED, "queued", 1), JOINED, HELPED], 1, id="asked for a person at it"
        ),
    ],
)
def test_endings_and_surveys(ending: list[tuple[HappeningKind, str, int]], asked: int) -> None:
    assert len(surveys(*ending).all(AskForm)) == asked


def test_an_open_survey_is_gone_once_a_person_is_asked_for() -> None:
    walker = surveys(SOLVED, (K.ESCALATED, "queued", 1))
    assert walker.all(CloseForm) == [CloseForm("survey-1")]


def test_words_at_the_survey_go_back_to_the_assistant_and_it_is_gone() -> None:
    walker = surveys(SOLVED, (K.VISITOR_WROTE, "assistant", 1))
    assert walker.run.node == "assistant"
    assert walker.all(CloseForm) == [CloseForm("survey-1")]


def test_words_at_a_survey_before_any_assistant_begin_the_flow_again() -> None:
    graph = flow(
        [
            {"id": "start", "kind": "start"},
            {"id": "survey", "kind": "satisfaction_survey"},
            {"id": "buttons", "kind": "buttons", "config": {"text": "?", "buttons": [TALK]}},
        ],
        [
            ("start", "next", "survey"),
            ("survey", "skipped", "buttons"),
            ("survey", "answered", "buttons"),
        ],
    )
    walker = Walker(graph).begin().tell(K.VISITOR_WROTE)
    assert walker.run.node == "buttons"
    assert [form.kind for form in walker.all(AskForm)] == ["survey", "buttons"]


TALK = {"key": "talk", "label": "Talk"}


def test_the_answer_is_a_fact_from_then_on() -> None:
    walker = Walker(alone("satisfaction_survey", PORTS)).begin()
    walker.settle({"rating": "2", "comment": " Slow. "})
    assert walker.run.node == "at_answered"
    assert walker.run.memory["survey.rating"] == 2
    assert walker.run.memory["survey.comment"] == "Slow."


def test_skipping_and_silence_are_fine() -> None:
    for walker in (
        Walker(alone("satisfaction_survey", PORTS)).begin().settle(None),
        Walker(alone("satisfaction_survey", PORTS)).begin().tell(K.TIMED_OUT),
    ):
        assert walker.run.node == "at_skipped"
        assert walker.all(Close) == [Close("resolved")]


@pytest.mark.parametrize("rating", ["0", "6", "five", "", None, 5, "1 "])
def test_what_is_no_rating_settles_nothing(rating: Any) -> None:
    walker = Walker(alone("satisfaction_survey", PORTS)).begin().settle({"rating": rating})
    is_rating = rating == "1 "  # spaces of a keyboard are none of its meaning
    assert walker.run.node == ("at_answered" if is_rating else "it")


@pytest.mark.parametrize(
    ("config", "style", "names"),
    [
        ({}, "", ["rating", "comment"]),
        ({"style": "stars"}, "stars", ["rating", "comment"]),
        ({"style": "faces", "asks_comment": False}, "faces", ["rating"]),
        ({"title": "Ok?", "rating_label": "R", "comment_label": "C", "wait_minutes": 5}, "", None),
    ],
)
def test_the_scale_and_the_comment_are_as_chosen(
    config: dict[str, Any], style: str, names: list[str] | None
) -> None:
    (form,) = Walker(alone("satisfaction_survey", PORTS, **config)).begin().all(AskForm)
    assert form.fields[0]["style"] == style
    assert [field["name"] for field in form.fields] == (names or ["rating", "comment"])


def test_an_unknown_scale_is_named() -> None:
    spec = NodeSpec("it", "satisfaction_survey", {"style": "hearts"})
    with pytest.raises(GraphError, match="style"):
        node_of(spec).config_of(spec)


def test_the_run_ends_behind_it() -> None:
    assert surveys(SOLVED, RATED).run.state is RunState.COMPLETED
