"""A visitor who waits chooses another way than waiting: a call, a message, or the assistant."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from chat.services import lock, record
from chat.types import Audience, Entry, EntryKind, RefusedMessageError, State


@transaction.atomic
def choose_way(*, conversation_id: int, way: str) -> Entry:
    """The choice is in the timeline, and whoever looks after waiting visitors acts on it.

    Raises RefusedMessageError: "being_asked" while somebody is being asked to come, "not_waiting"
    when the visitor does not wait (any more).
    """
    state = lock(conversation_id).state
    if state == State.OFFERED:
        raise RefusedMessageError(
            "being_asked", _("Somebody is being asked right now. One moment, please.")
        )
    if state != State.QUEUED:
        raise RefusedMessageError("not_waiting", _("You are not waiting for anybody."))
    return record(
        conversation_id=conversation_id,
        kind=EntryKind.WAY_CHOSEN,
        payload={"way": way},
        audience=Audience.STAFF,
    )
