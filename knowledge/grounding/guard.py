"""What no words of a model may hold, whatever they are: the prompt, foreign addresses; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from knowledge.grounding.check import Finding
from knowledge.grounding.source import read_sentence, read_source
from knowledge.grounding.values import plain

# So many words in a row are not said twice by chance.
RUN = 6
# A kind word or a question back: longer ones say something.
MOST_WORDS = 40

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


def check_kind_words(segment: str, passages: Sequence[str], question: str) -> Finding | None:
    """What a question back or small talk may not hold: values and names from nowhere, much text.

    It claims nothing, so its wording is free; the visitor's own names and numbers may be repeated.
    """
    source = read_source((*passages,), "en")
    asked = read_source((question,), "en")
    claim = read_sentence(plain(segment), "en")
    if len(claim.text.split()) > MOST_WORDS:
        return Finding("wording", "long")
    for match in _MARKUP.finditer(claim.text):
        return Finding("markup", match.group())
    for fact in claim.facts:
        value = fact.value
        known = [one.amount for one in source.values if one.kind == value.kind]
        if value.kind == "number":
            known += [one.amount for one in asked.values]
        small = value.kind == "number" and len(value.amount) <= SMALL_NUMBER_DIGITS
        if value.amount not in known and not small:
            return Finding(value.kind, value.amount)
    return None


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return frozenset(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


@lru_cache(maxsize=16)
def _prompt_runs(prompt: str) -> frozenset[tuple[str, ...]]:
    return _runs(prompt)
