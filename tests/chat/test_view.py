"""The fold from entries to what a client shows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.frames import ConversationView, EntryView, FormItem, LineItem, MessageItem
from chat.types import EntryKind, Move, State
from chat.view import ITEM_KINDS, LINE_MOVES, fold, fold_all, item_of

EMPTY = ConversationView(id="x", state=State.ASSISTANT, seq=0)
FORM = {"form_id": "f1", "kind": "survey", "title": "How was it?", "fields": []}
PAYLOADS: dict[EntryKind, dict[str, Any]] = {
    EntryKind.MESSAGE_POSTED: {"author": "visitor", "text": "Hello"},
    EntryKind.FORM_REQUESTED: FORM,
    EntryKind.FORM_SUBMITTED: {"form_id": "f1", "values": {"rating": "5"}},
    EntryKind.FORM_SKIPPED: {"form_id": "f1"},
    EntryKind.AGENT_JOINED: {"agent": {"id": 1, "name": "Ada"}},
    EntryKind.AGENT_LEFT: {"agent": {"id": 1, "name": "Ada"}, "reason": "ended"},
    EntryKind.CONVERSATION_MOVED: {"move": "close", "outcome": "resolved"},
    EntryKind.ANSWER_RATED: {"turn": 1, "by": "visitor", "verdict": "right"},
}


def _entry(seq: int, kind: EntryKind, state: State = State.ASSISTANT, **payload: Any) -> EntryView:
    return EntryView(
        seq=seq, kind=kind, at="", state=state, payload={**PAYLOADS.get(kind, {}), **payload}
    )


def _entries(kinds: list[EntryKind]) -> list[EntryView]:
    return [_entry(seq, kind) for seq, kind in enumerate(kinds, start=1)]


KINDS = st.lists(st.sampled_from(EntryKind), max_size=20)


@given(KINDS, st.integers(0, 20))
def test_folding_in_two_parts_is_folding_at_once(kinds: list[EntryKind], cut: int) -> None:
    entries = _entries(kinds)
    halfway = fold_all(EMPTY, entries[:cut])
    assert fold_all(halfway, entries[cut:]) == fold_all(EMPTY, entries)


@given(KINDS)
def test_what_is_held_already_changes_nothing(kinds: list[EntryKind]) -> None:
    entries = _entries(kinds)
    view = fold_all(EMPTY, entries)
    assert fold_all(view, entries) is view


@given(KINDS)
def test_the_view_before_is_not_touched(kinds: list[EntryKind]) -> None:
    entries = _entries(kinds)
    before = fold_all(EMPTY, entries)
    copy = before.model_copy(deep=True)
    fold(before, _entry(before.seq + 1, EntryKind.FORM_SKIPPED))
    assert before == copy


def test_a_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="gap: 0 -> 2"):
        fold(EMPTY, _entry(2, EntryKind.MESSAGE_POSTED))


def test_state_and_number_follow_every_entry() -> None:
    view = fold(EMPTY, _entry(1, EntryKind.QUEUE_ENTERED, State.QUEUED))
    assert (view.seq, view.state) == (1, State.QUEUED)


def test_the_agent_is_shown_from_joining_to_leaving() -> None:
    joined = fold(EMPTY, _entry(1, EntryKind.AGENT_JOINED))
    assert joined.agent is not None
    assert joined.agent.name == "Ada"
    written = fold(joined, _entry(2, EntryKind.MESSAGE_POSTED))
    assert written.agent == joined.agent
    assert fold(written, _entry(3, EntryKind.AGENT_LEFT)).agent is None


def test_the_outcome_is_that_of_the_newest_move() -> None:
    closed = fold(EMPTY, _entry(1, EntryKind.CONVERSATION_MOVED))
    assert closed.outcome == "resolved"
    reopened = _entry(2, EntryKind.CONVERSATION_MOVED, move="reopen", outcome="")
    assert fold(closed, reopened).outcome == ""


def test_only_the_form_that_is_meant_is_settled() -> None:
    view = fold_all(
        EMPTY,
        [
            _entry(1, EntryKind.FORM_REQUESTED),
            _entry(2, EntryKind.FORM_REQUESTED, form_id="f2"),
            _entry(3, EntryKind.FORM_SUBMITTED, form_id="f2"),
            _entry(4, EntryKind.FORM_SKIPPED, form_id="unknown"),
        ],
    )
    forms = [item for item in view.items if isinstance(item, FormItem)]
    assert [(form.status, form.values) for form in forms] == [
        ("open", {}),
        ("submitted", {"rating": "5"}),
    ]


@pytest.mark.parametrize("move", Move)
def test_moves_that_no_other_line_tells_stand_in_the_thread(move: Move) -> None:
    item = item_of(_entry(1, EntryKind.CONVERSATION_MOVED, move=move.value))
    assert isinstance(item, LineItem) == (move in LINE_MOVES)


@pytest.mark.parametrize("kind", [one for one in EntryKind if one != EntryKind.CONVERSATION_MOVED])
def test_kinds_of_items_always_add_one_and_others_never(kind: EntryKind) -> None:
    assert (item_of(_entry(1, kind)) is not None) == (kind in ITEM_KINDS)


def test_a_message_keeps_its_sources_and_its_senders_id() -> None:
    item = item_of(
        _entry(
            1,
            EntryKind.MESSAGE_POSTED,
            client_id="client-00",
            citations=[{"title": "Help", "url": "/help"}],
            note=True,
            detail={"confidence": 0.9},
        )
    )
    assert isinstance(item, MessageItem)
    assert (item.client_id, item.note, item.detail) == ("client-00", True, {"confidence": 0.9})
    assert item.citations[0].title == "Help"
