"""What steps of a flow want of people: one who talks, one who follows up, one who calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from agents import selectors as agents
from agents.services import enqueue
from chat.models import Conversation
from chat.services import move
from chat.types import SYSTEM, Move, State
from escalation import selectors as escalation
from escalation.services import escalate, fall_back, hold, promise_callback, turn_away
from escalation.types import ReasonCode
from flows.effects import RequestCallback, RequestHuman
from flows.episodes import NOBODY_CAME
from flows.models import FlowRun
from flows.types import RunState, Step, WaitFor

_LONGEST_HOLD = timedelta(minutes=30)
"""So long at most a step may look after somebody who waits, before the fallback does."""


def request_human(conversation: Conversation, request: RequestHuman) -> bool:
    """A person is asked for; what waits already is moved to the node's queue.

    Where that queue takes no newcomers the wait is over at once. False when nothing had to be done.
    """
    named = agents.queue_by_slug(request.queue) if request.queue else None
    queue = named or agents.default_queue()
    priority = request.priority * 10 or None
    handoff = escalation.open_handoff(conversation.pk)
    if handoff is None and conversation.state == State.ASSISTANT:
        escalate(
            conversation_id=conversation.pk,
            epoch=None,
            reason=ReasonCode.FLOW_STEP,
            sentence="The flow leads to a person here.",
            fired=(),
            queue_id=queue.pk,
            priority=priority,
            skills=request.skills,
        )
        return True
    if handoff is None or conversation.state != State.QUEUED:
        return False
    if handoff.queue_id == queue.pk and priority is None and not request.skills:
        return False  # the escalation has put it there already
    enqueue(
        conversation_id=conversation.pk,
        queue_id=queue.pk,
        priority=priority,
        reason=handoff.reason,
        reason_text=handoff.sentence,
        skills=request.skills,
    )
    turn_away(conversation.pk, timezone.now())
    return True


def request_callback(conversation: Conversation, request: RequestCallback) -> None:
    """A person owes the visitor a call."""
    queue = agents.queue_by_slug(request.queue) if request.queue else None
    promise_callback(
        conversation_id=conversation.pk,
        values=request.values,
        when=request.when,
        queue_id=queue.pk if queue else None,
    )


def look_after(
    conversation: Conversation,
    run: FlowRun,
    steps: Sequence[Step],
    now: datetime,
    *,
    is_moved: bool = True,
) -> None:
    """Whoever waits in a queue is looked after by one: the step that the run stands at, or else.

    While a step has a time of its own (a form, a pause, its patience with people), the fallback
    holds back. Where nobody came and the AI
    has the word, it gets the conversation. Where nobody came and no step does anything about it,
    the fallback begins now.
    """
    if conversation.state != State.QUEUED:
        return
    row = run
    if is_moved:  # both rows, by what was done or by what reacts to it
        conversation.refresh_from_db()
        row = FlowRun.objects.get(pk=run.pk)
    if conversation.state != State.QUEUED:
        return
    waits_for = row.waiting_for if row.state == RunState.WAITING else ""
    if row.deadline_at is not None and waits_for != WaitFor.VISITOR:
        hold(conversation_id=conversation.pk, until=min(row.deadline_at, now + _LONGEST_HOLD))
        return
    has_given_up = agents.has_given_up(conversation.pk)
    left_it = any(step.port == "nobody" for step in steps)
    if waits_for == WaitFor.VISITOR and (has_given_up or left_it):
        move(
            conversation_id=conversation.pk,
            move=Move.RETURN_TO_ASSISTANT,
            actor=SYSTEM,
            reason=NOBODY_CAME,
        )
    elif has_given_up:
        fall_back(conversation_id=conversation.pk)


def looks_after_itself(conversation_id: int) -> bool:
    """Whether a step of the conversation's flow asks the visitor something, or waits by design."""
    waiting = FlowRun.objects.filter(conversation=conversation_id, state=RunState.WAITING.value)
    return waiting.filter(deadline_at__isnull=False).exclude(waiting_for=WaitFor.VISITOR).exists()
