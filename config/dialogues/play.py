"""One dialogue through a visitor's socket, and what a fresh look at its transcript says."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from chat.frames import ConversationView, Item, MessageItem
from chat.types import AuthorKind, State
from config.dialogues.recorded import Dialogue
from config.dialogues.visitor import LiveVisitor

WITH_PEOPLE = frozenset({State.QUEUED, State.OFFERED, State.WITH_AGENT, State.DEFERRED})
_STORED_WITHIN_S = 120.0
"""For one message; a server that is restarted meanwhile needs part of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where dialogues are played. `patience_s`: how long a visitor waits for an answer."""

    base: str
    site: str
    patience_s: float
    behind_us: bool = False  # the server takes visitors' addresses from us


@dataclass(slots=True)
class Played:
    """What became of one dialogue.

    `lost`: messages that the stored transcript does not have; `doubled`: that it has more than
    once; `out_of_order`: that stand before an earlier one. `state`: before the visitor left.
    `spoke_over`: words of the assistant while people had the conversation. `altered`: messages
    whose words are not those that were sent. `shown_otherwise`: the live view was another one.
    """

    id: str
    conversation: str = ""
    sent: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    assistant_messages: int = 0
    escalated: bool = False
    state: str | None = None
    unanswered: int = 0
    spoke_over: int = 0
    altered: int = 0
    shown_otherwise: bool = False
    refused: tuple[str, ...] = ()
    ack_s: list[float] = field(default_factory=list)
    first_words_s: list[float] = field(default_factory=list)

    def to_json(self, reason: str | None) -> dict[str, Any]:
        """The row of the output."""
        return {
            "id": self.id,
            "sent": self.sent,
            "acknowledged": self.acknowledged,
            "lost": self.lost,
            "doubled": self.doubled,
            "out_of_order": self.out_of_order,
            "assistant_messages": self.assistant_messages,
            "escalated": self.escalated,
            "reason": reason,
            "final_state": self.state,
        }


async def play(dialogue: Dialogue, place: Place, address: str = "") -> Played:
    """The customer's side was said, one message after the other, and the visitor has left.

    As long as the assistant has the conversation, the visitor waits for its answer; from people
    they wait for nothing. Raises RefusedVisitorError when the server takes no visitors.
    """
    played = Played(dialogue.id)
    if not dialogue.words:
        return played
    visitor = LiveVisitor(place.base, place.site, address if place.behind_us else "")
    await visitor.start()
    sent = {uuid.uuid4().hex: words for words in dialogue.words}
    try:
        with contextlib.suppress(TimeoutError):  # then it sends as soon as it can
            await visitor.until(lambda: visitor.is_welcome, _STORED_WITHIN_S)
        for client_id, words in sent.items():
            await _say(visitor, client_id, words, played, place)
        judge(played, visitor, sent, await _look_again(visitor, place))
        await _leave(visitor)
    finally:
        await visitor.stop()
    return played


async def _say(
    visitor: LiveVisitor, client_id: str, words: str, played: Played, place: Place
) -> None:
    """The message is stored, and the assistant's answer, if it owes one, has come or is overdue."""
    played.sent += 1
    began = time.monotonic()
    with contextlib.suppress(TimeoutError):
        await visitor.say(words, _STORED_WITHIN_S, client_id)
    if client_id not in visitor.acknowledged:
        return
    played.ack_s.append(time.monotonic() - began)
    try:
        await visitor.until(lambda: _is_answered(visitor, client_id), place.patience_s)
    except TimeoutError:
        played.unanswered += 1
    if visitor.heard_at is not None:
        played.first_words_s.append(visitor.heard_at - began)


def _is_answered(visitor: LiveVisitor, client_id: str) -> bool:
    """Whether the assistant said something after this message, or has no longer to."""
    view = visitor.view
    if view is None:
        return False
    heard = view.state != State.ASSISTANT
    for item in reversed(view.items):
        if isinstance(item, MessageItem):
            if item.client_id == client_id:
                return heard
            heard = heard or item.author == AuthorKind.ASSISTANT
    return False


