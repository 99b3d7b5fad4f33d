"""Answers become figures: what counts as right, as wrong, and as neither."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.evaluation.answers import Answered, Judged, judged, read_answers
from knowledge.evaluation.questions import Question
from knowledge.evaluation.reliability import readable as readable_reliability
from knowledge.evaluation.reliability import reliability
from knowledge.evaluation.rows import RowError
from knowledge.evaluation.summary import measure, outcomes, readable, summarise


def pair(
    id_: str,
    kind: str = "answerable",
    *,
    gold: str = "a",
    answers: tuple[str, ...] = (),
    retrieved: tuple[str, ...] = ("a", "b"),
    confidence: float = 0.9,
    decision: str = "answer",
    text: str = "Within 30 days.",
    group: str = "",
) -> Judged:
    is_known = kind in {"answerable", "partial"}
    question = Question(
        id_, "Why?", kind=kind, gold=frozenset([gold] if is_known else []), answers=answers,
        group=group,
    )  # fmt: skip
    shown = text if decision == "answer" else None
    cited = retrieved[:1] if shown else ()
    given = Answered(id_, retrieved, shown, cited, confidence, decision, None, 2.0, 3.0)
    return Judged(question, given)


ROWS = [
    pair("1", answers=("30 days",)),
    pair("2", gold="b", confidence=0.5, decision="escalate", answers=("Yes",)),
    pair("3", gold="z", confidence=0.8, answers=("a week",)),
    pair("4", confidence=0.3, decision="ask_back"),
    pair("5", "near_miss", confidence=0.6),
    pair("6", "topic_left_out", confidence=0.1, decision="escalate"),
    pair("7", "partial", confidence=0.7),
    pair("8", "underspecified", confidence=0.4, decision="ask_back"),
]


def test_figures_of_a_group() -> None:
    found = measure(ROWS)
    assert (found.questions, found.answerable, found.unanswerable) == (8, 4, 2)
    assert (found.hit_1, found.hit_5) == (0.5, 0.75)
    assert found.area["near_miss"] == 0.5
    assert found.area["topic_left_out"] == 1.0
    assert found.level == 0.6
    assert found.resolved == 0.25  # one right above 0.6; the other right one asked back at 0.3
    assert found.answered == 4 / 8
    assert found.answered_right == 1 / 4
    assert found.answered_gold == 1 / 2  # of two that have short reference answers
    assert found.asked_back == 1 / 4
    assert found.answered_wrongly == 1 / 2
    assert found.asked_back_rightly == 1.0


def test_unclear_questions_are_no_evidence_for_or_against_a_confidence() -> None:
    found = outcomes(ROWS)
    assert [(one.value, one.right) for one in found] == [
        (0.9, True), (0.5, False), (0.8, False), (0.3, True), (0.6, False), (0.1, False),
    ]  # fmt: skip


def test_nothing_labelled_gives_no_figures_but_times() -> None:
    questions = [Question("1", "Why?")]
    answers = [Answered("1", (), None, (), 0.0, "escalate", "missing_knowledge", 2.0, 3.0)]
    found = summarise(questions, answers)
    assert found.groups == {}
    assert found.decisions == {"answer": 0, "ask_back": 0, "escalate": 1}
    assert (found.retrieval_p50_ms, found.total_p95_ms) == (2.0, 3.0)
    assert "1 escalate" in readable(found)


def test_every_base_counts_the_same_in_the_mean() -> None:
    rows = [
        pair("1", group="x"),
        pair("2", group="x"),
        pair("3", group="x"),
        pair("4", gold="z", group="y"),
    ]
    found = summarise([row.question for row in rows], [row.given for row in rows])
    assert found.groups["x"].hit_1 == 1.0
    assert found.groups["y"].hit_1 == 0.0
    assert found.macro["hit_1"] == 0.5
    assert found.macro["resolved"] is None  # nothing that has no answer was asked
    text = readable(found)
    assert "hit@1" in text
    assert "mean" in text
    assert json.loads(json.dumps(found.to_json()))["groups"]["x"]["hit_1"] == 1.0


@pytest.mark.parametrize(
    ("gold", "answer", "is_there"),
    [
        ("the 30 days", "You have 30 days.", True),
        ("4.90 EUR", "It costs 4.90 EUR, always.", True),
        ("30 days", "130 days", False),
        ("30 days", None, False),
    ],
)
def test_the_reference_answer_must_stand_in_the_answer(
    gold: str, answer: str | None, is_there: bool
) -> None:
    given = Answered("1", ("a",), answer, ("a",), 0.9, "answer", None, 0.0, 0.0)
    assert Judged(Question("1", "?", answers=(gold,)), given).has_gold_words is is_there


def test_long_answers_and_yes_or_no_are_not_looked_for() -> None:
    answers = ("Yes", "no", "ASK: Are you over 18?", "word " * 11)
    assert pair("1", answers=answers).gold_words == ()


def test_only_labelled_questions_with_an_answer_are_judged() -> None:
    row = pair("1")
    questions = [row.question, Question("2", "Why?"), Question("3", "Why?", kind="answerable")]
    other = Answered("2", (), None, (), 0.0, "escalate", None, 0.0, 0.0)
    assert judged(questions, [row.given, other]) == [row]


def test_reliability_shows_bands_and_thresholds() -> None:
    found = reliability(outcomes(ROWS), unclear=2)
    values = found.to_json()
    assert values["judged"] == 6
    assert values["unclear"] == 2
    assert [one["threshold"] for one in values["thresholds"]] == [n / 20 for n in range(21)]
    by_threshold = {one.threshold: one for one in found.thresholds}
    assert by_threshold[0.0].share_answered == 1.0
    assert by_threshold[0.0].share_wrong == 4 / 6
    assert by_threshold[0.6].share_answered == 3 / 6
    assert by_threshold[0.6].share_wrong == 2 / 3
    assert by_threshold[0.95].share_wrong is None
    gaps = [0.9 - 1, 0.5, 0.8, 0.3 - 1, 0.6, 0.1]
    assert found.expected_error == pytest.approx(sum(map(abs, gaps)) / 6)
    assert sum(band["count"] for band in values["bands"]) == 6
    text = readable_reliability(found)
    assert "expected calibration error" in text
    assert "2 unclear" in text


def line(**values: Any) -> dict[str, Any]:
    return {"id": "1", "confidence": 0.5, "decision": "answer", "retrieved": ["a"], **values}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    given = ROWS[0].given
    path = write(tmp_path / "out.jsonl", given.to_json())
    [found] = read_answers(path, [ROWS[0].question])
    assert (found.id, found.retrieved, found.answer) == (given.id, given.retrieved, given.answer)
    assert (found.cited, found.confidence, found.decision) == (given.cited, 0.9, "answer")


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (line(id="9"), "None of the questions has this id"),
        (line(id="1"), "stands already in"),
        (line(id="2", confidence=2), "“confidence” must be a number from 0 to 1"),
        (line(id="2", decision="maybe"), "“decision” must be answer, ask_back or escalate"),
        (line(id="2", retrieved="a"), "“retrieved” must be a list of texts"),
    ],
)
def test_broken_answers_are_named(tmp_path: Path, broken: dict[str, Any], problem: str) -> None:
    path = write(tmp_path / "out.jsonl", line(), broken)
    questions = [Question("1", "?"), Question("2", "?")]
    with pytest.raises(RowError, match=problem) as caught:
        read_answers(path, questions)
    assert str(caught.value).startswith(f"{path}:2: ")


def test_no_answers_at_all_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(RowError, match="There are no answers"):
        read_answers(write(tmp_path / "out.jsonl"), [Question("1", "?")])
