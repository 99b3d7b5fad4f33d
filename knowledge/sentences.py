"""Cutting text into sentences and list items without losing a word; pure."""

from __future__ import annotations

import re

_ABBREVIATION = re.compile(
    r"[a-z]|approx|co|corp|dept|dr|e\.g|eg|est|etc|fig|i\.e|ie|inc|jr|ltd|max|min|mr|mrs|ms|mt|no|nr|"
    r"prof|sr|st|u\.k|u\.s|vol|vs",
    re.IGNORECASE,
)
# End marks, closing quotes or brackets, the gap, then something that can begin a sentence.
_BOUNDARY = re.compile(r"[.!?…]+[\"'”’»)\]]*(\s+)(?=[\"'“‘«(\[¿¡]*[A-Z0-9À-ÖØ-Þ])")
_LAST_WORD = re.compile(r"([A-Za-z](?:[A-Za-z.]*[A-Za-z])?)[.]$")
_LIST_ITEM = re.compile(r"^\s*(?:[-*•–]\s+|\d{1,3}[.)]\s+|[a-z][.)]\s+)")
_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]\s+")


def is_list_item(line: str) -> bool:
    """Whether the line begins with a bullet or a number that marks an item."""
    return bool(_LIST_ITEM.match(line))


def is_numbered_item(line: str) -> bool:
    """Whether the line is a numbered step."""
    return bool(_NUMBERED.match(line))


def without_marker(line: str) -> str:
    """The line without the bullet or number in front."""
    return _LIST_ITEM.sub("", line, count=1).strip()


def ends_with_abbreviation(sentence: str) -> bool:
    """Whether the full stop at the end belongs to an abbreviation or an initial."""
    match = _LAST_WORD.search(sentence)
    if match is None:
        return False
    # A single letter before the point is an initial: "J. Smith".
    return bool(_ABBREVIATION.fullmatch(match.group(1)))


def split_sentences(text: str) -> list[str]:
    """The sentences in order. Lines stay apart, a list item is one unit, no word is lost."""
    units: list[str] = []
    for line in text.splitlines():
        if is_list_item(line):
            units.append(line.strip())
        else:
            units.extend(_split_line(line))
    return [unit for unit in units if unit]


def _split_line(line: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for match in _BOUNDARY.finditer(line):
        if ends_with_abbreviation(line[start : match.start(1)]):
            continue
        parts.append(line[start : match.start(1)].strip())
        start = match.end(1)
    parts.append(line[start:].strip())
    return parts
