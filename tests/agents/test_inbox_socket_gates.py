"""The inbox page's socket under hand-made, broken and slow clients."""

from __future__ import annotations

from typing import Any

import pytest

from agents import selectors, services
from agents.models import AgentProfile
from chat import services as chat
from chat.models import Message
from chat.types import VISITOR, Move
from tests.agents import builders as build
from tests.agents.pages import Page, do

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def ada() -> AgentProfile:
    return await do(build.agent, "Ada")


async def test_hand_made_frames_cannot_skip_a_gate(ada: AgentProfile) -> None:
    abel = await do(build.agent, "Abel")
    talk = await do(build.held_by, ada)
    on = {"conversation": str(talk.public_id)}
    async with Page(abel.user) as page:
        await page.join()
        words = {**on, "client_id": "abel-0001", "text": "Let me in"}
        expected = {
            "reply": "not_yours",
            "hand_back": "not_yours",
            "resolve": "not_yours",
            "accept": "not_offered",
            "decline": "not_offered",
            "take_over": "owned",
        }
        for kind, code in expected.items():
            answer = await page.ask(kind, **(words if kind == "reply" else on))
            assert (answer["type"], answer["code"]) == ("error", code), kind
        answer = await page.ask("transfer", **on, queue=1)
        assert answer["code"] == "not_yours"
    assert not await do(Message.objects.filter(author_kind="agent").exists)
    assert (await do(build.live, talk)).agent_id == ada.pk  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "{",
        "[]",
        '{"type": "fly"}',
        '{"type": "open", "ref": "1"}',
        '{"type": "beat", "agent_id": 7}',
        '{"type": "reply", "ref": "1", "conversation": "x", "client_id": "y", "text": ""}',
    ],
)
async def test_malformed_frame_is_answered_and_the_socket_goes_on(
    text: str, ada: AgentProfile
) -> None:
    async with Page(ada.user) as page:
        await page.join()
        await page.socket.send_to(text_data=text)
        assert (await page.get("error"))["code"] == "bad_frame"
        await page.send("beat")
        assert await page.get("heartbeat") == {"type": "heartbeat", "seqs": {}}


async def test_unknown_conversation_is_not_found(ada: AgentProfile) -> None:
    async with Page(ada.user) as page:
        await page.join()
        for unknown in ("0" * 36, "0b6f6c0e-2f4b-4b59-9c1e-3a5f8f6d2c11"):
            assert (await page.ask("open", conversation=unknown))["code"] == "not_found"
            assert (await page.ask("take_over", conversation=unknown))["code"] == "not_found"


async def test_faulty_step_is_answered_and_the_socket_goes_on(
    ada: AgentProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("broken")

    async with Page(ada.user) as page:
        await page.join()
        with monkeypatch.context() as patch:
            patch.setattr(selectors, "rows", broken)
            assert (await page.ask("list", query={"tab": "all"}))["code"] == "failed"
        assert (await page.ask("list", query={"tab": "all"}))["type"] == "rows"


async def test_slow_client_is_closed_with_4408(
    ada: AgentProfile, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.consumers._DRAIN_BYTES_PER_S", 0)
    talk = await do(build.held_by, ada)
    settings.LIVE = {**settings.LIVE, "socket_max_queued_bytes": 4000}
    async with Page(ada.user) as page:
        await page.join()
        await page.ask("open", conversation=str(talk.public_id))
        for number in range(20):
            await do(build.say, talk, f"{number} " + "words " * 40)
        assert await page.close_code() == 4408


async def test_page_of_a_deactivated_account_is_closed_at_its_next_sign_of_life(
    ada: AgentProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.consumers._ACCESS_INTERVAL_S", 0.0)
    async with Page(ada.user) as page:
        await page.join()
        await do(type(ada.user).objects.filter(pk=ada.pk).update, is_active=False)
        await page.send("beat")
        assert await page.close_code() == 4403


async def test_open_page_keeps_the_agent_online_and_a_closed_one_runs_out(
    ada: AgentProfile,
) -> None:
    talk = await do(build.held_by, ada)
    await do(build.close_the_laptop, ada)
    async with Page(ada.user) as page:
        await page.join()  # a sign of life
        assert (await do(services.sweep))["lost"] == 0
    assert (await do(services.sweep))["lost"] == 0  # the grace begins
    assert (await do(services.sweep, now=build.later(60)))["lost"] == 1
    assert await do(build.state_of, talk) == "queued"


async def test_visitor_who_ends_frees_the_agent_before_their_eyes(ada: AgentProfile) -> None:
    talk = await do(build.held_by, ada)
    async with Page(ada.user) as page:
        await page.join()
        await do(chat.move, conversation_id=talk.pk, move=Move.CLOSE, actor=VISITOR, reason="ended")
        me = await page.get("me")
        assert me["me"]["load"] == 0


async def test_busy_minute_does_not_look_like_a_slow_client(
    ada: AgentProfile, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.consumers._DRAIN_BYTES_PER_S", 10**9)
    talk = await do(build.held_by, ada)
    settings.LIVE = {**settings.LIVE, "socket_max_queued_bytes": 4000}
    async with Page(ada.user) as page:
        await page.join()
        await page.ask("open", conversation=str(talk.public_id))
        for number in range(20):
            seq = await do(build.say, talk, f"{number} " + "words " * 40)
            await page.find(
                lambda frame, seq=seq: frame["type"] == "entry" and frame["entry"]["seq"] == seq
            )


async def test_page_that_follows_too_many_conversations_leaves_the_oldest(
    ada: AgentProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.consumers._MAX_OPEN", 3)
    talks = [await do(build.conversation, text="") for _ in range(4)]
    async with Page(ada.user) as page:
        await page.join()
        for talk in talks:
            await page.ask("open", conversation=str(talk.public_id))
        await page.send("beat")
        seqs = (await page.get("heartbeat"))["seqs"]
    assert set(seqs) == {str(talk.public_id) for talk in talks[1:]}


async def test_an_agent_rates_an_answer_and_who_only_looks_does_not(ada: AgentProfile) -> None:
    talk = await do(build.conversation)
    source = [{"title": "Shipping", "url": "/shipping"}]
    await do(
        chat.post_assistant_message,
        conversation_id=talk.pk,
        text="3 EUR.",
        epoch=talk.epoch,
        citations=source,
        turn_id=5,
    )
    verdict: dict[str, Any] = {"conversation": str(talk.public_id), "turn": 5, "verdict": "wrong"}
    async with Page(ada.user) as page:
        await page.join()
        assert (await page.ask("rate", **verdict))["type"] == "done"
        answer = await page.ask("rate", **{**verdict, "turn": 6})
        assert (answer["type"], answer["code"]) == ("error", "not_rateable")
    async with Page(await do(build.manager)) as page:
        await page.join()
        assert (await page.ask("rate", **verdict))["code"] == "read_only"
