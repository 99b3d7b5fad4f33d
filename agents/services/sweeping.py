"""What makes sure: forgotten conversations, overdue offers, absent agents, and routing."""

from __future__ import annotations

import functools
import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agents.models import Assignment, QueueEntry
from agents.selectors import staff_conversations
from agents.services.locks import live_assignment, live_entry
from agents.services.offers import back_to_waiting, expire
from agents.services.ownership import release
from agents.services.presence import lose_absent
from agents.services.routing import route
from agents.services.steps import tried
from agents.services.waiting import enqueue, leave_queue
from agents.types import LIVE_ASSIGNMENTS, AssignmentState
from chat import services as chat
from chat.lifecycle import HUMAN_STATES
from chat.models import Conversation
from chat.types import SYSTEM, Move, State

logger = logging.getLogger(__name__)

_BATCH = 100
_HELD = (State.OFFERED.value, State.WITH_AGENT.value)
_BACK_TO_QUEUE = {State.OFFERED: Move.DECLINE, State.WITH_AGENT: Move.TRANSFER}


def sweep(now: datetime | None = None) -> dict[str, int]:
    """Nothing is overdue: offers expired, absent agents' conversations requeued, slots filled.

    Returns how many of each: "mended", "expired", "lost", "offered". Safe to run in any number of
    processes at once, and after any crash.
    """
    now = now or timezone.now()
    return {
        "mended": _mend_all(now),
        "expired": _expire_overdue(now),
        "lost": lose_absent(now),
        "offered": route(now=now),
    }


def _expire_overdue(now: datetime) -> int:
    overdue = Assignment.objects.filter(state=AssignmentState.OFFERED, deadline_at__lt=now)
    rows = overdue.order_by("deadline_at").values_list("pk", "conversation_id")
    return sum(
        tried("expire", conversation_id, functools.partial(expire, assignment_id=pk, now=now))
        for pk, conversation_id in list(rows)
    )


def _mend_all(now: datetime) -> int:
    """Conversations whose rows contradict their state, which no step of ours leaves behind.

    A faulty reaction or somebody's SQL could: then a visitor would wait for nobody.
    """
    return sum(tried("mend", pk, functools.partial(_mend, pk, now)) for pk in _suspects())


def _suspects() -> list[int]:
    """Conversations to look at closer, found by way of the few rows that are live.

    One query for all would read every closed conversation there ever was, every two seconds.
    """
    with_people = _contradictions().filter(state__in=HUMAN_STATES)
    others = staff_conversations().exclude(state__in=HUMAN_STATES)
    lies_there = Q(is_message=True, conversation__state=State.DEFERRED)
    live = QueueEntry.objects.filter(left_at__isnull=True)
    waits = live.exclude(lies_there).values("conversation_id")
    assigned = Assignment.objects.filter(state__in=LIVE_ASSIGNMENTS).values("conversation_id")
    found: set[int] = set()
    for rows in (with_people, others.filter(pk__in=waits), others.filter(pk__in=assigned)):
        found.update(rows.values_list("pk", flat=True)[:_BATCH])
    return sorted(found)


def _contradictions() -> QuerySet[Conversation]:
    assigned = Exists(
        Assignment.objects.filter(conversation=OuterRef("pk"), state__in=LIVE_ASSIGNMENTS)
    )
    live = QueueEntry.objects.filter(conversation=OuterRef("pk"), left_at__isnull=True)
    waits, is_there = Exists(live), Exists(live.filter(is_message=False))
    return staff_conversations().filter(
        Q(state=State.QUEUED) & (~Q(is_there) | Q(assigned))
        | Q(state__in=_HELD) & ~Q(assigned)
        | Q(state=State.WITH_AGENT) & Q(waits)
        | Q(state=State.DEFERRED) & (Q(is_there) | Q(assigned))
        | ~Q(state__in=[*HUMAN_STATES, State.DEFERRED]) & (Q(waits) | Q(assigned))
    )


@transaction.atomic
def _mend(conversation_id: int, now: datetime) -> bool:
    conversation = chat.lock(conversation_id)
    if not _contradictions().filter(pk=conversation_id).exists():
        return False
    logger.error("conversation mended", extra={"conversation": conversation_id})
    state = State(conversation.state)
    if state not in HUMAN_STATES:
        release(conversation_id, now=now)
    elif state is State.WITH_AGENT and live_assignment(conversation_id) is not None:
        leave_queue(conversation_id, now)
    else:
        _wait_again(conversation, now)
    return True


def _wait_again(conversation: Conversation, now: datetime) -> None:
    """Whatever was wrong, the conversation waits: the safe road is a person."""
    entry = live_entry(conversation.pk)
    if conversation.state == State.OFFERED and entry is not None and entry.is_message:
        back_to_waiting(conversation.pk, SYSTEM, "mended")
        return
    release(conversation.pk, now=now)
    back = _BACK_TO_QUEUE.get(State(conversation.state))
    if back is not None:
        chat.move(conversation_id=conversation.pk, move=back, actor=SYSTEM, reason="mended")
    enqueue(
        conversation_id=conversation.pk,
        queue_id=entry.queue_id if entry is not None else None,
        priority=entry.priority if entry is not None else None,
        reason=entry.reason if entry is not None else "mended",
        reason_text=entry.reason_text if entry is not None else _("It was left without anybody."),
        waiting_since=entry.entered_at if entry is not None else conversation.state_since,
        skills=entry.skills if entry is not None else (),
        now=now,
    )
