"""What was passed on about a visitor, put right by the visitor while the handoff is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from chat.models import Conversation, TimelineEntry
from chat.services import as_entry, lock, record
from chat.types import Audience, Entry, EntryKind, RefusedMessageError, State

MAX_CORRECTIONS = 20
"""For one handoff; nobody needs more, and a script that sends more is not heard."""

VALUE_CHARS = 300
_WAITING = frozenset({State.QUEUED, State.OFFERED, State.DEFERRED})


@transaction.atomic
def correct_brief(*, conversation_id: int, client_id: str, lines: Mapping[str, str]) -> Entry:
    """These lines of what is passed on read so now; sent again with its id it changes nothing.

    An empty value takes a line back. Returns the entry; the one of the lines themselves when
    nothing differs. Raises RefusedMessageError: no_handoff (a person is there already, or nobody
    was asked), unknown_line, too_long, invalid_email, too_many.
    """
    conversation = lock(conversation_id)
    earlier = _corrections(conversation_id).filter(payload__client_id=client_id).first()
    if earlier is not None:
        return as_entry(earlier)
    shared = _shared(conversation)
    now = current_lines(shared)
    changed = [
        {**now[name], "value": value}
        for name, raw in lines.items()
        if (value := _checked(now, name, raw)) != now[name]["value"]
    ]
    if not changed:
        return as_entry(shared)
    return record(
        conversation_id=conversation_id,
        kind=EntryKind.BRIEF_CORRECTED,
        payload={"handoff": shared.payload["handoff"], "client_id": client_id, "lines": changed},
        audience=Audience.PUBLIC,
    )


def current_lines(shared: TimelineEntry) -> dict[str, dict[str, Any]]:
    """The lines that were passed on, by name, as corrected since."""
    lines = {line["name"]: dict(line) for line in shared.payload["lines"]}
    corrections = _corrections(shared.conversation_id).filter(seq__gt=shared.seq).order_by("seq")
    for payload in corrections.values_list("payload", flat=True)[:MAX_CORRECTIONS]:
        for line in payload["lines"]:
            lines[line["name"]] = dict(line)
    return lines


def _corrections(conversation_id: int) -> Any:
    return TimelineEntry.objects.select_related("conversation").filter(
        conversation=conversation_id, kind=EntryKind.BRIEF_CORRECTED.value
    )


def _shared(conversation: Conversation) -> TimelineEntry:
    """What the open handoff passes on. Raises RefusedMessageError when there is none to change."""
    message = _("This can no longer be changed here. Please write it.")
    refused = RefusedMessageError("no_handoff", message)
    if conversation.state not in _WAITING:
        raise refused
    entries = TimelineEntry.objects.select_related("conversation").filter(
        conversation=conversation, seq__gt=conversation.episode_seq
    )
    shared = entries.filter(kind=EntryKind.BRIEF_SHARED.value).order_by("-seq").first()
    if shared is None:
        raise refused
    settled = entries.filter(
        kind=EntryKind.HANDOFF_SETTLED.value, payload__handoff=shared.payload["handoff"]
    )
    if settled.exists():
        raise refused
    if _corrections(conversation.pk).filter(seq__gt=shared.seq).count() >= MAX_CORRECTIONS:
        raise RefusedMessageError("too_many", _("That were many changes. Please write it instead."))
    return shared


def _checked(now: Mapping[str, Mapping[str, Any]], name: str, raw: str) -> str:
    if name not in now:
        raise RefusedMessageError("unknown_line", _("This line is not known here."))
    value = " ".join("".join(char if char.isprintable() else " " for char in raw).split())
    if len(value) > VALUE_CHARS:
        message = _("This is too long: at most %(limit)s characters.")
        raise RefusedMessageError("too_long", message % {"limit": VALUE_CHARS})
    if value and now[name]["kind"] == "email":
        try:
            validate_email(value)
        except ValidationError:
            message = _("Please check the e-mail address.")
            raise RefusedMessageError("invalid_email", message) from None
    return value
