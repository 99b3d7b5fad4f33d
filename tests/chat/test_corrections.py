"""What is passed on may be put right by its visitor, while nobody has taken it."""

from __future__ import annotations

from typing import Any

import pytest

from chat import selectors, services
from chat.corrections import MAX_CORRECTIONS, correct_brief, current_lines
from chat.dbthreads import in_db_thread
from chat.frames import LineItem
from chat.models import Conversation, TimelineEntry, Visitor
from chat.types import SYSTEM, Audience, EntryKind, Move, RefusedMessageError
from tests import builders
from tests.builders import client_id
from tests.chat.conftest import OpenTab

LINES = [
    {"name": "wants", "kind": "wants", "value": "A refund"},
    {"name": "email", "kind": "email", "value": "vera@example.com"},
]


def _passed_on(**fields: Any) -> Conversation:
    """A conversation that waits for a person, its visitor shown what is passed on."""
    talk = builders.open_conversation_with("A human, please", **fields)
    _escalate(talk)
    return talk


def _escalate(talk: Conversation, handoff: int = 7) -> None:
    services.move(conversation_id=talk.pk, move=Move.ESCALATE, actor=SYSTEM)
    services.record(
        conversation_id=talk.pk,
        kind=EntryKind.BRIEF_SHARED,
        payload={"handoff": handoff, "lines": LINES},
        audience=Audience.PUBLIC,
    )


def _correct(talk: Conversation, key: str = "", **lines: str) -> Any:
    return correct_brief(
        conversation_id=talk.pk, client_id=key or client_id(), lines=lines
    ).payload["lines"]


def _refused(talk: Conversation, **lines: str) -> str:
    with pytest.raises(RefusedMessageError) as refused:
        _correct(talk, **lines)
    return refused.value.code


@pytest.mark.django_db
def test_a_corrected_line_is_an_entry_of_its_own() -> None:
    talk = _passed_on()
    assert _correct(talk, wants="  A new\n invoice ") == [
        {"name": "wants", "kind": "wants", "value": "A new invoice"}
    ]
    shared = TimelineEntry.objects.get(kind=EntryKind.BRIEF_SHARED)
    assert shared.payload["lines"] == LINES, "what was said stays"
    assert current_lines(shared)["wants"]["value"] == "A new invoice"
    items = selectors.snapshot(talk.pk, Audience.PUBLIC).items
    assert [one.kind for one in items if isinstance(one, LineItem)] == [
        "brief.shared",
        "brief.corrected",
    ]
    assert "handoff" not in str(items)


@pytest.mark.django_db
def test_sent_twice_it_is_one_correction() -> None:
    talk = _passed_on()
    assert _correct(talk, "again-0001", wants="X") == _correct(talk, "again-0001", wants="X")
    _correct(talk, wants="X")  # nothing differs
    assert TimelineEntry.objects.filter(kind=EntryKind.BRIEF_CORRECTED).count() == 1
    _correct(talk, wants="")
    assert TimelineEntry.objects.filter(kind=EntryKind.BRIEF_CORRECTED).count() == 2


@pytest.mark.django_db
def test_sent_again_after_a_person_came_it_is_still_the_first() -> None:
    talk = _passed_on()
    _correct(talk, "again-0002", wants="X")
    services.move(conversation_id=talk.pk, move=Move.TAKE_OVER, actor=SYSTEM)
    assert _correct(talk, "again-0002", wants="X")[0]["value"] == "X"


@pytest.mark.django_db
def test_every_gate_is_on_the_server() -> None:
    """T26."""
    talk = _passed_on()
    assert _refused(talk, sentence="Free of charge") == "unknown_line"
    assert _refused(talk, wants="x" * 301) == "too_long"
    assert _refused(talk, email="not an address") == "invalid_email"
    for number in range(MAX_CORRECTIONS):
        _correct(talk, wants=f"{number}")
    assert _refused(talk, wants="once more") == "too_many"


@pytest.mark.django_db
def test_without_an_open_handoff_there_is_nothing_to_correct() -> None:
    assert _refused(builders.open_conversation_with("Hello"), wants="X") == "no_handoff"
    talk = _passed_on()
    services.move(conversation_id=talk.pk, move=Move.TAKE_OVER, actor=SYSTEM)
    assert _refused(talk, wants="X") == "no_handoff", "a person is there"
    services.move(conversation_id=talk.pk, move=Move.RETURN_TO_ASSISTANT, actor=SYSTEM)
    services.move(conversation_id=talk.pk, move=Move.ESCALATE, actor=SYSTEM)
    assert _refused(talk, wants="X") == "no_handoff", "that was another episode"
    services.move(conversation_id=talk.pk, move=Move.CLOSE, actor=SYSTEM)
    assert _refused(talk, wants="X") == "no_handoff"


@pytest.mark.django_db
def test_a_settled_handoff_is_not_corrected() -> None:
    talk = _passed_on()
    services.record(
        conversation_id=talk.pk,
        kind=EntryKind.HANDOFF_SETTLED,
        payload={"handoff": 7, "state": "captured"},
        audience=Audience.STAFF,
    )
    assert _refused(talk, wants="X") == "no_handoff"


@pytest.mark.django_db(transaction=True)
async def test_over_the_socket_it_is_acknowledged_and_seen_by_every_tab(
    open_tab: OpenTab, vera: Visitor
) -> None:
    tab = await open_tab(vera)
    await tab.say("A human, please")
    await tab.next("ack")
    talk = await in_db_thread(Conversation.objects.get)
    await in_db_thread(_escalate, talk)
    other = await open_tab(vera)
    key = client_id()
    await tab.send("correct_brief", client_id=key, lines={"wants": "A new invoice"})
    ack = await tab.next("ack")
    assert ack["client_id"] == key
    entry = (await other.next("entry"))["entry"]
    while entry["kind"] != "brief.corrected":
        entry = (await other.next("entry"))["entry"]
    assert entry["payload"]["lines"][0]["value"] == "A new invoice"
    assert entry["seq"] == ack["seq"]


@pytest.mark.django_db(transaction=True)
async def test_refusals_name_the_correction_and_a_flood_is_stopped(
    open_tab: OpenTab, vera: Visitor
) -> None:
    tab = await open_tab(vera)
    await tab.say("Hello")
    codes = []
    for _ in range(12):
        key = client_id()
        await tab.send("correct_brief", client_id=key, lines={"wants": "X"})
        error = await tab.next("error")
        assert error["client_id"] == key
        codes.append(error["code"])
    assert codes == ["no_handoff"] * 10 + ["rate_limited"] * 2
