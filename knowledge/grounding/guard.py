"""What no words of a model may hold, whatever they are: the prompt, foreign addresses; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from knowledge.grounding.check import Finding
from knowledge.grounding.source import read_sentence, read_source
from knowledge.grounding.terms import FRAME, terms
from knowledge.grounding.values import plain
from knowledge.words import stop_words

# So many words in a row are not said twice by chance.
RUN = 6
# A kind word or a question back: longer ones say something.
MOST_WORDS = 40

LONGEST_WORD = 40
# Words that neither the passages nor the visitor used, apart from those of politeness.
STRANGE_WORDS = 4
_PLEASANTRIES = """
hello hi hey morning afternoon evening welcome thanks thank pleasure glad happy nice great good
wonderful sorry hear understand know let anything else assistant person people chat company website
answer look bye goodbye care week weekend day today moment problem fine well doing talk wish enjoy
love best luck feel free tell bit mean choose option two three first second question article topic
"""
# "Which of your 3 orders?" is a fair question.
SMALL_NUMBER_DIGITS = 2

_WORD = re.compile(r"\w+")
_MARKUP = re.compile(r"!\[|\]\(|</?[a-z!]|&(?:#\d+|lt|gt);", re.IGNORECASE)


def repeats(segment: str, prompt: str, passages: Sequence[str]) -> Finding | None:
    """Whether the segment says a run of words that stands in the prompt but in no passage."""
    runs = _runs(plain(segment))
    if runs & _prompt_runs(prompt) - _runs(" ".join(passages)):
        return Finding("instructions")
    return None


def check_kind_words(
    text: str, passages: Sequence[str], question: str, language: str = "en"
) -> Finding | None:
    """What a question back or small talk may not hold: values from nowhere, other subjects.

    `text`: all that was said so far. It claims nothing, so most of its wording is free; the
    visitor's own words and numbers may be repeated.
    """
    source = read_source((*passages,), language)
    asked = read_source((question,), language)
    claim = read_sentence(plain(text), language)
    words = claim.text.split()
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        return Finding("wording", "long")
    known = source.terms | asked.terms | FRAME | terms(_PLEASANTRIES)
    strange = STRANGE_WORDS if stop_words(language) else 2 * STRANGE_WORDS
    if len([term for term in terms(claim.text, language) if term not in known]) > strange:
        return Finding("wording", "off the subject")
    for match in _MARKUP.finditer(claim.text):
        return Finding("markup", match.group())
    for fact in claim.facts:
        value = fact.value
        amounts = [one.amount for one in source.values if one.kind == value.kind]
        if value.kind == "number":
            amounts += [one.amount for one in asked.values]
        small = value.kind == "number" and len(value.amount) <= SMALL_NUMBER_DIGITS
        if value.amount not in amounts and not small:
            return Finding(value.kind, value.amount)
    return None


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return frozenset(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


@lru_cache(maxsize=16)
def _prompt_runs(prompt: str) -> frozenset[tuple[str, ...]]:
    return _runs(prompt)
