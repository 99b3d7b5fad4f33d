"""Handoffs come to their end: somebody joined, the visitor left, or something was captured.

The conversation's row is locked before the handoff is read, so that each is settled once.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agents.models import AgentProfile
from chat import services as chat
from chat.models import Message
from chat.types import Audience, AuthorKind, Entry, EntryKind, Move, State
from escalation import selectors
from escalation.models import Handoff
from escalation.services import keeping, promises
from escalation.services.lying_aside import lay_aside, take_up_again
from escalation.types import (
    LEGAL_SETTLEMENTS,
    OPEN_STATES,
    CapturedBasis,
    HandoffOrigin,
    HandoffState,
    PromiseKind,
    ReasonCode,
)

logger = logging.getLogger(__name__)


@transaction.atomic
def settle(
    *,
    handoff_id: int,
    state: HandoffState,
    agent_id: int | None = None,
    basis: CapturedBasis | None = None,
    captured: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> bool:
    """The handoff is at its end. False when it already was, or the step is not legal."""
    conversation_id = Handoff.objects.values_list("conversation_id", flat=True).get(pk=handoff_id)
    chat.lock(conversation_id)
    handoff = Handoff.objects.select_for_update(of=("self",)).get(pk=handoff_id)
    if state not in LEGAL_SETTLEMENTS.get(HandoffState(handoff.state), frozenset()):
        return False
    handoff.state, handoff.settled_at = state.value, now or timezone.now()
    handoff.deadline_at = None
    if state is HandoffState.CONNECTED:
        handoff.connected_at, handoff.agent_id = handoff.settled_at, agent_id
    if basis is not None:
        handoff.captured_basis, handoff.captured = basis.value, dict(captured or {})
    handoff.save()
    chat.record(
        conversation_id=conversation_id,
        kind=EntryKind.HANDOFF_SETTLED,
        payload={"handoff": handoff.pk, "state": state.value},
        audience=Audience.STAFF,
    )
    logger.info("handoff settled", extra={"handoff": handoff.pk, "state": state.value})
    return True


@transaction.atomic
def capture(
    handoff: Handoff,
    *,
    basis: CapturedBasis,
    now: datetime,
    values: Mapping[str, str] | None = None,
    kind: PromiseKind = PromiseKind.MESSAGE,
    at: datetime | None = None,
    sentence: str = "",
) -> bool:
    """What the visitor left is kept, promised to be looked at, and lies in the queue until then.

    The conversation's row is locked by the caller. `at`: the time chosen for a call; `sentence`:
    for lists. False when the handoff was settled before: then promise and queue follow what is
    newest.
    """
    settled = settle(
        handoff_id=handoff.pk, state=HandoffState.CAPTURED, basis=basis, captured=values, now=now
    )
    promise = promises.make_promise(
        conversation_id=handoff.conversation_id,
        kind=kind,
        queue_id=handoff.queue_id,
        at=at,
        handoff_id=handoff.pk,
        now=now,
    )
    if chat.lock(handoff.conversation_id).state == State.DEFERRED:
        words = sentence or handoff.sentence
        lay_aside(promise, reason=handoff.reason, sentence=words, now=now)
    return settled


@transaction.atomic
def on_agent_joined(entry: Entry) -> None:
    """The open handoff is connected; a message that was left is followed up."""
    chat.lock(entry.conversation_id)
    agent_id = _agent_id(entry.payload["agent"]["id"])
    handoff = selectors.open_handoff(entry.conversation_id)
    if handoff is not None:
        settle(handoff_id=handoff.pk, state=HandoffState.CONNECTED, agent_id=agent_id)
    Handoff.objects.filter(
        conversation=entry.conversation_id,
        state=HandoffState.CAPTURED.value,
        followed_up_at__isnull=True,
    ).update(followed_up_at=timezone.now(), agent_id=agent_id)
    keeping.give_to(entry.conversation_id, agent_id)


def _agent_id(value: Any) -> int | None:
    """The agent's key, if there (still) is such an agent."""
    return AgentProfile.objects.filter(pk=value).values_list("pk", flat=True).first()


@transaction.atomic
def on_moved(entry: Entry) -> None:
    """Moves that end a wait settle its handoff; moves that begin one open a handoff."""
    match entry.payload["move"]:
        case Move.CLOSE:
            _settle_open(entry, HandoffState.ABANDONED)
            keeping.on_closed(entry)
        case Move.RETURN_TO_ASSISTANT | Move.REOPEN:
            _settle_open(entry, HandoffState.RETURNED)
        case Move.TAKE_OVER if entry.payload["from"] == State.ASSISTANT:
            _note_take_over(entry)
        case Move.TRANSFER:
            # Quietly: a left message, whose visitor is not there. It is laid aside again at once.
            is_message = bool(entry.payload.get("quiet"))
            origin = HandoffOrigin.FOLLOW_UP if is_message else HandoffOrigin.TRANSFERRED
            open_again(entry.conversation_id, origin)
            keeping.give_to(entry.conversation_id, None)
        case Move.OFFER if entry.payload["from"] == State.DEFERRED:
            open_again(entry.conversation_id, HandoffOrigin.FOLLOW_UP)
        case Move.DEFER:
            _settle_follow_up(entry.conversation_id)


