"""The inbox page's socket: who may, what it shows, and that it heals."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from agents import live, selectors, services
from agents.models import AgentProfile
from agents.types import Presence
from chat import services as chat
from chat.models import Conversation, Message
from tests.agents import builders as build
from tests.agents.pages import Page, do

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def ada() -> AgentProfile:
    return await do(build.agent, "Ada")


async def test_stranger_is_closed_with_4401() -> None:
    async with Page(AnonymousUser()) as page:
        assert await page.close_code() == 4401


async def test_account_without_a_profile_is_closed_with_4403() -> None:
    async with Page(await do(build.manager, may_look=False)) as page:
        assert await page.close_code() == 4403


async def test_agent_is_welcomed_with_all_that_the_page_needs(ada: AgentProfile) -> None:
    await do(build.held_by, ada)
    async with Page(ada.user) as page:
        welcome = await page.join()
    assert welcome["me"] == {
        "id": ada.pk,
        "name": "Ada",
        "presence": "online",
        "load": 1,
        "capacity": 3,
        "may_reply": True,
    }
    assert welcome["queues"][0]["name"] == "Support"
    assert welcome["counts"]["mine"] == 1


async def test_nothing_is_done_before_join(ada: AgentProfile) -> None:
    async with Page(ada.user) as page:
        error = await page.ask("list", query={"tab": "all"})
    assert error["code"] == "join_first"


async def test_manager_sees_everything_and_can_change_nothing(ada: AgentProfile) -> None:
    talk = await do(build.held_by, ada)
    public_id = str(talk.public_id)
    async with Page(await do(build.manager)) as page:
        assert (await page.join())["me"]["may_reply"] is False
        assert len((await page.ask("list", query={"tab": "all"}))["rows"]) == 1
        assert (await page.ask("open", conversation=public_id))["type"] == "opened"
        words = {"conversation": public_id, "client_id": "mona-0001", "text": "Hi"}
        for kind, fields in (
            ("reply", words),
            ("note", words),
            ("take_over", {"conversation": public_id}),
            ("resolve", {"conversation": public_id}),
            ("presence", {"presence": "online"}),
        ):
            assert (await page.ask(kind, **fields))["code"] == "read_only", kind


async def test_offer_rings_and_rings_again_on_a_reloaded_page(ada: AgentProfile) -> None:
    async with Page(ada.user) as page:
        await page.join()
        talk = await do(build.waiting)
        offer = await page.get("offer")
        assert offer["row"]["id"] == str(talk.public_id)
        assert (await page.get("me"))["me"]["load"] == 1
    async with Page(ada.user) as page:
        await page.join()
        assert (await page.get("offer"))["deadline_at"] == offer["deadline_at"]
        done = await page.ask("accept", conversation=offer["row"]["id"])
        assert done["type"] == "done"
        row = (await page.find(lambda frame: frame["type"] == "row"))["row"]
        assert row["id"] == offer["row"]["id"]


async def test_deeds_from_accept_to_resolve(ada: AgentProfile) -> None:
    talk = await do(build.waiting)
    sales = await do(build.queue, "Sales")
    on = {"conversation": str(talk.public_id)}
    async with Page(ada.user) as page:
        await page.join()
        steps: list[tuple[str, dict[str, Any]]] = [
            ("decline", on),
            ("take_over", on),
            ("reply", {**on, "client_id": "ada-00001", "text": "Hello"}),
            ("note", {**on, "client_id": "ada-00002", "text": "Hm"}),
            ("hand_back", {**on, "brief": "Done"}),
            ("take_over", on),
            ("transfer", {**on, "queue": sales.pk, "note": "Yours"}),
            ("take_over", on),
            ("resolve", {**on, "outcome": "no_reply"}),
        ]
        for kind, fields in steps:
            answer = await page.ask(kind, **fields)
            assert answer["type"] == "done", (kind, answer)
            newest = await do(Conversation.objects.get, pk=talk.pk)
            assert answer["seq"] <= newest.last_seq
    assert await do(build.state_of, talk) == "closed"
    texts = await do(lambda: list(Message.objects.values_list("text", flat=True)))
    assert texts == ["Hello?", "Hello", "Hm", "Yours"]


async def test_opened_conversation_is_followed_entry_by_entry(ada: AgentProfile) -> None:
    talk = await do(build.held_by, ada)
    public_id = str(talk.public_id)
    async with Page(ada.user) as page:
        await page.join()
        opened = await page.ask("open", conversation=public_id)
        seq = await do(build.say, talk, "One more thing")
        entry = (await page.get("entry"))["entry"]
        assert entry["seq"] == seq == opened["view"]["seq"] + 1
        await page.send("leave", conversation=public_id)
        await page.ask("list", query={"tab": "all"})
        await do(build.say, talk, "And another")
        row = await page.find(lambda frame: frame["type"] in {"row", "entry"})
        assert row["type"] == "row"


async def test_nothing_between_subscribing_and_reading_is_lost(
    ada: AgentProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = await do(build.held_by, ada)
    read = selectors.opened

    def read_late(*args: Any) -> Any:
        found = read(*args)
        build.say(talk, "Just now")
        return found

    monkeypatch.setattr(selectors, "opened", read_late)
    async with Page(ada.user) as page:
        await page.join()
        ref = await page.send("open", conversation=str(talk.public_id))
        frames = [
            await page.find(lambda frame: frame["type"] in {"entry", "opened"}) for _ in range(2)
        ]
    [opened] = [frame for frame in frames if frame.get("ref") == ref]
    [entry] = [frame["entry"] for frame in frames if frame["type"] == "entry"]
    assert entry["seq"] == opened["view"]["seq"] + 1


async def test_resume_brings_what_was_missed_and_a_snapshot_when_it_is_too_much(
    ada: AgentProfile, settings: Any
) -> None:
    talk = await do(build.held_by, ada)
    public_id = str(talk.public_id)
    settings.LIVE = {**settings.LIVE, "resume_max_entries": 5}
    async with Page(ada.user) as page:
        await page.join()
        view = (await page.ask("open", conversation=public_id))["view"]
        await page.send("leave", conversation=public_id)
        for number in range(5):
            await do(build.say, talk, str(number))
        await page.send("resume", conversation=public_id, after=view["seq"])
        entries = await page.get("entries")
        assert [one["payload"]["text"] for one in entries["entries"]] == list("01234")
        assert entries["seq"] == view["seq"] + 5
        await do(build.say, talk, "5")
        await page.send("resume", conversation=public_id, after=view["seq"])
        snapshot = await page.get("snapshot")
        assert snapshot["view"]["seq"] == view["seq"] + 6


async def test_heartbeat_tells_the_newest_numbers_from_the_database(ada: AgentProfile) -> None:
    talk = await do(build.held_by, ada)
    public_id = str(talk.public_id)
    async with Page(ada.user) as page:
        await page.join()
        await page.ask("open", conversation=public_id)
        # An entry whose frame was lost on the way:
        await do(Conversation.objects.filter(pk=talk.pk).update, last_seq=99)
        await page.send("beat")
        assert (await page.get("heartbeat"))["seqs"] == {public_id: 99}


async def test_older_items_come_page_by_page(ada: AgentProfile) -> None:
    talk = await do(build.held_by, ada)
    public_id = str(talk.public_id)
    async with Page(ada.user) as page:
        await page.join()
        ref = await page.send("history", conversation=public_id, before=5, limit=1)
        history = await page.get("history")
        assert [item["seq"] for item in history["items"]] == [4]
        assert history["more"] is True
        assert (await page.get("done"))["ref"] == ref


async def test_row_and_counts_follow_what_happens(ada: AgentProfile) -> None:
    async with Page(ada.user) as page:
        await page.join()
        await do(services.set_presence, agent_id=ada.pk, presence=Presence.AWAY)
        talk = await do(build.waiting)
        rows: list[Any] = []
        counts: list[Any] = []

        def complete(frame: dict[str, Any]) -> bool:  # which of them comes first is left open
            if frame["type"] == "row" and frame["row"]["state"] == "queued":
                rows.append(frame["row"])
            if frame["type"] == "counts" and frame["counts"]["waiting"] == 1:
                counts.append(frame)
            return bool(rows and counts)

        await page.find(complete)
        assert rows[0]["unread"] == 1
        assert counts[0]["queues"][0]["waiting"] == 1
        newest = await do(Conversation.objects.get, pk=talk.pk)
        assert rows[0]["seq"] <= newest.last_seq


async def test_change_is_read_once_for_all_pages_and_not_again(
    ada: AgentProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    abel = await do(build.agent, "Abel")
    reads: list[list[int]] = []

    def counted(ids: list[int], agents: list[int]) -> Any:
        reads.append(ids)
        return selectors.rows_with_unread(ids, agents)

    monkeypatch.setattr(live, "rows_with_unread", counted)
    async with Page(ada.user) as first, Page(abel.user) as second, Page(ada.user) as third:
        pages = (first, second, third)
        for page in pages:
            await page.join()
        talk = await do(build.conversation)  # two changes, one after the other
        for page in pages:
            found = await page.find(
                lambda frame: frame["type"] == "row" and frame["row"]["seq"] == 2
            )
            assert found["row"]["unread"] == 1
    assert 1 <= sum(ids.count(talk.pk) for ids in reads) <= 2


async def test_lists_are_kept_up_to_date_whichever_page_was_first_and_after_the_last_has_left(
    ada: AgentProfile,
) -> None:
    async with Page(ada.user) as second:
        async with Page(ada.user) as first:
            await first.join()
            await second.join()
        talk = await do(build.conversation)
        await second.find(lambda frame: frame["type"] == "row")
    async with Page(ada.user) as late:
        await late.join()
        await do(build.say, talk, "Still there?")
        row = await late.find(lambda frame: frame["type"] == "row")
        assert row["row"]["id"] == str(talk.public_id)


async def test_reading_up_to_a_number_clears_unread(ada: AgentProfile) -> None:
    talk = await do(build.held_by, ada)
    async with Page(ada.user) as page:
        await page.join()
        assert (await page.ask("list", query={"tab": "mine"}))["rows"][0]["unread"] == 1
        await page.send("read", conversation=str(talk.public_id), seq=99)
        assert (await page.ask("list", query={"tab": "mine"}))["rows"][0]["unread"] == 0


async def test_owners_keys_reach_the_visitor_and_nobody_elses(
    ada: AgentProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(chat, "show_typing", lambda **fields: shown.append(fields))
    abel = await do(build.agent, "Abel")
    talk = await do(build.held_by, ada)
    for person in (abel, ada):
        async with Page(person.user) as page:
            await page.join()
            for _ in range(3):
                await page.send("typing", conversation=str(talk.public_id), on=True)
            await page.ask("list", query={"tab": "all"})
    [only] = shown
    assert (only["author"].name, only["on"]) == ("Ada", True)
