"""Numbers, prices, dates, links and the like in a text, in one writing each; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from knowledge.grounding import dates
from knowledge.grounding.units import CURRENCIES, NUMBER_WORDS, UNITS, Unit
from knowledge.words import stems

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,12}://|www\.|(?:javascript|data):)[^\s<>()\[\]\"']+", re.I
)
_HOST = re.compile(r"(?<![\w@./-])(?:[a-z0-9-]+\.)+[a-z]{2,}\b(?:[/?#][^\s<>()\[\]\"']*)?", re.I)
_TARGET = re.compile(r"\]\(\s*([^)\s]+)")  # of a Markdown link or picture
_IP = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)")
_PHONE = re.compile(
    r"(?<![\w.,])(?:\+|\(?0|\d(?=[\d \u00a0()/.-]{9,}))[\d \u00a0()/.-]{5,}\d(?!\w)"
)
_DATE_LIKE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_TIME = re.compile(
    r"\b(?:(?P<hour>1[0-2]|0?\d)(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|(?P<hour24>[01]?\d|2[0-4])[:h](?P<minute24>[0-5]\d)\b(?!:\d)"
    r"|(?P<hour_de>[01]?\d|2[0-4])\sUhr|(?P<name>noon|midday|midnight)\b)",
    re.I,
)
_NUMBER = re.compile(
    r"(?:(?P<before>[€$£¥]|\b(?:EUR|USD|GBP|CHF))[ \u00a0]?|(?<![^\W_]))"
    r"(?P<number>\d{1,3}(?:[\u00a0\u202f ’']\d{3})+(?!\d)|\d+(?:[.,:]\d+)*)"
    r"(?P<scale>[kK]\b(?![bB])|\s(?:thousand|million)\b)?"
)
_AFTER = re.compile(r"[ \u00a0-]?([%€$£¥]|[^\W\d_]+)")
_RANGE = re.compile(r"\s*(?:to|and|or|–|-|bis|und|oder|a|y|o|à|et|ou|,)\s*", re.I)
_CONNECTORS = frozenset(
    {"to", "and", "or", "bis", "und", "oder", "y", "o", "et", "ou", "a", "à", "per"}
)
_STEP = re.compile(r"\bsteps?\s(?:\d+\s?(?:and|to|–|-|,)\s?)?$", re.I)
_HALF = re.compile(r"\b(half|quarter\s+of)\s+an?\s+(hour|day|year)\b", re.I)
_INVISIBLE = {"Cf", "Co", "Cn"}


@dataclass(frozen=True, slots=True)
class Value:
    """One value as written at `start:end`.

    `kind`: link, address, phone, date, weekday, time, price, percentage, duration, months, size or
    number. `options`: what it may mean, in one writing; several only for an ambiguous date.
    `unit`: what is counted, as a stem; empty when nothing follows a number.
    """

    kind: str
    options: tuple[str, ...]
    unit: str
    start: int
    end: int
    is_word: bool = False  # a number without a unit of measure, written as a word

    @property
    def amount(self) -> str:
        """The first reading."""
        return self.options[0]


def plain(text: str) -> str:
    """The text without invisible characters, compatibility forms made ordinary."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(one for one in normal if unicodedata.category(one) not in _INVISIBLE)


def values_of(text: str, language: str = "en") -> list[Value]:
    """All values of the text in order; each stretch of text is read once."""
    found: list[Value] = []
    rest = text
    for read in (_addresses, _links, _times, _phones):
        taken = list(read(rest))
        found.extend(taken)
        rest = without_values(rest, taken)
    for start, end, options in dates.dates_of(rest):
        found.append(Value("date", options, "", start, end))
    rest = without_values(rest, found)
    found.extend(
        Value("weekday", (name,), "", start, end) for start, end, name in dates.weekdays_of(rest)
    )
    found.extend(_numbers(rest, language))
    return sorted(found, key=lambda value: value.start)


def without_values(text: str, values: Iterable[Value]) -> str:
    """The text with the values blotted out, as long as before."""
    for value in values:
        text = text[: value.start] + "\x00" * (value.end - value.start) + text[value.end :]
    return text


def _addresses(text: str) -> Iterator[Value]:
    for match in _EMAIL.finditer(text):
        yield Value("address", (match.group().lower().rstrip("."),), "", *match.span())


def _links(text: str) -> Iterator[Value]:
    """Addresses and host names, without scheme, "www." and closing punctuation."""
    taken: list[tuple[int, int]] = []
    for pattern, group in ((_TARGET, 1), (_URL, 0), (_HOST, 0), (_IP, 0)):
        for match in pattern.finditer(text):
            start, end = match.span(group)
            if any(start < other_end and end > other for other, other_end in taken):
                continue
            taken.append((start, end))
            link = re.sub(r"^(?:https?://)?(?:www\.)?", "", text[start:end].lower())
            yield Value("link", (link.rstrip(".,;:!?*`/"),), "", start, end)


