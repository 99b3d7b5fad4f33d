"""What makes sure: overdue handoffs move on, contradictions are mended, orphans get a handoff."""

from __future__ import annotations

import functools
import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agents import selectors as agents
from agents.models import QueueEntry
from agents.services import give_up_asking, route
from chat import services as chat
from chat.models import Conversation
from chat.types import State
from escalation import selectors
from escalation.models import Handoff
from escalation.services.falling_back import fall_back
from escalation.services.ladder import climb
from escalation.services.reminding import sweep_promises
from escalation.services.settling import capture, open_again, settle
from escalation.services.steps import BATCH, each, keys
from escalation.types import (
    OPEN_STATES,
    CapturedBasis,
    HandoffOrigin,
    HandoffState,
)

logger = logging.getLogger(__name__)

_OFFER_GRACE = timedelta(seconds=15)
"""How long an overdue handoff waits for the answer to an offer under way; offers expire anyway."""

_SETTLED_BY_STATE = {
    State.WITH_AGENT: HandoffState.CONNECTED,
    State.ASSISTANT: HandoffState.RETURNED,
    State.CLOSED: HandoffState.ABANDONED,
}


def sweep(now: datetime | None = None) -> dict[str, int]:
    """Nothing is overdue: each handoff past its deadline is one step further on the ladder.

    Returns how many of each: "moved", "mended", "adopted", and of promises "promised", "reminded",
    "laid_aside", "alarmed". Safe to run in any number of processes at once, twice, and after any
    crash. A handoff that cannot be moved never stops the others.
    """
    now = now or timezone.now()
    return {
        "moved": each(_overdue(now), functools.partial(_move_on, now=now)),
        "mended": each(keys(selectors.contradictory_handoffs()), _mend),
        "adopted": each(keys(selectors.orphaned_conversations()), _adopt),
        **sweep_promises(now),
    }


def _overdue(now: datetime) -> list[int]:
    rows = Handoff.objects.filter(state__in=OPEN_STATES, deadline_at__lt=now)
    return list(rows.order_by("deadline_at").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _move_on(handoff_id: int, *, now: datetime) -> bool:
    conversation_id = Handoff.objects.values_list("conversation_id", flat=True).get(pk=handoff_id)
    conversation = chat.lock(conversation_id)
    handoff = selectors.open_handoff(conversation_id)
    if handoff is None or handoff.pk != handoff_id:
        return False
    if handoff.deadline_at is None or handoff.deadline_at >= now:
        return False
    if handoff.state == HandoffState.FALLBACK:
        climb(conversation, handoff, now)
        return True
    return _look_after(conversation, handoff, now)


def _look_after(conversation: Conversation, handoff: Handoff, now: datetime) -> bool:
    """A person first, for as long as the queue allows; then the fallback."""
    if conversation.state == State.OFFERED:
        _postpone(handoff, now + _OFFER_GRACE)
        return True
    longest = _longest_wait(handoff)
    if not handoff.extended and longest > now and _somebody_online(handoff, now):
        handoff.extended = True
        _postpone(handoff, longest)
        transaction.on_commit(functools.partial(route, queue_id=handoff.queue_id))
        return True
    return _give_up(conversation, handoff, now)


def _give_up(conversation: Conversation, handoff: Handoff, now: datetime) -> bool:
    """Nobody came in time: whoever reacts to that goes first (a flow), the fallback makes sure."""
    if give_up_asking(conversation_id=conversation.pk, now=now):
        handoff.refresh_from_db()
        if handoff.state != HandoffState.PENDING or _is_later(handoff.deadline_at, now):
            return True
    return fall_back(conversation_id=conversation.pk, now=now)


def _is_later(deadline_at: datetime | None, now: datetime) -> bool:
    return deadline_at is not None and deadline_at > now


def _postpone(handoff: Handoff, until: datetime) -> None:
    handoff.deadline_at = until
    handoff.save(update_fields=["deadline_at", "extended"])


def _longest_wait(handoff: Handoff) -> datetime:
    queue = handoff.queue or agents.default_queue()
    return handoff.requested_at + timedelta(seconds=queue.max_wait_s)


def _somebody_online(handoff: Handoff, now: datetime) -> bool:
    queue = handoff.queue or agents.default_queue()
    return agents.has_online(queue.pk, now)


@transaction.atomic
def _mend(handoff_id: int) -> bool:
    """An open handoff whose conversation is elsewhere is settled by where the conversation is."""
    conversation_id = Handoff.objects.values_list("conversation_id", flat=True).get(pk=handoff_id)
    conversation = chat.lock(conversation_id)
    if not selectors.contradictory_handoffs().filter(pk=handoff_id).exists():
        return False
    state = State(conversation.state)
    logger.error("handoff mended", extra={"handoff": handoff_id, "state": state.value})
    if state is State.DEFERRED:
        return _capture(handoff_id)
    if state not in _SETTLED_BY_STATE:  # it waits in a queue again: the ladder begins anew
        anew = {"state": HandoffState.PENDING.value, "rungs": [], "form_id": ""}
        Handoff.objects.filter(pk=handoff_id).update(**anew)
        return True
    owner = agents.owner_of(conversation_id) if state is State.WITH_AGENT else None
    return settle(
        handoff_id=handoff_id,
        state=_SETTLED_BY_STATE[state],
        agent_id=owner.pk if owner is not None else None,
    )


def _capture(handoff_id: int) -> bool:
    """What was said is kept and promised to be answered. The conversation's row is locked."""
    handoff = Handoff.objects.select_related("queue").get(pk=handoff_id)
    return capture(handoff, basis=CapturedBasis.CONVERSATION, now=timezone.now())


@transaction.atomic
def _adopt(conversation_id: int) -> bool:
    """A conversation that waits without a handoff gets one, and with it a deadline."""
    conversation = chat.lock(conversation_id)
    if not selectors.orphaned_conversations().filter(pk=conversation_id).exists():
        return False
    logger.error("waiting conversation adopted", extra={"conversation": conversation_id})
    handoff = open_again(conversation_id, HandoffOrigin.RECOVERED)
    if conversation.state == State.DEFERRED:
        return _capture(handoff.pk)
    entry = QueueEntry.objects.filter(conversation=conversation_id, left_at__isnull=True).first()
    if entry is not None:
        Handoff.objects.filter(pk=handoff.pk).update(queue_id=entry.queue_id)
    return True
