"""Units, currencies and number words, by every writing that is recognised; plain tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a kind; `factor` leads to the kind's base: seconds, months, megabytes."""

    name: str
    kind: str
    factor: float


_HOUR, _DAY = 3600.0, 86400.0
_GROUPS: tuple[tuple[str, float, str], ...] = (
    ("duration", 0.001, "ms millisecond milliseconds"),
    ("duration", 1, "second seconds sec secs sekunde sekunden segundo segundos seconde secondes"),
    ("duration", 60, "minute minutes min mins minuten minuto minutos"),
    ("duration", _HOUR, "hour hours hr hrs stunde stunden hora horas heure heures"),
    ("duration", _DAY, "day days tag tage tagen día días dia dias jour jours"),
    ("duration", 7 * _DAY, "week weeks woche wochen semana semanas semaine semaines"),
    ("months", 1, "month months monat monate monaten mes meses mois"),
    ("months", 12, "year years yr yrs jahr jahre jahren año años ano anos an ans année années"),
    ("size", 1e-6, "byte bytes"),
    ("size", 1e-3, "kb kib kilobyte kilobytes"),
    ("size", 1, "mb mib megabyte megabytes"),
    ("size", 1e3, "gb gib gigabyte gigabytes"),
    ("size", 1e6, "tb tib terabyte terabytes"),
    ("percentage", 1, "% percent pc prozent"),
)
UNITS: Mapping[str, Unit] = MappingProxyType(
    {word: Unit(kind, kind, factor) for kind, factor, words in _GROUPS for word in words.split()}
)

CURRENCIES: Mapping[str, str] = MappingProxyType(
    {
        word: code
        for code, words in {
            "EUR": "€ eur euro euros",
            "USD": "$ usd dollar dollars",
            "GBP": "£ gbp pound pounds quid",
            "JPY": "¥ jpy yen",
            "CHF": "chf franken francs",
        }.items()
        for word in words.split()
    }
)


def _numbered(words: str, start: int = 2) -> dict[str, str]:
    return {word: str(number) for number, word in enumerate(words.split(), start=start)}


NUMBER_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": _numbered("one two three four five six seven eight nine ten eleven twelve", 1)
        | {"fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50"}
        | {"sixty": "60", "ninety": "90", "hundred": "100", "thousand": "1000", "dozen": "12"},
        "de": _numbered("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf")
        | {"zwanzig": "20", "dreißig": "30", "sechzig": "60", "hundert": "100"},
        "es": _numbered("dos tres cuatro cinco seis siete ocho nueve diez")
        | {"doce": "12", "quince": "15", "veinte": "20", "treinta": "30", "cien": "100"},
        "fr": _numbered("deux trois quatre cinq six sept huit neuf dix")
        | {"douze": "12", "quinze": "15", "vingt": "20", "trente": "30", "cent": "100"},
    }
)
