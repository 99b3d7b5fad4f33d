"""From a commit to the channel layer: once, in order, whichever thread it was, whatever fails."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.db import OperationalError, connection
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from redis.exceptions import ConnectionError as RedisConnectionError

from chat import realtime, services
from chat.dbthreads import in_db_thread
from chat.frames import Heartbeat
from chat.types import Author, AuthorKind
from tests import builders

Message = dict[str, Any]


class Layer:
    """A channel layer that keeps what it was sent, and fails when told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Message]] = []
        self.failures: list[Exception] = []
        self.changed = threading.Condition()

    async def group_send(self, group: str, message: Message) -> None:
        if self.failures:
            raise self.failures.pop(0)
        with self.changed:
            self.sent.append((group, message))
            self.changed.notify_all()

    def wait_for(self, count: int) -> list[tuple[str, Message]]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.sent) >= count, timeout=5), self.sent
        return self.sent


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> Layer:
    """Stands for the channel layer of every loop."""
    layer = Layer()
    monkeypatch.setattr(realtime, "get_channel_layer", lambda: layer)
    return layer


@pytest.mark.django_db
def test_an_entry_goes_to_staff_to_the_visitor_and_to_inboxes(
    layer: Layer, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    conversation = builders.open_conversation_with("Hello")
    with django_capture_on_commit_callbacks(execute=True):
        builders.answer(conversation, "Gladly.", detail={"confidence": 0.9})
        assert layer.sent == [], "nothing before the commit"
    public_id = str(conversation.public_id)
    (staff, visitor, inbox) = layer.wait_for(3)
    assert staff[0] == f"conversation.{public_id}.staff"
    assert json.loads(staff[1]["frame"])["entry"]["payload"]["detail"] == {"confidence": 0.9}
    assert visitor[0] == f"conversation.{public_id}.visitor"
    assert "confidence" not in visitor[1]["frame"]
    assert inbox == (
        "inbox",
        {
            "type": "conversation.changed",
            "conversation": conversation.pk,
            "public_id": public_id,
            "seq": 3,
        },
    )


@pytest.mark.django_db
def test_a_note_is_not_sent_to_the_visitor(
    layer: Layer, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    conversation = builders.open_conversation_with("Hello")
    with django_capture_on_commit_callbacks(execute=True):
        services.add_note(
            conversation_id=conversation.pk,
            agent=Author(AuthorKind.AGENT, "Ada"),
            text="Careful",
            client_id="client-00",
        )
    groups = [group for group, _ in layer.wait_for(2)]
    assert groups == [f"conversation.{conversation.public_id}.staff", "inbox"]


@pytest.mark.parametrize(
    ("author", "groups"),
    [
        (AuthorKind.VISITOR, ["conversation.x.staff"]),
        (AuthorKind.AGENT, ["conversation.x.visitor"]),
        (AuthorKind.ASSISTANT, ["conversation.x.visitor", "conversation.x.staff"]),
    ],
)
def test_typing_is_shown_to_the_other_side(
    layer: Layer, author: AuthorKind, groups: list[str]
) -> None:
    services.show_typing(public_id="x", author=Author(author, "A"), on=True)
    realtime.publish("end", Heartbeat(seq=0))
    assert [group for group, _ in layer.wait_for(len(groups) + 1)] == [*groups, "end"]


def test_frames_leave_in_the_order_in_which_they_were_published(layer: Layer) -> None:
    for number in range(200):
        realtime.publish("group", Heartbeat(seq=number))
    frames = [json.loads(message["frame"])["seq"] for _, message in layer.wait_for(200)]
    assert frames == list(range(200))


def test_every_thread_may_publish_and_nothing_is_lost(layer: Layer) -> None:
    def publish(thread: int) -> None:
        for number in range(50):
            realtime.publish(f"group.{thread}", Heartbeat(seq=number))

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = layer.wait_for(400)
    for number in range(8):
        own = [
            json.loads(message["frame"])["seq"]
            for group, message in sent
            if group[-1] == str(number)
        ]
        assert own == list(range(50))


@pytest.mark.parametrize("failure", [RedisConnectionError("away"), OSError(), TypeError("bad")])
def test_a_frame_that_cannot_be_sent_is_logged_and_the_next_one_leaves(
    layer: Layer, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    layer.failures = [failure]
    with caplog.at_level(logging.WARNING):
        realtime.publish("first", Heartbeat(seq=1))
        realtime.publish("second", Heartbeat(seq=2))
        layer.wait_for(1)
    assert [group for group, _ in layer.sent] == ["second"]
    assert "frame not sent" in caplog.text


class QuickLayer(Layer):
    """A layer that takes many frames at once, but none that says it is bad."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []

    async def group_send_many(self, batch: Sequence[tuple[str, Message]]) -> None:
        if any("bad" in group for group, _ in batch):
            raise TypeError("bad")
        self.batches.append(len(batch))
        for group, message in batch:
            await self.group_send(group, message)


@pytest.fixture
def quick_layer(monkeypatch: pytest.MonkeyPatch) -> QuickLayer:
    """Stands for the channel layer of every loop."""
    layer = QuickLayer()
    monkeypatch.setattr(realtime, "get_channel_layer", lambda: layer)
    return layer


async def test_frames_that_wait_together_are_sent_together_and_in_order(
    quick_layer: QuickLayer,
) -> None:
    realtime.bind_running_loop()
    for number in range(250):
        realtime.publish("group", Heartbeat(seq=number))
    await asyncio.get_running_loop().run_in_executor(None, quick_layer.wait_for, 250)
    frames = [json.loads(message["frame"])["seq"] for _, message in quick_layer.sent]
    assert frames == list(range(250))
    assert len(quick_layer.batches) <= 3


async def test_a_bad_frame_takes_no_other_with_it(
    quick_layer: QuickLayer, caplog: pytest.LogCaptureFixture
) -> None:
    realtime.bind_running_loop()
    send = quick_layer.group_send

    async def refusing(group: str, message: Message) -> None:
        if "bad" in group:
            raise TypeError("bad")
        await send(group, message)

    quick_layer.group_send = refusing  # type: ignore[method-assign]
    for group in ("first", "bad", "last"):
        realtime.publish(group, Heartbeat(seq=1))
    await asyncio.get_running_loop().run_in_executor(None, quick_layer.wait_for, 2)
    assert [group for group, _ in quick_layer.sent] == ["first", "last"]
    assert "frame not sent" in caplog.text


async def test_a_loop_that_serves_sockets_takes_over(layer: Layer) -> None:
    loops: set[asyncio.AbstractEventLoop] = set()
    send = layer.group_send

    async def noting(group: str, message: Message) -> None:
        loops.add(asyncio.get_running_loop())
        await send(group, message)

    layer.group_send = noting  # type: ignore[method-assign]
    realtime.publish("before", Heartbeat(seq=1))
    await asyncio.get_running_loop().run_in_executor(None, layer.wait_for, 1)
    assert realtime.serving_loop() is None
    realtime.bind_running_loop()
    assert realtime.serving_loop() is asyncio.get_running_loop()
    realtime.publish("after", Heartbeat(seq=2))
    await asyncio.get_running_loop().run_in_executor(None, layer.wait_for, 2)
    assert len(loops) == 2
    names = {thread.name for thread in threading.enumerate()}
    assert "publisher" not in names, "the loop of its own has ended"


def test_stopping_leaves_no_thread_and_publishing_starts_anew(layer: Layer) -> None:
    realtime.publish("one", Heartbeat(seq=1))
    layer.wait_for(1)
    realtime.stop()
    assert "publisher" not in {thread.name for thread in threading.enumerate()}
    realtime.publish("two", Heartbeat(seq=2))
    assert layer.wait_for(2)[1][0] == "two"


@pytest.mark.services
async def test_frames_cross_a_real_channel_layer() -> None:
    realtime.bind_running_loop()
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add("group", channel)
    for number in range(300):
        realtime.publish("group", Heartbeat(seq=number))
    received = [await asyncio.wait_for(layer.receive(channel), 5) for _ in range(300)]
    assert [json.loads(message["frame"])["seq"] for message in received] == list(range(300))
    await layer.flush()


# The threads that do the database work of coroutines


async def test_database_work_is_done_beside_the_loop_and_its_errors_pass() -> None:
    assert await in_db_thread(lambda: threading.current_thread().name.startswith("db"))

    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await in_db_thread(fail)


async def test_one_waiting_thread_does_not_hold_up_the_others() -> None:
    free = threading.Event()
    waiting = asyncio.create_task(in_db_thread(free.wait, 5))
    assert await in_db_thread(lambda: "done") == "done"
    free.set()
    assert await waiting


@pytest.mark.django_db(transaction=True)
async def test_a_connection_that_was_lost_is_replaced(settings: Settings) -> None:
    settings.LIVE = {**settings.LIVE, "db_threads": 1}

    def ask(sql: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]

    first = await in_db_thread(ask, "SELECT pg_backend_pid()")
    with pytest.raises(OperationalError):
        await in_db_thread(ask, f"SELECT pg_terminate_backend({first})")
    assert await in_db_thread(ask, "SELECT pg_backend_pid()") != first
