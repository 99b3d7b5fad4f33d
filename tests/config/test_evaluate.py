"""`manage.py evaluate`: its fixed shape, what visitors would get, and what broken input does."""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from config.management.commands import evaluate
from knowledge import reliability
from knowledge.models import AssistantProfile, Calibration
from knowledge.types import AnswerDecision, AnsweringFailed, Citation
from tests.fakes import SCRIPTED, ScriptedProvider, spoken

pytestmark = pytest.mark.django_db

DOCUMENTS: list[dict[str, Any]] = [
    {
        "id": "returns",
        "kb": "shop",
        "title": "Returning goods",
        "url": None,
        "text": "You can return goods within 30 days. The refund is paid within 5 working days.",
    },
    {
        "id": "shipping",
        "kb": "shop",
        "title": "Shipping",
        "url": "https://shop.example/shipping",
        "text": "Shipping to Portugal takes five days and costs 4.90 EUR.",
    },
    {
        "id": "opening",
        "kb": "museum",
        "title": "Opening hours",
        "url": None,
        "text": "The museum is open from Tuesday to Sunday, from 10 to 18 o'clock.",
    },
]
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "q1",
        "kb": "shop",
        "question": "How many days do I have to return goods?",
        "gold_doc_id": "returns",
        "answers": ["30 days"],
    },
    {"id": "q2", "kb": "shop", "question": "I want to talk to a person", "gold_doc_id": None},
]
FIELDS = [
    "id", "retrieved", "answer", "cited", "confidence", "decision", "reason", "retrieval_ms",
    "total_ms",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _calibration_of_this_test() -> Iterator[None]:
    reliability.forget_kept()
    yield
    reliability.forget_kept()


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


class Files:
    """A folder with documents and questions, and what the command makes of them."""

    def __init__(self, folder: Path) -> None:
        self.documents = write(folder / "documents.jsonl", DOCUMENTS)
        self.questions = write(folder / "questions.jsonl", QUESTIONS)
        self.output = folder / "out.jsonl"

    def run(self, *more: str, screen: io.StringIO | None = None) -> list[dict[str, Any]]:
        call_command(
            "evaluate", "answers", "--documents", str(self.documents),
            "--questions", str(self.questions), "--output", str(self.output), *more,
            stdout=screen or io.StringIO(),
        )  # fmt: skip
        return [json.loads(line) for line in self.output.read_text().splitlines()]

    def ask(self, **row: Any) -> dict[str, Any]:
        write(self.questions, [{"id": "q", **row}])
        [answer] = self.run()
        return answer


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def scripted(settings: Settings) -> AssistantProfile:
    """The desk's assistant says what the test wrote down."""
    settings.ANSWER_PROVIDERS = {"scripted": SCRIPTED}
    return AssistantProfile.objects.create(
        name="Scripted", slug="scripted", is_default=True, providers=["scripted"]
    )


def test_one_object_for_each_question_in_the_fixed_shape(files: Files) -> None:
    screen = io.StringIO()
    rows = files.run(screen=screen)
    assert [row["id"] for row in rows] == ["q1", "q2"]
    for row in rows:
        assert list(row) == FIELDS
        assert 1 <= len(row["retrieved"]) <= 10
        assert len(set(row["retrieved"])) == len(row["retrieved"])
        assert set(row["retrieved"]) <= {"returns", "shipping", "opening"}
        assert 0 <= row["confidence"] <= 1
        assert row["decision"] in {"answer", "ask_back", "escalate"}
        assert (row["reason"] is None) == (row["decision"] != "escalate")
        assert 0 < row["retrieval_ms"] < row["total_ms"]
    assert rows[0]["retrieved"][0] == "returns"
    assert "hit@1" in screen.getvalue()
    assert "\r" not in screen.getvalue()


def test_hard_rules_come_first_and_the_search_is_shown_all_the_same(files: Files) -> None:
    row = files.run()[1]
    assert (row["decision"], row["reason"]) == ("escalate", "human_requested")
    assert (row["answer"], row["cited"]) == (None, [])
    assert row["retrieved"]


def test_the_answer_of_the_desks_assistant_is_what_counts(
    files: Files, scripted: AssistantProfile
) -> None:
    ScriptedProvider.says(spoken("Within 30 days.", confidence=0.91))
    row = files.ask(question="How long can I return goods?", topic="Returns")
    assert (row["decision"], row["reason"], row["answer"]) == ("answer", None, "Within 30 days.")
    assert row["confidence"] == 0.91
    [asked] = ScriptedProvider.calls
    assert (asked.topic, asked.language, asked.profile_id) == ("Returns", "en", scripted.pk)


def test_documents_that_are_cited_are_named_once(files: Files, scripted: AssistantProfile) -> None:
    *before, answer = spoken("Within 30 days.")
    quotes = tuple(Citation(1, "Returning goods", "", quote) for quote in ("30", "days"))
    object.__setattr__(answer, "citations", quotes)
    ScriptedProvider.says([*before, answer])
    assert files.ask(question="How long can I return goods?")["cited"] == ["returns"]


def test_questions_back_and_escalations_are_told_apart(
    files: Files, scripted: AssistantProfile
) -> None:
    question = "How long can I return goods?"
    ScriptedProvider.says(spoken("Which goods?", decision=AnswerDecision.ASK_BACK))
    back = files.ask(question=question)
    assert (back["decision"], back["reason"], back["answer"]) == ("ask_back", None, "Which goods?")

    ScriptedProvider.says(spoken("Within 30 days.", confidence=0.4))
    unsure = files.ask(question=question)
    assert (unsure["decision"], unsure["reason"]) == ("escalate", "low_confidence")
    assert (unsure["answer"], unsure["confidence"]) == (None, 0.4)

    ScriptedProvider.says(spoken(decision=AnswerDecision.NO_ANSWER))
    nothing = files.ask(question=question)
    assert (nothing["decision"], nothing["reason"]) == ("escalate", "missing_knowledge")

    ScriptedProvider.says(spoken("I will connect you with a colleague now."))
    promise = files.ask(question=question)
    assert (promise["decision"], promise["reason"]) == ("escalate", "ungrounded_answer")
    assert promise["answer"] is None


def test_an_assistant_that_fails_leads_to_a_person(
    files: Files, scripted: AssistantProfile
) -> None:
    ScriptedProvider.says([AnsweringFailed("server_error")])
    row = files.ask(question="How long can I return goods?")
    assert (row["decision"], row["reason"], row["answer"]) == ("escalate", "ai_error", None)
    assert row["confidence"] > 0  # of the search


def test_what_was_said_before_counts(files: Files, scripted: AssistantProfile) -> None:
    history = [
        {"speaker": "user", "text": "How do I return goods?"},
        {"speaker": "agent", "text": "Within 30 days."},
    ]
    ScriptedProvider.says(spoken("To Portugal."))
    files.ask(question="And how long?", history=history, context="I live in Portugal.")
    said = [(turn.author, turn.text) for turn in ScriptedProvider.calls[0].history]
    assert said == [
        ("visitor", "How do I return goods?"),
        ("assistant", "Within 30 days."),
        ("visitor", "I live in Portugal."),
    ]

    repeated = [
        {"author": author, "text": text}
        for _ in range(3)
        for author, text in (("visitor", "How do I return my goods?"), ("assistant", "Hm."))
    ]
    row = files.ask(question="That did not help. How do I return my goods?", history=repeated)
    assert (row["decision"], row["reason"]) == ("escalate", "unresolved_limit")


def test_topic_and_context_can_be_left_out(files: Files, scripted: AssistantProfile) -> None:
    ScriptedProvider.says(spoken("Yes."))
    row = {"id": "q", "question": "Can I return goods?", "topic": "T", "context": "I am new."}
    write(files.questions, [row])
    files.run("--ignore-topic", "--no-use-context")
    assert (ScriptedProvider.calls[0].topic, ScriptedProvider.calls[0].history) == ("", ())


def test_small_talk_is_answered_kindly(files: Files) -> None:
    row = files.ask(question="Hello!")
    assert (row["decision"], row["retrieved"], row["confidence"]) == ("answer", [], 1.0)
    assert row["answer"]


def test_stores_can_be_kept_apart(files: Files) -> None:
    assert set(files.run()[0]["retrieved"]) == {"returns", "shipping", "opening"}
    assert set(files.run("--separate-by", "kb")[0]["retrieved"]) == {"returns", "shipping"}


def test_several_packed_files_are_read_and_a_packed_one_is_written(
    files: Files, tmp_path: Path
) -> None:
    parts = []
    for number, row in enumerate(DOCUMENTS):
        parts.append(tmp_path / f"{number}.jsonl.gz")
        parts[-1].write_bytes(gzip.compress(json.dumps(row).encode()))
    output = tmp_path / "out.jsonl.gz"
    call_command(
        "evaluate", "answers", "--documents", *map(str, parts), "--questions",
        str(files.questions), "--output", str(output), "--limit", "1", stdout=io.StringIO(),
    )  # fmt: skip
    [row] = [json.loads(line) for line in gzip.decompress(output.read_bytes()).splitlines()]
    assert (row["id"], row["retrieved"][0]) == ("q1", "returns")


def test_the_summary_is_written_as_json(files: Files, tmp_path: Path) -> None:
    files.run("--json", str(tmp_path / "summary.json"))
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["groups"]["shop"]["hit_1"] == 1.0
    assert summary["groups"]["shop"]["unanswerable"] == 1
    assert summary["retrieval_p50_ms"] > 0


def test_documents_without_text_are_told(files: Files) -> None:
    write(files.documents, [*DOCUMENTS, {"id": "blank", "title": "Blank", "text": " "}])
    screen = io.StringIO()
    files.run(screen=screen)
    assert "1 documents without text, such as blank" in screen.getvalue()


def test_a_bar_is_shown_on_terminals_only(files: Files) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    files.run(screen=screen)
    assert " 50 %  1/2" in screen.getvalue()


def rows_of_everything() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_nothing_live_is_touched(files: Files) -> None:
    before = rows_of_everything()
    files.run()
    assert rows_of_everything() == before


BROKEN = {
    "a duplicate id": (QUESTIONS[:1] * 2, "questions.jsonl:2: The id “q1” stands already"),
    "a missing field": ([{"id": "q"}], "questions.jsonl:1: “question” is missing."),
    "a wrong type": ([{"id": "q", "question": 5}], "questions.jsonl:1: “question” must be text"),
    "no rows": ([], "questions.jsonl: There are no questions."),
}


@pytest.mark.parametrize(("rows", "problem"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_input_is_one_line_and_writes_nothing(
    files: Files, rows: list[dict[str, Any]], problem: str
) -> None:
    write(files.questions, rows)
    refused(files, problem)


def test_files_that_are_no_text_or_not_there_are_named(files: Files) -> None:
    files.documents.write_bytes(b'{"id": "\xff"}')
    refused(files, "documents.jsonl:1: This is not UTF-8")
    files.documents.write_text("id,title,text\n")
    refused(files, "documents.jsonl:1: This is not JSON")
    files.documents.unlink()
    refused(files, "documents.jsonl: This cannot be read: No such file")


def test_an_output_that_cannot_be_written_is_named(files: Files, tmp_path: Path) -> None:
    files.output = tmp_path / "nowhere" / "out.jsonl"
    refused(files, "There is no folder")
    refused(files, "There is no folder", "--json", str(tmp_path / "summary.json"))
    files.output = files.questions
    with pytest.raises(CommandError, match="This is read as well"):
        files.run()
    assert "q1" in files.questions.read_text()


@pytest.mark.parametrize(
    ("option", "problem"),
    [("--profile", "There is no assistant profile “x”"), ("--policy", "no published policy “x”")],
)
def test_unknown_assistants_and_policies_are_named(files: Files, option: str, problem: str) -> None:
    refused(files, problem, option, "x")


def refused(files: Files, problem: str, *more: str) -> None:
    with pytest.raises(CommandError, match=problem) as caught:
        files.run(*more)
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)
    assert not files.output.exists()
    folder = files.questions.parent
    assert not [one for one in folder.iterdir() if one.name.endswith((".part", "summary.json"))]


def test_from_a_shell_broken_input_leaves_with_2(
    files: Files, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files.questions.write_text("{}\n")
    words = ["manage.py", "evaluate", "answers", "--documents", str(files.documents)]
    words += ["--questions", str(files.questions), "--output", str(files.output)]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as left:
        evaluate.Command().run_from_argv(words)
    assert left.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [f"CommandError: {files.questions}:1: “id” is missing."]


def calibration(files: Files, *more: str) -> str:
    screen = io.StringIO()
    call_command(
        "evaluate", "calibration", "--answers", str(files.output), "--questions",
        str(files.questions), *more, stdout=screen,
    )  # fmt: skip
    return screen.getvalue()


def test_calibration_is_told_as_tables_and_as_json(files: Files) -> None:
    files.run()
    assert "expected calibration error" in calibration(files)
    found = json.loads(calibration(files, "--json"))
    assert set(found) == {
        "judged", "unclear", "expected_calibration_error", "bands", "thresholds",
    }  # fmt: skip
    assert found["judged"] == 2
    assert len(found["thresholds"]) == 21
    assert found["thresholds"][0]["share_answered"] == 1.0


def test_calibration_needs_answers_to_these_questions_and_labels(files: Files) -> None:
    files.run()
    write(files.questions, [{"id": "other", "question": "Why?", "gold_doc_id": None}])
    with pytest.raises(CommandError, match=r"out\.jsonl:1: None of the questions") as caught:
        calibration(files)
    assert caught.value.returncode == 2
    write(files.questions, [{"id": row["id"], "question": row["question"]} for row in QUESTIONS])
    with pytest.raises(CommandError, match="No row says which documents answer it"):
        calibration(files)


def test_without_a_key_the_embedded_answerer_answers(files: Files, settings: Settings) -> None:
    settings.ANTHROPIC_API_KEY = ""
    AssistantProfile.objects.create(name="M", slug="m", providers=["anthropic_messages"])
    rows = files.run("--profile", "m")
    assert {row["reason"] for row in rows}.isdisjoint({"ai_error", "ai_timeout"})


def test_the_desks_own_calibration_is_what_counts(files: Files) -> None:
    Calibration.objects.create(
        knots=[[-9.0, 0.31], [9.0, 0.32]],
        labels=100, labels_right=50, error_before=0.1, error_after=0.05, state="active",
    )  # fmt: skip
    assert 0.31 <= files.run()[0]["confidence"] <= 0.32
