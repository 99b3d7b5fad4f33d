"""When a team is back, in words of the visitor's language; plain Python.

The time is that of a clock on the team's wall, whose zone is named: these words stand in a message,
which no browser translates into the visitor's own zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class _Language:
    """`back`: the sentence around `when`. `day`: within a week; `date`: later than that."""

    back: str
    today: str
    tomorrow: str
    day: str
    date: str
    days: tuple[str, ...]  # Monday first
    months: tuple[str, ...]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ENGLISH = _Language(
    back="We are back {when} ({place} time).",
    today="today at {clock}",
    tomorrow="tomorrow at {clock}",
    day="on {day} at {clock}",
    date="on {day}, {number} {month}, at {clock}",
    days=_names("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    months=_names(
        "January February March April May June July August September October November December"
    ),
)
_LANGUAGES: Mapping[str, _Language] = MappingProxyType(
    {
        "en": _ENGLISH,
        "de": _Language(
            back="Wir sind {when} wieder da (Ortszeit {place}).",
            today="heute um {clock} Uhr",
            tomorrow="morgen um {clock} Uhr",
            day="am {day} um {clock} Uhr",
            date="am {day}, {number}. {month}, um {clock} Uhr",
            days=_names("Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"),
            months=_names(
                "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
            ),
        ),
        "es": _Language(
            back="Volvemos {when} (hora de {place}).",
            today="hoy a las {clock}",
            tomorrow="mañana a las {clock}",
            day="el {day} a las {clock}",
            date="el {day} {number} de {month} a las {clock}",
            days=_names("lunes martes miércoles jueves viernes sábado domingo"),
            months=_names(
                "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
                "diciembre"
            ),
        ),
        "fr": _Language(
            back="Nous sommes de retour {when} (heure de {place}).",
            today="aujourd'hui à {clock}",
            tomorrow="demain à {clock}",
            day="{day} à {clock}",
            date="le {day} {number} {month} à {clock}",
            days=_names("lundi mardi mercredi jeudi vendredi samedi dimanche"),
            months=_names(
                "janvier février mars avril mai juin juillet août septembre octobre novembre "
                "décembre"
            ),
        ),
    }
)
_A_WEEK = 7


def back(at: datetime, now: datetime, clock: ZoneInfo, language: str) -> str:
    """One sentence such as "We are back on Monday at 8:00 (Berlin time)."; both moments aware."""
    words = _LANGUAGES.get(language.partition("-")[0].lower(), _ENGLISH)
    local = at.astimezone(clock)
    days = (local.date() - now.astimezone(clock).date()).days
    form = {0: words.today, 1: words.tomorrow}.get(
        days, words.day if days < _A_WEEK else words.date
    )
    when = form.format(
        clock=f"{local.hour}:{local:%M}",
        day=words.days[local.weekday()],
        number=local.day,
        month=words.months[local.month - 1],
    )
    return words.back.format(when=when, place=clock.key.rpartition("/")[2].replace("_", " "))
