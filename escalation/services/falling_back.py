"""What happens to a visitor for whom nobody can be had: the first steps of the fallback ladder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agents import selectors as agents
from chat import services as chat
from chat.models import Conversation
from chat.types import Entry, State
from escalation import selectors
from escalation.fallbacks import FALLBACKS, OFFLINE_FORM
from escalation.fallbacks.asking import open_form
from escalation.models import Handoff
from escalation.services.ladder import climb, note_rung, waiting_of
from escalation.services.left_messages import keep_left, was_call
from escalation.types import CapturedBasis, HandoffOrigin, HandoffState, ReasonCode


@transaction.atomic
def fall_back(*, conversation_id: int, now: datetime | None = None, kind: str = "") -> bool:
    """The next rung of the ladder (or the one named by `kind`) has begun.

    False, and nothing has changed, when the conversation no longer waits in a queue: somebody
    joined, is being asked, or the visitor left. A person always goes before a fallback. While the
    visitor has a rung's form before them, the next one waits for its deadline.
    """
    conversation = chat.lock(conversation_id)
    handoff = selectors.open_handoff(conversation_id)
    if handoff is None or handoff.state != HandoffState.PENDING:
        return False
    if conversation.state != State.QUEUED:
        return False
    now = now or timezone.now()
    if handoff.captured_basis == CapturedBasis.FORM:  # filled in while somebody was being asked
        keep_left(conversation, handoff, now, is_call=was_call(handoff))
    elif kind:
        note_rung(handoff, kind)
        FALLBACKS[kind].begin(waiting_of(conversation, handoff, now))
    elif _asks(handoff, now):
        return False
    else:
        climb(conversation, handoff, now)
    return True


def _asks(handoff: Handoff, now: datetime) -> bool:
    """Whether the visitor can still fill in the form of the rung that has begun."""
    in_time = handoff.deadline_at is not None and handoff.deadline_at > now
    return in_time and open_form(handoff.conversation_id, handoff.form_id) is not None


def on_offers_exhausted(entry: Entry) -> None:
    """Nobody is left who could be asked: the fallback begins.

    Unless the entry is old news: the conversation waits for other people now.
    """
    if agents.has_given_up(entry.conversation_id):
        fall_back(conversation_id=entry.conversation_id)


@transaction.atomic
def hold(*, conversation_id: int, until: datetime) -> bool:
    """The fallback leaves the visitor alone until then: a step of the flow looks after them.

    False, and nothing has changed, where no handoff waits or its deadline is later anyway.
    """
    chat.lock(conversation_id)
    handoff = selectors.open_handoff(conversation_id)
    if handoff is None or handoff.state != HandoffState.PENDING:
        return False
    if handoff.deadline_at is not None and handoff.deadline_at >= until:
        return False
    handoff.deadline_at = until
    handoff.save(update_fields=["deadline_at"])
    return True


@transaction.atomic
def leave_message(
    *,
    conversation_id: int,
    now: datetime | None = None,
    texts: Mapping[str, str] | None = None,
) -> Handoff | None:
    """The offline form is shown and the words are promised to a person.

    For steps of a flow that know that nobody is there. `texts`: words of the form that go before
    the policy's. None, and nothing has changed, while a person has the conversation or is being
    asked, or when it is closed.
    """
    now = now or timezone.now()
    conversation = chat.lock(conversation_id)
    handoff = selectors.open_handoff(conversation_id)
    if handoff is not None and handoff.state == HandoffState.FALLBACK:
        return handoff
    if handoff is None:
        if conversation.state != State.ASSISTANT:
            return None
        handoff = _open_for_message(conversation, now)
    elif conversation.state != State.QUEUED:
        return None
    note_rung(handoff, *FALLBACKS)  # the flow has decided: behind the form there is no other rung
    FALLBACKS[OFFLINE_FORM].begin(waiting_of(conversation, handoff, now, texts=texts))
    handoff.refresh_from_db()
    return handoff


def _open_for_message(conversation: Conversation, now: datetime) -> Handoff:
    return Handoff.objects.create(
        conversation=conversation,
        policy_version_id=selectors.published_policy().version_id,
        origin=HandoffOrigin.ESCALATED.value,
        reason=ReasonCode.FLOW_STEP.value,
        sentence=_("The flow asked for a message, because nobody was there."),
        episode=conversation.episode,
        epoch=conversation.epoch,
        requested_at=now,
        deadline_at=now,  # the form's deadline takes its place in this transaction
    )
