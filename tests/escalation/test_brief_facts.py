"""What a brief takes from the visitor's words as a fact, and what it leaves alone."""

from __future__ import annotations

import pytest

from escalation.brief import patterns
from escalation.brief.facts import facts_in
from escalation.brief.wants import core, matter


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Write to vera.m+shop@example.co.uk.", [("email", "vera.m+shop@example.co.uk")]),
        ("My order number is #A-10442!", [("order", "A-10442")]),
        ("Bestellnummer 2024-778 fehlt", [("order", "2024-778")]),
        ("pedido nº? no: pedido número 55621", [("order", "55621")]),
        ("Where is #88231?", [("order", "88231")]),
        ("customer id C-9921", [("account", "C-9921")]),
        ("Kundennummer: 4711", [("account", "4711")]),
        ("You charged me €24.90 on 2026-03-01", [("amount", "€24.90"), ("date", "2026-03-01")]),
        ("I paid 1,200 USD on March 3rd", [("amount", "1,200 USD"), ("date", "March 3rd")]),
        ("am 3. März 2026 bezahlt", [("date", "3. März 2026")]),
        ("seit 03.02.2026", [("date", "03.02.2026")]),
        ("el 3 de marzo", [("date", "3 de marzo")]),
        ("It says error 502", [("error", "502")]),
        ("ERR_TIMED_OUT, 0x80070005", [("error", "ERR_TIMED_OUT"), ("error", "0x80070005")]),
        ("see https://shop.example/cart?id=3.", [("url", "https://shop.example/cart?id=3")]),
        ("call me at 555 123 4567", [("phone", "555 123 4567")]),
        ("+49 30 1234567", [("phone", "+49 30 1234567")]),
        ("my name is Vera Novak and", [("name", "Vera Novak")]),
        ("Ich heiße Jürgen", [("name", "Jürgen")]),
        ("Je m'appelle Zoé", [("name", "Zoé")]),
        ("We run WooCommerce 8.2 here", [("product", "WooCommerce 8.2")]),
    ],
)  # fmt: skip
def test_facts_are_found_as_written(text: str, facts: list[tuple[str, str]]) -> None:
    assert [(one.kind, one.value) for one in facts_in(text)] == facts


@pytest.mark.parametrize(
    "text",
    [
        "How do I cancel my order?",
        "In case you wonder, I am frustrated",
        "I waited 20 minutes for 3 agents",
        "my account is locked",
        "version 2 of the plan",
        "this is not my name, my name isn't important",
        "order 4111 1111 1111 1111",  # only four digits of a card stand together
        "",
    ],
)
def test_what_has_no_shape_of_a_fact_is_left_alone(text: str) -> None:
    assert [one for one in facts_in(text) if len(one.value) > 4] == []


def test_a_card_number_is_never_a_fact() -> None:
    assert facts_in("my account 4111111111111111 and tel 4111 1111 1111 1111") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I already restarted it. Nothing.", ["I already restarted it."]),
        ("I've tried it, cleared the cache", ["I've tried it, cleared the cache"]),
        ("Habe den Router schon neu gestartet", ["Habe den Router schon neu gestartet"]),
        ("Ya he probado con otro navegador.", ["Ya he probado con otro navegador."]),
        ("J'ai déjà vidé le cache", ["J'ai déjà vidé le cache"]),
        ("I have not tried that yet", []),
        ("Should I restart it?", []),
        ("I already told you", []),
    ],
)  # fmt: skip
def test_what_the_visitor_did_is_taken_as_tried(text: str, said: list[str]) -> None:
    assert patterns.tried(text) == said


@pytest.mark.parametrize(
    ("text", "held_to"),
    [
        ("It arrives within 5 business days. Open it.", ["It arrives within 5 business days."]),
        ("You will receive an e-mail.", ["You will receive an e-mail."]),
        ("Das Geld kommt binnen 3 Werktagen.", ["Das Geld kommt binnen 3 Werktagen."]),
        ("Le enviaremos un correo.", ["Le enviaremos un correo."]),
        ("Vous recevrez un e-mail sous 2 jours.", ["Vous recevrez un e-mail sous 2 jours."]),
        ("Backups are kept for 14 days.", []),
        ("Click Save.", []),
        ("I'll try to help first.", []),
        ("We'll refund you.", ["We'll refund you."]),
        ("Wir werden Ihnen das Geld erstatten.", ["Wir werden Ihnen das Geld erstatten."]),
    ],
)  # fmt: skip
def test_what_binds_us_is_a_promise(text: str, held_to: list[str]) -> None:
    assert [one for one in patterns.sentences(text) if patterns.is_commitment(one)] == held_to


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        (["My invoice shows the wrong address", "a human please"], 0),
        (["My invoice shows the wrong address", "That did not help"], 0),
        (["Hello", "Wie kündige ich meinen Vertrag?", "Ich möchte mit einem Menschen sprechen"], 1),
        (["How do refunds work?", "My invoice shows the wrong address"], 1),
        (["How do refunds work?", "I am vera@example.com, order 10442"], 0),
        (["My name is Vera Novak, order 10442 never came.", "human please"], 0),
        (["I want a human to cancel my hosting contract today"], 0),
        (["human"], 0),
        ([], None),
    ],
)
def test_the_matter_stands_before_the_push(texts: list[str], place: int | None) -> None:
    assert matter(texts) == place


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "My name is Vera, order 10442. I already restarted it. My shop shows an error. Human!",
            "My shop shows an error.",
        ),
        ("How do refunds work? You can reach me at vera@example.com", "How do refunds work?"),
        ("human please", "human please"),
    ],
)
def test_only_the_sentences_of_the_matter_are_what_is_wanted(text: str, kept: str) -> None:
    assert core(text) == kept


def test_anger_names_no_matter_where_something_else_does() -> None:
    asked = "How long are backups kept on the Pro plan?"
    angry = "That did not help at all, you are repeating yourself"
    assert matter([asked, angry], {angry}) == 0
    assert matter([asked, "This is ridiculous, worst service ever!"]) == 0
    assert matter([angry], {angry}) == 0, "there is nothing better"
