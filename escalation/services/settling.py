"""Handoffs come to their end: somebody joined, the visitor left or left a message.

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
from chat.models import Conversation
from chat.types import Audience, AuthorKind, Entry, EntryKind, Move, State
from escalation import selectors, texts
from escalation.models import Handoff
from escalation.types import (
    LEGAL_SETTLEMENTS,
    OPEN_STATES,
    CapturedBasis,
    HandoffOrigin,
    HandoffState,
    ReasonCode,
)

logger = logging.getLogger(__name__)

_KEPT_VALUE_CHARS = 4000


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


def _agent_id(value: Any) -> int | None:
    """The agent's key, if there (still) is such an agent."""
    return AgentProfile.objects.filter(pk=value).values_list("pk", flat=True).first()


@transaction.atomic
def on_moved(entry: Entry) -> None:
    """Moves that end a wait settle its handoff; moves that begin one open a handoff."""
    match entry.payload["move"]:
        case Move.CLOSE:
            _settle_open(entry, HandoffState.ABANDONED)
        case Move.RETURN_TO_ASSISTANT | Move.REOPEN:
            _settle_open(entry, HandoffState.RETURNED)
        case Move.TAKE_OVER if entry.payload["from"] == State.ASSISTANT:
            _note_take_over(entry)
        case Move.TRANSFER:
            open_again(entry.conversation_id, HandoffOrigin.TRANSFERRED)


def _settle_open(entry: Entry, state: HandoffState) -> None:
    chat.lock(entry.conversation_id)
    handoff = selectors.open_handoff(entry.conversation_id)
    # The entry may be old news: a later move may have begun a new handoff.
    if handoff is not None and handoff.epoch < entry.epoch:
        settle(handoff_id=handoff.pk, state=state)


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


@transaction.atomic
def on_queue_entered(entry: Entry) -> None:
    """The open handoff knows the queue in which its conversation waits now."""
    chat.lock(entry.conversation_id)
    Handoff.objects.filter(conversation=entry.conversation_id, state__in=OPEN_STATES).update(
        queue_id=entry.payload["queue"]["id"]
    )


@transaction.atomic
def on_form_submitted(entry: Entry) -> None:
    """What the visitor left is kept, with the way to reach them; once per form."""
    conversation = chat.lock(entry.conversation_id)
    handoff = _of_form(entry)
    if handoff is None or handoff.captured_basis == CapturedBasis.FORM:
        return
    values = _values(entry.payload.get("values"))
    if values.get("name") or values.get("email"):
        chat.update_visitor(
            conversation_id=conversation.pk,
            name=values.get("name") or None,
            email=values.get("email") or None,
        )
    basis = CapturedBasis.FORM
    settled = settle(
        handoff_id=handoff.pk, state=HandoffState.CAPTURED, basis=basis, captured=values
    )
    if not settled:  # it came late: the handoff is over, the message is kept all the same
        handoff.captured, handoff.captured_basis = values, basis.value
        handoff.save(update_fields=["captured", "captured_basis"])
    if conversation.state == State.DEFERRED:
        _say(conversation, handoff, "thanks")


@transaction.atomic
def on_form_skipped(entry: Entry) -> None:
    """No form: the conversation itself is the message."""
    chat.lock(entry.conversation_id)
    handoff = _of_form(entry)
    if handoff is not None:
        basis = CapturedBasis.CONVERSATION
        settle(handoff_id=handoff.pk, state=HandoffState.CAPTURED, basis=basis)


def follows_left_message(entry: Entry) -> bool:
    """Whether these are words of a visitor who has left a message."""
    return entry.state == State.DEFERRED and entry.payload["author"] == AuthorKind.VISITOR


@transaction.atomic
def on_message(entry: Entry) -> None:
    """A visitor who writes on after leaving a message is told, once, that it is kept."""
    if not follows_left_message(entry):
        return
    conversation = chat.lock(entry.conversation_id)
    handoff = selectors.newest_handoff(entry.conversation_id)
    if handoff is None or handoff.reassured_at is not None:
        return
    handoff.reassured_at = timezone.now()
    handoff.save(update_fields=["reassured_at"])
    _say(conversation, handoff, "kept")


def _of_form(entry: Entry) -> Handoff | None:
    form_id = str(entry.payload.get("form_id", ""))
    if not form_id:
        return None
    return (
        Handoff.objects.select_related("policy_version")
        .filter(conversation=entry.conversation_id, form_id=form_id)
        .first()
    )


def _values(raw: object) -> dict[str, str]:
    if not isinstance(raw, Mapping):
        return {}
    return {str(key): str(value)[:_KEPT_VALUE_CHARS] for key, value in raw.items() if value}


def _say(conversation: Conversation, handoff: Handoff, name: str) -> None:
    settings = selectors.as_policy(handoff.policy_version).settings
    words = texts.form_text(name, conversation.language, settings.form_texts)
    if words:
        chat.post_system_message(conversation_id=conversation.pk, text=words)
