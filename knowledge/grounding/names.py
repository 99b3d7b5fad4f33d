"""Names in a text: capitalised words inside sentences, and words that look like code; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.grounding.terms import is_grammar

_TOKEN = re.compile(r"`[^`\n]+`|\.?[^\W_](?:[\w]|[.'’+#/-](?=\w))*[+#]*")
_CODE = re.compile(
    r"^\.\w|\w_\w|[a-z][A-Z]|[^\W\d]\d|\d[^\W\d]{2,}|[+#]$|/\w.*/|^[A-Z]{2,}s?$|`|\w\.\w{2,}"
)
# What may stand before the first word of a sentence.
_OPENS = re.compile(r"(?:^|[.!?:…\n→>|]|\s[–—-])[\s\"'“”‘’«»(\[*_`-]*$")
# Nouns are written with capitals in German: only what looks like code is a name there.
_CAPITALISED_NOUNS = frozenset({"de"})
_COMMON = frozenset(
    {"i", "i'm", "i'll", "i'd", "i've", "ok", "okay", "faq", "url", "id", "pdf", "ps"}
)


def names_in(text: str, language: str = "en", values: Sequence[tuple[int, int]] = ()) -> list[str]:
    """The names as written, in order, without those that only begin a sentence.

    `values`: where values are written; a word inside one, or made of one such as "5V", is no name.
    """
    found: list[str] = []
    capitals = language[:2] not in _CAPITALISED_NOUNS
    for match in _TOKEN.finditer(text):
        token = match.group().strip("`")
        if token.lower() in _COMMON or is_grammar(token, language):
            continue
        if any(_belongs(match, start, end) for start, end in values):
            continue
        inside = token[0].isupper() and not _OPENS.search(text[: match.start()])
        if _CODE.search(match.group()) or (inside and capitals):
            found.append(token)
    return found


def _belongs(token: re.Match[str], start: int, end: int) -> bool:
    if token.end() <= start or token.start() >= end:
        return False
    return token.group()[0].isdigit() or (start <= token.start() and token.end() <= end)


def first_word(text: str) -> str:
    """The capitalised word that opens the text, which may be a name or just the first."""
    match = re.match(r"[\s\"'“‘«(\[*_-]*([^\W\d_][\w.+#-]*\w|[^\W\d_])", text)
    return match.group(1) if match and match.group(1)[0].isupper() else ""
