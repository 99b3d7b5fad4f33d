"""The assistant is taken off the conversation and a person is asked for, in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agents import selectors as agents
from agents.services import enqueue
from chat import services as chat
from chat.models import Conversation
from chat.types import SYSTEM, Audience, EntryKind, Move
from escalation import brief, selectors, texts
from escalation.models import Decision, Handoff
from escalation.rules import PublishedPolicy
from escalation.services import passing_on
from escalation.services.ladder import turn_away
from escalation.types import BriefContext, Fired, HandoffOrigin, ReasonCode

logger = logging.getLogger(__name__)

_SENTENCE_CHARS = 500


@dataclass(frozen=True, slots=True)
class _Request:
    """Why a person is asked for, and what is known about it."""

    reason: ReasonCode
    sentence: str
    fired: tuple[Fired, ...]
    decision: Decision | None
    context: BriefContext | None
    queue_id: int | None
    notice: str | None
    priority: int | None
    skills: tuple[str, ...]
    policy: PublishedPolicy
    now: datetime

    @property
    def primary(self) -> Fired | None:
        """The rule that gave the reason, if a rule did."""
        return self.fired[0] if self.fired else None


@transaction.atomic
def escalate(
    *,
    conversation_id: int,
    epoch: int | None,
    reason: ReasonCode,
    sentence: str,
    fired: Sequence[Fired],
    decision_id: int | None = None,
    queue_id: int | None = None,
    context: BriefContext | None = None,
    notice: str | None = None,
    priority: int | None = None,
    skills: Sequence[str] = (),
) -> Handoff:
    """A person is asked for: the visitor is told, the assistant is silent, the handoff is open.

    An open handoff is returned as it is. `fired`: most important first; its queue and message are
    used when `queue_id` and `notice` are None. `notice` "" says nothing to the visitor. `priority`
    None: that of the rule, else of the queue. `skills`: slugs that whoever takes it must have.

    Where the queue takes no newcomers (closed, full, out of hours) the wait is over in the same
    transaction: the flow goes its way for that, else the ladder begins.

    Raises chat's Superseded for a stale epoch, IllegalTransition when a person has the conversation
    or it is closed; then nothing has happened.
    """
    conversation = chat.lock(conversation_id, with_visitor=True)
    existing = selectors.open_handoff(conversation_id)
    if existing is not None:
        return existing
    decision = _decision(decision_id)
    request = _Request(
        reason=reason,
        sentence=sentence[:_SENTENCE_CHARS],
        fired=tuple(fired),
        decision=decision,
        context=context,
        queue_id=queue_id,
        notice=notice,
        priority=priority,
        skills=tuple(skills),
        policy=_policy_of(decision),
        now=timezone.now(),
    )
    return _hand_over(conversation, request, epoch)


def _decision(decision_id: int | None) -> Decision | None:
    if decision_id is None:
        return None
    # All that the rules saw is in it too: much to read, and nothing that is needed here.
    return Decision.objects.only("confidence", "policy_version_id").get(pk=decision_id)


def _policy_of(decision: Decision | None) -> PublishedPolicy:
    if decision is None:
        return selectors.published_policy()
    return selectors.policy_of_version(decision.policy_version_id)


def _hand_over(conversation: Conversation, request: _Request, epoch: int | None) -> Handoff:
    handoff = Handoff(conversation=conversation, episode=conversation.episode)
    queue_id = _queue_of(request) or agents.default_queue().pk
    is_taken = agents.takes_newcomers(queue_id, request.now) in {"", "nobody"}
    handoff.notice = _notice(conversation, request, somebody_comes=is_taken)
    if handoff.notice:
        told = chat.post_system_message(conversation_id=conversation.pk, text=handoff.notice)
        handoff.notice_seq = told.seq
    moved = chat.move(
        conversation_id=conversation.pk,
        move=Move.ESCALATE,
        actor=SYSTEM,
        reason=request.reason.value,
        epoch=epoch,
    )
    handoff.epoch = moved.epoch
    _fill(handoff, request)
    handoff.queue_id = _enqueue(handoff, request, queue_id)
    handoff.save(force_insert=True)
    _announce(handoff, request)
    if not is_taken:
        turn_away(conversation.pk, request.now)
    handoff.refresh_from_db()  # a reaction may have moved it on
    logger.info("handed over", extra={"conversation": conversation.pk, "handoff": handoff.pk})
    return handoff


def _fill(handoff: Handoff, request: _Request) -> None:
    handoff.decision = request.decision
    handoff.policy_version_id = request.policy.version_id
    handoff.origin = HandoffOrigin.ESCALATED.value
    handoff.reason = request.reason.value
    handoff.sentence = request.sentence
    handoff.requested_at = request.now
    handoff.deadline_at = request.now + timedelta(seconds=request.policy.settings.deadline_s)


def _notice(conversation: Conversation, request: _Request, *, somebody_comes: bool) -> str:
    if request.notice is not None:
        return request.notice
    if request.primary is not None and request.primary.message:
        return request.primary.message
    words = texts.notice if somebody_comes else texts.notice_while_away
    return words(request.reason, conversation.language, request.policy.settings.notices)


def _queue_of(request: _Request) -> int | None:
    """The queue that the conversation waits in: the given one, the rule's, else the default."""
    if request.queue_id is not None or request.primary is None or not request.primary.queue:
        return request.queue_id
    queue = agents.queue_by_slug(request.primary.queue)
    return queue.pk if queue is not None else None


def _enqueue(handoff: Handoff, request: _Request, queue_id: int) -> int:
    priority = request.priority
    if priority is None and request.primary is not None:
        priority = request.primary.urgency
    entry = enqueue(
        conversation_id=handoff.conversation_id,
        queue_id=queue_id,
        priority=priority,
        reason=handoff.reason,
        reason_text=handoff.sentence,
        waiting_since=handoff.requested_at,
        skills=request.skills,
    )
    return entry.queue_id


def _announce(handoff: Handoff, request: _Request) -> None:
    """Staff see why, and all that is known, before the first word of an agent; visitors their part.

    The visitor's part comes first: what reacts to the escalation may ask them something already.
    """
    packet = brief.build(
        handoff,
        fired=request.fired,
        decision=request.decision,
        context=request.context,
    )
    passing_on.share(handoff, packet)
    chat.record(
        conversation_id=handoff.conversation_id,
        kind=EntryKind.CONVERSATION_ESCALATED,
        payload={
            "handoff": handoff.pk,
            "reason": request.reason.value,
            "reason_label": request.reason.label,
            "sentence": handoff.sentence,
            "fired": [
                {
                    "kind": one.kind,
                    "sentence": one.sentence,
                    "evidence": [span.text for span in one.evidence],
                }
                for one in request.fired
            ],
            "confidence": packet.confidence.value if packet.confidence is not None else None,
            "brief": packet.model_dump(mode="json"),
        },
        audience=Audience.STAFF,
    )
