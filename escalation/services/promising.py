"""A call that was asked for: kept like a left message, with a way to be reached and a time."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agents import selectors as agents
from agents.services import set_aside
from chat import services as chat
from chat.models import Conversation
from chat.types import SYSTEM, Move, State
from escalation import selectors
from escalation.models import Handoff
from escalation.services.settling import settle
from escalation.types import CapturedBasis, HandoffOrigin, HandoffState, ReasonCode

logger = logging.getLogger(__name__)

KIND = "callback"
"""Reason of the move, and of the wait that lists show."""

_SENTENCE_CHARS = 500


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
    sentence = _sentence(when)
    handoff.captured, handoff.captured_basis = dict(values), CapturedBasis.FORM.value
    handoff.save(update_fields=["captured", "captured_basis"])
    chat.add_note(
        conversation_id=conversation_id,
        agent=SYSTEM,
        text=_note(sentence, values),
        client_id=f"{KIND}-{handoff.pk}-{conversation.last_seq}",
    )
    if conversation.state != State.OFFERED:
        keep(conversation, handoff, now, sentence, queue_id)
    handoff.refresh_from_db()
    logger.info("callback promised", extra={"handoff": handoff.pk})
    return handoff


def keep(
    conversation: Conversation,
    handoff: Handoff,
    now: datetime,
    sentence: str = "",
    queue_id: int | None = None,
) -> None:
    """The conversation is set aside with what the visitor left. Its row is locked by the caller."""
    set_aside(
        conversation_id=conversation.pk,
        queue_id=queue_id or handoff.queue_id or agents.default_queue().pk,
        reason=KIND,
        reason_text=sentence or handoff.sentence,
        now=now,
    )
    if conversation.state != State.DEFERRED:
        chat.move(conversation_id=conversation.pk, move=Move.DEFER, actor=SYSTEM, reason=KIND)
    settle(
        handoff_id=handoff.pk,
        state=HandoffState.CAPTURED,
        basis=CapturedBasis.FORM,
        captured=handoff.captured,
        now=now,
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
        sentence=_sentence(when),
        queue_id=queue_id,
        episode=conversation.episode,
        epoch=conversation.epoch,
        requested_at=now,
        deadline_at=now,  # settled in this transaction
    )


def _sentence(when: str) -> str:
    if not when:
        return _("Call back as soon as possible.")
    return (_("Call back at %(when)s.") % {"when": when})[:_SENTENCE_CHARS]


def _note(sentence: str, values: Mapping[str, str]) -> str:
    """For colleagues: when to call whom, and what about."""
    whom = ", ".join(values[name] for name in ("name", "phone", "email") if values.get(name))
    words = f"\n{values['message']}" if values.get("message") else ""
    return f"{sentence} {whom}{words}"
