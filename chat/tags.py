"""Tags of a conversation: words that colleagues find it by; pure."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 40
"""Characters of a tag."""

MOST_TAGS = 30
"""More say nothing any more; the oldest stay."""


def tag_of(words: str) -> str:
    """The words as a tag: one line, lower case, not too long; empty when there are none."""
    return " ".join(words.replace("\0", "").split()).casefold()[:LONGEST].strip()


def tags_after(before: Iterable[str], add: Iterable[str], remove: Iterable[str]) -> list[str]:
    """The tags after a change, oldest first; what is both added and removed is not there."""
    gone = {tag_of(words) for words in remove} | {""}
    wanted = dict.fromkeys((*before, *(tag_of(words) for words in add)))
    return [tag for tag in wanted if tag not in gone][:MOST_TAGS]
