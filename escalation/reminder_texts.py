"""Words of mails about promises whose time has come, by the language of the site; plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FALLBACK = "en"

REMINDERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "call": "A call is due: %(visitor)s",
            "call_body": "%(visitor)s was promised a call at %(when)s. %(owner)s",
            "callback": "Overdue: the call to %(visitor)s",
            "message": "Overdue: the answer to %(visitor)s",
            "follow_up": "Overdue: somebody was to get back to %(visitor)s",
            "overdue_body": "It was due at %(when)s. %(owner)s",
            "nobody": "Nobody has taken it on.",
            "somebody": "%(name)s has taken it on.",
        },
        "de": {
            "call": "Ein Anruf steht an: %(visitor)s",
            "call_body": (
                "%(visitor)s hat das Versprechen, um %(when)s angerufen zu werden. %(owner)s"
            ),
            "callback": "Überfällig: der Anruf bei %(visitor)s",
            "message": "Überfällig: die Antwort an %(visitor)s",
            "follow_up": "Überfällig: jemand sollte sich bei %(visitor)s melden",
            "overdue_body": "Fällig war es um %(when)s. %(owner)s",
            "nobody": "Noch hat es niemand übernommen.",
            "somebody": "%(name)s hat es übernommen.",
        },
    }
)


def words_in(language: str) -> Mapping[str, str]:
    """The texts in this language, whatever its region, else in English."""
    return REMINDERS.get(language.lower().partition("-")[0], REMINDERS[FALLBACK])
