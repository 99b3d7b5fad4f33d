"""Checking a sentence against the passages it cites, before a visitor sees it; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.sentences import split_sentences, without_marker
from knowledge.words import stems

# Of a longer sentence's telling words at least this share must occur in the passages: a paraphrase
# keeps half or more, an invention rarely a third.
SHARED_WORDS = 0.3
LONG_ENOUGH = 5
# A passage's sentence speaks of the same thing when it has this share of the telling words.
SAME_SUBJECT = 0.5
AS_CLOSE = 0.1

_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>()\[\]\"']+", re.IGNORECASE)
_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b(?:/[^\s<>()\[\]\"']*)?", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|without|neither|nor|none|nothing|nobody|unable|impossible|"
    r"\w+n['’]t)\b",
    re.IGNORECASE,
)
_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        [
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ],
        start=2,
    )
} | {"twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90"}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_NUMBER_WORDS)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a sentence is not shown. `kind`: link, address, number, negation or wording."""

    kind: str
    detail: str = ""


def check(segment: str, passages: Sequence[str], *, language: str = "en") -> Finding | None:
    """What the segment claims and the passages do not say; None when nothing was found.

    `segment`: one sentence or list item without citation marks. `passages`: those it cites, with
    their titles; all that were given when it cites none.
    """
    claim = without_marker(segment)
    source = "\n".join(passages)
    for kind, found, known in (
        ("address", _emails(claim), _emails(source)),
        ("link", _links(claim), _links(source)),
        ("number", _numbers(claim), _numbers(source)),
    ):
        for item in sorted(found - known):
            return Finding(kind, item)
    return _contradiction(claim, passages, language) or _invention(claim, source, language)


def _emails(text: str) -> set[str]:
    return {match.group().lower() for match in _EMAIL.finditer(text)}


def _links(text: str) -> set[str]:
    """Addresses and host names, without scheme, "www." and closing punctuation."""
    rest = _EMAIL.sub(" ", text)
    found = {match.group() for pattern in (_URL, _HOST) for match in pattern.finditer(rest)}
    return {
        re.sub(r"^(?:https?://)?(?:www\.)?", "", link.lower()).rstrip(".,;:!?/") for link in found
    }


def _numbers(text: str) -> set[str]:
    plain = _EMAIL.sub(" ", _HOST.sub(" ", _URL.sub(" ", text)))
    digits = {_normal(match.group()) for match in _NUMBER.finditer(plain)}
    return digits | {_NUMBER_WORDS[match.group().lower()] for match in _NUMBER_WORD.finditer(plain)}


def _normal(number: str) -> str:
    """The same writing for 1,000 and 1000, 5.00 and 5, 08:00 and 8:00."""
    number = re.sub(r"[,.](?=\d{3}(?!\d))", "", number)
    number = re.sub(r"[.,]0+$", "", number).replace(",", ".")
    return number.lstrip("0") or "0"


def _contradiction(claim: str, passages: Sequence[str], language: str) -> Finding | None:
    """Whether the claim denies what the passages affirm, or the other way round."""
    denies = bool(_NEGATION.search(claim))
    wanted = set(stems(claim, language))
    if not wanted:
        return None
    shares = [
        (len(wanted & set(stems(sentence, language))) / len(wanted), sentence)
        for passage in passages
        for sentence in split_sentences(passage)
    ]
    closest = max((share for share, _ in shares), default=0.0)
    if closest < SAME_SUBJECT:
        lacking = denies and not any(_NEGATION.search(passage) for passage in passages)
        return Finding("negation") if lacking else None
    alike = [sentence for share, sentence in shares if share >= closest - AS_CLOSE]
    if any(bool(_NEGATION.search(sentence)) == denies for sentence in alike):
        return None
    return Finding("negation")


def _invention(claim: str, source: str, language: str) -> Finding | None:
    """Whether a longer sentence has hardly a word in common with the passages."""
    wanted = set(stems(claim, language))
    if len(wanted) < LONG_ENOUGH:
        return None
    shared = len(wanted & set(stems(source, language))) / len(wanted)
    return Finding("wording") if shared < SHARED_WORDS else None
