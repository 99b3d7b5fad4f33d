"""Verdicts on answers: one for each person, changeable, and the visitor sees only their own."""

from __future__ import annotations

from typing import Any

import pytest

from chat import selectors
from chat.dbthreads import in_db_thread
from chat.frames import MessageItem
from chat.models import Conversation, TimelineEntry, Visitor
from chat.ratings import Verdict, rate_answer
from chat.types import VISITOR, Audience, Author, EntryKind, RefusedMessageError
from tests import builders
from tests.chat.conftest import OpenTab

SOURCE = [{"title": "Shipping", "url": "/shipping", "quote": "3 EUR"}]


def _talk(turn: int = 5, **fields: Any) -> Conversation:
    """A conversation with one answer of this turn."""
    conversation = builders.open_conversation_with("What does shipping cost?", **fields)
    builders.answer(conversation, "3 EUR.", citations=SOURCE, turn_id=turn)
    return conversation


def _rate(
    talk: Conversation, verdict: Verdict, author: Author = VISITOR, turn: int = 5
) -> str | None:
    entry = rate_answer(conversation_id=talk.pk, turn=turn, author=author, verdict=verdict)
    return entry.audience if entry else None


def _verdicts(talk: Conversation, audience: Audience) -> dict[str, str]:
    items = selectors.snapshot(talk.pk, audience).items
    (answer,) = [one for one in items if isinstance(one, MessageItem) and one.turn]
    return answer.verdicts


@pytest.mark.django_db
def test_the_visitors_verdict_is_changed_and_withdrawn() -> None:
    talk = _talk()
    assert _rate(talk, "right") == "public"
    assert _rate(talk, "wrong") == "public"
    assert _verdicts(talk, Audience.PUBLIC) == {"visitor": "wrong"}
    _rate(talk, "")
    assert _verdicts(talk, Audience.PUBLIC) == {"visitor": ""}


@pytest.mark.django_db
def test_the_same_verdict_twice_is_one_entry() -> None:
    talk = _talk()
    assert _rate(talk, "") is None, "nothing was said that could be withdrawn"
    _rate(talk, "right")
    assert _rate(talk, "right") is None
    assert TimelineEntry.objects.filter(kind=EntryKind.ANSWER_RATED).count() == 1


@pytest.mark.django_db
def test_staff_see_every_verdict_and_the_visitor_only_their_own() -> None:
    talk = _talk()
    ada, abel = builders.person("Ada"), builders.person("Abel")
    _rate(talk, "right")
    assert _rate(talk, "wrong", builders.author(ada)) == "staff"
    _rate(talk, "right", builders.author(abel))
    assert _verdicts(talk, Audience.PUBLIC) == {"visitor": "right"}
    assert _verdicts(talk, Audience.STAFF) == {
        "visitor": "right",
        str(ada.pk): "wrong",
        str(abel.pk): "right",
    }


@pytest.mark.django_db
def test_older_pages_of_the_thread_know_later_verdicts() -> None:
    talk = _talk()
    _rate(talk, "wrong")
    items, _ = selectors.items_before(talk.pk, before=99, audience=Audience.PUBLIC, limit=10)
    assert isinstance(items[-1], MessageItem)
    assert items[-1].verdicts == {"visitor": "wrong"}


@pytest.mark.django_db
def test_only_an_answer_with_sources_in_this_conversation_can_be_rated() -> None:
    other = _talk(turn=5)
    talk = _talk(turn=6)
    builders.answer(talk, "Hello!", turn_id=7)  # small talk rests on nothing
    for turn in (5, 7, 99):
        with pytest.raises(RefusedMessageError) as refused:
            _rate(talk, "right", turn=turn)
        assert refused.value.code == "not_rateable"
    assert _verdicts(other, Audience.PUBLIC) == {}


@pytest.mark.django_db(transaction=True)
async def test_a_tab_rates_and_every_tab_sees_it(open_tab: OpenTab, vera: Visitor) -> None:
    await in_db_thread(lambda: _talk(who=vera))
    one, other = await open_tab(vera), await open_tab(vera)
    await one.send("rate", turn=5, verdict="wrong")
    for tab in (one, other):
        entry = (await tab.next("entry"))["entry"]
        assert entry["kind"] == "answer.rated"
        assert entry["payload"] == {"turn": 5, "by": "visitor", "verdict": "wrong"}
    reloaded = await open_tab(vera)
    assert reloaded.welcome["view"]["items"][-1]["verdicts"] == {"visitor": "wrong"}


@pytest.mark.django_db(transaction=True)
async def test_a_tab_cannot_rate_elsewhere_or_without_end(open_tab: OpenTab, vera: Visitor) -> None:
    await in_db_thread(lambda: _talk(turn=5))
    await in_db_thread(lambda: _talk(turn=6, who=vera))
    tab = await open_tab(vera)
    await tab.send("rate", turn=5, verdict="wrong")
    assert (await tab.next("error"))["code"] == "not_rateable"
    for _ in range(30):
        await tab.send("rate", turn=6, verdict="")
    assert (await tab.next("error"))["code"] == "rate_limited"
    assert not await in_db_thread(TimelineEntry.objects.filter(kind=EntryKind.ANSWER_RATED).exists)
