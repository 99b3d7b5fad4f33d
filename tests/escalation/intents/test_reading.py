"""A message becomes readings with the visitor's own words; pure."""

from __future__ import annotations

import pytest

from escalation.intents.model import IntentModel
from escalation.intents.reading import MOST_NOTED, WORTH_NOTING, read
from escalation.intents.types import Example
from escalation.triggers.intent_category import IntentCategory
from escalation.types import Stage
from knowledge.vectors import sentence_vectors
from tests.escalation.builders import snapshot
from tests.escalation.intents.sentences import OTHERS, examples, lines


@pytest.fixture(scope="module")
def desk() -> IntentModel:
    return IntentModel.fit(examples(), lambda texts: sentence_vectors(texts, "en"))


def test_the_first_reading_says_how_many_categories_were_measured(desk: IntentModel) -> None:
    (measured,) = read(desk, "which colour does the sofa come in?", 7)
    assert (measured.name, measured.value, measured.version) == ("intents", 5.0, 7)
    empty = IntentModel.fit([], lambda texts: sentence_vectors(texts, "en"))
    assert [one.value for one in read(empty, "cancel", 1)] == [0.0]
    assert len(read(desk, "  ", 1)) == 1


def test_a_category_is_read_with_the_words_that_say_so(desk: IntentModel) -> None:
    text = " Please close my account. "
    _, found = read(desk, text, 1)
    assert found.name == "intent:cancellation"
    assert found.value >= 0.6
    (span,) = found.evidence
    assert text[span.start : span.end] == span.text == "Please close my account."


def test_one_sentence_in_a_long_story_is_found_and_quoted(desk: IntentModel) -> None:
    text = (
        "Good morning! My daughter bought me the blue lamp for my birthday last year. "
        "It stands in the kitchen and everybody likes it. You charged me twice for it, though. "
        "The weather is nice here by the way."
    )
    found = next(one for one in read(desk, text, 1) if one.name == "intent:billing")
    assert found.value >= 0.6
    assert [span.text for span in found.evidence] == ["You charged me twice for it, though."]
    assert all(text[span.start : span.end] == span.text for span in found.evidence)


def test_two_matters_in_one_message_are_both_read(desk: IntentModel) -> None:
    text = "I want to cancel my subscription. And my lawyer will contact you."
    found = {one.name: one for one in read(desk, text, 1)[1:]}
    assert {"intent:cancellation", "intent:legal"} <= set(found)
    assert found["intent:legal"].evidence[0].text == "And my lawyer will contact you."


def test_only_what_is_worth_noting_is_noted(desk: IntentModel) -> None:
    many = IntentModel.fit(
        [Example(one.text, f"{one.intent}-{copy}") for one in examples() for copy in range(3)],
        lambda texts: sentence_vectors(texts, "en"),
    )
    for text in (*lines(OTHERS), "cancel my subscription, the invoice is wrong, the site is down"):
        for model in (desk, many):
            noted = read(model, text, 1)[1:]
            assert len(noted) <= MOST_NOTED
            assert all(WORTH_NOTING <= one.value <= 1 for one in noted)
            assert [one.value for one in noted] == sorted((o.value for o in noted), reverse=True)


def test_the_trigger_fires_on_the_reading_and_quotes_it(desk: IntentModel) -> None:
    text = "my attorney will be in touch about this"
    seen = snapshot(text, Stage.BEFORE_ANSWER, readings=read(desk, text, 1))
    fired = IntentCategory(intents=("legal",), sensitive=True).evaluate(seen)
    assert fired is not None
    assert fired.evidence[0].text == text
    assert IntentCategory(intents=("sales",)).evaluate(seen) is None


@pytest.mark.parametrize("text", ["a. b. c.", "...", "\n\n\n", "word " * 3000, "Hi. " * 400])
def test_odd_messages_are_read_without_trouble(desk: IntentModel, text: str) -> None:
    for one in read(desk, text, 1):
        for span in one.evidence:
            assert text[span.start : span.end] == span.text
