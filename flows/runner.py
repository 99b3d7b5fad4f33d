"""Runs turns as tasks of the server process: one for each conversation, with a lease.

A process that dies leaves its lease to expire; the sweeper tries once more, then asks for a
person. `run_turn` is an ordinary coroutine, so workers run it in the sweep without change.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from chat.dbthreads import in_db_thread
from chat.models import Conversation, Message
from chat.realtime import serving_loop
from chat.services import lock
from chat.types import AuthorKind, State
from flows import services, turn_store
from flows.models import FlowRun, Turn
from flows.turn import run_turn
from flows.types import (
    OPEN_TURNS,
    SETTLED_TURNS,
    Happening,
    HappeningKind,
    RunState,
    TurnState,
    WaitFor,
)

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 2
UNCLAIMED_AFTER = timedelta(seconds=3)
"""A pending turn this old was never kicked, or its process died before it began."""

UNPLANNED_AFTER = timedelta(seconds=5)
_MAX_CONCURRENT = 64
_tasks: dict[int, asyncio.Task[None]] = {}
_slots: dict[int, asyncio.Semaphore] = {}


def kick(conversation_id: int) -> None:
    """Begins the conversation's open turn in this process, if it serves sockets.

    Called after commit, from any thread. Other processes leave it to the sweep.
    """
    loop = serving_loop()
    if loop is not None:
        loop.call_soon_threadsafe(_start, conversation_id)


def _start(conversation_id: int) -> None:
    task = asyncio.get_running_loop().create_task(_run_open(conversation_id))
    _tasks[id(task)] = task
    task.add_done_callback(lambda done: _tasks.pop(id(done), None))


def _slot() -> asyncio.Semaphore:
    loop = asyncio.get_running_loop()
    slot = _slots.get(id(loop))
    if slot is None:
        _slots.clear()
        slot = _slots[id(loop)] = asyncio.Semaphore(_MAX_CONCURRENT)
    return slot


async def _run_open(conversation_id: int) -> None:
    try:
        await _run_while_open(conversation_id)
    except (OperationalError, InterfaceError):
        logger.warning("turn left to the sweep", extra={"conversation": conversation_id})


async def _run_while_open(conversation_id: int) -> None:
    turn = await in_db_thread(services.open_turn_of, conversation_id)
    if turn is not None and turn.state == TurnState.PENDING:
        async with _slot():
            await run_guarded(turn.pk)
        await _run_while_open(conversation_id)


async def run_guarded(turn_id: int) -> None:
    """Runs the turn with its lease kept alive; whatever goes wrong, a person is asked for."""
    keeper = asyncio.create_task(_keep_lease(turn_id))
    try:
        await run_turn(turn_id)
    except (OperationalError, InterfaceError):
        logger.warning("turn left to the sweep", extra={"turn": turn_id})
    except Exception as error:
        logger.exception("turn failed", extra={"turn": turn_id})
        await in_db_thread(turn_store.fail, turn_id, type(error).__name__)
    finally:
        keeper.cancel()


async def _keep_lease(turn_id: int) -> None:
    while True:
        await asyncio.sleep(settings.LIVE["turn_lease_s"] / 3)
        try:
            if not await in_db_thread(turn_store.renew, turn_id):
                return
        except (OperationalError, InterfaceError):
            logger.warning("lease not renewed", extra={"turn": turn_id})


async def drain() -> None:
    """Waits for the turns under way; tests and an orderly stop call it."""
    while _tasks:
        await asyncio.gather(*list(_tasks.values()))


def sweep() -> list[int]:
    """Plans what was not planned, fails what failed twice. Returns the turns that want running.

    A run or turn that cannot be moved never stops the others.
    """
    now = timezone.now()
    _each(_overdue_runs(), _time_out)
    _each(_forgotten(), _plan)
    _each(_expired(), _recover)
    waiting = Turn.objects.filter(
        state=TurnState.PENDING.value, created_at__lt=now - UNCLAIMED_AFTER
    )
    return list(waiting.order_by("created_at").values_list("pk", flat=True)[:50])


def _each(keys: Iterable[int], step: Callable[[int], None]) -> None:
    for key in keys:
        try:
            step(key)
        except Exception:
            logger.exception("sweep step failed", extra={"step": step.__name__, "row": key})


def _expired() -> list[int]:
    running = Turn.objects.filter(state=TurnState.RUNNING.value, lease_until__lt=timezone.now())
    return list(running.values_list("pk", flat=True)[:100])


@transaction.atomic
def _recover(turn_id: int) -> None:
    turn = Turn.objects.select_related("conversation").get(pk=turn_id)
    lock(turn.conversation_id)
    attempts = turn.attempts
    if attempts >= MAX_ATTEMPTS or turn.shown:
        turn_store.fail(turn_id, "lease_expired")
        return
    Turn.objects.filter(pk=turn_id, state=TurnState.RUNNING.value).update(
        state=TurnState.PENDING.value, lease_until=None
    )


def _forgotten() -> list[int]:
    """Conversations with words of the visitor that the assistant owes an answer to, without a turn.

    Words of an earlier episode are not owed one: a person has dealt with them.
    """
    now = timezone.now()
    said = Message.objects.filter(
        conversation=OuterRef("pk"),
        episode=OuterRef("episode"),
        author_kind=AuthorKind.VISITOR.value,
    )
    dealt_with = Turn.objects.filter(
        conversation=OuterRef("pk"),
        created_at__gte=OuterRef("last_message_at"),
        state__in=[state.value for state in SETTLED_TURNS],
    )
    busy_elsewhere = FlowRun.objects.filter(
        conversation=OuterRef("pk"), state=RunState.WAITING.value
    ).exclude(waiting_for=WaitFor.VISITOR.value)
    return list(
        Conversation.objects.filter(
            state=State.ASSISTANT.value,
            last_message_author=AuthorKind.VISITOR.value,
            last_message_at__lt=now - UNPLANNED_AFTER,
        )
        .exclude(turns__state__in=[state.value for state in OPEN_TURNS])
        .exclude(Exists(dealt_with))
        .exclude(Exists(busy_elsewhere))
        .filter(Exists(said))
        .values_list("pk", flat=True)[:100]
    )


@transaction.atomic
def _plan(conversation_id: int) -> None:
    conversation = lock(conversation_id)
    services.plan_turn(conversation_id=conversation_id, upto_seq=conversation.last_seq)


def _overdue_runs() -> list[int]:
    """Conversations whose run has waited for long enough, longest overdue first."""
    due = FlowRun.objects.filter(state=RunState.WAITING.value, deadline_at__lt=timezone.now())
    return list(due.order_by("deadline_at").values_list("conversation_id", flat=True)[:100])


def _time_out(conversation_id: int) -> None:
    services.tell(conversation_id=conversation_id, happening=Happening(HappeningKind.TIMED_OUT))
