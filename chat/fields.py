"""Does what a visitor filled in fit the field that asked? One check for each kind; no writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from chat.types import RefusedMessageError

Field = Mapping[str, Any]
"""As `chat.frames.FormField` names it; stored fields may lack what has a default there."""

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PHONE = re.compile(r"\+?[\d\s()./#*-]+(\s*(ext\.?|x)\s*\d{1,6})?", re.IGNORECASE)
_PHONE_DIGITS = (4, 20)
"""From a short number inside a country to the longest international one with an extension."""


def checked_values(fields: Iterable[Field], values: Mapping[str, str]) -> dict[str, str]:
    """The value of every field that was asked, trimmed; empty where nothing was said.

    Whatever was not asked is left out. Raises RefusedMessageError (`form_invalid`) with words for
    the visitor.
    """
    return {field["name"]: _checked(field, values.get(field["name"], "")) for field in fields}


def _checked(field: Field, raw: str) -> str:
    value = raw.replace("\0", "").strip()  # PostgreSQL knows no NUL
    if not value:
        # Buttons have nothing to leave empty: whoever does not want to press one skips.
        if field.get("required") or field["kind"] == "buttons":
            raise _refused(_("%(label)s is needed."), field)
        return ""
    if len(value) > field.get("max_chars", 2000):
        raise _refused(_("%(label)s is too long."), field)
    if field["kind"] in _CHECKS:
        _CHECKS[field["kind"]](field, value)
    return value


def _check_email(field: Field, value: str) -> None:
    try:
        validate_email(value)
    except ValidationError:
        raise _refused(_("Please check the e-mail address."), field) from None


def _check_phone(field: Field, value: str) -> None:
    fewest, most = _PHONE_DIGITS
    digits = sum(char.isdecimal() for char in value)
    if not _PHONE.fullmatch(value) or not fewest <= digits <= most:
        raise _refused(_("Please check the phone number."), field)


def _check_rating(field: Field, value: str) -> None:
    if value not in {"1", "2", "3", "4", "5"}:
        raise _refused(_("Please choose from 1 to 5."), field)


def _check_number(field: Field, value: str) -> None:
    if not _NUMBER.fullmatch(value):
        raise _refused(_("%(label)s: a number, please."), field)
    least, most = field.get("minimum"), field.get("maximum")
    if least is not None and float(value) < least:
        raise _refused(_("%(label)s: at least %(limit)s, please."), field, limit=_plain(least))
    if most is not None and float(value) > most:
        raise _refused(_("%(label)s: at most %(limit)s, please."), field, limit=_plain(most))


def _plain(limit: float) -> str:
    return f"{limit:f}".rstrip("0").rstrip(".")


def _check_option(field: Field, value: str) -> None:
    """An option that is a link settles nothing, so it is no value either."""
    options = field.get("options") or []
    if value not in {option["value"] for option in options if not option.get("url")}:
        raise _refused(_("%(label)s: please choose one of what is offered."), field)


def _check_yes_no(field: Field, value: str) -> None:
    if value not in {"yes", "no"}:
        raise _refused(_("%(label)s: yes or no, please."), field)


def _check_date(field: Field, value: str) -> None:
    try:
        if not _DATE.fullmatch(value):
            raise ValueError(value)
        date.fromisoformat(value)
    except ValueError:
        raise _refused(_("%(label)s: please choose a date."), field) from None


_CHECKS: Mapping[str, Callable[[Field, str], None]] = {
    "email": _check_email,
    "phone": _check_phone,
    "rating": _check_rating,
    "number": _check_number,
    "choice": _check_option,
    "buttons": _check_option,
    "slot": _check_option,
    "yes_no": _check_yes_no,
    "date": _check_date,
}


def _refused(words: str, field: Field, **values: str) -> RefusedMessageError:
    return RefusedMessageError("form_invalid", words % {"label": field["label"], **values})
