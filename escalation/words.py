"""Cutting and folding of words, the same for every rule that reads text; plain Python.

Folding makes "KÜNDIGEN", "kündigen" and "kundigen" one word. Offsets always point into the
original text, so that evidence can be shown in the visitor's own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*", re.UNICODE)
_BREAK = re.compile(r"[.!?;:…。！？؟۔।\n\r]+|,|،|、|，")
_TOKEN = re.compile(f"(?P<word>{_WORD.pattern})|(?P<break>{_BREAK.pattern})", re.UNICODE)
_PIECE = re.compile(f"{_WORD.pattern}|{_BREAK.pattern}", re.UNICODE)
_LONG = 40
"""Characters; longer words are rare and not remembered."""

_APOSTROPHES = re.compile(r"['’ʼ`´]")
_CONTRACTED = frozenset({"t", "d", "m", "s", "re", "ve", "ll"})
"""English endings behind an apostrophe: "don't" is one word, French "l'agent" is two."""

_PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ـ": None})
"""Letters that Unicode does not decompose, and the Arabic stretching mark."""

_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese write no space between words."""


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word, or a break: `.` ends a sentence, `,` a clause. Offsets are the original's."""

    text: str
    start: int
    end: int

    @property
    def is_break(self) -> bool:
        """Whether this is punctuation rather than a word."""
        return self.text in {".", ","}


@dataclass(frozen=True, slots=True)
class Line:
    """A text as one string of folded words and breaks, single spaces between them.

    Patterns run over `text`; `span` leads from a match back to the original.
    """

    text: str
    tokens: tuple[Token, ...]
    starts: tuple[int, ...]  # of each token in `text`

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of what `text[start:end]` covers, whole words only."""
        inside = [
            token
            for token, at in zip(self.tokens, self.starts, strict=True)
            if at < end and at + len(token.text) > start and not token.is_break
        ]
        return (inside[0].start, inside[-1].end) if inside else (0, 0)


def fold(text: str) -> str:
    """Lower case without accents: equal for what readers take to be the same word."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.casefold().translate(_PLAIN)


@lru_cache(maxsize=64)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Words and breaks of the text, in order; remembered, because every rule of a turn asks."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        if match["word"] is None:
            mark = "," if match[0] in ",،、，" else "."
            found.append(Token(mark, match.start(), match.end()))
        else:
            found.extend(_words(match[0], match.start()))
    return tuple(found)


def words_of(text: str) -> tuple[str, ...]:
    """The folded words alone."""
    return tuple(token.text for token in tokens_of(text) if not token.is_break)


def line_of(text: str) -> Line:
    """The text made ready for patterns."""
    return as_line(tokens_of(text))


@lru_cache(maxsize=64)
def line_text(text: str) -> str:
    """The `text` of the line alone, in a tenth of the time: most texts match no pattern."""
    plain = text.replace("’", "'")
    return _plain_line(plain) if plain.isascii() else _mixed_line(text)


def _plain_line(text: str) -> str:
    """Of ASCII, where folding is no more than small letters."""
    small = text.lower()
    if "'" in small or "`" in small:
        small = _WITH_APOSTROPHE.sub(lambda match: " ".join(_split_word(match[0])), small)
    marked = small.translate(_MARKS)
    while ".." in marked:
        marked = marked.replace("..", ".")
    return " ".join(marked.replace(".", " . ").replace(",", " , ").split())


_WITH_APOSTROPHE = re.compile(r"[a-z0-9]+(?:['`][a-z0-9]+)+")
_MARKS = {
    code: char if char.isalnum() else "." if char in ".!?;:\n\r" else "," if char == "," else " "
    for code, char in ((code, chr(code)) for code in range(128))
}


def _mixed_line(text: str) -> str:
    pieces = _PIECE.findall(text)
    is_usual = max(map(len, pieces), default=0) <= _LONG
    folded = map(_as_in_lines if is_usual else _as_in_lines.__wrapped__, pieces)
    return " ".join(filter(None, folded))


@lru_cache(maxsize=16384)
def _as_in_lines(raw: str) -> str:
    """A word or a break as it stands in lines; empty where folding leaves nothing of a word."""
    return as_line(tokens_of.__wrapped__(raw)).text


def as_line(parts: Sequence[Token]) -> Line:
    """A line of these tokens."""
    starts: list[int] = []
    position = 0
    for token in parts:
        starts.append(position)
        position += len(token.text) + 1
    return Line(" ".join(token.text for token in parts), tuple(parts), tuple(starts))


def word_set(*lines: str) -> frozenset[str]:
    """The words of all lines, parted by blanks: long lists stay readable in code."""
    return frozenset(" ".join(lines).split())


def is_unspaced(word: str) -> bool:
    """Whether the word is written in a script that puts no space between words."""
    return bool(_UNSPACED.search(word))


def _words(raw: str, start: int) -> list[Token]:
    """One word, or two where an apostrophe joins two words as French and Italian do."""
    pieces = _split_word(raw)
    if len(pieces) == 1:
        return _folded(pieces[0], start, start + len(raw))
    found: list[Token] = []
    at = start
    for piece in pieces:
        found.extend(_folded(piece, at, at + len(piece)))
        at += len(piece) + 1
    return found


def _split_word(raw: str) -> list[str]:
    """The words that apostrophes join; one word without them where they only shorten it."""
    pieces = _APOSTROPHES.split(raw)
    is_one = len(pieces) == 1 or fold(pieces[-1]) in _CONTRACTED
    return ["".join(pieces)] if is_one else pieces


def _folded(word: str, start: int, end: int) -> list[Token]:
    """The folded word with its offsets; folding may leave several words (ligatures) or none."""
    return [Token(piece, start, end) for piece in _remembered(word)]


def _remembered(word: str) -> tuple[str, ...]:
    """People use the same few thousand words again and again; none of them is endless."""
    return _folded_words(word) if len(word) <= _LONG else _folded_words.__wrapped__(word)


@lru_cache(maxsize=16384)
def _folded_words(word: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(word)))