async def _look_again(visitor: LiveVisitor, place: Place) -> ConversationView | None:
    """What a browser shows that knows nothing yet but who the visitor is: everything stored.

    None when the server does not say.
    """
    fresh = LiveVisitor(place.base, place.site, token=visitor.token, ws_url=visitor.ws_url)
    await fresh.start()
    try:
        await fresh.until(lambda: fresh.view is not None, _STORED_WITHIN_S)
        older = await fresh.older()
    except TimeoutError:
        return None
    finally:
        await fresh.stop()
    view = fresh.view
    return view and view.model_copy(update={"items": [*older, *view.items]})


def judge(
    played: Played, visitor: LiveVisitor, sent: dict[str, str], stored: ConversationView | None
) -> None:
    """Fills in what the transcript says about the messages; without one, all count as lost."""
    played.acknowledged = sum(client_id in visitor.acknowledged for client_id in sent)
    played.refused = tuple(visitor.refused.values())
    if stored is None:
        played.lost = len(sent)
        return
    messages = [item for item in stored.items if isinstance(item, MessageItem)]
    own = [item for item in messages if item.client_id in sent]
    times = Counter(item.client_id for item in own)
    played.conversation = stored.id
    played.lost = sum(not times[client_id] for client_id in sent)
    played.doubled = sum(count - 1 for count in times.values())
    played.out_of_order = _inversions([item.client_id for item in own], list(sent))
    played.altered = sum(item.text.split() != sent[item.client_id or ""].split() for item in own)
    played.assistant_messages = sum(item.author == AuthorKind.ASSISTANT for item in messages)
    played.state = stored.state.value
    played.escalated = stored.state in WITH_PEOPLE or any(
        entry.state in WITH_PEOPLE for entry in visitor.entries
    )
    played.spoke_over = sum(
        entry.state in WITH_PEOPLE and entry.payload.get("author") == AuthorKind.ASSISTANT
        for entry in visitor.entries
    )
    played.shown_otherwise = not _ends_alike(visitor.view, stored.items)


def _inversions(found: Sequence[str | None], sent: Sequence[str]) -> int:
    """How many of the messages that were found stand right before one that was sent earlier."""
    places = {client_id: place for place, client_id in enumerate(sent)}
    order = [places[client_id] for client_id in found if client_id is not None]
    return sum(later < earlier for earlier, later in pairwise(order))


def _ends_alike(live: ConversationView | None, stored: Sequence[Item]) -> bool:
    """Whether the live view shows what is stored, as far as it reaches back.

    Entries that came between the two looks are the newer one's only.
    """
    if live is None:
        return False
    known = [item for item in stored if item.seq <= live.seq]
    return known[-len(live.items) :] == live.items if live.items else not known


async def _leave(visitor: LiveVisitor) -> None:
    """The visitor ended the conversation, as with the button; a server that is away may miss it."""
    if visitor.state == State.CLOSED:
        return
    await visitor.send({"type": "end"})
    with contextlib.suppress(TimeoutError):
        await visitor.until(lambda: visitor.state == State.CLOSED, 10)


async def play_all(
    dialogues: Sequence[Dialogue], place: Place, at_once: int, done: Callable[[], None]
) -> list[Played]:
    """All of them, some at once, results in the order of the dialogues. `done`: called after each.

    Raises RefusedVisitorError when the server takes no visitors; the others are left then.
    """
    free = asyncio.Semaphore(at_once)

    async def one(number: int, dialogue: Dialogue) -> Played:
        async with free:
            played = await play(dialogue, place, _address(number))
        done()
        return played

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(*pair)) for pair in enumerate(dialogues)]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from failed
    return [task.result() for task in tasks]


def _address(number: int) -> str:
    """An address of its own for each visitor, from the range that is set aside for tests."""
    return f"198.{18 + number // 65536 % 2}.{number // 256 % 256}.{number % 256}"
