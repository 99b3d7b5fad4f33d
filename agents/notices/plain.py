"""Other people's words in our mails: one line for headers, quoted and shortened in bodies; pure."""

from __future__ import annotations

import unicodedata

QUOTED_CHARS = 600
"""Of a visitor's words, in mails to staff; the inbox has the rest."""

SUBJECT_CHARS = 150
_NAME_CHARS = 60
_JOINERS = frozenset("\u200c\u200d")  # scripts and emoji need them


def one_line(text: str, limit: int = SUBJECT_CHARS) -> str:
    """The text without line ends and other controls, so that it can never add a header."""
    safe = "".join(" " if _is_control(char) else char for char in text)
    return shortened(" ".join(safe.split()), limit)


def name_of(text: str) -> str:
    """A person's name as it may stand in a sentence of ours."""
    return one_line(text, _NAME_CHARS)


def quoted(text: str, limit: int | None = QUOTED_CHARS) -> str:
    """The words with a mark before each line, so that they cannot pass for ours.

    `limit`: characters; None keeps all of them.
    """
    whole = cleaned(text)
    kept = whole if limit is None else shortened(whole, limit)
    return "\n".join(f"> {line}".rstrip() for line in kept.split("\n"))


def cleaned(text: str) -> str:
    """The words without signs that a reader cannot see, line by line."""
    return "\n".join(_clean(line) for line in text.strip().splitlines())


def shortened(text: str, limit: int) -> str:
    """At most so many characters, the last of them an ellipsis when something is missing."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _clean(line: str) -> str:
    return "".join(char for char in line if char == "\t" or not _is_control(char)).rstrip()


def _is_control(char: str) -> bool:
    """Controls, line and paragraph ends, and signs that turn the direction of writing round."""
    return char not in _JOINERS and unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
