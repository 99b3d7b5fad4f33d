"""A message gets the category its words and meaning are nearest to, or none; pure."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from escalation.intents.learning import thinned
from escalation.intents.model import NONE_FITS, IntentModel
from escalation.intents.types import Example
from knowledge.vectors import Vectors, sentence_vectors
from tests.escalation.intents.sentences import NEW, OTHERS, examples, lines


def meaning(texts: Sequence[str]) -> Vectors | None:
    return sentence_vectors(texts, "en")


def no_meaning(texts: Sequence[str]) -> Vectors | None:
    return None


@pytest.fixture(scope="module")
def desk() -> IntentModel:
    return IntentModel.fit(examples(), meaning)


def test_new_messages_get_their_category_clearly(desk: IntentModel) -> None:
    found = desk.classify(list(NEW))
    assert [match.intent for match in found] == list(NEW.values())
    assert min(match.score for match in found) >= 0.6


def test_messages_about_other_things_stay_below_every_threshold(desk: IntentModel) -> None:
    found = {text: match.score for text, match in _matches(desk, lines(OTHERS))}
    assert {text: score for text, score in found.items() if score >= 0.5} == {}


def test_a_message_that_clearly_fits_nowhere_names_no_category(desk: IntentModel) -> None:
    (match,) = desk.classify(["what is the capital of Peru?"])
    assert match.intent is None
    assert match.score < NONE_FITS


def test_the_examples_that_a_match_rests_on_are_shown_best_first(desk: IntentModel) -> None:
    (match,) = desk.classify(["please close my account today"])
    assert match.nearest[0].text == "please close my account"
    assert {one.intent for one in match.nearest} == {"cancellation"}
    similar = [one.similarity for one in match.nearest]
    assert similar == sorted(similar, reverse=True)
    assert all(0 <= one <= 1 for one in similar)


def test_an_example_itself_is_certain(desk: IntentModel) -> None:
    found = desk.classify([one.text for one in examples()])
    assert [match.intent for match in found] == [one.intent for one in examples()]
    assert min(match.score for match in found) > 0.8


@pytest.mark.parametrize("most", [1, 2, 3])
def test_few_examples_are_enough_for_sensible_answers(most: int) -> None:
    model = IntentModel.fit(examples(most), meaning)
    found = model.classify(["cancel my subscription please", "you have charged me two times"])
    assert [match.intent for match in found] == ["cancellation", "billing"]
    others = [match.score for match in model.classify(lines(OTHERS))]
    assert min(match.score for match in found) > max(others)
    assert np.mean([score >= 0.5 for score in others]) <= 0.1


@pytest.mark.parametrize("most", [1, 3, 8])
def test_a_single_category_does_not_take_everything(most: int) -> None:
    model = IntentModel.fit(examples(most, "cancellation"), meaning)
    (wanted,) = model.classify(["I want to cancel the subscription"])
    assert wanted.intent == "cancellation"
    assert wanted.score >= 0.6
    scores = [match.score for match in model.classify(lines(OTHERS))]
    assert max(scores) < 0.5


def test_examples_of_nothing_keep_messages_like_them_out() -> None:
    text = "can I cancel the newsletter?"
    model = IntentModel.fit(examples(), meaning)
    quiet = IntentModel.fit(
        [*examples(), Example("how do I cancel the newsletter?", None),
         Example("stop sending me newsletters", None)],
        meaning,
    )  # fmt: skip
    assert quiet.classify([text])[0].score < model.classify([text])[0].score / 2


def test_words_alone_serve_where_no_embedder_does() -> None:
    model = IntentModel.fit(examples(), no_meaning)
    found = model.classify(["cancel my subscription", "is there an outage?", "qwertz uiop"])
    assert [match.intent for match in found] == ["cancellation", "outage", None]


def test_the_order_of_examples_and_the_company_of_texts_change_nothing(desk: IntentModel) -> None:
    turned = IntentModel.fit(examples()[::-1], meaning)
    texts = [*NEW, *lines(OTHERS)]
    assert np.allclose(desk.scores(texts), turned.scores(texts), atol=1e-9)
    assert np.allclose(desk.scores(texts)[3], desk.scores(texts[3:4])[0], atol=1e-12)


def test_threads_may_share_a_model(desk: IntentModel) -> None:
    texts = list(NEW)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: desk.classify(texts), range(8)))
    assert all(one == found[0] for one in found)


def test_categories_with_the_same_examples_are_reported_as_hard_to_tell_apart() -> None:
    mixed = [
        *examples(),
        *(Example(f"{one.text}, please", "leaving") for one in examples(8, "cancellation")),
    ]
    found = IntentModel.fit(mixed, meaning).confusions
    assert [(one.one, one.other) for one in found] == [("cancellation", "leaving")]
    assert found[0].texts
    assert IntentModel.fit(examples(), meaning).confusions == ()


def test_without_categories_nothing_fits() -> None:
    model = IntentModel.fit([], meaning)
    assert model.classify(["anything"])[0].intent is None
    assert IntentModel.fit(examples(), meaning).classify([]) == []


@pytest.mark.parametrize("text", ["", "   ", "?!", "🎉" * 50, "x" * 5000, "\x00", "ΑΒΓ" * 40])
def test_odd_texts_are_no_trouble(desk: IntentModel, text: str) -> None:
    (match,) = desk.classify([text])
    assert 0 <= match.score < 0.5


def test_of_very_many_examples_the_largest_categories_lose_their_last_ones() -> None:
    many = [Example(f"a {n}", "a") for n in range(50)] + [Example("b", "b"), Example("c", None)]
    kept = thinned(many, 12)
    assert [one.text for one in kept] == [*(f"a {n}" for n in range(10)), "b", "c"]
    assert thinned(many, 1) == [many[0], many[50], many[51]]
    assert thinned(many, 100) == many
    assert thinned([]) == []


def _matches(model: IntentModel, texts: list[str]) -> list[tuple[str, object]]:
    return list(zip(texts, model.classify(texts), strict=True))
