"""What rungs share that put a form in the thread."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chat import services as chat
from chat.forms import withdraw_form
from chat.models import TimelineEntry
from chat.types import SYSTEM, Audience, EntryKind, Move, State
from escalation.fallbacks.base import Waiting
from escalation.types import HandoffState

_SETTLED = (EntryKind.FORM_SUBMITTED.value, EntryKind.FORM_SKIPPED.value)


def ask(waiting: Waiting, kind: str, form: Mapping[str, Any]) -> None:
    """The form is in the thread until a deadline; the conversation lies aside, or goes on waiting.

    `form`: without its id. A form that is open already is closed, unless it is of the same kind.
    """
    handoff = waiting.handoff
    if not waiting.beside_the_wait:
        _lay_aside(waiting, kind)
    handoff.deadline_at = waiting.now + timedelta(seconds=waiting.settings.form_deadline_s)
    before, asked = handoff.form_id, open_form(handoff.conversation_id, handoff.form_id)
    if asked is None or asked["kind"] != form["kind"]:
        # The number makes it one of its own where the same is asked again.
        handoff.form_id = f"handoff-{handoff.pk}-{waiting.conversation.last_seq}"
    # Stored first: whoever reacts to the forms sees that this one is being asked.
    handoff.save(update_fields=["state", "deadline_at", "form_id"])
    if handoff.form_id == before:
        return
    chat.record(
        conversation_id=handoff.conversation_id,
        kind=EntryKind.FORM_REQUESTED,
        payload={"form_id": handoff.form_id, **form},
        audience=Audience.PUBLIC,
    )
    if asked is not None:
        withdraw_form(conversation_id=handoff.conversation_id, form_id=before)
        waiting.conversation.refresh_from_db()


def _lay_aside(waiting: Waiting, kind: str) -> None:
    conversation = waiting.conversation
    if conversation.state != State.DEFERRED:
        chat.move(conversation_id=conversation.pk, move=Move.DEFER, actor=SYSTEM, reason=kind)
        conversation.refresh_from_db()
    waiting.handoff.state = HandoffState.FALLBACK.value


def close_form(waiting: Waiting) -> None:
    """Whatever form this handoff has in the thread is not asked for any more."""
    form_id = waiting.handoff.form_id
    if open_form(waiting.handoff.conversation_id, form_id) is not None:
        withdraw_form(conversation_id=waiting.handoff.conversation_id, form_id=form_id)
        waiting.conversation.refresh_from_db()


def open_form(conversation_id: int, form_id: str) -> Mapping[str, Any] | None:
    """The form as it was asked, while nobody has settled it; None otherwise."""
    if not form_id:
        return None
    entries = TimelineEntry.objects.filter(
        conversation=conversation_id, payload__form_id=form_id, public_seq__isnull=False
    )
    found = dict(entries.values_list("kind", "payload"))
    if any(kind in found for kind in _SETTLED):
        return None
    return found.get(EntryKind.FORM_REQUESTED.value)


def field(
    name: str, label: str, kind: str, *, max_chars: int, value: str = "", **more: Any
) -> dict[str, Any]:
    """One field of a form as it travels."""
    plain = {"name": name, "label": label, "kind": kind, "required": False}
    return {**plain, "value": value, "max_chars": max_chars, **more}
