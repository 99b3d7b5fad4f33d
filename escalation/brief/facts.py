"""Facts in a visitor's own words: addresses, numbers, amounts, dates, errors; plain Python.

A pattern finds what has the shape of a fact; it proves nothing. The agent reads that the visitor
said so, and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_READ_CHARS = 2000
_VALUE_CHARS = 200
_FLAGS = re.IGNORECASE

_SIGNS = (
    r"(?:\s*(?:number|no\b\.?|nr\b\.?|id\b|nummer|número|numero|numéro|n°|code|is|ist|es|est|"
    r"[:#=]))*"
)
_CODE = r"[#]?([A-Z0-9](?:[A-Z0-9_/-]*[A-Z0-9])?)"
_MONTHS = (
    r"jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|"
    r"aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|enero|febrero|marzo|"
    r"abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|février|mars|"
    r"avril|juin|juillet|août|septembre|octobre|novembre|décembre"
)
_MONEY = r"(?:€|\$|£|¥|eur\b|usd\b|gbp\b|chf\b|euros?\b|dollars?\b|pounds?\b|franken\b)"
_NAME = r"([^\W\d_][\w'’-]+(?:\s[^\W\d_a-z][\w'’-]+){0,2})"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("url", re.compile(r"\bhttps?://[^\s<>\"'’”)\]]*[^\s<>\"'’”)\].,;:!?]", _FLAGS)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", _FLAGS)),
    (
        "error",
        re.compile(
            r"\b(ERR_[A-Z0-9_]+|[A-Z]+_ERROR_[A-Z0-9_]+|0x[0-9A-F]{4,16})\b"
            rf"|\b(?i:error|fehler(?:code)?|errors?|http|status|erreur)(?i:{_SIGNS})\s*"
            r"#?((?=[A-Z0-9_-]*\d)[A-Z0-9][A-Z0-9_-]{2,})\b"
        ),
    ),
    (
        "order",
        re.compile(
            r"\b(?:order|bestellung|bestellnummer|auftrag|auftragsnummer|pedido|commande|invoice|"
            r"rechnung|rechnungsnummer|factura|facture|ticket|case|booking|buchung|reserva(?:tion)?|"
            rf"réservation|tracking|shipment){_SIGNS}\s*(?=\S*\d){_CODE}(?![\w@])",
            _FLAGS,
        ),
    ),
    (
        "account",
        re.compile(
            r"\b(?:account|customer|client|konto|kontonummer|kunden(?:nummer)?|cuenta|cliente|compte|"
            r"contract|vertrag|vertragsnummer|member|membership|policy|user\s?name|benutzername)"
            rf"{_SIGNS}\s*(?=\S*\d){_CODE}(?![\w@])",
            _FLAGS,
        ),
    ),
    ("order", re.compile(r"(?<![\w&/#])#([A-Z]{0,3}-?\d{4,})\b", _FLAGS)),
    ("amount", re.compile(rf"{_MONEY}\s?\d(?:[\d.,' ]*\d)?", _FLAGS)),
    ("amount", re.compile(rf"\b\d(?:[\d.,']*\d)?\s?{_MONEY}", _FLAGS)),
    ("date", re.compile(r"\b\d{4}-\d{2}-\d{2}\b")),
    ("date", re.compile(r"(?<![\d.])\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?![\d.])")),
    (
        "date",
        re.compile(
            rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s(?:de\s|of\s)?(?:{_MONTHS})\b\.?(?:\s(?:de\s)?\d{{4}})?"
            rf"|\b(?:{_MONTHS})\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}})?",
            _FLAGS,
        ),
    ),
    ("phone", re.compile(r"(?<![\w.#])(?:\+|00|0|\(0?)\d[\d\s()/.-]{5,17}\d(?!\w)")),
    (
        "phone",
        re.compile(
            r"\b(?:phone|tel(?:efon|éfono|ephone|éphone)?|call me|mobile|handy|reach me)\b"
            r"(?:[^\d+@]{0,20})(\+?\d[\d\s()/.-]{5,17}\d)(?!\w)",
            _FLAGS,
        ),
    ),
    (
        "name",
        re.compile(
            r"\b(?i:my name is|my name's|i am called|ich heiße|ich heisse|mein name ist|me llamo|"
            rf"mi nombre es|je m['’]appelle|mon nom est)\s{_NAME}"
        ),
    ),
    (
        "product",
        re.compile(
            r"\b([A-Z][a-z]+[A-Z][A-Za-z]*(?:\s\d+(?:\.\d+)*)?"
            r"|(?!(?:Error|Order|Fehler|Case|Ticket|HTTP|Status|Page|Step|Line)\b)"
            r"[A-Z][A-Za-z]{2,}\s\d+(?:\.\d+)*)\b(?![\w@/:])"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A fact in one message: what kind of fact, and the words."""

    kind: str
    value: str


def facts_in(text: str) -> list[Found]:
    """The facts of a message, in the order in which they stand; no place counts twice."""
    text = text[:_READ_CHARS]
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Found]] = []
    for kind, pattern in _PATTERNS:
        for start, end, value in _matches(pattern, text):
            if any(start < to and end > since for since, to in taken):
                continue
            if not _is_plausible(kind, value):
                continue
            taken.append((start, end))
            found.append((start, Found(kind, value[:_VALUE_CHARS])))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int, str]]:
    for match in pattern.finditer(text):
        group = next((index for index, one in enumerate(match.groups(), 1) if one), 0)
        yield match.start(group), match.end(group), match[group].strip()


def _is_plausible(kind: str, value: str) -> bool:
    digits = [int(char) for char in value if char.isdecimal()]
    if kind in {"phone", "order", "account"} and _is_card(digits):
        return False  # nobody copies a card number out of a brief
    if kind == "phone":
        return 7 <= len(digits) <= 15
    if kind in {"order", "account"}:
        return len(digits) >= 2 and len(value) >= 3
    return True


def _is_card(digits: Sequence[int]) -> bool:
    """Whether the digits are a payment card's: their length, and the check digit of Luhn."""
    if not 13 <= len(digits) <= 19:
        return False
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
