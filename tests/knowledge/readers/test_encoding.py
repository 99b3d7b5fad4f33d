"""Bytes become text, and it is said when the encoding was guessed."""

from __future__ import annotations

import codecs

import pytest

from knowledge.ingest.readers import SourceText, UnreadableError, read_file

GERMAN = "Rücksendung\n\nÜber größere Pakete und Straßen, 5 € für Käufer in Österreich.\n"
RUSSIAN = (
    "Возврат товара возможен в течение тридцати дней после покупки. "
    "Деньги возвращаются на карту в течение пяти рабочих дней.\n"
)
JAPANESE = "商品は三十日以内に返品できます。送料は無料です。\n" * 3


def read(data: bytes, name: str = "rules.txt", content_type: str = "") -> SourceText:
    return read_file(name, data, content_type=content_type)


@pytest.mark.parametrize(
    "data",
    [
        GERMAN.encode(),
        codecs.BOM_UTF8 + GERMAN.encode(),
        GERMAN.encode("utf-16"),
        codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"),
        GERMAN.encode("utf-32"),
    ],
)
def test_unicode_is_recognised_without_doubt(data: bytes) -> None:
    found = read(data)
    assert (found.title, found.doubts) == ("Rücksendung", ())
    assert "größere Pakete" in found.body


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le", "utf-16-be"])
def test_what_was_guessed_is_said(encoding: str) -> None:
    found = read(GERMAN.encode(encoding))
    assert found.doubts == ("encoding_guessed",)
    assert "5 € für Käufer" in found.body


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_other_alphabets_are_guessed_too(encoding: str) -> None:
    found = read((RUSSIAN * 3).encode(encoding))
    assert "тридцати дней" in found.body
    assert found.doubts == ("encoding_guessed",)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(JAPANESE, "shift_jis"), (JAPANESE, "iso-2022-jp"), (RUSSIAN, "windows-1251")],
)
def test_a_declared_encoding_is_taken(text: str, encoding: str) -> None:
    page = f"<html><head><meta charset='{encoding}'></head><body><p>{text}</p></body></html>"
    found = read(page.encode(encoding), "page.html")
    assert text.strip()[:12] in found.body
    assert found.doubts == ()
    plain = read(text.encode(encoding), content_type=f"text/plain; charset={encoding}")
    assert text.strip()[:12] in plain.body


def test_a_wrong_declaration_does_not_garble_utf_8() -> None:
    found = read(GERMAN.encode(), content_type="text/plain; charset=iso-8859-1")
    assert "größere" in found.body


def test_a_declaration_that_cannot_be_true_falls_back_to_guessing() -> None:
    found = read(GERMAN.encode("cp1252"), content_type="text/plain; charset=utf-8")
    assert "größere" in found.body
    assert found.doubts == ("encoding_guessed",)


@pytest.mark.parametrize("charset", ["unicode_escape", "rot13", "zlib", "idna", "no-such"])
def test_codecs_that_are_no_encodings_are_not_used(charset: str) -> None:
    assert "größere" in read(GERMAN.encode(), content_type=f"text/plain; charset={charset}").body


def test_letters_that_came_garbled_are_pointed_out() -> None:
    garbled = GERMAN.encode().decode("cp1252")
    assert read(garbled.encode()).doubts == ("looks_garbled",)


def test_a_file_that_is_no_text_is_refused() -> None:
    for data in (bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n\x00\x00\x00"):
        with pytest.raises(UnreadableError) as caught:
            read(data)
        assert caught.value.code in {"binary", "unknown_encoding"}


def test_what_cannot_be_stored_is_taken_out() -> None:
    found = read("One\x07 two\ufffd three so\u00adft e\u0301\r\nfour\n".encode())
    assert found.body == "One two three soft é\nfour\n"
    assert found.doubts == ("replaced_letters",)
