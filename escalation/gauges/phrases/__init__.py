"""Sentences that every installation begins with, per language; managers add their own in admin."""

from __future__ import annotations

from escalation.gauges.phrases.base import GAUGES, ExamplePhrase
from escalation.gauges.phrases.english import ENGLISH
from escalation.gauges.phrases.french import FRENCH
from escalation.gauges.phrases.german import GERMAN
from escalation.gauges.phrases.spanish import SPANISH

__all__ = ["BUILT_IN", "GAUGES", "ExamplePhrase"]

BUILT_IN: dict[str, tuple[ExamplePhrase, ...]] = {
    "en": ENGLISH,
    "de": GERMAN,
    "es": SPANISH,
    "fr": FRENCH,
}
