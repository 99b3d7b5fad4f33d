"""Forms in the thread: settled once, checked against what was asked."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chat.fields import checked_values
from chat.models import TimelineEntry
from chat.services import lock, record
from chat.types import Audience, EntryKind, RefusedMessageError

_SETTLED = (EntryKind.FORM_SUBMITTED.value, EntryKind.FORM_SKIPPED.value)


@transaction.atomic
def settle_form(*, conversation_id: int, form_id: str, values: dict[str, str] | None) -> None:
    """The form is submitted (or skipped, when `values` is None); a second time changes nothing.

    Raises RefusedMessageError for an unknown form, a value that does not fit its field, and for
    skipping a form that has to be answered.
    """
    lock(conversation_id)
    entries = TimelineEntry.objects.filter(
        conversation_id=conversation_id, payload__form_id=form_id, public_seq__isnull=False
    )
    requested = entries.filter(kind=EntryKind.FORM_REQUESTED.value).first()
    if requested is None:
        raise RefusedMessageError("unknown_form", _("This form is not known here."))
    if entries.filter(kind__in=_SETTLED).exists():
        return
    asked = requested.payload
    payload: dict[str, Any] = {"form_id": form_id, "kind": asked["kind"]}
    if values is None:
        if not asked.get("is_skippable", True):
            raise RefusedMessageError("not_skippable", _("Please answer this; it is needed."))
        kind = EntryKind.FORM_SKIPPED
    else:
        payload["values"] = checked_values(asked["fields"], values)
        kind = EntryKind.FORM_SUBMITTED
    record(conversation_id=conversation_id, kind=kind, payload=payload, audience=Audience.PUBLIC)


@transaction.atomic
def withdraw_form(*, conversation_id: int, form_id: str) -> None:
    """The form is not asked for any more: clients show it as skipped. A settled one stays so."""
    lock(conversation_id)
    entries = TimelineEntry.objects.filter(
        conversation_id=conversation_id, payload__form_id=form_id, public_seq__isnull=False
    )
    requested = entries.filter(kind=EntryKind.FORM_REQUESTED.value).first()
    if requested is None or entries.filter(kind__in=_SETTLED).exists():
        return
    payload = {"form_id": form_id, "kind": requested.payload["kind"], "withdrawn": True}
    record(
        conversation_id=conversation_id,
        kind=EntryKind.FORM_SKIPPED,
        payload=payload,
        audience=Audience.PUBLIC,
    )
