"""Forms in the thread: settled once, checked against what was asked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from chat.models import TimelineEntry
from chat.services import lock, record
from chat.types import Audience, EntryKind, RefusedMessageError

_SETTLED = (EntryKind.FORM_SUBMITTED.value, EntryKind.FORM_SKIPPED.value)


@transaction.atomic
def settle_form(*, conversation_id: int, form_id: str, values: dict[str, str] | None) -> None:
    """The form is submitted (or skipped, when `values` is None); a second time changes nothing.

    Raises RefusedMessageError for an unknown form or a value that does not fit its field.
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
    if values is None:
        payload: dict[str, Any] = {"form_id": form_id, "kind": requested.payload["kind"]}
        kind = EntryKind.FORM_SKIPPED
    else:
        checked = _checked_values(requested.payload["fields"], values)
        payload = {"form_id": form_id, "kind": requested.payload["kind"], "values": checked}
        kind = EntryKind.FORM_SUBMITTED
    record(conversation_id=conversation_id, kind=kind, payload=payload, audience=Audience.PUBLIC)


def _checked_values(fields: list[dict[str, Any]], values: dict[str, str]) -> dict[str, str]:
    return {field["name"]: _checked(field, values.get(field["name"], "")) for field in fields}


def _checked(field: dict[str, Any], raw: str) -> str:
    value, label = raw.strip(), field["label"]
    if not value:
        if field.get("required"):
            raise RefusedMessageError("form_invalid", _("%(label)s is needed.") % {"label": label})
        return ""
    if len(value) > field.get("max_chars", 2000):
        raise RefusedMessageError("form_invalid", _("%(label)s is too long.") % {"label": label})
    if field["kind"] == "email":
        try:
            validate_email(value)
        except ValidationError:
            message = _("Please check the e-mail address.")
            raise RefusedMessageError("form_invalid", message) from None
    if field["kind"] == "rating" and value not in {"1", "2", "3", "4", "5"}:
        raise RefusedMessageError("form_invalid", _("Please choose from 1 to 5."))
    return value
