"""Words and stems of several languages."""

from __future__ import annotations

import pytest

from knowledge.words import stems, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Don't panic: 3 x €4.90", ["dont", "panic", "3", "x", "4", "90"]),
        ("Rückgabe, Größe", ["rückgabe", "größe"]),
        ("返品したい", ["返品", "品し", "した", "たい"]),
        ("如何退款PayPal费", ["如何", "何退", "退款", "paypal", "费"]),
        ("", []),
    ],
)
def test_words_are_cut_as_their_script_cuts_them(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en-GB", "how do I return my orders", ["return", "order"]),
        ("de-AT", "Wie kann ich meine Bestellungen zurückgeben?", ["bestell", "zuruckgeb"]),
        ("es", "¿cómo puedo devolver mis pedidos?", ["devolv", "ped"]),
        ("fr", "comment puis-je annuler mes commandes", ["annul", "command"]),
        ("it", "come posso restituire gli ordini", ["restitu", "ordin"]),
        ("nl", "hoe kan ik mijn bestellingen terugsturen", ["bestel", "terugstuur"]),
        ("pt-BR", "como posso devolver meus pedidos", ["devolv", "ped"]),
        ("xx", "any words", ["any", "words"]),
    ],
)
def test_stems_leave_out_what_wraps_a_question(language: str, text: str, found: list[str]) -> None:
    assert stems(text, language) == found