def _phones(text: str) -> Iterator[Value]:
    for match in _PHONE.finditer(text):
        written = match.group()
        digits = re.sub(r"\D", "", written)
        if 7 <= len(digits) <= 15 and not _DATE_LIKE.search(written):
            yield Value("phone", (digits.lstrip("0"),), "", *match.span())


def _times(text: str) -> Iterator[Value]:
    for match in _TIME.finditer(text):
        if match["name"]:
            minutes = 0 if match["name"].lower() == "midnight" else 720
        elif match["half"]:
            minutes = int(match["hour"]) % 12 * 60 + int(match["minute"] or 0)
            minutes += 720 if match["half"].lower() == "p" else 0
        else:
            minutes = int(match["hour24"] or match["hour_de"]) * 60 + int(match["minute24"] or 0)
        yield Value("time", (str(minutes % 1440),), "", *match.span())


def _numbers(text: str, language: str) -> list[Value]:
    found = [
        _number(text, match)
        for match in _NUMBER.finditer(text)
        if not _STEP.search(text[: match.start()])
    ]
    words = {**NUMBER_WORDS["en"], **NUMBER_WORDS.get(language[:2], {})}
    for match in re.finditer(r"[^\W\d_]+", text):
        if match.group().lower() in words:
            amount = words[match.group().lower()]
            value = _with_unit(text, amount, match.span())
            # "one" is seldom a number unless something measurable follows.
            if amount != "1" or value.kind != "number":
                found.append(replace(value, is_word=value.kind == "number"))
    for match in _HALF.finditer(text):
        part = "0.5" if match.group(1).lower() == "half" else "0.25"
        found.append(_measured(part, UNITS[match.group(2).lower()], "", match.span()))
    found.sort(key=lambda value: value.start)
    return _with_shared_units(text, found)


def _number(text: str, match: re.Match[str]) -> Value:
    amount = _normal(match["number"])
    scale = (match["scale"] or "").strip().lower()
    if scale:
        amount = _written(float(amount) * (1_000_000 if scale == "million" else 1000))
    span = (match.start("number"), match.end())
    if match["before"]:
        return Value("price", (amount,), CURRENCIES[match["before"].lower()], *span)
    return _with_unit(text, amount, span)


def _with_unit(text: str, amount: str, span: tuple[int, int]) -> Value:
    """The number with what follows it: a known unit within three words, else the next word."""
    position, passed = span[1], list[str]()
    for _ in range(3):
        match = _AFTER.match(text, position)
        if match is None:
            break
        word = match.group(1).lower()
        if word in _CONNECTORS or word in NUMBER_WORDS["en"]:
            break
        if word in CURRENCIES:
            return Value("price", (amount,), CURRENCIES[word], span[0], match.end())
        if word in UNITS and (not passed or UNITS[word].kind in {"duration", "months"}):
            working = "working" if {"working", "business"} & set(passed) else ""
            return _measured(amount, UNITS[word], working, (span[0], match.end()))
        passed.append(word)
        position = match.end()
    counted = stems(passed[0]) if passed else []
    return Value("number", (amount,), counted[0] if counted else "", *span)


def _measured(amount: str, unit: Unit, working: str, span: tuple[int, int]) -> Value:
    try:
        base = float(amount)
    except ValueError:  # a version such as 8.1.2
        return Value("number", (amount,), "", *span)
    if unit.kind == "size" and base % 1024 == 0:
        base = base / 1024 * 1000  # 1,024 MB and 1 GB are the same to a reader
    return Value(unit.kind, (_written(base * unit.factor),), working or unit.name, *span)


def _with_shared_units(text: str, found: list[Value]) -> list[Value]:
    """In "5 to 7 days" and "3, 7 and 12 days" the unit belongs to all of the numbers."""
    word = working = ""
    shares = False  # whether `word` belongs to the number behind as well
    for index in range(len(found) - 2, -1, -1):
        one, following = found[index], found[index + 1]
        if not shares:
            word = _last_word(text[following.start : following.end])
            working = following.unit if following.unit == "working" else ""
        joined = one.kind == "number" and _RANGE.fullmatch(text, one.end, following.start)
        shares = bool(joined) and word in UNITS
        if shares:
            found[index] = _measured(one.amount, UNITS[word], working, (one.start, one.end))
    return found


def _last_word(text: str) -> str:
    words = re.findall(r"[^\W\d_]+|%", text.lower())
    return words[-1] if words else ""


def _normal(number: str) -> str:
    """The same writing for 1,000 and 1000, 5.00 and 5, 08:00 and 8:00."""
    number = re.sub(r"[\u00a0\u202f ’']", "", number)
    number = re.sub(r"[,.](?=\d{3}(?!\d))", "", number)
    number = re.sub(r"[.,]0+$", "", number).replace(",", ".")
    return number.lstrip("0") or "0" if not number.startswith("0.") else number


def _written(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")
