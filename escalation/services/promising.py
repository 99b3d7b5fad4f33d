"""A call that was asked for: kept like a left message, with a way to be reached and a time."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from chat import services as chat
from chat.models import Conversation
from chat.types import SYSTEM, Move, State
from escalation import selectors
from escalation.models import Handoff
from escalation.services.calls import note_of, sentence_of
from escalation.services.left_messages import moment
from escalation.services.settling import capture
from escalation.types import (
    CapturedBasis,
    HandoffOrigin,
    HandoffState,
    PromiseKind,
    ReasonCode,
)

logger = logging.getLogger(__name__)

KIND = "callback"
"""Reason of the move, and of the wait that lists show."""


@transaction.atomic
def promise_callback(
    *,
    conversation_id: int,
    values: Mapping[str, str],
    when: str,
    queue_id: int | None = None,
    now: datetime | None = None,
) -> Handoff | None:
    """A person of the queue owes the visitor a call; the conversation waits for them.

    `values`: what the visitor filled in, with a way to be reached. `when`: the time they chose, in
    words for colleagues; empty: as soon as possible. While an agent is being asked the values are
    kept, and the conversation moves only if the agent does not come. None, and nothing has
    changed, when a person has the conversation or it is closed.
    """
    now = now or timezone.now()
    conversation = chat.lock(conversation_id)
    if conversation.state in {State.WITH_AGENT, State.CLOSED}:
        return None
    handoff = selectors.open_handoff(conversation_id) or _kept(conversation, now, when, queue_id)
    sentence = sentence_of(when)
    handoff.captured, handoff.captured_basis = dict(values), CapturedBasis.FORM.value
    handoff.queue_id = queue_id or handoff.queue_id
    handoff.save(update_fields=["captured", "captured_basis", "queue"])
    chat.add_note(
        conversation_id=conversation_id,
        agent=SYSTEM,
        text=note_of(sentence, values),
        client_id=f"{KIND}-{handoff.pk}-{conversation.last_seq}",
    )
    if conversation.state != State.OFFERED:
        _keep(conversation, handoff, now, sentence)
    handoff.refresh_from_db()
    logger.info("callback promised", extra={"handoff": handoff.pk})
    return handoff


def _keep(conversation: Conversation, handoff: Handoff, now: datetime, sentence: str) -> None:
    if conversation.state != State.DEFERRED:
        chat.move(conversation_id=conversation.pk, move=Move.DEFER, actor=SYSTEM, reason=KIND)
    capture(
        handoff,
        basis=CapturedBasis.FORM,
        now=now,
        values=handoff.captured,
        kind=PromiseKind.CALLBACK,
        at=moment(handoff.captured.get("slot", "")),
        sentence=sentence,
    )


def _kept(conversation: Conversation, now: datetime, when: str, queue_id: int | None) -> Handoff:
    """The handoff of this promise: the one under which the conversation lies already, or a new."""
    if conversation.state == State.DEFERRED:
        newest = selectors.newest_handoff(conversation.pk)
        if newest is not None and newest.state == HandoffState.CAPTURED:
            return newest
    return Handoff.objects.create(
        conversation=conversation,
        policy_version_id=selectors.published_policy().version_id,
        origin=HandoffOrigin.ESCALATED.value,
        reason=ReasonCode.FLOW_STEP.value,
        sentence=sentence_of(when),
        queue_id=queue_id,
        episode=conversation.episode,
        epoch=conversation.epoch,
        requested_at=now,
        deadline_at=now,  # settled in this transaction
    )
