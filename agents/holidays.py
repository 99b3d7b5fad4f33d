"""Public holidays of countries and their regions, as special days on which a team is closed.

The library is imported when somebody looks at holidays: that takes longer than serving a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agents.hours import HoursError

_ENGLISH = ("en_US", "en_GB", "en")


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday, named in English where the library knows that."""

    on: date
    name: str


def countries() -> list[tuple[str, str]]:
    """Two-letter codes with English names, by name."""
    from holidays.registry import COUNTRIES

    named = ((entry[1], key.replace("_", " ").title()) for key, entry in COUNTRIES.items())
    return sorted(named, key=lambda pair: pair[1])


def regions(country: str) -> list[str]:
    """Codes of the country's regions that have holidays of their own; none for unknown ones."""
    import holidays

    return sorted(holidays.list_supported_countries(include_aliases=False).get(country, []))


def public_holidays(country: str, region: str, year: int) -> list[Holiday]:
    """The holidays of that year, by date. An empty `region` means those of the whole country.

    Raises HoursError for a country or region that is not known.
    """
    import holidays

    if country not in holidays.list_supported_countries():
        raise HoursError("this country is not known", "country")
    if region and region not in regions(country):
        raise HoursError("this region is not known", "region")
    languages = holidays.list_localized_countries().get(country, [])
    language = next((one for one in _ENGLISH if one in languages), None)
    found = holidays.country_holidays(country, subdiv=region or None, years=year, language=language)
    return [Holiday(on, name) for on, name in sorted(found.items())]
