"""The visitor's socket over a real Valkey, as in production."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from channels.layers import get_channel_layer

from chat import services
from chat.dbthreads import in_db_thread
from chat.models import Visitor
from tests import builders
from tests.chat.conftest import OpenTab

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
async def _hung_up() -> AsyncIterator[None]:
    """This loop's connections to Valkey are closed before the loop is."""
    yield
    await get_channel_layer().flush()


@pytest.mark.usefixtures("_hung_up")
async def test_words_of_one_tab_reach_the_other(vera: Visitor, open_tab: OpenTab) -> None:
    first, second = await open_tab(vera), await open_tab(vera)
    await first.say("Hello")
    began = await first.next("ack")
    assert (await second.next("snapshot"))["conversation"] == began["conversation"]
    await second.say("Me again")
    # The assistant's own entries may come between.
    while (await first.next("entry"))["entry"]["payload"].get("text") != "Me again":
        pass


@pytest.mark.usefixtures("_hung_up")
async def test_a_burst_of_frames_arrives_whole_and_in_order(
    vera: Visitor, open_tab: OpenTab
) -> None:
    conversation = await in_db_thread(builders.open_conversation_with, "Hello", who=vera)
    tab = await open_tab(vera)
    for offset in range(300):
        services.show_delta(
            public_id=str(conversation.public_id), turn_id=1, offset=offset, text="x"
        )
    deltas = [await tab.next() for _ in range(300)]
    assert [delta["offset"] for delta in deltas] == list(range(300))