def _settle_open(entry: Entry, state: HandoffState) -> None:
    chat.lock(entry.conversation_id)
    handoff = selectors.open_handoff(entry.conversation_id)
    # The entry may be old news: a later move may have begun a new handoff.
    if handoff is not None and handoff.epoch < entry.epoch:
        settle(handoff_id=handoff.pk, state=state)


def _settle_follow_up(conversation_id: int) -> None:
    """A left message that was offered in vain lies aside again, as it was left.

    Where only a follow-up is owed, the assistant answers what was written meanwhile.
    """
    chat.lock(conversation_id)
    handoff = selectors.open_handoff(conversation_id)
    if handoff is None or handoff.origin != HandoffOrigin.FOLLOW_UP:
        return
    before = selectors.newest_captured(conversation_id)
    settle(
        handoff_id=handoff.pk,
        state=HandoffState.CAPTURED,
        basis=CapturedBasis(before.captured_basis) if before else CapturedBasis.CONVERSATION,
        captured=before.captured if before else None,
    )
    if _wrote_since(handoff):
        take_up_again(conversation_id)


def _wrote_since(handoff: Handoff) -> bool:
    """Whether the visitor came back while somebody was asked about them."""
    words = Message.objects.filter(
        conversation=handoff.conversation_id, author_kind=AuthorKind.VISITOR.value
    )
    return words.filter(created_at__gt=handoff.requested_at).exists()


def _note_take_over(entry: Entry) -> None:
    """An agent stepped in unasked: a handoff that was connected from the start, for the record."""
    conversation = chat.lock(entry.conversation_id)
    if Handoff.objects.filter(conversation=conversation, epoch=entry.epoch).exists():
        return
    now = timezone.now()
    actor = entry.payload["actor"]
    Handoff.objects.create(
        conversation=conversation,
        policy_version_id=selectors.published_policy().version_id,
        state=HandoffState.CONNECTED.value,
        origin=HandoffOrigin.TAKEN_OVER.value,
        reason=ReasonCode.AGENT_TAKEOVER.value,
        sentence=_("%(name)s stepped in.") % {"name": actor.get("name") or _("An agent")},
        episode=conversation.episode,
        epoch=entry.epoch,
        requested_at=now,
        connected_at=now,
        settled_at=now,
        agent_id=_agent_id(actor.get("id")),
    )


@transaction.atomic
def open_again(conversation_id: int, origin: HandoffOrigin) -> Handoff:
    """The conversation waits for a person again: a handoff says until when.

    Reason and policy are those of the handoff before, where there was one.
    """
    conversation = chat.lock(conversation_id)
    existing = selectors.open_handoff(conversation_id)
    if existing is not None:
        return existing
    before = selectors.newest_handoff(conversation_id)
    policy = (
        selectors.as_policy(before.policy_version)
        if before is not None
        else selectors.published_policy()
    )
    now = timezone.now()
    return Handoff.objects.create(
        conversation=conversation,
        policy_version_id=policy.version_id,
        origin=origin.value,
        reason=before.reason if before is not None else ReasonCode.AGENT_TAKEOVER.value,
        sentence=before.sentence if before is not None else _("An agent passed it on."),
        queue_id=before.queue_id if before is not None else None,
        episode=conversation.episode,
        epoch=conversation.epoch,
        requested_at=now,
        deadline_at=now + timedelta(seconds=policy.settings.deadline_s),
    )


def on_queue_entered(entry: Entry) -> None:
    """The open handoff knows the queue in which its conversation waits now.

    A left message that went to other people is theirs from now on, with all that is owed for it.
    Whatever writes an entry has the conversation's row locked.
    """
    queue_id = entry.payload["queue"]["id"]
    handoffs = Handoff.objects.filter(conversation=entry.conversation_id)
    handoffs.filter(state__in=OPEN_STATES).update(queue_id=queue_id)
    if entry.state == State.DEFERRED:
        left = handoffs.filter(state=HandoffState.CAPTURED.value, followed_up_at__isnull=True)
        left.update(queue_id=queue_id)
        promises.move_to(entry.conversation_id, queue_id)
