"""Dates and weekdays in a text, however they are written; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janner enero ene janvier janv janeiro",
            "february feb februar febrero février fevrier fevereiro",
            "march mar märz maerz marzo mars março",
            "april apr abril avril avr",
            "may mai mayo maio",
            "june jun juni junio juin junho",
            "july jul juli julio juillet julho",
            "august aug agosto août aout",
            "september sep sept septiembre septembre setembro",
            "october oct oktober okt octubre octobre outubro",
            "november nov noviembre novembre novembro",
            "december dec dezember dez diciembre décembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: canonical
    for canonical, names in {
        "monday": "monday mon mo montag lunes lundi",
        "tuesday": "tuesday tue tues di dienstag martes mardi",
        "wednesday": "wednesday wed mittwoch miércoles mercredi",
        "thursday": "thursday thu thurs donnerstag jueves jeudi",
        "friday": "friday fri freitag viernes vendredi",
        "saturday": "saturday sat samstag sonnabend sábado samedi",
        "sunday": "sunday sun sonntag domingo dimanche",
    }.items()
    for name in names.split()
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})\b",
        rf"\b{_DAY}\s?(?:of\s|de\s)?{_MONTH}(?:,?\s(?:de\s)?{_YEAR})?",
        rf"\b{_MONTH}\s(?:the\s)?{_DAY}\b(?!\s?[%€$£:])(?:,?\s{_YEAR})?",
        rf"\b{_MONTH},?\s{_YEAR}",
        r"\b(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:\d\d){1,2})\b",
    )
)
# Short names count only in capitals at the beginning: "sun" shines, "Sun" is a day.
_DAY_NAME = re.compile(r"\b(" + "|".join(sorted(_WEEKDAYS, key=len, reverse=True)) + r")s?\b", re.I)


def dates_of(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Start, end and readings "year-month-day" of each date; a part that is not said is 0."""
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other_end and end > other for other, other_end in taken):
                continue
            readings = tuple(_readings(match.groupdict()))
            if readings:
                taken.append((start, end))
                yield start, end, readings


def weekdays_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and English name of each weekday."""
    for match in _DAY_NAME.finditer(text):
        name = match.group(1)
        if len(name) > 4 or (name[0].isupper() and len(name) > 2):
            yield match.start(), match.end(), _WEEKDAYS[name.lower()]


def agree(claimed: str, known: str) -> bool:
    """Whether the first date says nothing that the second does not say as well."""
    pairs = zip(claimed.split("-"), known.split("-"), strict=True)
    return all(int(one) == 0 or int(one) == int(other) for one, other in pairs)


def _readings(parts: dict[str, str | None]) -> Iterator[str]:
    year = int(parts.get("year") or 0)
    if 0 < year < 100:
        year += 2000
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        orders = {(second, first), (first, second)}
    elif parts.get("number"):
        orders = {(int(parts["number"] or 0), int(parts["day"] or 0))}
    else:
        name = (parts.get("month") or "").lower()
        orders = {(_MONTHS[name], int(parts.get("day") or 0))}
    for month, day in sorted(orders):
        if 1 <= month <= 12 and day <= 31:
            yield f"{year}-{month}-{day}"
