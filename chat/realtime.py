"""The only sender on the channel layer: orders, serialises once, never blocks a transaction.

Frames may be published from any thread of any process. One loop per process drains one queue, so
what was committed first is sent first. The layer may lose frames; numbers and resuming heal that.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from chat.frames import EntryFrame, EntryView, Frame
from chat.projection import for_visitor
from chat.types import Entry, State

logger = logging.getLogger(__name__)

INBOX_GROUP = "inbox"
_AT_ONCE = 100
"""Frames of one round trip."""
_MAX_PENDING = 20_000
"""Frames kept while the layer is away; older ones go first, their readers resume by number."""


def staff_group(public_id: str) -> str:
    """The group of everybody on the staff side who looks at this conversation."""
    return f"conversation.{public_id}.staff"


def visitor_group(public_id: str) -> str:
    """The group of the visitor's sockets."""
    return f"conversation.{public_id}.visitor"


def agent_group(agent_id: int) -> str:
    """The group of one agent's sockets."""
    return f"agent.{agent_id}"


class _OwnLoop:
    """A loop on a thread of its own, for processes that serve no sockets."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        self.loop.run_forever()
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        if tasks:
            self.loop.run_until_complete(asyncio.wait(tasks))
        self.loop.close()

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()


class _Publisher:
    """One ordered queue, drained by one loop: the server's where there is one, else its own."""

    def __init__(self) -> None:
        self._pending: deque[tuple[str, dict[str, Any]]] = deque(maxlen=_MAX_PENDING)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._own: _OwnLoop | None = None
        self._draining = False
        self._task: asyncio.Task[None] | None = None

    def bind(self, loop: asyncio.AbstractEventLoop | None) -> None:
        with self._lock:
            if self._loop is loop:
                return
            own, self._own = self._own, None
            self._loop = loop
            self._draining = bool(self._pending) and loop is not None
            if loop is not None and self._draining:
                loop.call_soon_threadsafe(self._start)
        if own is not None:
            own.end()

    def forget(self) -> None:
        self.bind(None)
        self._pending.clear()

    def serving_loop(self) -> asyncio.AbstractEventLoop | None:
        with self._lock:
            usable = self._own is None and self._loop is not None and not self._loop.is_closed()
            return self._loop if usable else None

    def put(self, group: str, message: dict[str, Any]) -> None:
        with self._lock:
            self._pending.append((group, message))
            loop = self._usable_loop()
            if self._draining:
                return
            loop.call_soon_threadsafe(self._start)
            self._draining = True

    def _usable_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None or self._loop.is_closed():
            self._own = _OwnLoop()
            self._loop = self._own.loop
            self._draining = False
        return self._loop

    def _start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._drain())

    async def _drain(self) -> None:
        layer, loop = get_channel_layer(), asyncio.get_running_loop()
        at_once = _AT_ONCE if hasattr(layer, "group_send_many") else 1
        while True:
            with self._lock:
                if self._loop is not loop:
                    return  # another loop has taken over
                if not self._pending:
                    self._draining = False
                    return
                count = min(at_once, len(self._pending))
                batch = [self._pending.popleft() for _ in range(count)]
            try:
                await _send(layer, batch)
            except (RedisError, OSError) as error:
                logger.warning("frame not sent", extra={"error": type(error).__name__})


async def _send(layer: Any, batch: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """In one go where the layer can; one by one, too, when a frame among them is bad."""
    if len(batch) > 1:
        try:
            await layer.group_send_many(batch)
        except (RedisError, OSError):
            raise
        except Exception:
            logger.exception("frames are sent one by one", extra={"count": len(batch)})
        else:
            return
    for group, message in batch:
        try:
            await layer.group_send(group, message)
        except (RedisError, OSError):
            raise
        except Exception:  # one bad frame must not silence the process
            logger.exception("frame not sent", extra={"group": group})


_publisher = _Publisher()


def bind_running_loop() -> None:
    """From now on the running loop sends this process's frames; consumers call it on connect."""
    _publisher.bind(asyncio.get_running_loop())


def serving_loop() -> asyncio.AbstractEventLoop | None:
    """The loop that serves this process's sockets; None in workers and commands."""
    return _publisher.serving_loop()


def stop() -> None:
    """No loop is bound, our own one has ended, nothing waits to be sent; tests call it."""
    _publisher.forget()


def publish(group: str, frame: Frame) -> None:
    """Schedules `frame` for everybody in `group`; call it after commit. Never blocks."""
    _publisher.put(group, {"type": "frame.send", "frame": frame.model_dump_json()})


def publish_raw(group: str, message: dict[str, Any]) -> None:
    """Schedules a message for the consumers themselves (its `type` names their method)."""
    _publisher.put(group, message)


def entry_view(entry: Entry) -> EntryView:
    """The entry as staff see it."""
    return EntryView.model_construct(
        seq=entry.seq,
        kind=entry.kind,
        at=entry.at,
        state=State(entry.state),
        payload=dict(entry.payload),
    )


def publish_entry(entry: Entry) -> None:
    """Sends a committed entry to staff, its projection to the visitor, and a ping to inboxes."""
    staff = EntryFrame.model_construct(conversation=entry.public_id, entry=entry_view(entry))
    publish(staff_group(entry.public_id), staff)
    projected = for_visitor(entry)
    if projected is not None:
        frame = EntryFrame.model_construct(conversation=entry.public_id, entry=projected)
        publish(visitor_group(entry.public_id), frame)
    publish_raw(
        INBOX_GROUP,
        {
            "type": "conversation.changed",
            "conversation": entry.conversation_id,
            "public_id": entry.public_id,
            "seq": entry.seq,
        },
    )


def publish_figures_changed() -> None:
    """Pages that show how queues and people stand read it again; call it after commit.

    For what belongs to no conversation: a queue was closed, somebody came or went.
    """
    publish_raw(
        INBOX_GROUP, {"type": "conversation.changed", "conversation": 0, "public_id": "", "seq": 0}
    )
