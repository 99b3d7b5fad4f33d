"""The assistant's own sentences."""

from __future__ import annotations

from knowledge.phrases import _PHRASES, phrase, phrase_for_small_talk


def test_every_language_has_every_sentence() -> None:
    english = _PHRASES["en"]
    assert all(own.keys() == english.keys() for own in _PHRASES.values())
    for name in english:
        assert len({own[name] for own in _PHRASES.values()}) == len(_PHRASES)


def test_regions_and_unknown_languages() -> None:
    assert phrase("thanks", "de-AT") == phrase("thanks", "de") != phrase("thanks", "en")
    assert phrase("thanks", "fi") == phrase("thanks", "") == phrase("thanks", "en")
    assert phrase_for_small_talk("something new", "pt-BR") == phrase("greeting", "pt")
    assert phrase_for_small_talk("farewell", "fr") == phrase("farewell", "fr")
