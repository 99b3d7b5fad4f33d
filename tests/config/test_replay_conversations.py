"""`manage.py replay_conversations`: its fixed shape, what it counts, and what broken input does."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from chat.frames import ConversationView, EntryView, MessageItem
from chat.types import AuthorKind, EntryKind, State
from config.dialogues.figures import figures, readable, reason_of
from config.dialogues.play import Played, judge
from config.dialogues.recorded import read_dialogues
from config.dialogues.visitor import LiveVisitor

WORDS = {"a" * 8: "Hello", "b" * 8: "How long are backups kept?", "c" * 8: "Thanks"}
FIELDS = [
    "id", "sent", "acknowledged", "lost", "doubled", "out_of_order", "assistant_messages",
    "escalated", "reason", "final_state",
]  # fmt: skip


def write(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def chat(id_: str, *turns: tuple[str, str | None]) -> dict[str, Any]:
    return {
        "id": id_,
        "turns": [{"speaker": who, "text": text, "action": None} for who, text in turns],
    }


def said(seq: int, client_id: str, text: str = "") -> MessageItem:
    return MessageItem(
        seq=seq,
        at="2026-03-02T12:00:00Z",
        author=AuthorKind.VISITOR,
        text=text or WORDS[client_id],
        client_id=client_id,
    )


def answered(seq: int) -> MessageItem:
    return MessageItem(
        seq=seq, at="2026-03-02T12:00:00Z", author=AuthorKind.ASSISTANT, text="For 30 days."
    )


def view(*items: MessageItem, state: State = State.ASSISTANT) -> ConversationView:
    return ConversationView(id="c" * 36, state=state, seq=items[-1].seq, items=list(items))


def judged(
    stored: ConversationView | None,
    *,
    live: ConversationView | None = None,
    entries: tuple[EntryView, ...] = (),
) -> Played:
    """What is found when this is stored of the three messages, all acknowledged."""
    visitor = LiveVisitor("http://server", "site", view=live or stored)
    visitor.acknowledged = dict(WORDS)
    visitor.entries = list(entries)
    played = Played("one", sent=len(WORDS))
    judge(played, visitor, WORDS, stored)
    return played


# Reading


def test_only_what_the_customer_said_is_played(tmp_path: Path) -> None:
    row = chat("one", ("user", "Hi"), ("agent", "Hello"), ("system", None), ("user", "  "))
    packed = tmp_path / "chats.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(row).encode()))
    (dialogue,) = read_dialogues([packed])
    assert (dialogue.id, dialogue.words) == ("one", ("Hi",))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"id": "x"}, "“turns” is missing"),
        ({"turns": []}, "“id” is missing"),
        ({"id": "x", "turns": "Hi"}, "“turns” must be a list of objects"),
        ({"id": "x", "turns": [{"text": "Hi"}]}, "“speaker” is missing"),
        (chat("x", ("customer", "Hi")), "Turn 1: the speaker must be one of user, agent, system"),
        ({"id": "x", "turns": [{"speaker": "user", "text": 7}]}, "“text” must be text or null"),
        (chat("first", ("user", "Hi")), "stands already in"),
        ([], "A row must be an object"),
    ],
)
def test_broken_input_is_one_line_exit_2_and_no_output(
    tmp_path: Path, row: Any, problem: str
) -> None:
    file = write(tmp_path / "chats.jsonl", chat("first", ("user", "Hi")), row)
    with pytest.raises(CommandError) as raised:
        replay(file, tmp_path / "out.jsonl")
    assert raised.value.returncode == 2
    message = str(raised.value)
    assert message.startswith(f"{file}:2: ")
    assert problem in message
    assert "\n" not in message
    assert list(tmp_path.iterdir()) == [file]


def test_an_output_that_would_replace_the_input_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "chats.jsonl", chat("one", ("user", "Hi")))
    with pytest.raises(CommandError, match="choose another output"):
        replay(file, file)


def test_a_server_out_of_reach_needs_the_name_of_a_site(tmp_path: Path) -> None:
    file = write(tmp_path / "chats.jsonl", chat("one", ("user", "Hi")))
    with pytest.raises(CommandError, match="--site KEY") as raised:
        replay(file, tmp_path / "out.jsonl", "--server", "http://server.example")
    assert raised.value.returncode == 2
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("url", ["server.example", "ftp://server.example", "http://server/inbox/"])
def test_what_is_no_address_of_a_server_is_refused(tmp_path: Path, url: str) -> None:
    file = write(tmp_path / "chats.jsonl", chat("one", ("user", "Hi")))
    with pytest.raises(CommandError, match="must be an address"):
        replay(file, tmp_path / "out.jsonl", "--server", url)


# Counting


def test_a_transcript_that_is_as_it_was_said_is_clean() -> None:
    a, b, c = WORDS
    found = judged(view(said(2, a), said(3, b), answered(4), said(5, c)))
    assert (found.acknowledged, found.lost, found.doubled, found.out_of_order) == (3, 0, 0, 0)
    assert (found.assistant_messages, found.escalated, found.state) == (1, False, "assistant")
    assert not found.altered
    assert not found.shown_otherwise


def test_what_is_missing_is_lost() -> None:
    a, _, c = WORDS
    assert judged(view(said(2, a), said(3, c))).lost == 1


def test_what_stands_there_twice_is_doubled() -> None:
    a, b, c = WORDS
    found = judged(view(said(2, a), said(3, b), said(4, b), said(5, c), said(6, b)))
    assert (found.lost, found.doubled, found.out_of_order) == (0, 2, 1)


def test_what_stands_before_an_earlier_message_is_out_of_order() -> None:
    a, b, c = WORDS
    assert judged(view(said(2, b), said(3, a), said(4, c))).out_of_order == 1


def test_other_words_than_those_that_were_sent_are_noticed() -> None:
    a, b, c = WORDS
    assert judged(view(said(2, a, "Hell"), said(3, b), said(4, c))).altered == 1


def test_without_a_transcript_nothing_is_proven_to_be_stored() -> None:
    assert judged(None).lost == 3


def test_a_live_view_that_differs_from_what_is_stored_is_noticed() -> None:
    a, b, c = WORDS
    stored = view(said(2, a), said(3, b), said(4, c))
    assert judged(stored, live=view(said(2, a), said(4, c))).shown_otherwise
    assert not judged(stored, live=view(said(2, a), said(3, b))).shown_otherwise  # it lags behind


def test_an_assistant_that_speaks_while_people_have_the_conversation_is_noticed() -> None:
    a, b, c = WORDS
    entries = [
        EntryView(
            seq=seq,
            kind=EntryKind.MESSAGE_POSTED,
            at="2026-03-02T12:00:00Z",
            state=state,
            payload={"author": "assistant", "text": "For 30 days."},
        )
        for seq, state in ((5, State.ASSISTANT), (6, State.QUEUED), (7, State.ASSISTANT))
    ]
    stored = view(said(2, a), said(3, b), said(4, c), answered(7))
    found = judged(stored, entries=tuple(entries))
    assert (found.spoke_over, found.escalated) == (1, True)


# The output and the summary


def test_rows_have_the_fixed_fields() -> None:
    row = Played("one", sent=2, acknowledged=2, escalated=True, state="queued").to_json("keyword")
    assert list(row) == FIELDS
    assert (row["reason"], row["final_state"]) == ("keyword", "queued")


def test_the_summary_tabulates_times_and_reasons() -> None:
    played = [
        Played("one", "x", escalated=True, state="queued", ack_s=[0.01, 0.03]),
        Played("two", "y", escalated=True, state="queued", ack_s=[0.02], first_words_s=[0.5]),
        Played("three", "z", state="assistant", ack_s=[0.04]),
    ]
    seen = {
        "escalations": {
            "x": {"reason": "keyword", "spoke": ["keyword", "missing_knowledge"]},
            "y": {"reason": "missing_knowledge", "spoke": ["missing_knowledge"]},
        },
        "decisions": {"decisions": 3, "identical": 3, "differences": []},
    }
    found = figures(played, 2.0, seen)
    assert found.is_clean
    values = found.to_json()
    assert values["reasons"] == {"keyword": 1, "missing_knowledge": 1, "not escalated": 1}
    assert values["spoke"] == {"missing_knowledge": 2, "keyword": 1}
    assert values["ack_ms"] == {"p50": 20.0, "p95": 40.0, "count": 4}
    assert values["first_answer_ms"] == {"p50": 500.0, "p95": 500.0, "count": 1}
    assert [reason_of(one, seen) for one in played] == ["keyword", "missing_knowledge", None]
    text = readable(found)
    assert "decisions: 3, replayed identically: 3" in text
    assert "acknowledged after: p50 20 ms, p95 40 ms" in text


def test_without_the_database_reasons_are_unknown_and_that_is_said() -> None:
    found = figures([Played("one", "x", escalated=True)], 1.0, None)
    assert found.to_json()["reasons"] == {"reason not known": 1}
    assert reason_of(found.played[0], None) is None
    assert "out of reach" in readable(found)


@pytest.mark.parametrize("fault", ["lost", "doubled", "out_of_order", "spoke_over"])
def test_a_fault_makes_the_figures_unclean(fault: str) -> None:
    played = Played("one")
    setattr(played, fault, 1)
    assert not figures([played], 1.0, None).is_clean


def test_a_decision_that_differs_makes_the_figures_unclean() -> None:
    decisions = {"decisions": 2, "identical": 1, "differences": [{"id": 7}]}
    found = figures([], 1.0, {"escalations": {}, "decisions": decisions})
    assert not found.is_clean
    assert "decision 7 differs" in readable(found)


# The real thing


@pytest.mark.services
def test_dialogues_are_played_against_a_server_of_its_own(tmp_path: Path) -> None:
    file = write(
        tmp_path / "chats.jsonl",
        chat("asks", ("user", "How long are backups kept on the Pro plan?"), ("user", "Thanks")),
        chat(
            "wants-a-person",
            ("user", "hello"),
            ("user", "Can I talk to a human, please?"),
            ("agent", "Of course"),
            ("user", "My order is wrong."),
            ("user", "Are you there?"),
        ),
        chat("silent", ("agent", "Hello?")),
    )
    screen = replay(file, tmp_path / "out.jsonl", "--json", str(tmp_path / "summary.json"))
    rows = rows_of(tmp_path / "out.jsonl")
    assert [row["id"] for row in rows] == ["asks", "wants-a-person", "silent"]
    assert [row["sent"] for row in rows] == [row["acknowledged"] for row in rows] == [2, 4, 0]
    assert not any(row["lost"] + row["doubled"] + row["out_of_order"] for row in rows)
    assert [row["reason"] for row in rows] == [None, "human_requested", None]
    assert rows[0]["assistant_messages"] >= 2
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["spoke_over"] == 0
    assert summary["decisions"]["identical"] == summary["decisions"]["decisions"] >= 3
    assert "replayed identically" in screen


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of an output."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def replay(dialogues: Path, output: Path, *more: str) -> str:
    """What the command prints."""
    screen = io.StringIO()
    call_command(
        "replay_conversations", "--dialogues", str(dialogues), "--output", str(output), *more,
        stdout=screen,
    )  # fmt: skip
    return screen.getvalue()
