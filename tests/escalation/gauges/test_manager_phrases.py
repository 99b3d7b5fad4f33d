"""What managers add is heard: word for word at once, in other words by the head."""

from __future__ import annotations

import pytest

from escalation.gauges.instruments import ExamplePhrase, instruments_for
from escalation.gauges.phrases import BUILT_IN

OWN = (
    ExamplePhrase("human_request", "Ring the bell", True),
    ExamplePhrase("human_request", "speak to room service", False),
    ExamplePhrase("frustration", "I am fed up with this carpet", False),
    ExamplePhrase("abuse", "you absolute turnip", True),
)


def value(text: str, gauge: str, language: str = "en") -> float:
    """A reading by instruments with these phrases."""
    found = instruments_for(OWN).measure(text, (), language).reading(gauge)
    assert found is not None
    return found.value


@pytest.mark.parametrize("text", ["ring the bell", "RING THE BELL!!", "Please, ring the bell."])
def test_a_phrase_word_for_word_always_counts(text: str) -> None:
    assert value(text, "human_request") == 1


def test_a_phrase_inside_a_longer_message_counts_and_is_quoted() -> None:
    text = "my tea is cold, ring the bell and be quick"
    found = instruments_for(OWN).measure(text, (), "en").reading("human_request")
    assert found is not None
    assert found.value == 1
    assert [span.text for span in found.evidence] == ["ring the bell"]


def test_a_phrase_behind_a_not_does_not_count() -> None:
    assert value("I do not want to ring the bell", "human_request") < 0.5


@pytest.mark.parametrize(
    "text", ["speak to room service", "can I speak to room service please", "Speak to Room Service"]
)
def test_a_phrase_that_never_counts_quiets_a_pattern(text: str) -> None:
    plain = instruments_for().measure(text, (), "en").reading("human_request")
    assert plain is not None
    assert plain.value >= 0.5
    assert value(text, "human_request") == 0


def test_it_quiets_no_more_than_its_own_words() -> None:
    assert value("no room service, I want to talk to a person", "human_request") >= 0.5
    assert value("I am fed up with this carpet", "frustration") == 0
    assert value("I am fed up with this lamp", "frustration") >= 0.5


def test_phrases_reach_languages_without_an_embedder() -> None:
    assert value("Ring the bell", "human_request", "de") == 1
    assert value("Ring the bell", "human_request", "tlh") == 1


def test_a_phrase_moves_what_is_said_in_other_words() -> None:
    text = "could you pass me on to the concierge desk"
    own = instruments_for([ExamplePhrase("human_request", "give me the concierge desk", True)])
    before = instruments_for().measure(text, (), "en").reading("human_request")
    after = own.measure(text, (), "en").reading("human_request")
    assert before is not None
    assert after is not None
    assert after.value >= before.value


def test_a_phrase_leaves_other_matters_where_they_were() -> None:
    for text in ("How do I change my password?", "Where is my parcel?", "thank you"):
        for gauge in ("human_request", "frustration", "abuse"):
            plain = instruments_for().measure(text, (), "en").reading(gauge)
            assert plain is not None
            assert value(text, gauge) == pytest.approx(plain.value, abs=0.1)


def test_a_sentence_is_explained() -> None:
    explained = instruments_for(OWN).explain("you absolute turnip", "en")
    assert explained["abuse"].rests_on == "phrase"
    assert explained["abuse"].nearest[0].is_own
    assert explained["abuse"].nearest[0].similarity == pytest.approx(1, abs=0.01)
    assert explained["human_request"].rests_on == "head"
    asked = instruments_for(OWN).explain("I want to talk to a person", "en")["human_request"]
    assert asked.rests_on == "pattern"
    assert "talk to a person" in asked.said[0].text
    assert all(one.phrase.gauge == "human_request" for one in asked.nearest)
    denied = instruments_for().explain("are you a bot?", "en")["human_request"]
    assert (denied.rests_on, denied.reading.value) == ("denied", 0)


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_most_built_in_phrases_are_read_as_they_are_meant(language: str) -> None:
    right = [
        (value(one.text, one.gauge, language) >= 0.5) is one.counts for one in BUILT_IN[language]
    ]
    assert sum(right) / len(right) >= (0.9 if language == "en" else 0.75)
