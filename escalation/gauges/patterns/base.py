"""A phrasing and how clearly it speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_BEFORE, _AFTER = r"(?:^|(?<=\s))(?:", r")(?=\s|$)"
"""A phrase begins and ends where words do."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A pattern over folded words. `clarity`: 0..1. `deniable`: a "not" before it undoes it."""

    pattern: re.Pattern[str]
    clarity: float = 1.0
    deniable: bool = True


@dataclass(frozen=True, slots=True)
class Language:
    """The phrasings of one language, and what undoes them when it stands right before."""

    phrasings: tuple[Phrasing, ...]
    denied_before: re.Pattern[str]
    asked_anyway: re.Pattern[str] | None = None  # what makes it a question after all

    def is_denied(self, before: str) -> bool:
        """Whether the clause that leads up to a match undoes it."""
        if self.asked_anyway is not None and self.asked_anyway.search(before):
            return False
        return bool(self.denied_before.search(before))


def any_of(*alternatives: str) -> str:
    """A group of alternatives, each given as words separated by blanks or `|`."""
    words = [word for text in alternatives for word in text.split("|")]
    return "(?:" + "|".join(word.strip() for word in words if word.strip()) + ")"


def phrase(pattern: str, clarity: float = 1.0, *, deniable: bool = True) -> Phrasing:
    """A phrasing of whole words; layout blanks and line breaks in `pattern` mean nothing.

    A blank between words is written `\\s`.
    """
    compact = re.sub(r"\s+", "", pattern)
    return Phrasing(re.compile(f"{_BEFORE}{compact}{_AFTER}"), clarity, deniable)


def in_one(phrasings: Iterable[Phrasing]) -> re.Pattern[str]:
    """Matches in a blank and a text where one of them matches in the text, in a single pass."""
    bodies = [one.pattern.pattern[len(_BEFORE) : -len(_AFTER)] for one in phrasings]
    return re.compile(f" (?:{'|'.join(f'(?:{body})' for body in bodies)}{_AFTER}")
