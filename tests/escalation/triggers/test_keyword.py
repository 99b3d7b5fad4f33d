"""Keywords match whole words in any script, and not what only looks alike (T27)."""

from __future__ import annotations

import pytest

from escalation.defaults import URGENT_WORDS
from escalation.triggers.keyword import Keyword
from tests.escalation.builders import fires, snapshot

FOUND = [
    ("cancel account", "Please cancel my account", "cancel my account"),
    ("cancel account", "CANCEL ACCOUNT!!", "CANCEL ACCOUNT"),
    ("cancel account", "cancel this premium account now", "cancel this premium account"),
    ("cancel account", "I can not cancel my account", "cancel my account"),
    ("cancel account", "Why don't you cancel my account?", "cancel my account"),
    ("server down", "The server is down", "server is down"),
    ("server down", "Isn't the server down?", "server down"),
    ("data breach", "We had a data security breach", "data security breach"),
    ("kündig*", "Ich möchte KÜNDIGEN", "KÜNDIGEN"),
    ("kündig*", "Kündigungsfrist?", "Kündigungsfrist"),
    ("kündigen", "ich will kuendigen", "kuendigen"),
    ("kundigen", "ich will kündigen", "kündigen"),
    ("straße", "In welcher STRASSE?", "STRASSE"),
    ("café", "where is the cafe", "cafe"),
    ("إلغاء الحساب", "أريد إلغاء الحساب الآن", "إلغاء الحساب"),
    ("الغاء الحساب", "أريد إلغاء الحساب", "إلغاء الحساب"),
    ("удалить аккаунт", "Как удалить аккаунт?", "удалить аккаунт"),
    ("退款", "我想要退款谢谢", "我想要退款谢谢"),
    ("don't work", "They don’t work", "don’t work"),
    ("c-level", "our C level asks", "C level"),
]
NOT_FOUND = [
    ("cancel account", "What is your cancellation policy?"),
    ("cancel account", "cancellation policy for an account"),
    ("cancel", "the uncancelled invoice"),
    ("cancel account", "Account manager: cancel"),
    ("cancel account", "I don't want to cancel my account"),
    ("cancel account", "Please do not cancel the account"),
    ("cancel account", "Cancel it. My account is fine"),
    ("cancel account", "cancel the order that I placed from my account"),
    ("server down", "the server is not down"),
    ("data loss", "without any data loss"),
    ("konto", "Die Kontonummer fehlt"),
    ("vertrag", "Mein Handyvertrag läuft"),
    ("kündigen", "Ich will nicht kündigen"),
    ("إلغاء الحساب", "لا أريد إلغاء الحساب"),
    ("حساب", "المحاسب"),
]


@pytest.mark.parametrize(("word", "text", "evidence"), FOUND)
def test_a_keyword_is_found_with_its_words_as_evidence(word: str, text: str, evidence: str) -> None:
    assert fires(Keyword(words=(word,)), text) == [evidence]


@pytest.mark.parametrize(("word", "text"), NOT_FOUND)
def test_a_keyword_is_not_found_where_it_only_looks_alike(word: str, text: str) -> None:
    assert fires(Keyword(words=(word,)), text) is None


def test_evidence_points_into_the_original_text() -> None:
    text = "Well… our  SÉRVER   is down, help"
    found = Keyword(words=("server down",)).evaluate(snapshot(text))
    assert found is not None
    span = found.evidence[0]
    assert text[span.start : span.end] == span.text == "SÉRVER   is down"


def test_all_keywords_found_are_evidence_in_the_order_of_the_text() -> None:
    trigger = Keyword(words=("data breach", "server down"))
    assert fires(trigger, "server down after a data breach") == ["server down", "data breach"]


def test_without_the_option_a_denied_keyword_counts() -> None:
    trigger = Keyword(words=("cancel account",), ignore_negated=False)
    assert fires(trigger, "I don't want to cancel my account") == ["cancel my account"]


def test_an_empty_list_never_fires() -> None:
    assert fires(Keyword(), "server down") is None
    assert fires(Keyword(words=("*", "…")), "server down") is None


@pytest.mark.parametrize(
    "text",
    [
        "our server is down",
        "there was a data breach",
        "Cancel my account",
        "I want to cancel the account",
        "let me speak to the manager",
        "we have lost all our data",
        "is this data loss?",
    ],
)
def test_the_urgent_words_of_a_new_installation(text: str) -> None:
    assert fires(Keyword(words=URGENT_WORDS), text) is not None


@pytest.mark.parametrize(
    "text", ["cancellation policy", "where is the data centre", "who manages the server?"]
)
def test_the_urgent_words_leave_ordinary_questions_alone(text: str) -> None:
    assert fires(Keyword(words=URGENT_WORDS), text) is None
