"""When a team is back, in the visitor's language and on the team's clock."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from escalation.back_words import back

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 10, 23, 18, 0, tzinfo=UTC)  # a Friday evening


@pytest.mark.parametrize(
    ("at", "language", "sentence"),
    [
        ("2026-10-23T19:30", "en", "We are back today at 21:30 (Berlin time)."),
        ("2026-10-24T06:00", "en", "We are back tomorrow at 8:00 (Berlin time)."),
        # The clocks go back in between: 8:00 there is an hour later for the rest of the world.
        ("2026-10-26T07:00", "en", "We are back on Monday at 8:00 (Berlin time)."),
        (
            "2026-10-26T07:00",
            "de-AT",
            "Wir sind am Montag um 8:00 Uhr wieder da (Ortszeit Berlin).",
        ),
        ("2026-10-26T07:00", "es", "Volvemos el lunes a las 8:00 (hora de Berlin)."),
        ("2026-10-26T07:00", "fr", "Nous sommes de retour lundi à 8:00 (heure de Berlin)."),
        ("2026-11-02T07:00", "en", "We are back on Monday, 2 November, at 8:00 (Berlin time)."),
        ("2026-11-02T07:00", "ja", "We are back on Monday, 2 November, at 8:00 (Berlin time)."),
    ],
)
def test_a_sentence_for_each_distance_and_language(at: str, language: str, sentence: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert back(moment, NOW, BERLIN, language) == sentence


def test_the_place_is_named_in_words() -> None:
    at = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    assert "(New York time)" in back(at, NOW, ZoneInfo("America/New_York"), "en")
