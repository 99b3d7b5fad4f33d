"""Choosing the words to quote."""

from __future__ import annotations

from knowledge.quoting import asks_for_steps, most_telling, quote
from knowledge.sentences import split_sentences

FILLER = "This sentence only makes the passage long enough that it is not quoted as a whole. " * 4
STEPS = "Do this:\n\n1. Open the panel.\n2. Choose Return.\n3. Done."


def quoted(question: str, text: str, best: str) -> str:
    return quote(question, text, best, split_sentences(text))


def test_a_short_passage_is_quoted_whole() -> None:
    assert quoted("How?", STEPS, "2. Choose Return.") == STEPS


def test_a_procedure_is_quoted_as_the_complete_list() -> None:
    text = f"{FILLER}\n\n{STEPS}"
    expected = "Do this:\n1. Open the panel.\n2. Choose Return.\n3. Done."
    assert quoted("How do I return it?", text, FILLER.split(". ")[0] + ".") == expected
    assert quoted("return", text, "2. Choose Return.") == expected


def test_a_sentence_brings_along_what_it_leans_on() -> None:
    text = f"Refunds are free. However, they take five days.\n\n{FILLER}"
    answer = quoted("How long?", text, "However, they take five days.")
    assert answer.startswith("Refunds are free. However, they take five days.")
    assert len(answer.split()) <= 60


def test_a_row_of_a_table_is_quoted_alone() -> None:
    text = f"{FILLER}\n\nplan | price\nBasic – price: 5 EUR\nPro – price: 9 EUR"
    assert quoted("price of pro", text, "Pro – price: 9 EUR") == "Pro – price: 9 EUR"


def test_a_price_is_preferred_where_one_is_asked_for() -> None:
    sentences = ["Extra space is ready at once.", "It costs 3 EUR per month."]
    assert most_telling("What does extra space cost?", sentences, [0.7, 0.65]) == sentences[1]
    assert most_telling("Is extra space ready?", sentences, [0.7, 0.65]) == sentences[0]


def test_how_much_is_not_a_request_for_steps() -> None:
    assert asks_for_steps("How do I set up e-mail?")
    assert not asks_for_steps("How long do I have to wait, and how can that be?")
