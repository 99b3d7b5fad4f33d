"""Messages and calls that visitors leave: forms that are sent, skipped, or followed by words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agents import selectors as agents
from agents.types import FallbackKind
from chat import services as chat
from chat.models import Conversation
from chat.types import SYSTEM, AuthorKind, Entry, Move, State
from escalation import selectors, texts
from escalation.callback_words import word
from escalation.fallbacks.callback import FORM_KIND as CALL_FORM
from escalation.models import Handoff
from escalation.services.calls import sentence_of, spoken_time
from escalation.services.ladder import climb
from escalation.services.lying_aside import take_up_again
from escalation.services.settling import capture
from escalation.types import CapturedBasis, HandoffState, PromiseKind

_KEPT_VALUE_CHARS = 4000
_FORM_ID = re.compile(r"handoff-(\d+)-\d+")


@transaction.atomic
def on_form_submitted(entry: Entry) -> None:
    """What the visitor left is kept, with the way to reach them; once per form.

    While an agent is being asked it is kept beside, and counts if that agent does not come.
    """
    conversation = chat.lock(entry.conversation_id)
    handoff = _of_form(entry)
    if handoff is None or handoff.captured_basis == CapturedBasis.FORM:
        return
    values = _values(entry.payload.get("values"))
    _learn(conversation, values)
    is_call = entry.payload.get("kind") == CALL_FORM
    handoff.captured, handoff.captured_basis = values, CapturedBasis.FORM.value
    handoff.save(update_fields=["captured", "captured_basis"])
    if conversation.state in {State.OFFERED, State.WITH_AGENT}:
        return
    keep_left(conversation, handoff, timezone.now(), is_call=is_call)
    if conversation.state != State.CLOSED:
        _say(conversation, handoff, "thanks", is_call=is_call)


def was_call(handoff: Handoff) -> bool:
    """Whether what was left asks for a call; steps of flows ask for nothing else in this way."""
    left = handoff.captured
    return not handoff.form_id or "phone" in left or "slot" in left


def keep_left(
    conversation: Conversation, handoff: Handoff, now: datetime, *, is_call: bool
) -> None:
    """The conversation lies aside with what was left, and somebody is owed it.

    The conversation's row is locked by the caller. One that is closed or goes on with the assistant
    stays where it is: the promise stands all the same.
    """
    if conversation.state == State.QUEUED:
        reason = FallbackKind.CALLBACK if is_call else FallbackKind.OFFLINE_FORM
        # The promise says what becomes of it: that nobody is free would not be why.
        chat.move(
            conversation_id=conversation.pk,
            move=Move.DEFER,
            actor=SYSTEM,
            reason=reason.value,
            extra={"quiet": True},
        )
    at = moment(handoff.captured.get("slot", "")) if is_call else None
    capture(
        handoff,
        basis=CapturedBasis.FORM,
        now=now,
        values=handoff.captured,
        kind=PromiseKind.CALLBACK if is_call else PromiseKind.MESSAGE,
        at=at,
        sentence=sentence_of(spoken_time(handoff, at, now)) if is_call else "",
    )


def moment(text: str) -> datetime | None:
    """The time that a slot stands for, aware UTC; None for what is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None


def _learn(conversation: Conversation, values: Mapping[str, str]) -> None:
    known = {name: values[name] for name in ("name", "email") if values.get(name)}
    attributes = {"phone": values["phone"]} if values.get("phone") else {}
    if known or attributes:
        chat.update_visitor(conversation_id=conversation.pk, attributes=attributes, **known)


@transaction.atomic
def on_form_skipped(entry: Entry) -> None:
    """The next rung begins; whoever had chosen the form goes on waiting in the queue.

    Not for a form that we withdrew ourselves.
    """
    if entry.payload.get("withdrawn"):
        return
    conversation = chat.lock(entry.conversation_id)
    handoff = _of_form(entry)
    if handoff is None or not handoff.is_open or handoff.form_id != entry.payload["form_id"]:
        return
    now = timezone.now()
    if conversation.state != State.OFFERED and _was_a_rung(entry, handoff):
        climb(conversation, handoff, now)
    else:
        _wait_on(handoff, now)


def _was_a_rung(entry: Entry, handoff: Handoff) -> bool:
    """Whether the ladder showed the form, and not the visitor's choice."""
    if handoff.state == HandoffState.FALLBACK:
        return True
    is_call = entry.payload.get("kind") == CALL_FORM
    return (FallbackKind.CALLBACK if is_call else FallbackKind.OFFLINE_FORM) in handoff.rungs


def _wait_on(handoff: Handoff, now: datetime) -> None:
    """Until the queue's longest wait, if that is still to come."""
    queue = handoff.queue or agents.default_queue()
    until = handoff.requested_at + timedelta(seconds=queue.max_wait_s)
    handoff.deadline_at, handoff.extended = max(now, until), True
    handoff.save(update_fields=["deadline_at", "extended"])


def follows_left_message(entry: Entry) -> bool:
    """Whether these are words of a visitor who has left a message."""
    return entry.state == State.DEFERRED and entry.payload["author"] == AuthorKind.VISITOR


@transaction.atomic
def on_message(entry: Entry) -> None:
    """A visitor who writes on after leaving a message is told, once, that it is kept.

    Where only a follow-up is owed, the assistant answers.
    """
    if not follows_left_message(entry):
        return
    conversation = chat.lock(entry.conversation_id)
    if conversation.state != State.DEFERRED or take_up_again(conversation.pk):
        return
    handoff = selectors.newest_handoff(entry.conversation_id)
    told = Handoff.objects.filter(conversation=conversation, reassured_at__isnull=False)
    if handoff is None or told.filter(episode=conversation.episode).exists():
        return
    handoff.reassured_at = timezone.now()
    handoff.save(update_fields=["reassured_at"])
    _say(conversation, handoff, "kept")


def _of_form(entry: Entry) -> Handoff | None:
    """The handoff that asked for the form; an earlier form of it counts too when it is sent."""
    form_id = str(entry.payload.get("form_id", ""))
    if not form_id:
        return None
    handoffs = Handoff.objects.select_related("policy_version", "queue").filter(
        conversation=entry.conversation_id
    )
    found = handoffs.filter(form_id=form_id).first()
    named = _FORM_ID.fullmatch(form_id)
    return found or (handoffs.filter(pk=int(named[1])).first() if named else None)


def _values(raw: object) -> dict[str, str]:
    if not isinstance(raw, Mapping):
        return {}
    return {str(key): str(value)[:_KEPT_VALUE_CHARS] for key, value in raw.items() if value}


def _say(conversation: Conversation, handoff: Handoff, name: str, *, is_call: bool = False) -> None:
    settings = selectors.as_policy(handoff.policy_version).settings
    if is_call:
        words = word(name, conversation.language)
    else:
        words = texts.form_text(name, conversation.language, settings.form_texts)
    if words:
        chat.post_system_message(conversation_id=conversation.pk, text=words)
